// A process that is out of files: no kind of probe blames a backend for it, and forwarding no upstream.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { KIND_NAMES, kindOf } from '../../src/probe/kinds.js';
import { finish } from '../support/processes.js';
import { BUILT, RONDO } from '../support/rondo.js';

const SCRIPT = fileURLToPath(new URL('shortage.mjs', import.meta.url));

test('without a file left to open, results are void and no upstream fails', async () => {
  const limited = ['-c', 'ulimit -n 128; exec "$0" "$@"', process.execPath, SCRIPT, fileURLToPath(BUILT)];
  const { stdout, stderr, status } = await finish('/bin/sh', limited);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { results, ...upstream } = JSON.parse(stdout);
  const run = KIND_NAMES.filter(name => kindOf(name).load !== undefined);
  const found = expect.stringMatching(
    /^SOCKERR shortage: (cannot .*: )?too many open files in this process$/,
  );
  expect(results).toEqual(Object.fromEntries(run.map(name => [name, found])));
  expect(upstream).toEqual({ turns: [], timeouts: 0, errors: 3, requests: 3 });
});

test('a limit that is too low to start with is told as what it is, with a way out', async () => {
  const limited = ['-c', 'ulimit -n 64; exec "$0" "$@"', process.execPath, RONDO, 'check', 'a.zone'];
  const { stderr, status } = await finish('/bin/sh', limited);
  const short =
    'rondo: too many open files in this process (EMFILE)\n' +
    '  - raise the limit to 1024 or more: LimitNOFILE= in the unit of systemd, else ulimit -Hn\n';
  // Later versions of node open modules one after the other, and have enough.
  const found = /cannot read a\.zone: there is no such file/.test(stderr) ? 'started' : stderr;
  expect([`71 ${short}`, '78 started']).toContain(`${status} ${found}`);
});
