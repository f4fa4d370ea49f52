// Rondo takes zones over from BIND, Knot, NSD and PowerDNS: it has what they have, whoever is killed, and never anything between.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { until } from '../support/ask.js';
import type { Running } from '../support/processes.js';
import { needs } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { Random } from '../support/random.js';
import { answering, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { PRIMARY_KINDS, Primary, type PrimaryName } from './primaries.js';
import { startSecondary } from './secondaries.js';
import { recordsOf, serialOf } from './zone-contents.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const NAMES = Object.keys(PRIMARY_KINDS) as PrimaryName[];
const ROUNDS = 15;
/** In each round, in each zone: with 15 rounds and four zones 300 in all. */
const EDITS = 5;

/** A zone with a number of records that stay, and others that come and go. */
class EditedZone {
  readonly #records = new Set<string>();
  readonly #random: Random;
  readonly #origin: string;
  serial = 100;
  /** The records of each version that there was, sorted. */
  readonly versions = new Map<number, string>();

  constructor(origin: string, seed: number) {
    this.#origin = origin;
    this.#random = new Random(seed);
  }

  /** One record comes or goes. */
  edit(): void {
    const random = this.#random;
    const type = random.pick(['A 192.0.2.', 'TXT "t ', 'MX 1 mx', 'AAAA 2001:db8::']);
    const value = `${type}${1 + random.below(5)}`;
    const ending = type.startsWith('TXT') ? '"' : type.startsWith('MX') ? `.${this.#origin}` : '';
    const owner = `${random.pick(['new', 'new.deep', '*.new', 'h7'])}${random.below(4)}.${this.#origin}`;
    const record = `${owner} 300 IN ${value}${ending}`;
    if (!this.#records.delete(record)) this.#records.add(record);
  }

  /** The next version as lines of a master file. */
  next(): string[] {
    const origin = this.#origin;
    this.serial++;
    const lines = [
      `${origin} 300 IN SOA ns.${origin} hostmaster.${origin} ${this.serial} 3600 600 604800 60`,
      `${origin} 300 IN NS ns.${origin}`,
      `ns.${origin} 300 IN A 127.0.0.1`,
      ...Array.from({ length: 200 }, (_, index) => `h${index}.${origin} 300 IN A 192.0.2.${index}`),
      ...this.#records,
    ];
    this.versions.set(this.serial, textOf(lines.map(line => line.replace(' IN ', ' '))));
    return lines;
  }
}

const textOf = (lines: readonly string[]) =>
  lines
    .map(line => line.toLowerCase())
    .sort()
    .join('\n');

/** Looks all the time at what a server has: each zone is one of its versions, and never an earlier one than before. */
class Witness {
  readonly #last = new Map<string, number>();
  looks = 0;

  async look(port: number, origin: string, { versions }: EditedZone): Promise<void> {
    const records = await recordsOf(port, origin).catch(() => undefined);
    // It is not there yet, or the server is down.
    if (records === undefined) return;
    const serial = Number(records.find(line => / soa /.test(line))!.split(' ')[5]);
    expect(serial).toBeGreaterThanOrEqual(this.#last.get(origin) ?? 0);
    expect({ origin, serial, text: records.join('\n') }).toEqual({
      ...{ origin, serial },
      text: versions.get(serial),
    });
    this.#last.set(origin, serial);
    this.looks++;
  }
}

test('Rondo has the zones of four primaries through 300 edits and kills of either side, and Knot has one of them from it', {
  timeout: 300_000,
}, async context => {
  context.skip(...needs(...NAMES.flatMap(name => PRIMARY_KINDS[name].programs)));
  const port = await quietPort();
  const behind = await quietPort();
  const all = await Promise.all(
    NAMES.map(async (name, index) => {
      const zone = `${name.toLowerCase()}.test.`;
      const place = { folder, port: await quietPort(), secondary: port, zone };
      return { zone, primary: new Primary(name, place), edited: new EditedZone(zone, index + 1) };
    }),
  );
  const entry = ({ zone, primary }: (typeof all)[number]) => {
    const notify = zone === 'bind.test.' ? `, notify: "127.0.0.1:${behind}"` : '';
    return `  - { name: ${zone}, primaries: "127.0.0.1:${primary.place.port}", transfer: { to: 127.0.0.1${notify} } }\n`;
  };
  folder.write(
    'rondo.yaml',
    `listen: 127.0.0.1:${port}
state: state.json
admin: off
zones:
${all.map(entry).join('')}`,
  );
  let rondo: Running | undefined;
  const begin = async () => {
    rondo = startServe([], folder.path);
    await answering(rondo);
  };
  const knot = startSecondary(folder, 'Knot', { port: behind, primary: port, zones: ['bind.test.'] });
  onTestFinished(async () => {
    await Promise.all([
      rondo?.stop('SIGKILL'),
      knot.running.stop('SIGKILL'),
      ...all.map(({ primary }) => primary.kill()),
    ]);
  });
  const witness = new Witness();
  for (const { primary, edited } of all) await primary.publish(edited.next());
  for (const { primary } of all) primary.begin();
  await begin();
  /** Waits until all have the same. */
  const caughtUp = async () => {
    for (const { zone, primary, edited } of all)
      await until(
        async () => {
          await witness.look(port, zone, edited);
          return { zone, serial: await serialOf(port, zone) };
        },
        ({ serial }) => serial === edited.serial,
      ).catch(error => {
        throw new Error(`${error.message}\n${primary.output}\n${rondo!.output.slice(-20_000)}`);
      });
  };
  await caughtUp();
  for (let round = 1; round <= ROUNDS; round++) {
    for (const { primary, edited } of all) {
      for (let edits = 0; edits < EDITS; edits++) edited.edit();
      await primary.publish(edited.next());
    }
    // In the middle of a transfer, perhaps.
    if (round % 6 === 0) {
      await pause(10 * (round % 4));
      await rondo!.stop('SIGKILL');
      await begin();
      // It answers at once by what it has kept.
      for (const { zone } of all) expect(await serialOf(port, zone)).toBeDefined();
    }
    if (round % 6 === 3) {
      await Promise.all(all.map(({ primary }) => primary.kill()));
      for (const { zone, edited } of all) await witness.look(port, zone, edited);
      for (const { primary } of all) primary.begin();
    }
    // Now and then several versions come at once.
    if (round % 3 !== 1) await caughtUp();
  }
  await caughtUp();
  for (const { zone, primary } of all)
    expect({ zone, records: await recordsOf(port, zone) }).toEqual({
      zone,
      records: await recordsOf(primary.place.port, zone),
    });
  expect(witness.looks).toBeGreaterThan(ROUNDS);
  const last = all[0].edited.serial;
  await until(
    () => serialOf(behind, 'bind.test'),
    serial => serial === last,
  );
  expect(await recordsOf(behind, 'bind.test')).toEqual(await recordsOf(port, 'bind.test'));
  expect(rondo!.output).toMatch(/came from/);
  expect(rondo!.output).toMatch(/"form":"IXFR"/);
  // Doubts about zones of others are of no use to anybody here.
  expect(rondo!.output).not.toMatch(/has no address in this zone/);
});
