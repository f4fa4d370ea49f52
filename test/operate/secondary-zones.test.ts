// What a status says of zones of other servers: those that need a look first, and how many there are, also when not all are listed.
import { expect, test } from 'vitest';
import { secondaryLines } from '../../src/cli/status-secondaries.js';
import { nameFromText } from '../../src/dns/name.js';
import { secondariesOf } from '../../src/operate/secondary-zones.js';
import type { SecondaryState } from '../../src/transfer/secondary.js';
import { serverOf } from '../cli/status-of.js';

function stateOf(index: number): SecondaryState {
  const origin = nameFromText(`z${index}.test.`);
  const rest = { file: 'z.zone', primaries: [], notifyFrom: [], maxOctets: 1 };
  return {
    zone: { origin, label: `z${index}.test`, ...rest },
    ...{ serial: index % 4 === 0 ? undefined : 7, isExpired: false, ageMs: 1_000, nextMs: 2_000 },
    ...{ from: undefined, failure: index === 2_000 ? 'nobody listens there' : undefined },
    ...{ transfers: 1, failures: { network: 0, answer: 0, local: 0 } },
  };
}

const linesOf = (count: number) => {
  const states = Array.from({ length: count }, (_, index) => stateOf(index + 1));
  const status = serverOf([], secondariesOf(states));
  return secondaryLines(status, 11).map(line => line.map(({ text }) => text).join(''));
};

test('all count, and those that failed are told of first', () => {
  expect(linesOf(1)).toEqual(['secondary  1 zone']);
  expect(linesOf(6_000)).toEqual([
    'secondary  6,000 zones: 1,500 not confirmed',
    '           z2000.test: not transferred yet; nobody listens there; next try in 2s',
    '           z4.test: not transferred yet; next try in 2s',
    '           z8.test: not transferred yet; next try in 2s',
  ]);
});
