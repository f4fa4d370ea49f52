// What metrics and a status say of secondaries that are told of new versions.
import { expect, test } from 'vitest';
import { healthVersions, toldSamples } from '../../src/app/told-samples.js';
import { MAX_ZONES } from '../../src/observe/zone-metrics.js';
import { behindIn, toldOf } from '../../src/operate/told-secondaries.js';
import { NotifyStates } from '../../src/transfer/notify-states.js';

const server = (port: number) => ({ address: '2001:db8::53', port, key: undefined });

test('those with which something is wrong go first, and only so many are shown', () => {
  const states = new NotifyStates();
  states.keep(Array.from({ length: MAX_ZONES + 1 }, (_, index) => server(index + 1)));
  const refusing = states.of(server(MAX_ZONES + 1));
  refusing.tell(0);
  refusing.reply({ zone: 'a.test', what: 'REFUSED', text: 'replies REFUSED', nowMs: 1_000 });
  const { secondaries, ...rest } = toldSamples({ states, waiting: 7, dropped: 2 }, 61_000)!;
  expect(rest).toEqual({ waiting: 7, dropped: 2 });
  expect(secondaries).toHaveLength(MAX_ZONES);
  expect(secondaries[0]).toMatchObject({ to: `[2001:db8::53]:${MAX_ZONES + 1}`, sent: 1, isFailing: true });
  expect(secondaries[1]).toMatchObject({ to: '[2001:db8::53]:1', sent: 0, isFailing: false, behind: 0 });
  const { told } = toldOf({ states }, 61_000);
  expect(told![0]).toEqual({
    secondary: `[2001:db8::53]:${MAX_ZONES + 1}`,
    ...{ sent: 1, acknowledged: 0, refused: 1, givenUp: 0, behind: 0 },
    failure: { text: 'replies REFUSED', zone: 'a.test', ageMs: 60_000 },
  });
  expect(toldSamples(undefined)).toBe(undefined);
  expect(toldOf(undefined, 0)).toEqual({});
});

test('those that lack a version are named with their serials, of each so many zones', () => {
  const states = new NotifyStates();
  const [one, other] = [states.of(server(1)), states.of(server(2))];
  expect(one.lack('a.test', { acknowledged: 7, serial: 5, sinceMs: 1_000 })).toMatch(/serial 7, but has 5/);
  other.lack('a.test', { acknowledged: 7, serial: undefined, sinceMs: 2_000 });
  expect(toldOf({ states }, 61_000).told![0]).toMatchObject({
    behind: 1,
    failure: {
      text: expect.stringMatching(/^took note of serial 7, but has 5: /),
      zone: 'a.test',
      ageMs: 60_000,
    },
  });
  expect(toldSamples({ states, waiting: 0, dropped: 0 }, 61_000)!.secondaries[0]).toMatchObject({
    ...{ isFailing: true, behind: 1 },
  });
  expect(behindIn({ states }, 'a.test', 61_000)).toEqual({
    behind: [
      { secondary: '[2001:db8::53]:1', acknowledged: 7, serial: 5, ageMs: 60_000 },
      { secondary: '[2001:db8::53]:2', acknowledged: 7, ageMs: 59_000 },
    ],
  });
  one.lack('a.test', undefined);
  other.lack('a.test', undefined);
  expect([behindIn({ states }, 'a.test', 0), behindIn(undefined, 'a.test', 0)]).toEqual([{}, {}]);
  for (let zone = 0; zone < 1_001; zone++)
    one.lack(`z${zone}.test`, { acknowledged: 7, serial: 5, sinceMs: 0 });
  expect(one.lacks.size).toBe(1_000);
});

test('versions that health has made are shown of so many zones', () => {
  const counts = new Map(Array.from({ length: MAX_ZONES + 5 }, (_, index) => [`z${index}.test`, index]));
  expect([...healthVersions(counts)]).toHaveLength(MAX_ZONES);
});
