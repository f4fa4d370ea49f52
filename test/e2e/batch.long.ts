// The batch transport under load: what is not to be had in a few seconds.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { start } from '../support/processes.js';
import { needs, needsBatch } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { answering, RONDO, serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const run = promisify(execFile);
const folder = new TempFolder();
afterAll(() => folder.remove());

/** So many octets for each query would be seen: a scavenge comes after one or two megabytes. */
const NOTICED_OCTETS = 16;
const SCAVENGE_OCTETS = 2 << 20;

/** Loads a server with queries. @returns how many queries were answered */
async function load(port: number, seconds: number, lines: readonly string[]): Promise<number> {
  const queries = folder.write('queries', `${lines.join('\n')}\n`);
  const args = [
    '-s',
    '127.0.0.1',
    '-p',
    String(port),
    '-d',
    queries,
    '-l',
    String(seconds),
    '-c',
    '8',
    '-q',
    '400',
  ];
  const { stdout } = await run('dnsperf', [...args, '-e', '-E', '10:0102030405060708'], { timeout: 60_000 });
  return Number(/Queries completed:\s+(\d+)/.exec(stdout)?.[1]);
}

const OWN = ['www.own.example A', 'www.own.example AAAA', 'none.own.example A', 'own.example SOA'];
const KEPT = ['www.kept.test A', 'WWW.Kept.test A', 'none.kept.test A'];

test.for([
  { where: 'in zones', lines: [...OWN, 'elsewhere.example A'], forwards: false },
  { where: 'in the cache', lines: KEPT, forwards: true },
])(
  'an answer thread allocates nothing for a query for names $where',
  async ({ lines, forwards }, context) => {
    context.skip(...needsBatch());
    context.skip(...needs('dnsperf'));
    folder.write('own.example.zone', masterFile('www A 192.0.2.1', 'www A 192.0.2.2'));
    folder.write('kept.test.zone', masterFile('www A 192.0.2.1').replaceAll(/\b(60|5)$/gm, '3600'));
    const upstream = await serveInTest(['--zone', 'kept.test.zone', '--forward', 'off'], folder.path);
    const to = forwards ? `127.0.0.1:${upstream.port}` : 'off';
    const args = ['--listen', '127.0.0.1:0', '--zone', 'own.example.zone', '--forward', to];
    const server = start(
      process.execPath,
      ['--trace-gc', RONDO, 'serve', '--transport', 'batch', '--workers', '1', ...args],
      folder.path,
    );
    onTestFinished(async () => void (await server.stop('SIGKILL')));
    const { port } = await answering(server);
    // Of all isolates, the main thread's is named first.
    const scavenges = () => {
      const isolates = [...server.output.matchAll(/^\[\d+:(0x[0-9a-f]+)\].*: Scavenge/gm)].map(
        ([, isolate]) => isolate,
      );
      return isolates.filter(isolate => isolate !== isolates[0]).length;
    };
    await load(port, 3, lines);
    const before = scavenges();
    let answered = 0;
    while (answered * NOTICED_OCTETS < 2 * SCAVENGE_OCTETS) answered += await load(port, 5, lines);
    // One may come of what does not depend on the queries.
    expect(scavenges() - before).toBeLessThanOrEqual(1);
  },
);

/** Asks in bursts from one port and counts the answers, in a network that takes packets of at most 700 octets. */
const NARROW = `
set -e
ip link set lo up mtu 700
"$0" "$1" serve --listen 127.0.0.1:5300 --zone own.example.zone --forward off --transport batch --workers 1 &
trap "kill $!" EXIT
"$0" client.mjs`;
const BURSTS = 100;
const CLIENT = `
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
const query = Buffer.from('${Buffer.from(buildQuery('big.own.example TXT')).toString('hex')}', 'hex');
const socket = createSocket('udp4');
let count = 0;
const sizes = new Set();
socket.on('message', answer => {
  count++;
  sizes.add(answer.length);
});
const send = () => socket.send(query, 5300, '127.0.0.1');
while (count === 0) {
  send();
  await Promise.race([once(socket, 'message'), pause(100)]);
}
await pause(200);
count = 0;
for (let burst = 1; burst <= ${BURSTS}; burst++) {
  for (let index = 0; index < 60; index++) send();
  while (count < burst * 60) await once(socket, 'message', { signal: AbortSignal.timeout(5000) });
}
console.log(JSON.stringify({ count, sizes: [...sizes] }));
process.exit(0);
`;

test('answers that do not fit the packets of the way arrive all the same', async context => {
  context.skip(...needsBatch());
  context.skip(...needs('unshare', 'ip'));
  const strings = [1, 2, 3, 4].map(n => `big TXT "${String(n).repeat(220)}"`);
  folder.write('own.example.zone', masterFile(...strings));
  folder.write('client.mjs', CLIENT);
  const spaces = ['--map-root-user', '--net', '--pid', '--fork', '--kill-child'];
  const { stdout } = await run('unshare', [...spaces, 'bash', '-c', NARROW, process.execPath, RONDO], {
    cwd: folder.path,
    timeout: 60_000,
  });
  const { count, sizes } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  expect(count).toBe(BURSTS * 60);
  expect(sizes).toEqual([expect.any(Number)]);
  expect(sizes[0]).toBeGreaterThan(900);
});
