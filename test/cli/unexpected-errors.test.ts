// Errors that nobody caught: the server goes on after those of the system, and ends after faults of its own.
import { expect, test } from 'vitest';
import { UnexpectedErrors } from '../../src/cli/unexpected-errors.js';
import type { Log } from '../../src/observe/log.js';

function errorsAt(now: () => number = () => 0) {
  const lines: string[] = [];
  const take = (_: object, text: string) => lines.push(text);
  let ends = 0;
  const log = { error: take, fatal: take } as unknown as Log;
  const errors = new UnexpectedErrors(log, () => ends++, now);
  return { errors, lines, ends: () => ends };
}

const refused = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });

test('an error of the system costs one socket or file, and is logged within bounds', () => {
  let nowMs = 0;
  const { errors, lines, ends } = errorsAt(() => nowMs);
  for (let count = 0; count < 100; count++) errors.take(refused);
  expect({ count: errors.count, lines: lines.length, ends: ends() }).toEqual({
    count: 100,
    lines: 10,
    ends: 0,
  });
  expect(lines[0]).toBe('unexpected error, the server goes on: read ECONNRESET');
  nowMs = 60_000;
  errors.take(refused);
  expect(lines).toHaveLength(11);
});

test.each([[new TypeError('x is undefined')], ['a text'], [undefined]])(
  'a fault of its own ends it: %s',
  fault => {
    const { errors, lines, ends } = errorsAt();
    errors.take(fault);
    expect(ends()).toBe(1);
    expect(lines[0]).toMatch(/^internal error, the server ends: (x is undefined|a text|undefined)$/);
  },
);
