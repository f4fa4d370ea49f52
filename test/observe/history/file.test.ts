// The file of the history: what is kept over a restart, by which clock, and what becomes of a file that is odd.
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Downtime } from '../../../src/health/downtime.js';
import { MAGIC } from '../../../src/observe/history/file-format.js';
import { readHistoryFile } from '../../../src/observe/history/file-read.js';
import { writeHistoryFile } from '../../../src/observe/history/file-write.js';
import { History } from '../../../src/observe/history/history.js';
import type { MachineMoment } from '../../../src/time/machine-moment.js';
import { TempFolder } from '../../support/temp-folder.js';

const MINUTE_MS = 60_000;
const WROTE: MachineMoment = { wallMs: Date.UTC(2026, 0, 1), uptimeSeconds: 5_000, boot: 'one' };
const folder = new TempFolder();
afterAll(() => folder.remove());
let path = '';
let files = 0;
beforeEach(() => {
  path = folder.at(`${files++}/53.history`);
});

/** Checks of 10 ms, 20 ms and so on in five minutes, and a member that was down in the first of them. */
async function writeFile(): Promise<void> {
  const beganMs = 900_000;
  const history = new History(beganMs);
  const downtime = new Downtime();
  downtime.note(true, beganMs);
  const member = { key: 'a', state: 'up' as const, downtime };
  history.follow([member], new Map([['p', () => 'degraded' as const]]), new Map(), beganMs);
  downtime.note(false, beganMs + MINUTE_MS);
  for (let minute = 1; minute <= 5; minute++) {
    history.check('a', 10 * minute, true);
    const nowMs = beganMs + minute * MINUTE_MS;
    history.note(member, nowMs);
    history.notePools(nowMs);
    if (history.advance(nowMs)) {
      history.note(member, nowMs);
      history.notePools(nowMs);
    }
  }
  await writeHistoryFile(path, history, WROTE, beganMs + 5 * MINUTE_MS);
}

/** What a server knows that has just started. */
async function read(moment: Partial<MachineMoment>) {
  const nowMs = 3_000_000;
  const history = new History(nowMs);
  const fault = await readHistoryFile(path, history, { ...WROTE, ...moment }, nowMs);
  const averages = history
    .timesOf('a')
    ?.averageMs.map(each => (each === undefined ? 0 : Math.round(each / 10)));
  return { fault, history, averages };
}

/** The tail of a list, without what comes after the last that is not 0. */
const ages = (averages: readonly number[] | undefined) =>
  averages?.flatMap((average, index) => (average === 0 ? [] : [[59 - index, average]]));

const FIVE = [1, 2, 3, 4, 5];
const since = (minutes: number) => FIVE.map(each => [5 - each + 1 + minutes, each]);

describe('a file', () => {
  it('brings back checks and states, for the owner alone', async () => {
    await writeFile();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { fault, history, averages } = await read({ uptimeSeconds: 5_000 });
    expect(fault).toBeUndefined();
    expect(ages(averages)).toEqual(since(0));
    const [down, ...others] = history.statesOf('a');
    expect(down).toMatchObject({ age: 1, buckets: 1, rank: 3, good: expect.closeTo(0.8, 1) });
    expect(others).toMatchObject([{ age: 0, rank: 2 }]);
    expect(history.statesOfPool('p')).toMatchObject([{ age: 1, buckets: 2, rank: 2, good: 1 }]);
  });

  it.each([
    ['ten minutes later', { uptimeSeconds: 5_600, wallMs: WROTE.wallMs + 600_000 }, 10],
    ['when the clock was set forward by years', { uptimeSeconds: 5_600, wallMs: WROTE.wallMs + 1e11 }, 10],
    ['when the clock was set back', { uptimeSeconds: 5_600, wallMs: WROTE.wallMs - 1e11 }, 10],
    ['after the machine was started', { boot: 'two', uptimeSeconds: 60, wallMs: WROTE.wallMs + 600_000 }, 10],
    [
      'after that, with a clock that is behind',
      { boot: 'two', uptimeSeconds: 60, wallMs: WROTE.wallMs - 1e9 },
      0,
    ],
  ] as const)('is as old as it should be %s', async (_, moment, minutes) => {
    await writeFile();
    const { fault, averages } = await read(moment);
    expect([fault, ages(averages)]).toEqual([undefined, since(minutes)]);
  });

  it('that is a day old says nothing', async () => {
    await writeFile();
    const { fault, history, averages } = await read({ uptimeSeconds: 100_000 });
    expect([fault, ages(averages), history.statesOf('a')]).toEqual([undefined, [], []]);
  });

  it('adds to what is known by now, and may be read twice', async () => {
    await writeFile();
    const nowMs = 3_000_000;
    const history = new History(nowMs);
    const downtime = new Downtime();
    history.follow([{ key: 'a', state: 'up', downtime }], new Map(), new Map(), nowMs);
    history.check('a', 70, true);
    for (let turn = 0; turn < 2; turn++)
      await readHistoryFile(path, history, { ...WROTE, uptimeSeconds: 4_940 + 60 }, nowMs);
    const averages = history.timesOf('a')!.averageMs.map(each => Math.round((each ?? 0) / 10));
    expect(ages(averages)).toEqual([...since(0), [0, 7]]);
    expect(history.statesOf('a').map(({ rank }) => rank)).toEqual([3, 2]);
  });

  it('that is not there is no fault', async () => {
    expect((await read({})).fault).toBeUndefined();
  });
});

describe('an odd file', () => {
  it('is not used, wherever it is damaged or cut off', async () => {
    await writeFile();
    const whole = readFileSync(path);
    const { length } = whole;
    for (const at of [0, 5, 17, 21, 30, 100, length - 400, length - 40, length - 1]) {
      const flipped = Buffer.from(whole);
      flipped[at] ^= 0x10;
      writeFileSync(path, flipped);
      const { fault, averages } = await read({});
      expect([at, fault, averages]).toEqual([at, expect.stringMatching(/^it is /), undefined]);
    }
    for (const size of [0, 3, 18, 40, length - 33, length - 1, length + 1]) {
      writeFileSync(path, Buffer.concat([whole, Buffer.from('x')]).subarray(0, size));
      const { fault, averages } = await read({});
      expect([size, fault, averages]).toEqual([size, expect.stringMatching(/^it is /), undefined]);
    }
  });

  it.each([
    ['of another program', 'something else, which is long enough', 'it is no file of a history'],
    [
      'of a later version',
      Buffer.concat([MAGIC, Buffer.from([0, 0, 0, 9, 0, 0, 0, 0])]),
      'it is of version 9, not 1',
    ],
    [
      'with a head of four gigabytes',
      Buffer.concat([MAGIC, Buffer.from([0, 0, 0, 1, 255, 255, 255, 255])]),
      'it is damaged',
    ],
    [
      'with rubbish for a head',
      Buffer.concat([MAGIC, Buffer.from([0, 0, 0, 1, 0, 0, 0, 2]), Buffer.from('{}')]),
      'it is damaged',
    ],
  ])('%s is not used', async (_, octets, why) => {
    mkdirSync(path.replace(/\/[^/]*$/, ''), { recursive: true });
    writeFileSync(path, octets, { mode: 0o600 });
    expect((await read({})).fault).toBe(why);
  });

  it('that others may write to is not used, and one of another program is not written over', async () => {
    mkdirSync(path.replace(/\/[^/]*$/, ''), { recursive: true });
    writeFileSync(path, 'a letter', { mode: 0o600 });
    await expect(writeFile()).rejects.toThrow('a file stands there that is no file of a history');
    expect(readFileSync(path, 'utf8')).toBe('a letter');
  });
});

it('holds up nobody: its parts are read and written between others', async () => {
  const history = new History(0);
  const member = (index: number) => ({
    key: `192.0.2.${index}`,
    state: 'up' as const,
    downtime: new Downtime(),
  });
  history.follow(
    Array.from({ length: 4_000 }, (_, index) => member(index)),
    new Map(),
    new Map(),
    0,
  );
  let turns = 0;
  const look = setInterval(() => turns++, 0);
  await writeHistoryFile(path, history, WROTE, 1);
  const written = turns;
  await readHistoryFile(path, new History(0), WROTE, 1);
  clearInterval(look);
  expect(written).toBeGreaterThan(3);
  expect(turns - written).toBeGreaterThan(3);
});
