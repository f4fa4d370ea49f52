// The lock of a state file: one server that runs has it, whatever those before it have left.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { StateInUseError, StateLock } from '../../src/operate/state-lock.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
const file = folder.at('kept/state.json');
const lock = `${file}.lock`;

afterEach(() => folder.remove());

/** A process that runs, and what a lock of it says. */
function other(): { readonly pid: number; readonly text: string } {
  const child = spawn('sleep', ['60']);
  onTestFinished(() => void child.kill('SIGKILL'));
  const pid = child.pid!;
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
  return { pid, text: `${pid} ${fields[19]}\n` };
}

test('is there until it is released, and leaves nothing else', () => {
  const held = StateLock.take(file, [])!;
  expect(readdirSync(folder.at('kept'))).toEqual(['state.json.lock']);
  expect(readFileSync(lock, 'latin1')).toMatch(new RegExp(`^${process.pid} \\d+\\n$`));
  held.release();
  expect(readdirSync(folder.at('kept'))).toEqual([]);
});

test('of a process that runs, it is refused; whoever takes its place may have it', () => {
  const { pid, text } = other();
  folder.write('kept/state.json.lock', text);
  expect(() => StateLock.take(file, [])).toThrow(StateInUseError);
  expect(() => StateLock.take(file, [])).toThrow(
    `${file} keeps what operators say to process ${pid}, which runs: two servers need two files`,
  );
  expect(readFileSync(lock, 'latin1')).toBe(text);
  const held = StateLock.take(file, [pid])!;
  expect(readFileSync(lock, 'latin1')).toMatch(new RegExp(`^${process.pid} `));
  // The former one ends after that, and takes nothing away.
  folder.write('kept/state.json.lock', text);
  held.release();
  expect(existsSync(lock)).toBe(true);
});

test.each([
  ['a process that is gone', '4194304 17\n'],
  ['another process with the same number', `${process.ppid} 1\n`],
  ['nobody', ''],
  ['garbage', 'x'.repeat(100)],
])('of %s, it is taken', (_, text) => {
  folder.write('kept/state.json.lock', text);
  expect(StateLock.take(file, [])).toBeDefined();
  expect(readdirSync(folder.at('kept'))).toEqual(['state.json.lock']);
});

test('where none can be written, the server goes on', () => {
  folder.write('kept', 'a file');
  expect(StateLock.take(file, [])).toBeUndefined();
  expect(StateLock.take(undefined, [])).toBeUndefined();
});
