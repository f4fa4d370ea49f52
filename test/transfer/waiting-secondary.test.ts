// A zone of another server whose turn does not come: the copy becomes too old in time, and comes back with the answer.
import { existsSync } from 'node:fs';
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

test('a copy expires while its zone waits in line', async () => {
  const clock = new FakeClock();
  clock.epochMs = Date.now();
  const file = folder.write('sec.test.zone', `${lineOf(soa(1))}\n${COPY_END}\n`);
  const told: string[] = [];
  let answer: ((serial: number) => void) | undefined;
  const zone = { origin: APEX, label: 'sec.test', file, notifyFrom: [], maxOctets: 2 ** 20 };
  const secondary = new Secondary(
    { ...zone, primaries: [{ address: '192.0.2.1', port: 53 }] },
    {
      ...{ clock, random: () => 0, server: () => ({ address: '192.0.2.1', port: 53, key: undefined }) },
      askSerial: () => new Promise(resolve => (answer = resolve)),
      inTurn: () => Promise.reject(new Error('not wanted')),
      changed: () => told.push('changed'),
      transferred: () => told.push('transferred'),
      failing: () => told.push('failing'),
      working: () => told.push('working'),
      expired: () => told.push('expired'),
    },
  );
  await secondary.begin();
  await until(() => answer !== undefined);
  await clock.advance(864_000_000);
  await until(() => told.length === 2);
  expect(told).toEqual(['expired', 'changed']);
  expect([existsSync(file), secondary.state.isExpired]).toEqual([false, true]);
  answer!(1);
  await until(() => told.length === 3);
  await until(() => !secondary.state.isExpired);
  expect(told.at(-1)).toBe('changed');
  expect(existsSync(file)).toBe(true);
  await secondary.close();
});
