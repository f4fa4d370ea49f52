// How often private addresses in answers are told.
import { encode } from 'dns-packet';
import { expect, test } from 'vitest';
import { RebindAlarm } from '../../src/forward/rebind-alarm.js';

test('the first is told at once, and in 10 s one with how many there were', () => {
  let nowMs = 0;
  const told: [string, number][] = [];
  const alarm = new RebindAlarm(
    () => nowMs,
    (...each) => told.push(each),
  );
  const answer = (name: string) =>
    alarm.answered(
      new Uint8Array(encode({ type: 'response', questions: [{ type: 'A', name }] })),
      name.length + 18,
    );
  for (nowMs = 0; nowMs < 30_000; nowMs += 100) answer(`n${nowMs / 100}.example`);
  alarm.heard('thread.example', 50);
  expect(told).toEqual([
    ['n0.example', 1],
    ['n100.example', 100],
    ['n200.example', 100],
    ['thread.example', 149],
  ]);
});
