// A text that several read at once is made once for them, and anew for those who come later.
import { describe, expect, test } from 'vitest';
import { SharedText } from '../../src/observe/shared-text.js';

async function all(text: SharedText): Promise<string> {
  let whole = '';
  for await (const part of text.read()) whole += part;
  return whole;
}

function counted() {
  let made = 0;
  let nowMs = 0;
  const text = new SharedText(
    async () => {
      made++;
      await Promise.resolve();
      return [`${made}`, 'end'];
    },
    () => nowMs,
  );
  return { text, pass: (ms: number) => (nowMs += ms) };
}

describe('a shared text', () => {
  test('is made once for those who ask while it is made', async () => {
    const { text } = counted();
    expect(await Promise.all([all(text), all(text), all(text)])).toEqual(['1end', '1end', '1end']);
  });

  test('is made anew for who comes when nobody reads any more', async () => {
    const { text } = counted();
    expect([await all(text), await all(text)]).toEqual(['1end', '2end']);
  });

  test('is given to others while somebody reads it slowly, but not for long', async () => {
    const { text, pass } = counted();
    const slow = text.read();
    await slow.next();
    pass(4_000);
    expect(await all(text)).toBe('1end');
    pass(2_000);
    expect(await all(text)).toBe('2end');
    await slow.return();
  });

  test('is made anew after a reader has gone away in the middle', async () => {
    const { text } = counted();
    const reader = text.read();
    await reader.next();
    await reader.return();
    expect(await all(text)).toBe('2end');
  });

  test('fails for all who asked for it, and is tried again', async () => {
    let tries = 0;
    const text = new SharedText(async () => {
      if (tries++ === 0) throw new Error('no');
      return ['yes'];
    });
    const both = await Promise.allSettled([all(text), all(text)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await all(text)).toBe('yes');
  });
});
