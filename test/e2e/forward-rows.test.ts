// Rows of failure over real sockets of both kinds: what a client gets when one, two or three upstreams have a fault.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerTo, deadUpstream, type Received, type Stub, startStub } from '../forward/stub-upstream.js';
import { addresses, ask, TcpClient, tcpQuery } from '../support/ask.js';
import { needsBatch } from '../support/programs.js';
import { serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const GOOD = '192.0.2.10';

const failing =
  (rcode: number) =>
  ({ query, send }: Received) =>
    send(answerTo(query, { rcode, records: 0 }));

/** Drops as many of the messages with a name as its first label says, whichever upstream gets them. */
function dropping({ query, send }: Received, seen: Map<string, number>): void {
  const label = query.toString('latin1', 13, 13 + query[12]);
  const count = (seen.get(label) ?? 0) + 1;
  seen.set(label, count);
  if (count > Number(/\d+/.exec(label)?.[0])) send(answerTo(query, { address: GOOD }));
}

/** What upstreams with each fault do, and what a client is told when all have it. */
const FAULTS: Readonly<Record<string, { respond?: (received: Received) => void; alone: string }>> = {
  refused: { alone: 'SERVFAIL' },
  silent: { respond: () => {}, alone: 'SERVFAIL' },
  servfail: { respond: failing(2), alone: 'SERVFAIL' },
  refusing: { respond: failing(5), alone: 'REFUSED' },
  notimp: { respond: failing(4), alone: 'NOTIMP' },
  formerr: { respond: failing(1), alone: 'FORMERR' },
  slow: {
    respond: ({ query, send }) => void setTimeout(() => send(answerTo(query, { address: GOOD })), 1500),
    alone: GOOD,
  },
};
const RCODES: Readonly<Record<number, string>> = { 1: 'FORMERR', 2: 'SERVFAIL', 4: 'NOTIMP', 5: 'REFUSED' };

const folder = new TempFolder();
const stubs: Stub[] = [];
/** The rules that send the names of each row to its upstreams. */
let rules: string[] = [];

beforeAll(async () => {
  const stub = async (respond: (received: Received) => void) => {
    stubs.push(await startStub(respond));
    return stubs[stubs.length - 1];
  };
  const text = (upstreams: readonly { port: number }[]) =>
    `[${upstreams.map(({ port }) => `127.0.0.1:${port}`).join(', ')}]`;
  const good = await stub(({ query, send }) => send(answerTo(query, { address: GOOD })));
  rules = [`  - 127.0.0.1:${good.port}`];
  for (const [fault, { respond }] of Object.entries(FAULTS)) {
    const make = () => (respond === undefined ? deadUpstream() : stub(respond));
    const bad = [await make(), await make(), await make()];
    for (const count of [1, 2, 3]) {
      const helped = [...bad.slice(1, count), good];
      rules.push(`  - { domain: all-${count}.${fault}.example, to: ${text(bad.slice(0, count))} }`);
      rules.push(`  - { domain: last-${count}.${fault}.example, to: ${text(helped)} }`);
    }
  }
  const cut = await stub(({ query, via, send }) =>
    send(answerTo(query, { records: via === 'tcp' ? 40 : 0, truncated: via === 'udp' })),
  );
  rules.push(`  - { domain: truncating.example, to: ${text([cut])} }`);
  for (const count of [1, 2, 3]) {
    const seen = new Map<string, number>();
    const lossy = await Promise.all(Array.from({ length: count }, () => stub(each => dropping(each, seen))));
    rules.push(`  - { domain: loss-${count}.example, to: ${text(lossy)} }`);
  }
  folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
});
afterAll(async () => {
  for (const each of stubs) await each.close();
  folder.remove();
});

/** The addresses, or the response code. */
async function answerOf(port: number, name: string): Promise<string> {
  const { rcode, answer } = await ask(port, `${name} A`, { edns: false });
  return rcode === 0 ? answer.map(({ rdata }) => rdata.join('.')).join() : (RCODES[rcode] ?? `${rcode}`);
}

async function answersOf(port: number, names: readonly string[]): Promise<Record<string, string>> {
  const answers = await Promise.all(names.map(name => answerOf(port, name)));
  return Object.fromEntries(names.map((name, at) => [name, answers[at]]));
}

/** Asks one server all rows. */
async function rowsOver(transport: string): Promise<void> {
  const file = `rondo.${transport}.yaml`;
  folder.write(file, `transport: ${transport}\nzones: own.example.zone\nforward:\n${rules.join('\n')}\n`);
  const { port } = await serveInTest(['--config', file], folder.path);
  const wanted: Record<string, string> = {};
  for (const [fault, { alone }] of Object.entries(FAULTS))
    for (const count of [1, 2, 3]) {
      wanted[`www.all-${count}.${fault}.example`] = alone;
      wanted[`www.last-${count}.${fault}.example`] = GOOD;
    }
  for (const count of [1, 2, 3])
    for (const dropped of [0, 1, 2, 3]) wanted[`drop${dropped}-${transport}.loss-${count}.example`] = GOOD;
  const [answers, own] = await Promise.all([
    answersOf(port, Object.keys(wanted)),
    addresses(port, 'www.own.example A'),
  ]);
  expect({ transport, ...answers }).toEqual({ transport, ...wanted });
  expect(own).toEqual(['192.0.2.1']);
  // What is cut off is an answer to a client over UDP; one over TCP gets the whole.
  expect((await ask(port, 'www.truncating.example A')).flags).toContain('tc');
  const tcp = await TcpClient.open(port);
  tcp.send(tcpQuery('www.truncating.example A'));
  expect((await tcp.next())?.answer).toHaveLength(40);
  tcp.socket.destroy();
}

test('each fault at one, two and three upstreams, by node:dgram and by system calls', async () => {
  const [isBatchMissing] = needsBatch();
  // Most of the time is spent waiting for who is silent.
  await Promise.all(['dgram', ...(isBatchMissing ? [] : ['batch'])].map(rowsOver));
});
