// What /metrics says of zones of other servers one by one.
import { expect, test } from 'vitest';
import { type CopySample, copyText } from '../../src/observe/secondary-metrics.js';

const copies: readonly CopySample[] = [
  {
    ...{ zone: 'a.test', serial: 7, confirmedSeconds: 1_800_000_000, state: 'good' },
    ...{ transfers: 3, failures: { network: 1, answer: 0, local: 0 } },
  },
  {
    ...{ zone: 'b"c.test', serial: 0, confirmedSeconds: 0, state: 'expired' },
    ...{ transfers: 0, failures: { network: 0, answer: 2, local: 4 } },
  },
];

const linesOf = async (samples: readonly CopySample[]) =>
  (await copyText(samples)).join('').split('\n').slice(0, -1);
const isHead = (line: string) => line.startsWith('#');

test('each zone has a line in each family, and one for each kind of failure', async () => {
  const lines = await linesOf(copies);
  expect(lines.filter(line => !isHead(line))).toEqual([
    'rondo_secondary_serial{zone="a.test"} 7',
    'rondo_secondary_serial{zone="b\\"c.test"} 0',
    'rondo_secondary_last_success_timestamp_seconds{zone="a.test"} 1800000000',
    'rondo_secondary_last_success_timestamp_seconds{zone="b\\"c.test"} 0',
    'rondo_secondary_failing{zone="a.test"} 0',
    'rondo_secondary_failing{zone="b\\"c.test"} 1',
    'rondo_secondary_expired{zone="a.test"} 0',
    'rondo_secondary_expired{zone="b\\"c.test"} 1',
    'rondo_secondary_transfers_total{zone="a.test"} 3',
    'rondo_secondary_transfers_total{zone="b\\"c.test"} 0',
    'rondo_secondary_failures_total{zone="a.test",kind="network"} 1',
    'rondo_secondary_failures_total{zone="a.test",kind="answer"} 0',
    'rondo_secondary_failures_total{zone="a.test",kind="local"} 0',
    'rondo_secondary_failures_total{zone="b\\"c.test",kind="network"} 0',
    'rondo_secondary_failures_total{zone="b\\"c.test",kind="answer"} 2',
    'rondo_secondary_failures_total{zone="b\\"c.test",kind="local"} 4',
  ]);
  // Without a zone the families are there all the same.
  const heads = await linesOf([]);
  expect(heads.every(isHead)).toBe(true);
  expect(heads).toEqual(lines.filter(isHead));
  expect(heads).toHaveLength(12);
});
