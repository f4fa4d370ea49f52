// Lists of targets as Prometheus has them: what becomes of targets and labels, and what is no list.
import { expect, test } from 'vitest';
import { MAX_FOUND } from '../../src/discover/bounds.js';
import { targetsOf } from '../../src/discover/target-list.js';
import { MAX_MEMBERS } from '../../src/zone/pool.js';

const group = (targets: unknown, labels?: unknown) => [
  { targets, ...(labels === undefined ? {} : { labels }) },
];

test('a list has no more targets than a pool has members', () => {
  expect(MAX_FOUND).toBe(MAX_MEMBERS);
  const targets = Array.from({ length: MAX_FOUND + 1 }, (_, index) => `10.0.${index >> 8}.${index & 255}:80`);
  expect(targetsOf(group(targets.slice(1)))).toHaveLength(MAX_FOUND);
  expect(() => targetsOf(group(targets))).toThrow('1025 targets; a pool has at most 1024 members');
});

test('targets have ports or none, labels become tags, and labels with underscores weights and priorities', () => {
  const value = [
    {
      targets: ['192.0.2.1:9100', '192.0.2.2', '[2001:db8::1]:80', '2001:db8:0::2'],
      labels: { rack: 'r1', dc: 'fra 1/b', __meta_x: 'y', empty: '', __weight__: '60', n: 3 },
    },
    { targets: ['192.0.2.3:80'], labels: { __backup__: 1 } },
    { targets: [], labels: null },
  ];
  const tags = ['rack=r1', 'dc=fra-1-b', 'n=3'];
  expect(targetsOf(value)).toEqual([
    { host: '192.0.2.1', port: 9100, weight: 60, tags },
    { host: '192.0.2.2', weight: 60, tags },
    { host: '2001:db8::1', port: 80, weight: 60, tags },
    { host: '2001:db8::2', weight: 60, tags },
    { host: '192.0.2.3', port: 80, backup: 1 },
  ]);
});

test('targets may have names, which are looked up later', () => {
  expect(targetsOf(group(['App1.internal.:9100', 'app2.internal']))).toEqual([
    { host: 'app1.internal', port: 9100 },
    { host: 'app2.internal' },
  ]);
});

test('there are at most 16 tags, and none that is too long', () => {
  const labels = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`l${index}`, 'x'.repeat(59 + (index % 3))]),
  );
  const [{ tags = [] }] = targetsOf(group(['192.0.2.1'], labels));
  expect(tags).toHaveLength(16);
  expect(tags.every(({ length }) => length <= 63)).toBe(true);
});

test.each([
  [{ targets: [] }, 'expected a list of { targets: [ADDRESS:PORT], labels: {} }'],
  [null, 'expected a list'],
  [['192.0.2.1:80'], 'expected a list'],
  [group('192.0.2.1:80'), 'expected a list of { targets: [ADDRESS:PORT], labels: {} } at 0.targets'],
  [group(['app1:80']), '"app1:80" is no target'],
  [group(['app.internal:80000']), '"app.internal:80000" is no target'],
  [[group([])[0], 1], 'at 1, where a mapping belongs'],
  [group(['192.0.2.1', 5]), 'at 0.targets.1, where ADDRESS:PORT belongs'],
  [group([], ['rack']), 'at 0.labels, where a mapping belongs'],
  [group([], { rack: ['a'] }), 'at 0.labels.rack, where a text belongs'],
  [group(['192.0.2.1:0']), '"192.0.2.1:0" is no target'],
  [group(['192.0.2.1:70000']), 'is no target'],
  [group(['fe80::1%eth0']), 'is no target'],
  [group(['']), '"" is no target'],
  [
    group(['192.0.2.1'], { __weight__: '257' }),
    'the label __weight__ of a group is "257", expected 0 to 256',
  ],
  [group(['192.0.2.1'], { __weight__: '-1' }), 'expected 0 to 256'],
])('%j is no list', (value, message) => {
  expect(() => targetsOf(value)).toThrow(message);
});

test.each([
  ['groups', Array(500_000).fill(1), 'at 0, where'],
  ['targets', group(Array(500_000).fill(1)), 'at 0.targets.0, where'],
  [
    'labels',
    group([], Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`l${at}`, []]))),
    'at 0.labels.l0',
  ],
])('of a great many mistakes in %s the first is told', (_, value, message) => {
  expect(() => targetsOf(value)).toThrow(message);
});
