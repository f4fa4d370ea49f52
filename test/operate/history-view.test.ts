// The history of a pool as the API shows it.
import { expect, test } from 'vitest';
import { HistorySide } from '../../src/app/history-side.js';
import { MINUTES } from '../../src/observe/history/check-times.js';
import { viewHistory } from '../../src/operate/history-view.js';
import type { Finding } from '../../src/probe/result.js';
import { atOnce } from '../../src/time/turns.js';
import type { HistoryRequest, MemberHistory } from '../../src/view/history.js';
import { a, b, engineOn, poolOf, refused } from '../health/engine-world.js';
import { specOf } from '../health/spec.js';
import { FakeClock } from '../support/fake-clock.js';

const MINUTE_MS = 60_000;

/** A server with a pool of two, and one of the same name for the other family. */
function server() {
  const clock = new FakeClock();
  const world: Record<string, Finding> = {};
  const side = new HistorySide(undefined, clock, () => undefined);
  const { engine } = engineOn(world, {
    clock,
    onResult: (endpoint, result) => side.checked(endpoint, result),
    onWatched: (watches, formers) => side.watched(watches, formers),
    onChange: watch => side.changed(watch),
  });
  side.follow(true);
  const spec = specOf({ fall: 1, rise: 1 });
  engine.apply([poolOf([a, b], { spec }), poolOf([a], { spec, name: 'app.test AAAA' })]);
  const state = { health: engine, clock, history: () => side.history };
  const view = async (request: HistoryRequest) => {
    const { members, ...rest } = atOnce(viewHistory(state, request, clock.wallMs()));
    const all: MemberHistory[] = [];
    for await (const member of members) all.push(member);
    return { ...rest, members: all };
  };
  return { clock, side, view, world };
}

test('what is shown of a pool counts back from now, and of each member there is an hour', async () => {
  const { clock, view, world } = server();
  await clock.advance(12 * MINUTE_MS);
  world['127.0.0.2:8082'] = refused;
  await clock.advance(5 * MINUTE_MS + 30_000);
  const { pool, at, minutes, states, members } = await view({ pool: 'app.test A' });
  expect([pool, at]).toEqual(['app.test A', '2026-01-01T00:17:30.000Z']);
  expect(minutes).toEqual({ agoMs: 59 * MINUTE_MS + 30_000, stepMs: MINUTE_MS });
  expect(states).toEqual([
    { agoMs: 17.5 * MINUTE_MS, forMs: 10 * MINUTE_MS, worst: 'whole', good: 1 },
    { agoMs: 7.5 * MINUTE_MS, forMs: 7.5 * MINUTE_MS, worst: 'degraded', good: 1 },
  ]);
  expect(members.map(({ endpoint }) => endpoint)).toEqual(['127.0.0.1:8081', '127.0.0.2:8082']);
  const [up, down] = members;
  expect(up.states).toEqual([{ agoMs: 17.5 * MINUTE_MS, forMs: 17.5 * MINUTE_MS, worst: 'up', good: 1 }]);
  expect(down.states).toMatchObject([
    { agoMs: 17.5 * MINUTE_MS, forMs: 10 * MINUTE_MS, worst: 'up', good: 1 },
    { agoMs: 7.5 * MINUTE_MS, forMs: 5 * MINUTE_MS, worst: 'down' },
    { agoMs: 2.5 * MINUTE_MS, forMs: 2.5 * MINUTE_MS, worst: 'down', good: 0 },
  ]);
  for (const { averageMs, longestMs, failed } of members)
    expect([averageMs.length, longestMs.length, failed.length]).toEqual([MINUTES, MINUTES, MINUTES]);
  expect([up.averageMs.at(-2), up.longestMs.at(-2), up.failed.at(-2)]).toEqual([0.998, 0.998, 0]);
  expect([down.averageMs.at(-2), down.longestMs.at(-2)]).toEqual([null, null]);
  expect(down.failed.at(-2)).toBeGreaterThan(0);
});

test('members are chosen as elsewhere', async () => {
  const { view } = server();
  const { members } = await view({ pool: 'app.test A', member: '127.0.0.2' });
  expect(members.map(({ endpoint }) => endpoint)).toEqual(['127.0.0.2:8082']);
});

test('what is not there is refused', async () => {
  const { side, view } = server();
  await expect(view({ pool: 'ap.test' })).rejects.toMatchObject({
    code: 'unknown_pool',
    message: 'there is no pool ap.test',
  });
  await expect(view({ pool: 'app.test' })).rejects.toMatchObject({
    code: 'invalid_input',
    message: 'there are 2 pools app.test',
    hint: 'say app.test A or app.test AAAA',
  });
  await expect(view({ pool: 'app.test A', member: '192.0.2.1' })).rejects.toMatchObject({
    code: 'unknown_member',
  });
  side.follow(false);
  await expect(view({ pool: 'app.test A' })).rejects.toMatchObject({
    code: 'not_kept',
    hint: 'give the server an `admin` address: it keeps one then',
  });
});
