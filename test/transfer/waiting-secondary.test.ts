// A zone of another server whose turn does not come: the copy becomes too old in time, and comes back with the answer.
import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { afterAll, expect, test, vi } from 'vitest';
import { COPY_END } from '../../src/config/copy-end.js';
import { Secondary } from '../../src/transfer/secondary.js';
import { lineOf } from '../../src/transfer/zone-line.js';
import { FakeClock } from '../support/fake-clock.js';
import { PATIENCE_MS } from '../support/patience.js';
import { TempFolder } from '../support/temp-folder.js';
import { APEX, soa } from './primary-messages.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const until = (check: () => boolean) => vi.waitUntil(check, { timeout: PATIENCE_MS, interval: 5 });

let told: string[];
let answer: ((serial: number | Error) => void) | undefined;

/** A zone with a copy of long ago, whose primary answers when the test wants. */
async function begin(clock: FakeClock, file: string): Promise<Secondary> {
  clock.epochMs = Date.now();
  told = [];
  answer = undefined;
  const zone = { origin: APEX, label: 'sec.test', file, notifyFrom: [], maxOctets: 2 ** 20 };
  const secondary = new Secondary(
    { ...zone, primaries: [{ address: '192.0.2.1', port: 53 }] },
    {
      ...{ clock, random: () => 0, server: () => ({ address: '192.0.2.1', port: 53, key: undefined }) },
      askSerial: () =>
        new Promise((resolve, reject) => {
          answer = serial => (typeof serial === 'number' ? resolve(serial) : reject(serial));
        }),
      inTurn: () => Promise.reject(new Error('not wanted')),
      changed: () => told.push('changed'),
      transferred: () => told.push('transferred'),
      failing: () => told.push('failing'),
      working: () => told.push('working'),
      expired: (_, trouble) => told.push(trouble === undefined ? 'expired' : 'expired, and stays'),
    },
  );
  await secondary.begin();
  await until(() => answer !== undefined);
  await clock.advance(864_000_000);
  return secondary;
}

test('a copy expires while its zone waits in line', async () => {
  const file = folder.write('sec.test.zone', `${lineOf(soa(1))}\n${COPY_END}\n`);
  const secondary = await begin(new FakeClock(), file);
  await until(() => told.length === 2);
  expect(told).toEqual(['changed', 'expired']);
  expect([existsSync(file), secondary.state.isExpired]).toEqual([false, true]);
  answer!(1);
  await until(() => told.length === 3);
  await until(() => !secondary.state.isExpired);
  expect(told.at(-1)).toBe('changed');
  expect(existsSync(file)).toBe(true);
  await secondary.close();
});

test('one that cannot be taken away is told of, and goes when that is possible: it is too old at once', async () => {
  const file = folder.write('stays.zone', `${lineOf(soa(1))}\n${COPY_END}\n`);
  mkdirSync(`${file}.expired`);
  const secondary = await begin(new FakeClock(), file);
  await until(() => told.length === 2);
  expect(told).toEqual(['changed', 'expired, and stays']);
  expect([existsSync(file), secondary.isExpired]).toEqual([true, true]);
  rmdirSync(`${file}.expired`);
  answer!(new Error('it does not answer'));
  await until(() => !existsSync(file));
  expect(told.slice(2)).toEqual(['failing']);
  await secondary.close();
});
