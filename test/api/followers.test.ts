// How many may follow the events of a server at once, and who leaves when there are too many.
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OPERATOR, READER } from '../../src/api/asker.js';
import type { ControlledServer } from '../../src/api/controlled-server.js';
import { events } from '../../src/api/routes/events.js';
import { EventRing } from '../../src/observe/event-ring.js';
import { bearer, TriedAdmin } from './tried-admin.js';

let ring: EventRing;
beforeEach(() => {
  ring = new EventRing();
});

/** Follows the events. @param client its address; that of the control socket when absent */
function open(client?: string) {
  const server = { events: ring, descriptors: { shares: { control: 64 } } } as ControlledServer;
  const asker = client === undefined ? OPERATOR : { ...READER, client };
  const feed = events.run(server, { follow: true }, asker);
  let hasEnded = false;
  void feed.next().then(({ done }) => {
    hasEnded = done === true;
  });
  const isOver = async () => {
    await setImmediate();
    return hasEnded;
  };
  return { feed, isOver };
}

const openMany = (count: number, client?: string) => Array.from({ length: count }, () => open(client));
const overIn = async (readers: readonly { isOver(): Promise<boolean> }[]) =>
  (await Promise.all(readers.map(each => each.isOver()))).filter(Boolean).length;

test('those who follow leave places for other verbs: the oldest makes room for a newcomer', async () => {
  const readers = openMany(24);
  expect(await overIn(readers)).toBe(0);
  open();
  expect(await overIn(readers)).toBe(1);
  expect(await readers[0].isOver()).toBe(true);
  expect(ring.followers).toBe(24);
  await readers[5].feed.return?.();
  open();
  expect(await readers[1].isOver()).toBe(false);
});

test('strangers have half of the places, and take none of another client, nor of whoever runs the server', async () => {
  const own = openMany(12);
  const one = openMany(3, '192.0.2.1');
  const strangers = openMany(200, '198.51.100.1');
  expect(ring.followers).toBe(24);
  expect([await overIn(own), await overIn(one), await overIn(strangers)]).toEqual([0, 0, 191]);
  const others = Array.from({ length: 8 }, (_, index) => open(`203.0.113.${index}`));
  expect([await overIn(own), await overIn(others)]).toEqual([0, 0]);
  expect(ring.followers).toBe(24);
});

let admin: TriedAdmin | undefined;
afterEach(() => admin?.close());

test('over the admin address the one with most of them makes room', async () => {
  admin = await new TriedAdmin().open();
  const first = await admin.follow(bearer('bob'));
  const second = await admin.follow({});
  let isOver = false;
  void first.ended.then(() => {
    isOver = true;
  });
  // Four may be there in all.
  for (let count = 0; count < 3; count++) await admin.follow({});
  await second.ended;
  expect(isOver).toBe(false);
});
