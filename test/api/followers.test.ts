// How many may follow the events of a server at once.
import { expect, test } from 'vitest';
import type { ControlledServer } from '../../src/api/controlled-server.js';
import { events } from '../../src/api/routes/events.js';
import { EventRing } from '../../src/observe/event-ring.js';

test('those who follow leave places for other verbs, and make room when they go', async () => {
  const ring = new EventRing();
  const server = { events: ring, descriptors: { shares: { control: 64 } } } as ControlledServer;
  const open = (follow: boolean) => events.run(server, { follow });
  const feeds = Array.from({ length: 24 }, () => open(true));
  expect(() => open(true)).toThrow('24 readers follow the events already');
  expect(await open(false).next()).toEqual({ done: true, value: undefined });
  await feeds[0].return?.();
  open(true);
  expect(ring.followers).toBe(24);
});
