// Members of pools in metrics.
import { expect, test } from 'vitest';
import { backendSamples } from '../../src/app/backend-samples.js';
import type { Watch } from '../../src/health/watch.js';
import type { MemberCounts } from '../../src/operate/answer-counts.js';

/** A pool with members that are probed under these names. */
function watchOf(names: readonly string[]): Watch {
  const endpoints = names.map(name => ({
    ...{ name, state: 'up', checks: 1, failures: 0, verdict: { sinceMs: 0 } },
    downtime: { times: 0, totalMs: () => 0 },
  }));
  return { watched: { name: '_http._tcp.app.test SRV' }, endpoints, override: () => undefined } as never;
}

test.each<[string, readonly (number | undefined)[], number | undefined]>([
  ['of both', [5, 2], 7],
  ['also when the last has none', [5, 0], 5],
  ['also when one is not counted', [5, undefined], 5],
  ['unless none is counted', [undefined, undefined], undefined],
])('two members that are probed as one stand once, with the answers %s', (_, answers, sum) => {
  const of = (_pool: unknown, index: number): MemberCounts | undefined => {
    const count = answers[index];
    return count === undefined ? undefined : { answers: count, first: count };
  };
  const [samples] = backendSamples([watchOf(['192.0.2.1:80', '192.0.2.1:80'])], { of });
  expect(samples).toMatchObject([{ backend: '192.0.2.1:80', answers: sum, first: sum }]);
});

test('other members stand for themselves', () => {
  const of = (_pool: unknown, index: number): MemberCounts => ({ answers: index, first: 0 });
  const [samples] = backendSamples([watchOf(['192.0.2.1:80', '192.0.2.2:80'])], { of });
  expect(samples.map(({ answers }) => answers)).toEqual([0, 1]);
});
