// What a status says of zones of other servers: those that need a look first, and how many there are, also when not all are listed. A zone that is not here yet is told apart.
import { expect, test } from 'vitest';
import { secondaryLines } from '../../src/cli/status-secondaries.js';
import { nameFromText } from '../../src/dns/name.js';
import { refuseUntransferred, secondariesOf } from '../../src/operate/secondary-zones.js';
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

test('a zone that was never transferred is told apart from one that is unknown', () => {
  const states = new Map([stateOf(4), stateOf(5), stateOf(2_000)].map(state => [state.zone.label, state]));
  const asked = (zone: string) => () => refuseUntransferred({ stateOf: label => states.get(label) }, zone);
  const what = (zone: string) => `zone ${zone} has not been transferred yet`;
  const because = (zone: string, hint: string) => expect.objectContaining({ message: what(zone), hint });
  expect(asked('Z2000.test.')).toThrow(because('z2000.test', 'nobody listens there'));
  expect(asked('z4.test')).toThrow(because('z4.test', 'its primaries are being asked'));
  expect(asked('z5.test')).not.toThrow();
  expect(asked('other.test')).not.toThrow();
});
