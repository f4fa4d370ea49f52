// Imports a file, and asks the program that it was written for and Rondo the same.
import { expect } from 'vitest';
import { answers, ask } from '../support/ask.js';
import type { Message } from '../support/message.js';
import { rondo, serveInTest } from '../support/rondo.js';

/** What an answer says, but for the order of its records and what an SOA in the authority section says. */
function said(message: Message): { rcode: number; answer: string[] } {
  return { rcode: message.rcode, answer: answers(message).sort() };
}

/**
 * Imports, serves what is written, and compares the answers. All that differ are shown at once.
 * @param port where the program answers
 * @param questions as `NAME TYPE`
 */
export async function compareImport(
  file: string,
  to: string,
  port: number,
  questions: readonly string[],
): Promise<void> {
  const { stdout, stderr } = await rondo(['import', file, '--to', to]);
  expect(stdout, stderr).toContain('written');
  const { port: ours } = await serveInTest(['--config', `${to}/rondo.yaml`]);
  const all = [];
  for (const question of questions) {
    const [theirs, own] = [
      said(await ask(port, question, { rd: false })),
      said(await ask(ours, question, { rd: false })),
    ];
    all.push({ question, theirs, own });
  }
  expect(all.map(({ question, own }) => ({ question, ...own }))).toEqual(
    all.map(({ question, theirs }) => ({ question, ...theirs })),
  );
}
