// One try at a target: what bounds it whatever is spoken.
import { expect, it } from 'vitest';
import { Attempt } from '../../src/probe/attempt.js';
import { resultToText } from '../../src/probe/result.js';

it('ends when what comes is cut into more pieces than any good reply', async () => {
  const attempt = new Attempt(10_000);
  let isDestroyed = false;
  attempt.hold({
    destroy() {
      isDestroyed = true;
    },
  });
  for (let piece = 0; piece < 4096; piece++) attempt.countPieces(1);
  expect(isDestroyed).toBe(false);
  attempt.countPieces(1);
  expect(resultToText(await attempt.result)).toBe('L7RSP it comes in too many small pieces');
  expect(isDestroyed).toBe(true);
});
