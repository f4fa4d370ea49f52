// How many transfers there may be at once, and how long one may take.
import { expect, test } from 'vitest';
import { BROKEN_OFF } from '../../src/answer/deferred-exchange.js';
import { Transfers } from '../../src/transfer/transfers.js';
import { APEX, imageOf } from '../store/images.js';
import { buildQuery } from '../support/query.js';
import { deferredFor, known, takeAll } from './transferred.js';

const deferred = deferredFor(imageOf(APEX), buildQuery('x.test AXFR'));
const from = (address: string) => ({ ...deferred, client: { ...deferred.client, address } });
const LIMITS = { most: 3, mostPerClient: 2, durationMs: 10_000, stalledMs: 1_000, crowdedMs: 100 };
const out = new Uint8Array(65_535);

test('beyond what one client and all may have at once, clients are to come again; what ends makes room', () => {
  const transfers = new Transfers(known(), LIMITS);
  const rcodeFor = (address: string) => takeAll(transfers.open(from(address)))[0].rcode;
  const open = [from('192.0.2.1'), from('192.0.2.1')].map(each => transfers.open(each));
  expect([rcodeFor('192.0.2.1'), rcodeFor('192.0.2.2')]).toEqual([2, 0]);
  open.push(transfers.open(from('192.0.2.3')));
  expect(rcodeFor('192.0.2.2')).toBe(2);
  open[0].end();
  open[0].end();
  expect([transfers.count, rcodeFor('192.0.2.2')]).toEqual([2, 0]);
  for (const source of open) source.end();
  expect(transfers.count).toBe(0);
});

test('a transfer that takes too long is broken off, without its last SOA', () => {
  let nowMs = 0;
  const transfers = new Transfers(known(), LIMITS, () => nowMs);
  const names = Array.from({ length: 2_000 }, (_, index) => `name${index} A 192.0.2.1`);
  const source = transfers.open(deferredFor(imageOf(APEX + names.join('\n')), buildQuery('x.test AXFR')));
  expect(source.next(out, 0)).toBeGreaterThan(10_000);
  nowMs = 10_000;
  expect([source.next(out, 0), source.next(out, 0), transfers.count]).toEqual([BROKEN_OFF, 0, 0]);
});

test('a client that has more than another makes room for it much sooner', () => {
  let nowMs = 0;
  const transfers = new Transfers(known(), LIMITS, () => nowMs);
  const sources = ['192.0.2.1', '192.0.2.2', '192.0.2.2'].map(address => transfers.open(from(address)));
  const isTaken = (address: string) => takeAll(transfers.open(from(address)))[0].rcode === 0;
  nowMs = 99;
  expect(isTaken('192.0.2.3')).toBe(false);
  nowMs = 100;
  expect([isTaken('192.0.2.1'), isTaken('192.0.2.3')]).toEqual([false, true]);
  expect(sources.map(source => source.next(out, 0) === BROKEN_OFF)).toEqual([false, true, false]);
  // Where all have the same, nothing has to go before its second is over.
  transfers.open(from('192.0.2.4'));
  transfers.open(from('192.0.2.5'));
  nowMs = 300;
  expect(isTaken('192.0.2.3')).toBe(false);
});

test('one of which nothing is read makes room for another, and its client sees that it is not whole', () => {
  let nowMs = 0;
  const transfers = new Transfers(known(), LIMITS, () => nowMs);
  const sources = [1, 2, 3].map(last => transfers.open(from(`192.0.2.${last}`)));
  for (const source of sources) expect(source.next(out, 0)).toBeGreaterThan(0);
  const rcodeFor = (address: string) => takeAll(transfers.open(from(address)))[0].rcode;
  nowMs = 999;
  expect(rcodeFor('192.0.2.9')).toBe(2);
  nowMs = 1_000;
  expect(rcodeFor('192.0.2.9')).toBe(0);
  expect(transfers.count).toBe(2);
  expect(sources.map(source => source.next(out, 0))).toEqual([BROKEN_OFF, 0, 0]);
  expect(transfers.count).toBe(0);
});
