// Orders about one pool: members of others stay as they are, and are not made again.
import { expect, test } from 'vitest';
import { AdminOverrides, MAX_OVERRIDES } from '../../src/health/admin-override.js';
import { engineOn, poolOf } from './engine-world.js';

const member = (address: string) => ({ address, port: 80, weight: 1 });

test('an order has only the members of its pool made again', () => {
  const overrides = new AdminOverrides();
  const { engine } = engineOn({}, { overrides });
  engine.apply([
    poolOf([member('192.0.2.1')], { name: 'one.test A' }),
    poolOf([member('192.0.2.1')], { name: 'two.test A' }),
  ]);
  const [one, two] = engine.watches;
  const before = [one.candidates(), two.candidates()];
  overrides.set({ pool: 'one.test A', address: '192.0.2.1', state: 'drain', sinceMs: 0 });
  expect(one.candidates()).not.toBe(before[0]);
  expect(one.candidates()[0].out?.state).toBe('drain');
  expect(two.candidates()).toBe(before[1]);
});

test('the number of the last order in a pool only grows, however many pools there were', () => {
  const overrides = new AdminOverrides();
  const say = (pool: string) =>
    overrides.set({ pool, address: '192.0.2.1', state: 'ready', weight: 2, sinceMs: 0 });
  say('one.test A');
  const first = overrides.changesIn('one.test A');
  for (let pool = 0; pool < 2 * MAX_OVERRIDES; pool++) {
    say(`other${pool}.test A`);
    if (pool % 1000 === 0) expect(overrides.changesIn('one.test A')).toBeGreaterThanOrEqual(first);
  }
  const later = overrides.changesIn('one.test A');
  say('one.test A');
  expect(overrides.changesIn('one.test A')).toBeGreaterThan(later);
});
