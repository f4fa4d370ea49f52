// Services of a name as members: what becomes of their priorities and weights.
import { expect, test } from 'vitest';
import { serviceTargets } from '../../src/discover/dns/services.js';

const service = (address: string, weight: number, priority: number) => ({
  ...{ address, host: 'a.test', port: 80 },
  ...{ weight, priority },
});

test.each([
  ['are those of members as long as they fit', [60, 45], [60, 45]],
  ['are scaled down in proportion', [60_000, 45_000, 1, 0], [256, 192, 1, 0]],
  ['of 0 are even when there are no others', [0, 0], [1, 1]],
  ['of 0 beside others are never first', [0, 5], [0, 5]],
])('weights %s', (_what, weights, expected) => {
  const targets = serviceTargets(weights.map((weight, index) => service(`192.0.2.${index}`, weight, 10)));
  expect(targets.map(({ weight }) => weight)).toEqual(expected);
});

test('the smallest priority comes first, and the others are backups in their order', () => {
  const targets = serviceTargets([
    service('192.0.2.1', 1, 20),
    service('192.0.2.2', 9_000, 10),
    service('192.0.2.3', 1, 300),
    service('192.0.2.4', 3, 20),
  ]);
  expect(targets.map(({ host, weight, backup }) => [host, weight, backup])).toEqual([
    ['192.0.2.2', 256, undefined],
    ['192.0.2.1', 1, 1],
    ['192.0.2.4', 3, 1],
    ['192.0.2.3', 1, 2],
  ]);
});

test('a target has the port of its service, and the name of its host', () => {
  expect(serviceTargets([service('192.0.2.1', 1, 1)])).toEqual([
    { host: '192.0.2.1', name: 'a.test', weight: 1, port: 80 },
  ]);
});
