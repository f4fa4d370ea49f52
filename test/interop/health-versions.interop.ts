// Versions that follow health at NSD, Knot, BIND and PowerDNS: they have what Rondo hands out, whatever happens, and no serial goes back.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { isLater } from '../../src/dns/serial.js';
import { until } from '../support/ask.js';
import type { Running } from '../support/processes.js';
import { needs } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { Random } from '../support/random.js';
import { answering, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { type Secondary, type SecondaryName, startSecondary } from './secondaries.js';
import { recordsOf, serialOf } from './zone-contents.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const NAMES: readonly SecondaryName[] = ['NSD', 'Knot', 'BIND', 'PowerDNS'];
const ZONE = 'pool.test.';
const ROUNDS = 60;
/** In each round: 300 in all. */
const CHANGES = 5;
const ROUND_MS = 120;

/** Pools, and other records, as they come and go. */
class Site {
  readonly #random = new Random(31);
  readonly #down = new Map<string, string>();
  readonly #records = new Set<string>();
  #hasSecond = true;
  readonly #members = Array.from({ length: 8 }, (_, index) => `127.0.5.${index + 1}`);

  /** One member changes, or one record. @returns whether the zone file is another one */
  change(): void {
    const random = this.#random;
    const kind = random.below(10);
    if (kind === 9) this.#hasSecond = !this.#hasSecond;
    else if (kind > 6) {
      const record = `e${random.below(4)}: { A: 192.0.2.${1 + random.below(3)} }`;
      const name = record.split(':')[0];
      for (const each of this.#records) if (each.startsWith(name)) this.#records.delete(each);
      if (random.below(2) === 0) this.#records.add(record);
    } else {
      const member = random.pick(this.#members);
      const word = random.pick(['up', 'up', 'down', 'down', 'drain', 'maint']);
      if (word === 'up') this.#down.delete(member);
      else this.#down.set(member, word);
    }
  }

  write(): void {
    const list = (from: number) => this.#members.slice(from, from + 4).join(', ');
    const probe = 'probe: { use: said }';
    const second = this.#hasSecond ? `  two: { members: [${list(4)}], fallback: nodata, ${probe} }\n` : '';
    folder.write(
      'pool.test.yaml',
      `zone: pool.test
records: { "@": { NS: ns }, ns: { A: 127.0.0.1 }${[...this.#records].map(each => `, ${each}`).join('')} }
pools:
  www: { members: [${list(0)}], fallback: [192.0.2.99], limit: 2, ${probe} }
  api: { members: [${list(2)}], fallback: { pool: www }, ${probe} }
  all: { members: [${list(4)}], fallback: servfail, ttl: 3, ${probe} }
${second}`,
    );
    const said = [...this.#down].map(([member, word]) => `${member} ${word}\n`);
    const up = this.#members.filter(each => !this.#down.has(each)).map(each => `${each} up\n`);
    folder.write('verdicts', [...up, ...said].join(''));
  }
}

/** Looks at serials, of which none may be earlier than one before. */
class Witness {
  readonly #last = new Map<string, number>();
  looks = 0;

  async look(name: string, port: number): Promise<number | undefined> {
    const serial = await serialOf(port, ZONE).catch(() => undefined);
    if (serial === undefined) return undefined;
    const last = this.#last.get(name) ?? serial;
    expect({ name, serial, last, goesOn: serial === last || isLater(serial, last) }).toMatchObject({
      goesOn: true,
    });
    this.#last.set(name, serial);
    this.looks++;
    return serial;
  }
}

test('four secondaries have what is handed out, after 300 changes and kills of either side', {
  timeout: 180_000,
}, async context => {
  context.skip(...needs('nsd', 'knotd', 'named', 'pdns_server', 'sqlite3'));
  const primary = await quietPort();
  const ports = new Map<SecondaryName, number>();
  for (const name of NAMES) ports.set(name, await quietPort());
  const site = new Site();
  site.write();
  const told = [...ports.values()].map(port => `"127.0.0.1:${port}"`).join(', ');
  folder.write(
    'rondo.yaml',
    `listen: 127.0.0.1:${primary}
zones: pool.test.yaml
forward: off
admin: off
state: state.json
probes: { said: { file: verdicts, interval: 100ms, rise: 1, fall: 1 } }
transfer: { to: 127.0.0.1, notify: [${told}], health: follow, ttl: 2s }
`,
  );
  let rondo: Running | undefined;
  const secondaries = new Map<SecondaryName, Secondary>();
  const begin = async () => {
    rondo = startServe([], folder.path);
    await answering(rondo);
  };
  const beginSecondary = (name: SecondaryName) =>
    secondaries.set(name, startSecondary(folder, name, { port: ports.get(name)!, primary, zones: [ZONE] }));
  onTestFinished(async () => {
    await Promise.all(
      [rondo, ...[...secondaries.values()].map(each => each.running)].map(each => each?.stop('SIGKILL')),
    );
  });
  await begin();
  for (const name of NAMES) beginSecondary(name);
  const witness = new Witness();
  const lookAtAll = () =>
    Promise.all([witness.look('Rondo', primary), ...NAMES.map(name => witness.look(name, ports.get(name)!))]);
  for (let round = 1; round <= ROUNDS; round++) {
    for (let count = 0; count < CHANGES; count++) site.change();
    site.write();
    await pause(ROUND_MS);
    await lookAtAll();
    if (round % 20 === 10) {
      await rondo!.stop('SIGKILL');
      await begin();
    }
    if (round % 12 === 5) {
      const name = NAMES[Math.floor(round / 12) % NAMES.length];
      await secondaries.get(name)!.running.stop('SIGKILL');
      beginSecondary(name);
    }
  }
  /** Until all have the same, which stays so. */
  const same = () =>
    until(
      lookAtAll,
      ([first, ...others]) => first !== undefined && others.every(each => each === first),
    ).catch(error => {
      const outputs = [rondo!, ...[...secondaries.values()].map(({ running }) => running)];
      throw new Error(
        `${error.message}\n${outputs.map(({ output }) => output.slice(-3_000)).join('\n----\n')}`,
      );
    });
  // The last verdicts are still to come.
  await pause(500);
  await same();
  const own = await recordsOf(primary, ZONE);
  expect(own.filter(line => / a /.test(line)).length).toBeGreaterThan(4);
  for (const name of NAMES)
    expect({ name, records: await recordsOf(ports.get(name)!, ZONE) }).toEqual({ name, records: own });
  expect(witness.looks).toBeGreaterThan(ROUNDS * 3);
  const [knot, bind] = (['Knot', 'BIND'] as const).map(name => secondaries.get(name)!.running.output);
  expect(knot).toMatch(/IXFR, incoming, .*finished/);
  expect(bind).not.toMatch(/not exact/);
});
