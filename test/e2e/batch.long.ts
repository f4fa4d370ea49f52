// The batch transport under load: what is not to be had in a few seconds.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { start } from '../support/processes.js';
import { needs, needsBatch } from '../support/programs.js';
import { answering, RONDO } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const run = promisify(execFile);
const folder = new TempFolder();
afterAll(() => folder.remove());

/** So many octets for each query would be seen: a scavenge comes after one or two megabytes. */
const NOTICED_OCTETS = 16;
const SCAVENGE_OCTETS = 2 << 20;

/** Loads a server. @returns how many queries were answered */
async function load(port: number, seconds: number): Promise<number> {
  const queries = folder.write(
    'queries',
    'www.own.example A\nwww.own.example AAAA\nnone.own.example A\nown.example SOA\nelsewhere.test A\n',
  );
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

test('an answer thread allocates nothing for a query', async context => {
  context.skip(...needsBatch());
  context.skip(...needs('dnsperf'));
  folder.write('own.example.zone', masterFile('www A 192.0.2.1', 'www A 192.0.2.2'));
  const args = ['--listen', '127.0.0.1:0', '--zone', 'own.example.zone', '--forward', 'off'];
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
  await load(port, 3);
  const before = scavenges();
  let answered = 0;
  while (answered * NOTICED_OCTETS < 2 * SCAVENGE_OCTETS) answered += await load(port, 5);
  // One may come of what does not depend on the queries.
  expect(scavenges() - before).toBeLessThanOrEqual(1);
});
