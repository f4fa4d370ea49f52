// The table of `rondo status`: what it says of members that are down for other reasons than their probes.
import { expect, test } from 'vitest';
import { lineText } from '../../src/cli/lines.js';
import { statusLines } from '../../src/cli/status-table.js';
import type { MemberView } from '../../src/view/status.js';
import { serverOf } from './status-of.js';

const member: MemberView = {
  endpoint: '192.0.2.1:80',
  state: 'up',
  inTransition: false,
  sinceMs: 61_000,
  lastCheck: { result: 'L7OK 200', durationMs: 3 },
  checks: 60,
  failures: 0,
  downs: 0,
  downMs: 0,
  weight: 1,
  configuredWeight: 1,
  tags: [],
  share: 0.5,
};

function rowOf(more: Partial<MemberView>): string {
  const members = [{ ...member, ...more }];
  const pool = {
    pool: 'app.test A',
    order: 'cyclic' as const,
    live: 1,
    total: 1,
    onFallback: false,
    explanation: '',
    members,
  };
  const lines = statusLines(serverOf([pool])).map(line => lineText(line, false));
  return lines.at(-1)!.replace(/ {2,}/g, '  ').trim();
}

test.each([
  [{}, '192.0.2.1:80  up  1m 1s  L7OK 200 in 3 ms  0 of 60  50%'],
  [
    { state: 'down' as const, heldMs: 58_000, cause: 'FLAP over 6 changes in 5m, held down for 1m' },
    '192.0.2.1:80  DOWN, held 58s  1m 1s  L7OK 200 in 3 ms  0 of 60  50%  FLAP over 6 changes in 5m, held down for 1m',
  ],
  [
    { follows: 'db.test A', lastCheck: undefined },
    '192.0.2.1:80  up  1m 1s  0 of 60  50%  follows db.test A',
  ],
  [
    {
      state: 'down' as const,
      cause: 'CHECK http on 80 is up, and is not to be',
      lastCheck: { result: 'CHECK http on 80 is up, and is not to be', durationMs: 0 },
    },
    '192.0.2.1:80  DOWN  1m 1s  CHECK http on 80 is up, and is not to be  0 of 60  50%',
  ],
  [
    { state: 'down' as const, follows: 'db.test A', cause: 'TRACK db.test A has no live member' },
    '192.0.2.1:80  DOWN  1m 1s  L7OK 200 in 3 ms  0 of 60  50%  TRACK db.test A has no live member',
  ],
  [{ downs: 3, downMs: 75_000 }, '192.0.2.1:80  up  1m 1s  L7OK 200 in 3 ms  0 of 60  3, 1m  50%'],
  [
    { lastCheck: { result: 'L4CON connection refused', durationMs: 3 } },
    '192.0.2.1:80  up  1m 1s  L4CON connection refused  0 of 60  50%',
  ],
  [{ weight: 3 }, '192.0.2.1:80  up  1m 1s  L7OK 200 in 3 ms  0 of 60  3 (file: 1)  50%'],
  [{ answers: 9_999_999, first: 12 }, '192.0.2.1:80  up  1m 1s  L7OK 200 in 3 ms  0 of 60  50%  12  9999999'],
  [
    { answers: 12_345_678_901, first: 0 },
    '192.0.2.1:80  up  1m 1s  L7OK 200 in 3 ms  0 of 60  50%  0  12345M',
  ],
  [{ lateMs: 75_000 }, '192.0.2.1:80  up  1m 1s  L7OK 200 in 3 ms  0 of 60  50%  not probed for 1m 15s'],
])('%j', (more, row) => {
  expect(rowOf(more)).toBe(row);
});

const ofPool = (members: readonly MemberView[]) => ({
  ...{ pool: 'app.test A', order: 'cyclic' as const, live: 1, total: members.length, onFallback: false },
  ...{ explanation: '', members },
});

/** A row in a terminal of so many columns, and what stands below it. */
function linesIn(columns: number | undefined, ...members: MemberView[]): string[] {
  const lines = statusLines(serverOf([ofPool(members)]), undefined, columns);
  const texts = lines.map(line => lineText(line, false));
  return texts.slice(texts.findIndex(text => text.includes('MEMBER')));
}

test('a narrow terminal has long results, hosts and notes below their member, and says what has no room', () => {
  const note = 'a new kernel, and further words that do not fit into one line of this terminal';
  const busy: MemberView = {
    ...member,
    ...{
      endpoint: '[2001:db8::1]:8080',
      target: 'app1.internal.example',
      state: 'down',
      first: 7,
      answers: 9,
    },
    ...{ downs: 1, downMs: 1_000, lastCheck: { result: 'L4CON connection refused', durationMs: 1 } },
    admin: { state: 'drain', since: '2026-11-29T00:00:00Z', reason: note, by: 'alice' },
  };
  const narrow = linesIn(80, busy);
  expect(Math.max(...narrow.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(narrow.join('\n')).toMatch(
    /last check: L4CON connection refused; app1\.internal\.example; by alice: /,
  );
  expect(narrow.join(' ').replace(/\s+/g, ' ')).toContain(note);
  expect(narrow.at(-1)).toBe('Too narrow for DOWN, ANSWERS, FIRST; --json has all.');
  const wide = linesIn(undefined, { ...busy, admin: undefined });
  expect(wide).toHaveLength(2);
  expect(wide[1]).toContain('app1.internal.example ([2001:db8::1]:8080)');
  expect(linesIn(60, member).at(-1)).not.toMatch(/^Too/);
});
