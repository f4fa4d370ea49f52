// A zone of another server whose serial goes back: by order, and when there is no copy that counts.
import { existsSync, rmSync, utimesSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lineOf } from '../../src/transfer/zone-line.js';
import { soa } from './primary-messages.js';
import {
  A,
  B,
  begin,
  closeWorld,
  file,
  holds,
  lines,
  NS,
  notify,
  openWorld,
  primary,
  secondaries,
  state,
  until,
} from './secondary-world.js';

beforeEach(openWorld);
afterEach(closeWorld);

test('a primary whose serial was set back is followed when that is ordered, and when the copy is lost or too old', async () => {
  holds(5, NS, A);
  await begin();
  await until(() => state().serial === 5);
  holds(3, NS, B);
  secondaries!.refresh('sec.test');
  await until(() => state().failure?.includes('has serial 3, which is before 5') === true);
  expect(state().serial).toBe(5);
  // An order stands until a primary gives the zone, and the copy until that is there.
  primary.rcodes = { AXFR: 5 };
  expect([secondaries!.retransfer('sec.test'), secondaries!.retransfer('x.test')]).toEqual([true, false]);
  await until(() => state().failure === `127.0.0.1:${primary.port}: the answer is REFUSED`);
  expect(lines()).toEqual([soa(5), NS, A].map(lineOf));
  primary.rcodes = {};
  notify();
  await until(() => state().serial === 3);
  expect(lines()).toEqual([soa(3), NS, B].map(lineOf));
  // Also when it is the same one, and only once.
  secondaries!.retransfer('sec.test');
  await until(() => state().transfers === 3 && state().nextMs > 0);
  secondaries!.refresh('sec.test');
  await until(() => primary.asked.at(-1) === 'SOA' && state().nextMs > 0);
  expect(state().transfers).toBe(3);
  holds(2, NS, A);
  rmSync(file());
  secondaries!.refresh('sec.test');
  await until(() => state().serial === 2);
  expect(lines()).toEqual([soa(2), NS, A].map(lineOf));
  const longAgo = Date.now() / 1_000 - 864_001;
  utimesSync(`${file()}.confirmed`, longAgo, longAgo);
  holds(1, NS, B);
  await begin();
  await until(() => state().serial === 1 && !state().isExpired);
  expect(lines()).toEqual([soa(1), NS, B].map(lineOf));
  expect(existsSync(`${file()}.expired`)).toBe(false);
});
