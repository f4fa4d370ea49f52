// Whose handshake is next: clients in turn, few at once, and of one client only so many a second.
import { expect, test } from 'vitest';
import { prefixesOf } from '../../src/dns/client-prefix.js';
import { Turns } from '../../src/transport/stream-turns.js';
import { HandshakeQueue } from '../../src/transport/tls/handshake-queue.js';
import { FakeClock } from '../support/fake-clock.js';

const look = () => new Promise(resolve => setImmediate(resolve));
const queueOf = (clock: FakeClock) => {
  const queue = new HandshakeQueue(clock, new Turns());
  return (address: string, begin: () => void) => queue.add(prefixesOf(address), begin);
};

test('networks and clients take turns', async () => {
  const add = queueOf(new FakeClock());
  const begun: string[] = [];
  for (let index = 0; index < 10; index++) add('192.0.2.1', () => begun.push(`a${index}`));
  add('192.0.2.2', () => begun.push('b'));
  add('198.51.100.1', () => begun.push('c'));
  while (begun.length < 12) await look();
  expect(begun.slice(0, 5)).toEqual(['a0', 'c', 'b', 'a1', 'a2']);
});

test('addresses of one /64 are one client, and what has gone is left out', async () => {
  const add = queueOf(new FakeClock());
  const begun: string[] = [];
  add('2001:db8::1', () => begun.push('first'));
  const leave = add('2001:db8::2', () => begun.push('second'));
  add('2001:db8::3', () => begun.push('third'));
  add('2001:db8:1::1', () => begun.push('other'));
  leave();
  for (let turn = 0; turn < 3; turn++) await look();
  expect(begun).toEqual(['first', 'other', 'third']);
});

test('who has begun too many waits, and others do not', async () => {
  const clock = new FakeClock();
  const add = queueOf(clock);
  let count = 0;
  for (let index = 0; index < 250; index++) add('192.0.2.1', () => count++);
  for (let turn = 0; turn < 300; turn++) await look();
  expect(count).toBe(200);
  let isOther = false;
  add('192.0.2.2', () => {
    isOther = true;
  });
  await look();
  expect(isOther).toBe(true);
  await clock.advance(250);
  for (let turn = 0; turn < 300; turn++) await look();
  expect(count).toBeGreaterThan(200);
  expect(count).toBeLessThanOrEqual(225);
  for (let step = 0; step < 60; step++) await clock.advance(10);
  expect(count).toBe(250);
});
