// Whose handshake is next: clients in turn, few at once, and of one client only so many a second.
import { expect, test } from 'vitest';
import { HandshakeQueue } from '../../src/transport/tls/handshake-queue.js';
import { FakeClock } from '../support/fake-clock.js';

const look = () => new Promise(resolve => setImmediate(resolve));

test('four are begun between two looks at the sockets, and clients take turns', async () => {
  const queue = new HandshakeQueue(new FakeClock());
  const begun: string[] = [];
  for (let index = 0; index < 10; index++) queue.add('192.0.2.1', () => begun.push(`a${index}`));
  queue.add('192.0.2.2', () => begun.push('b'));
  await look();
  expect(begun).toEqual(['a0', 'b', 'a1', 'a2']);
  await look();
  expect(begun.slice(4)).toEqual(['a3', 'a4', 'a5', 'a6']);
});

test('addresses of one /64 are one client, and what has gone is left out', async () => {
  const queue = new HandshakeQueue(new FakeClock());
  const begun: string[] = [];
  queue.add('2001:db8::1', () => begun.push('first'));
  const leave = queue.add('2001:db8::2', () => begun.push('second'));
  queue.add('2001:db8::3', () => begun.push('third'));
  queue.add('2001:db8:1::1', () => begun.push('other'));
  leave();
  await look();
  expect(begun).toEqual(['first', 'other', 'third']);
});

test('who has begun too many waits, and others do not', async () => {
  const clock = new FakeClock();
  const queue = new HandshakeQueue(clock);
  let count = 0;
  for (let index = 0; index < 250; index++) queue.add('192.0.2.1', () => count++);
  for (let turn = 0; turn < 80; turn++) await look();
  expect(count).toBe(200);
  let isOther = false;
  queue.add('192.0.2.2', () => {
    isOther = true;
  });
  await look();
  expect(isOther).toBe(true);
  await clock.advance(250);
  for (let turn = 0; turn < 80; turn++) await look();
  expect(count).toBeGreaterThan(200);
  expect(count).toBeLessThanOrEqual(225);
  for (let step = 0; step < 60; step++) await clock.advance(10);
  expect(count).toBe(250);
});
