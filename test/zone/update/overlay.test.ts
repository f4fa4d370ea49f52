// What updates have made of a zone: kept, read again whatever of it is torn, and put over a file that others edit.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { nameFromText } from '../../../src/dns/name.js';
import { serialOfSoa } from '../../../src/dns/soa-data.js';
import { TYPE } from '../../../src/dns/types.js';
import { applyOverlay } from '../../../src/zone/update/apply-overlay.js';
import { Overlay, type RRsetChange } from '../../../src/zone/update/overlay.js';
import { merged, type RRsetState } from '../../../src/zone/update/rrset-state.js';
import { rrsetText } from '../../../src/zone/update/rrset-text.js';
import { overlayLog, readLog, updateRecord } from '../../../src/zone/update/update-log.js';
import { APEX, zoneOf } from '../../store/images.js';

const ORIGIN = nameFromText('x.test.');
const address = (last: number) => Uint8Array.of(192, 0, 2, last);
const state = (ttl: number, ...lasts: number[]): RRsetState =>
  lasts.length === 0 ? { ttl: 0, rdatas: [] } : { ttl, rdatas: lasts.map(address) };
const owners = ['a', 'b', 'c.a'].map(text => nameFromText(text, ORIGIN));
const states = fc
  .record({ ttl: fc.constantFrom(5, 60), lasts: fc.uniqueArray(fc.integer({ min: 1, max: 4 })) })
  .map(({ ttl, lasts }) => state(ttl, ...lasts));

/** Updates one after another: each begins where the one before has ended. */
const updates = fc
  .array(fc.record({ owner: fc.constantFrom(...owners), after: states }), { maxLength: 12 })
  .map(steps => {
    const now = new Map<Uint8Array, RRsetState>();
    return steps.map(({ owner, after }): RRsetChange => {
      const before = now.get(owner) ?? state(0);
      now.set(owner, after);
      return { owner, type: TYPE.A, before, after };
    });
  });

const contentOf = (overlay: Overlay) => ({
  ...{ serial: overlay.serial, entries: [...overlay.entries], part: overlay.part },
});

function kept(changes: readonly RRsetChange[]): Overlay {
  const overlay = new Overlay();
  changes.forEach((change, index) => {
    overlay.begin(index + 100);
    overlay.take(change);
    overlay.serial = index + 2;
  });
  return overlay;
}

const recordsOf = (changes: readonly RRsetChange[]) =>
  changes.map((change, index) => updateRecord(ORIGIN, index + 2, [change], index + 100));

describe('the log', () => {
  test('holds what was kept, and after a cut at any octet all records before that', () => {
    fc.assert(
      fc.property(updates, fc.nat(), (changes, place) => {
        const records = recordsOf(changes);
        const log = Buffer.concat([...overlayLog(ORIGIN, new Overlay()), ...records]);
        expect(contentOf(readLog(log, ORIGIN).overlay)).toEqual(contentOf(kept(changes)));
        const start = log.length - Buffer.concat(records).length;
        const cut = log.subarray(0, start + (place % (log.length - start + 1)));
        const read = readLog(cut, ORIGIN);
        expect(read.damage).toBeUndefined();
        expect(read.length + read.torn).toBe(cut.length);
        expect(contentOf(read.overlay)).toEqual(contentOf(kept(changes.slice(0, read.updates))));
        const again = readLog(Buffer.concat([...overlayLog(ORIGIN, read.overlay)]), ORIGIN);
        expect(contentOf(again.overlay)).toEqual(contentOf(read.overlay));
      }),
    );
  });

  it('tells damage from a torn end, and has all that is whole', () => {
    const changes = [1, 2, 3].map(last => ({
      ...{ owner: owners[last - 1], type: TYPE.A },
      ...{ before: state(0), after: state(60, last) },
    }));
    const records = recordsOf(changes);
    const log = Buffer.concat([...overlayLog(ORIGIN, new Overlay()), ...records]);
    const second = log.length - records[1].length - records[2].length;
    for (const at of [second, second + 5, second + 9, second + 30]) {
      const broken = Buffer.from(log);
      broken[at] ^= 0x40;
      const { damage, overlay } = readLog(broken, ORIGIN);
      const lasts = [...overlay.entries].map(({ after }) => after.rdatas[0][3]);
      expect([damage, lasts, overlay.serial]).toEqual([`it is damaged at octet ${second}`, [1, 3], 4]);
    }
    const zeros = Buffer.concat([log, Buffer.alloc(100)]);
    expect(readLog(zeros, ORIGIN)).toMatchObject({ updates: 3, torn: 100 });
    expect(readLog(log, nameFromText('y.test.')).damage).toBe('it is that of another zone');
    expect(readLog(Buffer.from('$ORIGIN x.test.\n'), ORIGIN).damage).toBe('it is no log of updates');
  });
});

test('how far it leads from the file: since the first update that the file does not hold', () => {
  const overlay = new Overlay();
  expect(overlay.part).toBeUndefined();
  const change = { owner: owners[0], type: TYPE.A, before: state(0), after: state(60, 1) };
  overlay.begin(100);
  overlay.take(change);
  overlay.begin(200);
  overlay.take({ ...change, owner: owners[1] });
  expect(overlay.part).toEqual({ rrsets: 2, sinceSeconds: 100 });
  // It is taken back.
  for (const owner of owners.slice(0, 2))
    overlay.take({ ...change, owner, before: change.after, after: change.before });
  expect(overlay.part).toBeUndefined();
  overlay.begin(300);
  overlay.take(change);
  expect(overlay.part).toEqual({ rrsets: 1, sinceSeconds: 300 });
});

test('an edit and updates both count: nothing that one of them has done is lost', () => {
  fc.assert(
    fc.property(states, states, states, (base, now, other) => {
      const both = merged(TYPE.A, base, now, other);
      const has = ({ rdatas }: RRsetState, last: number) => rdatas.some(rdata => rdata[3] === last);
      for (const last of [1, 2, 3, 4]) {
        const isCome = (has(now, last) && !has(base, last)) || (has(other, last) && !has(base, last));
        const isGone = has(base, last) && !(has(now, last) && has(other, last));
        if (isCome) expect(has(both, last)).toBe(!(has(other, last) && has(base, last) && !has(now, last)));
        if (isGone) expect(has(both, last)).toBe(false);
      }
      expect(merged(TYPE.A, base, now, base).rdatas.length).toBe(now.rdatas.length);
    }),
  );
});

describe('over a file', () => {
  const change = (owner: Uint8Array, before: RRsetState, after: RRsetState) => ({
    ...{ owner, type: TYPE.A, before, after },
  });
  const textsOf = (text: string, overlay: Overlay) => {
    const zone = zoneOf(text);
    const edited = applyOverlay(zone, overlay).map(({ entry }) => rrsetText(entry));
    const lasts = owners.map(owner => zone.rrset(owner, TYPE.A)?.rdatas.map(rdata => rdata[3]) ?? []);
    return { edited, lasts, serial: serialOfSoa(zone.soa!.rdatas[0]) };
  };

  it('adds, changes and takes away; the serial is the later one', () => {
    const overlay = new Overlay([], 7);
    overlay.take(change(owners[0], state(60, 1), state(60, 1, 2)));
    overlay.take(change(owners[1], state(60, 3), state(0)));
    overlay.take(change(owners[2], state(0), state(60, 4)));
    const file = `${APEX}a A 192.0.2.1\nb A 192.0.2.3\n`;
    expect(textsOf(file, overlay)).toEqual({ edited: [], lasts: [[1, 2], [], [4]], serial: 7 });
    expect(textsOf(file.replace('root 1 ', 'root 9 '), overlay).serial).toBe(9);
    const byHand = file.replace('a A 192.0.2.1', 'a A 192.0.2.1\na A 192.0.2.9');
    expect(textsOf(byHand, overlay)).toMatchObject({ edited: ['a.x.test A'], lasts: [[1, 9, 2], [], [4]] });
  });
});
