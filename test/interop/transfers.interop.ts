// NSD, Knot and BIND take zones over from Rondo: what they have is what it serves, record for record, at first and after each change.
import { createSocket } from 'node:dgram';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { until } from '../support/ask.js';
import { finish } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { Random } from '../support/random.js';
import { serveInTest } from '../support/rondo.js';
import { SECRET } from '../support/signed.js';
import { TempFolder } from '../support/temp-folder.js';
import { type Secondary, startSecondaries } from './secondaries.js';
import { signZone } from './signed-zones.js';
import { recordsOf, serialOf } from './zone-contents.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const PLAIN = `$TTL 300
@ SOA ns1 hostmaster 1 3600 600 604800 60
@ NS ns1
@ NS ns2.sub
@ MX 10 Mail
ns1 A 192.0.2.1
ns1 AAAA 2001:db8::1
mail A 192.0.2.2
*.wild TXT "any" "thing"
a.b.c.deep A 192.0.2.3
sub NS ns2.sub
sub NS ns.elsewhere.test.
ns2.sub A 192.0.2.4
below.sub TXT "not seen by queries"
d DNAME elsewhere.test.
Case TXT "Case"
srv SRV 1 2 80 Mail
_443._tcp TLSA 3 1 1 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
svc HTTPS 1 . alpn=h2
caa CAA 0 issue "ca.example"
odd TYPE65400 \\# 3 010203
long TXT ${Array.from({ length: 40 }, (_, index) => `"${String(index).repeat(100).slice(0, 200)}"`).join(' ')}
${Array.from({ length: 3_000 }, (_, index) => `h${index} A 192.0.2.${index % 256}`).join('\n')}
`;

const POOLS = `zone: pools.test
ttl: 60
records: { "@": { NS: ns }, ns: { A: 192.0.2.53 } }
pools:
  www: { members: [192.0.2.1, 192.0.2.2], fallback: [192.0.2.9], probe: { tcp: 9, rise: 1 } }
  app: { members: { from: file, path: app.json } }
`;

/** Says to a secondary that a zone has changed (RFC 1996), without waiting for what it says to that. */
async function notify(port: number, zone: string): Promise<void> {
  const socket = createSocket('udp4');
  const message = Buffer.from(buildQuery(`${zone} SOA`, { edns: false, opcode: 4, rd: false }));
  message[2] |= 0x04;
  await new Promise(resolve => socket.send(message, port, '127.0.0.1', resolve));
  socket.close();
}

/** Has all secondaries told of a zone until they have its version. */
async function caughtUp(secondaries: readonly Secondary[], primary: number, zone: string): Promise<void> {
  const wanted = await serialOf(primary, zone);
  for (const { name, port } of secondaries) {
    let tries = 0;
    await until(
      async () => {
        if (tries++ % 40 === 0) await notify(port, zone);
        return { name, zone, serial: await serialOf(port, zone).catch(() => undefined) };
      },
      ({ serial }) => serial === wanted,
    );
  }
}

async function expectEqual(secondaries: readonly Secondary[], primary: number, zone: string): Promise<void> {
  const own = await recordsOf(primary, zone);
  for (const { name, port } of secondaries)
    expect({ name, records: await recordsOf(port, zone) }).toEqual({ name, records: own });
}

/** What the source of a pool finds: one member that stays, and another. */
function writeMembers(last: number): void {
  folder.write('app.json', JSON.stringify([{ targets: ['192.0.2.20:80', `192.0.2.${last}:80`] }]));
}

/** Writes the zone with its serial and records that come and go. */
class EditedZone {
  readonly #records = new Set<string>();
  readonly #random = new Random(16);
  serial = 1;

  write(): void {
    const head = PLAIN.replace('hostmaster 1 ', `hostmaster ${this.serial} `);
    folder.write('a.test.zone', `$ORIGIN a.test.\n${head}${[...this.#records].join('\n')}\n`);
  }

  /** One record comes or goes. */
  edit(): void {
    const random = this.#random;
    const type = random.pick(['A 192.0.2.', 'TXT t', 'MX 1 mx', 'AAAA 2001:db8::']);
    const record = `${random.pick(['new', 'new.deep', '*.new', 'h7'])}${random.below(4)} ${type}${1 + random.below(5)}`;
    if (!this.#records.delete(record)) this.#records.add(record);
  }
}

test('zones are equal at all secondaries, at first and after 300 edits', {
  timeout: 900_000,
}, async context => {
  context.skip(...needs('nsd', 'knotd', 'named', 'dig'));
  const edited = new EditedZone();
  edited.write();
  const zones = ['a.test', 'pools.test'];
  writeMembers(21);
  folder.write('pools.test.yaml', POOLS);
  for (const denial of ['nsec', 'nsec3-opt-out'] as const) {
    const origin = `${denial}.test.`;
    const signed = await signZone(folder, { origin, text: PLAIN }, denial);
    folder.write(`${denial}.test.zone`, `$ORIGIN ${origin}\n${signed!.zone.text}`);
    zones.push(`${denial}.test`);
  }
  folder.write(
    'rondo.yaml',
    'zones: ["*.test.zone", pools.test.yaml]\ntransfer: { to: 127.0.0.1 }\nadmin: off\n',
  );
  const { port } = await serveInTest([], folder.path);
  const secondaries = await startSecondaries(
    folder,
    port,
    zones.map(zone => `${zone}.`),
  );
  onTestFinished(async () => {
    await Promise.all(secondaries.map(({ running }) => running.stop('SIGKILL')));
  });
  for (const zone of zones) {
    await caughtUp(secondaries, port, zone);
    await expectEqual(secondaries, port, zone);
  }
  const { stdout } = await finish(program('dig')!, [
    '@127.0.0.1',
    '-p',
    String(port),
    'a.test',
    'AXFR',
    '+noall',
    '+answer',
  ]);
  expect(stdout.split('\n').filter(line => /^[^;]/.test(line))).toHaveLength(
    (await recordsOf(port, 'a.test')).length + 1,
  );
  for (let round = 1; round <= 20; round++) {
    for (let edits = 0; edits < 15; edits++) edited.edit();
    edited.serial++;
    edited.write();
    writeMembers(30 + round);
    await until(
      () => serialOf(port, 'a.test'),
      serial => serial === edited.serial,
    );
    // Now and then several changes come at once.
    if (round % 4 === 2) continue;
    await caughtUp(secondaries, port, 'a.test');
    if (round % 5 !== 0) continue;
    await expectEqual(secondaries, port, 'a.test');
    await caughtUp(secondaries, port, 'pools.test');
    await expectEqual(secondaries, port, 'pools.test');
  }
  const [nsd, knot, bind] = secondaries.map(({ running }) => running.output);
  expect(knot).toMatch(/a\.test\.\] IXFR, incoming, .*finished/);
  expect(bind).not.toMatch(/not exact|failed/);
  expect(nsd).not.toMatch(/bad packet/);
});

test('with a key alone: what secondaries ask with it is answered with signatures that they take', {
  timeout: 120_000,
}, async context => {
  context.skip(...needs('nsd', 'knotd', 'named'));
  const edited = new EditedZone();
  const keyed = new TempFolder();
  edited.write();
  const zone = folder.at('a.test.zone');
  keyed.write(
    'rondo.yaml',
    `zones: ${zone}\ntransfer: { to: [xfr.key] }\nkeys: { xfr.key: { secret: "${SECRET}" } }\nadmin: off\n`,
  );
  const { port } = await serveInTest([], keyed.path);
  const secondaries = await startSecondaries(keyed, port, ['a.test.'], { name: 'xfr.key', secret: SECRET });
  onTestFinished(async () => {
    await Promise.all(secondaries.map(({ running }) => running.stop('SIGKILL')));
    keyed.remove();
  });
  for (let round = 0; round < 3; round++) {
    await caughtUp(secondaries, port, 'a.test');
    const all = await Promise.all(
      secondaries.map(async each => (await recordsOf(each.port, 'a.test')).join('\n')),
    );
    expect(new Set(all).size).toBe(1);
    edited.serial++;
    edited.edit();
    edited.write();
    await until(
      () => serialOf(port, 'a.test'),
      serial => serial === edited.serial,
    );
  }
  await expect(recordsOf(port, 'a.test')).rejects.toThrow('no transfer of a.test');
});
