// The journal of differences: what it keeps of a zone, and its bounds.
import { describe, expect, it } from 'vitest';
import { nameFromText } from '../../src/dns/name.js';
import type { ZoneRecord } from '../../src/image/walk.js';
import type { Difference } from '../../src/store/diff.js';
import { Journal, type JournalEntry, octetsOf } from '../../src/store/journal.js';
import { recordList } from '../../src/store/record-list.js';

const record = (size: number): ZoneRecord => ({
  owner: nameFromText('x.test.'),
  type: 16,
  ttl: 60,
  rdata: new Uint8Array(size),
});

function step(fromSerial: number, toSerial: number, size = 4, isWhole = true): JournalEntry {
  const came = recordList([record(size)]);
  const difference: Difference = {
    olderSoa: undefined,
    newerSoa: undefined,
    wentCount: 0,
    cameCount: 1,
    went: recordList([]),
    came,
    isWhole,
  };
  return { fromSerial, toSerial, difference };
}

const serials = (entries: readonly JournalEntry[] | undefined) =>
  entries?.map(({ fromSerial, toSerial }) => `${fromSerial}-${toSerial}`);

describe('journal', () => {
  it('has the steps from a serial to the version in force', () => {
    const journal = new Journal();
    for (const [from, to] of [
      [1, 2],
      [2, 5],
      [5, 6],
    ])
      journal.add('x.test', step(from, to));
    expect(serials(journal.since('x.test', 2))).toEqual(['2-5', '5-6']);
    expect(serials(journal.since('x.test', 1))).toEqual(['1-2', '2-5', '5-6']);
    expect(journal.since('x.test', 4)).toBeUndefined();
    expect(journal.since('y.test', 1)).toBeUndefined();
    journal.drop('x.test');
    expect(journal.since('x.test', 5)).toBeUndefined();
    expect(journal.octets).toBe(0);
  });

  it('forgets what does not lead to the version in force', () => {
    const journal = new Journal();
    journal.add('x.test', step(1, 2));
    journal.add('x.test', step(7, 8));
    expect(journal.since('x.test', 1)).toBeUndefined();
    expect(serials(journal.since('x.test', 7))).toEqual(['7-8']);
    // The serial stayed, or went back, or not all is listed: nobody can be led on from before.
    for (const useless of [step(8, 8), step(8, 3), step(8, 9, 4, false)]) {
      journal.add('x.test', step(7, 8));
      journal.add('x.test', useless);
      expect(journal.since('x.test', 7)).toBeUndefined();
      expect(journal.octets).toBe(0);
    }
  });

  it('keeps so many steps of a zone, and so many octets in all: the quietest zone gives way', () => {
    const one = octetsOf(step(0, 1));
    const journal = new Journal({ entriesPerZone: 3, octets: 5 * one });
    for (let serial = 0; serial < 5; serial++) journal.add('x.test', step(serial, serial + 1));
    expect(serials(journal.since('x.test', 2))).toEqual(['2-3', '3-4', '4-5']);
    expect(journal.since('x.test', 1)).toBeUndefined();
    for (let serial = 0; serial < 3; serial++) journal.add('y.test', step(serial, serial + 1));
    expect(journal.octets).toBe(5 * one);
    expect(journal.since('x.test', 2)).toBeUndefined();
    expect(serials(journal.since('x.test', 3))).toEqual(['3-4', '4-5']);
    expect(serials(journal.since('y.test', 0))).toHaveLength(3);
    journal.add('y.test', step(3, 4, 6 * one));
    expect(journal.since('y.test', 0)).toBeUndefined();
    expect(journal.octets).toBe(2 * one);
  });
});
