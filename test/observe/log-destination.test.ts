// Where the log goes: nobody waits for who reads it, and what is lost is said.
import { expect, test } from 'vitest';
import { LogDestination, MAX_WAITING } from '../../src/observe/log-destination.js';
import { FakeClock } from '../support/fake-clock.js';

type Done = (error: NodeJS.ErrnoException | null, written: number) => void;

/** A reader that takes what it is told to. */
function reader() {
  const clock = new FakeClock();
  const writes: { text: string; done: Done }[] = [];
  const log = new LogDestination((octets, done) => writes.push({ text: octets.toString(), done }), clock);
  return { clock, writes, log };
}

const failed = (code: string) => Object.assign(new Error(code), { code });

test('lines that come during a write are written together after it, in order', () => {
  const { writes, log } = reader();
  for (const line of ['a\n', 'b\n', 'c\n']) log.write(line);
  expect(writes.map(({ text }) => text)).toEqual(['a\n']);
  writes[0].done(null, 2);
  expect(writes[1].text).toBe('b\nc\n');
  writes[1].done(null, 3);
  expect(writes[2].text).toBe('\n');
});

test('a reader that has stopped costs lines, not memory', () => {
  const { writes, log } = reader();
  const line = `${'x'.repeat(1023)}\n`;
  for (let count = 0; count < 3000; count++) log.write(line);
  expect(writes).toHaveLength(1);
  writes[0].done(null, 1024);
  const lines = writes[1].text.trimEnd().split('\n');
  expect(lines).toHaveLength(MAX_WAITING / 1024 + 1);
  expect(lines.at(-1)).toMatch(
    /^\{"level":"warn",.*"msg":"1975 lines of the log were lost: nobody reads it"\}$/,
  );
});

test('a full pipe is tried again, and what cannot be written is lost and said later', async () => {
  const { clock, writes, log } = reader();
  log.write('a\n');
  writes[0].done(failed('EAGAIN'), 0);
  await clock.advance(50);
  expect(writes[1].text).toBe('a\n');
  writes[1].done(failed('ENOSPC'), 0);
  log.write('b\n');
  writes[2].done(null, 2);
  expect(writes[3].text).toMatch(/"msg":"1 line of the log was lost: ENOSPC"\}\n$/);
});
