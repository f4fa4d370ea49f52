// The first lines of `rondo status`: what they say of receivers of notifications.
import { expect, it } from 'vitest';
import { headLines } from '../../src/cli/status-head.js';
import { serverOf } from './status-of.js';

it.each([
  [[{ receiver: 'ops', sent: 1_200, failed: 0 }], 'receivers  1: 1,200 messages sent'],
  [
    [
      { receiver: 'ops', sent: 3, failed: 2, failure: '503 Service Unavailable' },
      { receiver: 'chat', sent: 4, failed: 0 },
    ],
    'receivers  2: 7 messages sent, 2 given up, ops fails: 503 Service Unavailable',
  ],
])('%j', (receivers, line) => {
  const lines = headLines(serverOf([], { receivers })).map(spans => spans.map(({ text }) => text).join(''));
  expect(lines).toContain(line);
});
