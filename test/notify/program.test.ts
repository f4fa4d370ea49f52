// A program gets the message on its standard input and in its environment, and ends in time with all that it has started.
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Message } from '../../src/notify/message.js';
import { callProgram } from '../../src/notify/program.js';
import { TempFolder } from '../support/temp-folder.js';

const MESSAGE: Message = {
  ...{ id: 'id-1', body: '{"summary":"x"}', contentType: 'application/json', events: 1 },
  environment: { RONDO_STATUS: 'bad', RONDO_SUMMARY: '$(touch x); `y`' },
};

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
});
afterEach(() => folder.remove());

const run = (command: readonly string[], timeoutMs = 10_000, message = MESSAGE) =>
  callProgram({ command }, message, timeoutMs).delivery;
const shell = (script: string, timeoutMs?: number, message?: Message) =>
  run(['/bin/sh', '-c', script], timeoutMs, message);

it('has the message and nothing of the environment of the server', async () => {
  process.env.RONDO_TEST_SECRET = 'hunter2';
  const out = folder.at('out');
  expect(await shell(`cat > ${out}; env >> ${out}`)).toMatchObject({ isSent: true });
  const text = readFileSync(out, 'utf8');
  expect(text).toContain(MESSAGE.body);
  expect(text).toContain('RONDO_SUMMARY=$(touch x); `y`\n');
  expect(text).not.toContain('hunter2');
  delete process.env.RONDO_TEST_SECRET;
});

it.each([
  ['exit 0', { isSent: true }],
  ['echo no such user >&2; exit 1', { isSent: false, mayHelp: false, text: 'exit status 1: no such user' }],
  ['echo later; exit 75', { isSent: false, mayHelp: true, text: 'exit status 75: later' }],
  ['kill -9 $$', { isSent: false, mayHelp: false, text: 'ended by SIGKILL' }],
  // Nobody reads the message.
  ['exec <&-; exit 0', { isSent: true }],
])('that does %s', async (script, delivery) => {
  const message = { ...MESSAGE, body: 'x'.repeat(1_000_000) };
  expect(await shell(script, 10_000, message)).toMatchObject(delivery);
});

it('may print without end', async () => {
  const sent = await shell('yes tell me 2>/dev/null | head -c 3000000; exit 3');
  expect(sent).toMatchObject({ isSent: false, text: 'exit status 3: tell me' });
});

it('that does not end is killed with all that it has started', async () => {
  const out = folder.at('alive');
  const sent = await shell(`(sleep 2; touch ${out}) & sleep 60`, 200);
  expect(sent).toMatchObject({ isSent: false, text: 'the command did not end within 200 ms' });
  expect(existsSync(out)).toBe(false);
});

it.each([
  [['/nonesuch/tell'], 'cannot run /nonesuch/tell: there is no such command'],
  [['/etc/passwd'], 'cannot run /etc/passwd: this user may not run it'],
])('that is none: %j', async (command, text) => {
  expect(await run(command)).toMatchObject({ isSent: false, mayHelp: false, text });
});

it('given up ends at once', async () => {
  const tried = callProgram({ command: ['/bin/sleep', '60'] }, MESSAGE, 60_000);
  tried.end();
  expect(await tried.delivery).toMatchObject({ isSent: false, text: 'given up' });
});
