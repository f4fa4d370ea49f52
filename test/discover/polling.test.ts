// Sources that are polled, on clocks that the tests move: when they are asked, and for how long.
import { expect, test } from 'vitest';
import { Polling } from '../../src/discover/polling.js';
import type { SourceHost } from '../../src/discover/source.js';
import { FakeClock } from '../support/fake-clock.js';

/** A loop that is held up all the time: each timer comes after 120 ms at the earliest, so nearly all time is none. */
class BusyClock extends FakeClock {
  override now(): number {
    return super.now() * 6;
  }

  override after(delayMs: number, run: () => void) {
    return super.after(Math.max(delayMs / 6, 20), run);
  }
}

/** A source that never answers, with a limit of 2 s. @returns what is said of it */
function silent(clock: FakeClock): string[] {
  const said: string[] = [];
  const host: SourceHost = {
    ...{ clock, random: () => 0.5 },
    found: () => said.push('found'),
    failed: reason => said.push(reason),
  };
  const ask = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  new Polling(host, { intervalMs: 60_000, timeoutMs: 2000 }, ask);
  return said;
}

test('a source that says nothing is given up after its time', async () => {
  const clock = new FakeClock();
  const said = silent(clock);
  await clock.advance(1990);
  expect(said).toEqual([]);
  await clock.advance(20);
  expect(said).toEqual(['no answer within 2000 ms']);
});

test('and after four times its time when this server is busy all the while, so that others have their turn', async () => {
  const clock = new BusyClock();
  const said = silent(clock);
  await clock.advance(7900 / 6);
  expect(said).toEqual([]);
  await clock.advance(200 / 6);
  expect(said).toEqual(['no answer within 8000 ms, while this server was busy']);
});
