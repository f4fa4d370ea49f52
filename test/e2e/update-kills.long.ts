// Updates through 50 kills: nothing that was acknowledged is lost, nothing is carried out by half, and each is one version.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { recordsOf } from '../interop/zone-contents.js';
import { Random } from '../support/random.js';
import { answering, rondo, type Served, startServe } from '../support/rondo.js';
import { keyFor, SECRET } from '../support/signed.js';
import { TempFolder } from '../support/temp-folder.js';
import { UpdateClient } from '../support/update.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const UPDATES = 1_000;
const KILLS = 50;
const CLIENTS = 4;
/** In each of so many rounds the zone is being written back, too. */
const SYNC_EVERY = 8;
const ZONE = 'kept.test.';
const KEY = keyFor('up.');

/** One who updates, with what was sent last, and what was acknowledged last. */
interface Sender {
  sent: number;
  acknowledged: number;
}

const senders: readonly Sender[] = Array.from({ length: CLIENTS }, () => ({ sent: 0, acknowledged: 0 }));
const random = new Random(2_136);

/** Three RRsets in one update: two come, one is replaced. */
function linesOf(sender: number, number: number): string[] {
  const name = `n${number}.s${sender}`;
  return [
    `${name} 60 IN A 192.0.2.${number % 256}`,
    `text.${name} 60 IN TXT ${number}`,
    `last.s${sender} 0 ANY TXT`,
    `last.s${sender} 60 IN TXT ${number}`,
  ];
}

/** Updates until the server is gone, or enough were acknowledged. */
async function updateOn(port: number, index: number, isEnough: () => boolean): Promise<void> {
  const sender = senders[index];
  const client = await UpdateClient.open(port, KEY, ZONE);
  while (!isEnough()) {
    const number = sender.acknowledged + 1;
    sender.sent = number;
    const rcode = await client.send({ updates: linesOf(index, number) });
    if (rcode === undefined) break;
    expect(rcode).toBe(0);
    sender.acknowledged = number;
  }
  client.close();
}

const acknowledged = () => senders.reduce((sum, each) => sum + each.acknowledged, 0);

/** Holds what is served against what was said to the senders, who go on from there. */
async function expectKept(port: number): Promise<void> {
  const records = new Set(await recordsOf(port, ZONE));
  let carriedOut = 0;
  for (const [index, sender] of senders.entries()) {
    const has = (number: number) =>
      linesOf(index, number)
        .slice(0, 2)
        .map(line => {
          const [name, ttl, , type, data] = line.split(' ');
          return `${name}.${ZONE} ${ttl} ${type.toLowerCase()} ${type === 'TXT' ? `"${data}"` : data}`;
        })
        .filter(line => records.has(line)).length;
    for (let number = 1; number <= sender.acknowledged; number++)
      if (has(number) !== 2) expect({ index, number, found: has(number) }).toEqual({ found: 2 });
    const open = sender.sent > sender.acknowledged ? has(sender.sent) : 0;
    expect([0, 2]).toContain(open);
    if (open === 2) sender.acknowledged = sender.sent;
    const last = sender.acknowledged === 0 ? [] : [`last.s${index}.${ZONE} 60 txt "${sender.acknowledged}"`];
    expect([...records].filter(line => line.startsWith(`last.s${index}.`))).toEqual(last);
    carriedOut += sender.acknowledged;
  }
  const names = [...records].filter(line => /^n\d/.test(line));
  expect(names).toHaveLength(carriedOut);
  const [soa] = [...records].filter(line => / soa /.test(line));
  expect(Number(soa.split(' ')[5])).toBe(1 + carriedOut);
}

test('1,000 updates survive 50 kills', { timeout: 600_000 }, async () => {
  folder.write('kept.test.zone', '$TTL 60\n@ SOA ns root 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.1\n');
  folder.write(
    'rondo.yaml',
    `listen: 127.0.0.1:0
admin: off
forward: off
state: state.json
control: sockets
keys: { up: { secret: "${SECRET}" } }
zones: [{ file: kept.test.zone, transfer: { to: 127.0.0.1 }, update: up }]
`,
  );
  let served: Served = await answering(startServe([], folder.path));
  onTestFinished(async () => {
    await served.server.stop('SIGKILL');
  });
  for (let kills = 0; kills < KILLS; kills++) {
    const { server, port } = served;
    const isWrittenBack = kills % SYNC_EVERY === SYNC_EVERY - 1;
    const wanted = acknowledged() + random.below((2 * UPDATES) / KILLS);
    let isKilled = false;
    const updating = Promise.all(senders.map((_, index) => updateOn(port, index, () => isKilled)));
    const synced = isWrittenBack
      ? rondo(['zone', 'sync', 'kept.test', '--control', 'sockets'], folder.path)
      : undefined;
    while (!isWrittenBack && acknowledged() <= wanted) await pause(1);
    await pause(isWrittenBack ? 100 + random.below(400) : random.below(5));
    await server.stop('SIGKILL');
    isKilled = true;
    await Promise.all([updating, synced]);
    served = await answering(startServe([], folder.path));
    await expectKept(served.port);
  }
  await Promise.all(senders.map((_, index) => updateOn(served.port, index, () => acknowledged() >= UPDATES)));
  await expectKept(served.port);
  expect(acknowledged()).toBeGreaterThanOrEqual(UPDATES);
});
