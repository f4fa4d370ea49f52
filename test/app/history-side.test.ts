// The history of a server: from probes to what is kept over a restart or a takeover.
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { HistorySide } from '../../src/app/history-side.js';
import { MEMBER_RANKS, POOL_RANKS } from '../../src/observe/history/history.js';
import type { Finding } from '../../src/probe/result.js';
import { a, b, engineOn, poolOf, refused } from '../health/engine-world.js';
import { specOf } from '../health/spec.js';
import { FakeClock } from '../support/fake-clock.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());
let state = '';
let path = '';
let files = 0;
beforeEach(() => {
  state = folder.at(`${files++}/53.json`);
  path = state.replace('.json', '.history');
});

const MINUTE_MS = 60_000;
const spec = specOf({ fall: 1, rise: 1 });

/** A server with a pool of two. */
function server({ isFiled = true, isWanted = true } = {}) {
  const world: Record<string, Finding> = {};
  const problems: string[] = [];
  const clock = new FakeClock();
  const side = new HistorySide(isFiled ? state : undefined, clock, text => problems.push(text));
  const { engine, clock: engineClock } = engineOn(world, {
    clock,
    onResult: (endpoint, result) => side.checked(endpoint, result),
    onWatched: (watches, formers) => side.watched(watches, formers),
    onChange: watch => side.changed(watch),
  });
  void engineClock;
  side.follow(isWanted);
  engine.apply([poolOf([a, b], { spec })]);
  onTestFinished(async () => {
    engine.stop();
    await side.close();
  });
  const key = () => engine.watches[0].endpoints[1].key;
  return { clock, engine, key, problems, side, world };
}

type Server = ReturnType<typeof server>;

const failedOf = ({ side, key }: Server) => side.history?.timesOf(key())?.failed.filter(count => count > 0);
/** One after another, each once. */
const statesOf = ({ side, key }: Server) =>
  side.history
    ?.statesOf(key())
    .map(({ rank }) => MEMBER_RANKS[rank - 1])
    .filter((each, index, all) => each !== all[index - 1]);
const poolStatesOf = ({ side }: Server) =>
  side.history?.statesOfPool('app.test A').map(({ rank }) => POOL_RANKS[rank - 1]);

/** Files are read and written in other threads. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setImmediate(resolve));
}

test('members and pools have what their probes found', async () => {
  const one = server();
  await one.clock.advance(10 * MINUTE_MS);
  one.world['127.0.0.2:8082'] = refused;
  await one.clock.advance(5 * MINUTE_MS);
  expect(statesOf(one)).toEqual(['up', 'down']);
  expect(poolStatesOf(one)).toEqual(['whole', 'degraded']);
  expect(failedOf(one)?.length).toBeGreaterThan(4);
  one.world['127.0.0.1:8081'] = refused;
  await one.clock.advance(3_000);
  expect(poolStatesOf(one)).toEqual(['whole', 'degraded', 'fallback']);
});

test('it is there after the next start', async () => {
  const former = server();
  former.side.begin(false);
  await former.clock.advance(10 * MINUTE_MS);
  former.world['127.0.0.2:8082'] = refused;
  await former.clock.advance(5 * MINUTE_MS);
  await former.side.close();
  const next = server();
  next.side.begin(false);
  await until(() => (statesOf(next)?.length ?? 0) > 1);
  expect(statesOf(next)?.[0]).toBe('up');
  expect(failedOf(next)).toEqual(failedOf(former));
  expect(poolStatesOf(next)?.[0]).toBe('whole');
});

test('after a takeover the last file of the former process is read, too', async () => {
  const former = server();
  former.side.begin(false);
  await former.clock.advance(6 * MINUTE_MS);
  await until(() => existsSync(path));
  const next = server();
  next.side.begin(true);
  await next.clock.advance(1_000);
  former.world['127.0.0.2:8082'] = refused;
  await former.clock.advance(MINUTE_MS);
  await former.side.close();
  expect(failedOf(next)).toEqual([]);
  await next.clock.advance(10_000);
  await until(() => (failedOf(next)?.length ?? 0) > 0);
});

test('it is written each five minutes', async () => {
  const one = server();
  one.side.begin(false);
  await one.clock.advance(4 * MINUTE_MS);
  expect(existsSync(path)).toBe(false);
  await one.clock.advance(MINUTE_MS + 10_000);
  await until(() => existsSync(path));
});

test('nothing is kept without a state file, and there is no history without an admin address', async () => {
  const one = server({ isFiled: false });
  one.side.begin(false);
  await one.clock.advance(6 * MINUTE_MS);
  expect(statesOf(one)).toEqual(['up']);
  const other = server({ isWanted: false });
  other.side.begin(false);
  await other.clock.advance(6 * MINUTE_MS);
  expect(other.side.history).toBeUndefined();
  await other.side.close();
  expect(existsSync(path)).toBe(false);
  // A reload may give one, or take it away.
  other.side.follow(true);
  expect(statesOf(other)).toEqual(['up']);
  other.side.follow(false);
  expect(other.side.history).toBeUndefined();
});

test('what is wrong is told once and counted, until it is over', async () => {
  mkdirSync(path, { recursive: true });
  const one = server();
  one.side.begin(false);
  await until(() => one.problems.length > 0);
  expect(one.problems).toEqual([
    `the history in ${path} is not used: it is no regular file; it begins again`,
  ]);
  for (let turn = 1; turn <= 3; turn++) {
    await one.clock.advance(5 * MINUTE_MS + 10_000);
    await until(() => one.side.failures === turn);
  }
  expect(one.problems.slice(1)).toEqual([
    `the history is not kept in ${path} over a restart: something stands there that is no regular file`,
  ]);
  rmSync(path, { recursive: true });
  await one.side.close();
  expect(statSync(path).isFile()).toBe(true);
});
