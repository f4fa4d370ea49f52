// Reloads that met a shortage of this machine are tried again, for as long as it lasts.
import { expect, test } from 'vitest';
import { ShortageRetry, shortageOf } from '../../src/app/shortage-retry.js';
import { ListenError } from '../../src/serve/listen-error.js';
import { FakeClock } from '../support/fake-clock.js';

const MANY = 'too many open files in this process';

test('after growing pauses of up to 30 s, until one meets none', async () => {
  const clock = new FakeClock();
  const said: string[] = [];
  const timesMs: number[] = [];
  let isOver = false;
  const retry = new ShortageRetry({
    clock,
    say: text => said.push(text),
    reload() {
      timesMs.push(clock.now());
      retry.ended(isOver ? undefined : MANY);
    },
  });
  retry.ended(MANY);
  await clock.advance(100_000);
  expect(timesMs).toEqual([1000, 3000, 7000, 15_000, 31_000, 61_000, 91_000]);
  expect(said[0]).toBe(`${MANY}: files could not be read as they are now, which is tried again in 1s`);
  isOver = true;
  await clock.advance(100_000);
  expect(timesMs).toHaveLength(8);
  expect(clock.pending).toBe(0);
  retry.ended(MANY);
  retry.stop();
  expect(clock.pending).toBe(0);
});

test('a shortage is known by the code of an error, also when another thread tells it', () => {
  expect(shortageOf(Object.assign(new Error('open'), { code: 'EMFILE' }))).toBe(MANY);
  expect(shortageOf(new Error('Worker initialization failure: EMFILE'))).toBe(MANY);
  expect(shortageOf(new Error('there is no such file'))).toBeUndefined();
  expect(shortageOf(undefined)).toBeUndefined();
});

test('an address to listen on that cannot be had is none', () => {
  const listen = { address: '192.0.2.1', port: 53 };
  for (const code of ['EADDRNOTAVAIL', 'EADDRINUSE'])
    expect(shortageOf(new ListenError(listen, 'udp', code))).toBeUndefined();
  expect(shortageOf(new ListenError(listen, 'udp', 'EMFILE'))).toBe(MANY);
});
