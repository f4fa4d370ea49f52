// Lines for the journal: which priority each has, and when standard error is the journal.
import { fstatSync } from 'node:fs';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { isJournal, journalLines } from '../../src/observe/journal.js';

test('each line begins with the priority of its level', () => {
  const lines: string[] = [];
  const log = pino(
    { level: 'trace', base: undefined, timestamp: false },
    journalLines({ write: line => void lines.push(line) }),
  );
  for (const level of ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const) log[level](level);
  expect(lines.map(line => line.slice(0, 4))).toEqual(['<2>{', '<3>{', '<4>{', '<6>{', '<7>{', '<7>{']);
});

test('a text of several lines has it on each', () => {
  const written: string[] = [];
  journalLines({ write: text => void written.push(text) }).write('one\ntwo\n');
  expect(written).toEqual(['<7>one\n<7>two\n']);
});

test('standard error is the journal when it is what JOURNAL_STREAM names', () => {
  const { dev, ino } = fstatSync(2);
  expect(isJournal(`${dev}:${ino}`)).toBe(true);
  expect(isJournal(`${dev}:${ino + 1}`)).toBe(false);
  expect(isJournal(undefined)).toBe(false);
});
