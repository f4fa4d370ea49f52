// A disk without room: what was kept before is still there, and the operator is told.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { until } from '../support/ask.js';
import { start } from '../support/processes.js';
import { answering, RONDO, rondo } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
const sockets = folder.at('control');
const stateFile = folder.at('kept/state.json');

afterAll(() => folder.remove());

test('a state file that has no room any more stays as it was, and whoever drains is told', async () => {
  const members = Array.from({ length: 60 }, (_, index) => `127.0.0.${index + 1}`);
  folder.write(
    'pool.example.yaml',
    `zone: pool.example\npools:\n  www:\n    probe: { tcp: 9, init: up, interval: 1h }\n    members: [${members.join(', ')}]\n`,
  );
  folder.write(
    'rondo.yaml',
    `listen: [127.0.0.1:0]\nzones: [pool.example.yaml]\ncontrol: ${sockets}\nstate: ${stateFile}\nadmin: 127.0.0.1:0\n`,
  );
  // The limit of a file's size, in blocks of 512 or 1024 octets, cuts a write short as a full disk does.
  const limited = ['-c', 'ulimit -f 8; exec "$0" "$@"', process.execPath, RONDO, 'serve'];
  const server = start('/bin/sh', limited, folder.path);
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  await answering(server);
  await until(
    () => (existsSync(sockets) ? readdirSync(sockets) : []),
    names => names.length > 0,
  );
  const run = (...args: string[]) => rondo([...args, '--control', sockets], folder.path);
  await run('drain', '127.0.0.1', '--reason', 'new kernel');
  const kept = readFileSync(stateFile, 'utf8');
  const { stderr, status } = await run('drain', 'all', '--reason', 'x'.repeat(190));
  expect({ status, stderr }).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/this ends with the process, since it could not be kept: EFBIG/),
  });
  expect(readFileSync(stateFile, 'utf8')).toBe(kept);
  // The history of so many members is longer than that, too.
  await server.stop();
  expect(server.output.match(/the history is not kept in \S+ over a restart: EFBIG/g)).toHaveLength(1);
  expect(readdirSync(folder.at('kept')).filter(name => /\.(?:\d+|[0-9a-f]{12}|history)$/.test(name))).toEqual(
    [],
  );
});
