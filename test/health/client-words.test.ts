// What clients see of a pool that is not whole: never a path of this machine, which the log and the status do show.
import { expect, it } from 'vitest';
import type { Candidate } from '../../src/health/candidate.js';
import { verdictOf } from '../../src/health/verdict/check.js';
import { LineupReader } from '../../src/image/lineup-reader.js';
import { initSlot, slotWords } from '../../src/image/lineup-table.js';
import { probe as execProbe } from '../../src/probe/exec/run.js';
import { probe as fileProbe } from '../../src/probe/file/run.js';
import type { ProbeResult } from '../../src/probe/result.js';
import type { LineupPolicy } from '../../src/zone/lineup-policy.js';
import { lineupOf } from './lineup-of.js';

const target = { address: '192.0.2.1', port: 80 };

const candidate = (state: 'up' | 'down', cause?: ProbeResult): Candidate =>
  ({ name: '192.0.2.1:80', state, weight: 1, ...(cause === undefined ? {} : { cause }) }) as Candidate;

/** What operators and clients see. */
function told(candidates: readonly Candidate[], policy: Partial<LineupPolicy> = {}): [string, string] {
  const lineup = lineupOf(candidates, { order: 'cyclic', ...policy }, { detectionMs: 1_000 });
  const plan = { members: 4, wheel: 4 };
  const table = new Int32Array(new SharedArrayBuffer(4 * slotWords(plan)));
  initSlot(table, 0, plan, lineup);
  const reader = new LineupReader();
  reader.read(table, new Uint8Array(table.buffer), 0, 0);
  const { edeText, edeLength } = reader;
  return [lineup.explanation?.text ?? '', Buffer.from(edeText.subarray(0, edeLength)).toString()];
}

const timing = { timeoutMs: 5_000 };
const gone = () => execProbe(target as never, { command: ['/opt/checks/gone'], ...timing } as never);

it('a command that cannot be run', async () => {
  const cause = await gone();
  expect(told([candidate('down', cause), candidate('up')])).toEqual([
    '192.0.2.1:80 is out: SOCKERR cannot run /opt/checks/gone: there is no such command',
    '192.0.2.1:80 is out: SOCKERR cannot run the command: there is no such command',
  ]);
});

it('a file that cannot be read', async () => {
  const cause = await fileProbe(target as never, { path: '/var/lib/gone', keep: 60_000, ...timing } as never);
  expect(told([candidate('down', cause), candidate('up')])).toEqual([
    '192.0.2.1:80 is out: SOCKERR cannot read /var/lib/gone: there is no such file',
    '192.0.2.1:80 is out: SOCKERR cannot read the file: there is no such file',
  ]);
});

it('a check with such a part', async () => {
  const failed = await gone();
  const { cause } = verdictOf(
    { word: 'any', atLeast: 1, of: [{ probe: {} as never }, { probe: {} as never }] },
    { probe: () => ({ name: 'exec', state: 'down', cause: failed }), pool: () => undefined },
  );
  expect(told([candidate('down', cause), candidate('up')])).toEqual([
    '192.0.2.1:80 is out: SOCKERR 0 of 2 parts up, 1 wanted: cannot run /opt/checks/gone: there is no such command',
    '192.0.2.1:80 is out: SOCKERR 0 of 2 parts up, 1 wanted: cannot run the command: there is no such command',
  ]);
});

it('a pool without members', () => {
  const lack = { isKnown: false, why: '/srv/list.json is not there', clientWhy: 'their source fails' };
  expect(told([], { lack })).toEqual([
    'no members: /srv/list.json is not there',
    'no members: their source fails',
  ]);
  expect(told([], { lack: { isKnown: true, why: 'the list has none' } })).toEqual([
    'no members: the list has none',
    'no members: the list has none',
  ]);
});

it('what names nothing of this machine is told to all alike', () => {
  const cause = { ok: false, code: 'L4CON', text: 'connection refused', durationMs: 1 } as const;
  const [operators, clients] = told([candidate('down', cause), candidate('up')]);
  expect(clients).toBe(operators);
});
