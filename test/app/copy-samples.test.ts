// What metrics and /readyz say of zones of other servers.
import { expect, test } from 'vitest';
import { copySamples } from '../../src/app/copy-samples.js';
import { copiesText, copyStates } from '../../src/app/copy-states.js';
import { MAX_ZONES } from '../../src/observe/zone-metrics.js';
import type { SecondaryState } from '../../src/transfer/secondary.js';

function zone(label: string, more: Partial<SecondaryState> = {}): SecondaryState {
  return {
    zone: { origin: new Uint8Array(1), label, file: '', primaries: [], notifyFrom: [], maxOctets: 1 },
    ...{ serial: 7, isExpired: false, ageMs: 1_000, nextMs: 0, from: undefined, failure: undefined },
    ...{ transfers: 1, failures: { network: 0, answer: 0, local: 0 } },
    ...more,
  };
}

const TROUBLED = [
  zone('failing.test', { failure: 'x', failures: { network: 2, answer: 1, local: 0 } }),
  zone('expired.test', { isExpired: true, failure: 'x' }),
  zone('waiting.test', { serial: undefined, ageMs: undefined, transfers: 0 }),
];

test('zones are good, failing, expired or never transferred; those that are not good go first', () => {
  const many = Array.from({ length: MAX_ZONES }, (_, index) => zone(`${index}.test`));
  const states = [...many, ...TROUBLED];
  expect(copyStates(states)).toEqual({ good: MAX_ZONES, failing: 1, expired: 1, waiting: 1 });
  const samples = copySamples(states, 10_000);
  expect(samples).toHaveLength(MAX_ZONES);
  expect(samples.slice(0, 4)).toMatchObject([
    { zone: 'failing.test', serial: 7, confirmedSeconds: 9, state: 'failing', failures: { network: 2 } },
    { zone: 'expired.test', state: 'expired' },
    { zone: 'waiting.test', serial: 0, confirmedSeconds: 0, state: 'waiting' },
    { zone: '0.test', state: 'good' },
  ]);
  expect(copiesText(states)).toBe(
    'of 1,003 secondary zones 1 not confirmed by any primary, 1 expired, 1 not transferred yet',
  );
  expect(copiesText(many)).toBe('');
});
