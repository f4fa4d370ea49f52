// The lock of the shared tables: no reader takes half a lineup, whatever the writer does meanwhile.
import { expect, test } from 'vitest';
import { Responder } from '../../src/answer/respond.js';
import { TABLE, Tally } from '../../src/answer/tally.js';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import { LINEUP_ACTION, type Lineup } from '../../src/image/lineup.js';
import { LineupReader } from '../../src/image/lineup-reader.js';
import { COPY, copiesAt, copyWords, SLOT } from '../../src/image/lineup-slot.js';
import { initSlot, slotWords, writeLineup } from '../../src/image/lineup-table.js';
import { LookupName } from '../../src/image/lookup-name.js';
import { beginWrite, copyToWrite } from '../../src/image/seqlock.js';
import { Problems } from '../../src/source/problem.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import { answerTo } from '../support/exchange.js';
import { decodeMessage } from '../support/message.js';
import { buildQuery } from '../support/query.js';

const MEMBERS = 4;
const plan = { members: MEMBERS, wheel: MEMBERS };
const all: Lineup = { action: LINEUP_ACTION.ANSWER, live: [0, 1, 2, 3], wheel: [0, 1, 2, 3] };
/** With a text, for which a reader looks at `bytes` last. */
const some: Lineup = {
  action: LINEUP_ACTION.ANSWER,
  live: [1, 3],
  wheel: [0, 1],
  explanation: { code: 0, text: 'x' },
};

function tableWith(first: Lineup) {
  const table = new Int32Array(new SharedArrayBuffer(slotWords(plan) * 4));
  initSlot(table, 0, plan, first);
  return table;
}

/** The octets of a table, which call `write` as often as something is read from them. */
function watched(table: Int32Array, write: () => void): Uint8Array {
  const bytes = new Uint8Array(table.buffer);
  return new Proxy(bytes, {
    get: (target, key) => {
      write();
      return Reflect.get(target, key, target);
    },
  });
}

const members = ({ order, count }: LineupReader) => [...order.subarray(0, count)];

/** Begins to write a lineup of nobody, and leaves off before the end. */
function tear(table: Int32Array, slot: number, copyLength: number): void {
  beginWrite(table, slot + SLOT.SEQUENCE);
  const base = copiesAt(table, slot) + copyToWrite(table, slot + SLOT.SEQUENCE) * copyLength;
  table.fill(99, base + COPY.ACTION, base + copyLength);
}

test('a writer that never ends leaves the last whole lineup, and the next writing is read', () => {
  const table = tableWith(all);
  const bytes = new Uint8Array(table.buffer);
  const reader = new LineupReader();
  for (const lineup of [all, some, all]) {
    writeLineup(table, 0, lineup);
    tear(table, 0, copyWords(MEMBERS, MEMBERS));
    expect(reader.read(table, bytes, 0, 0)).toBe(true);
    expect(members(reader)).toEqual(lineup.live);
  }
});

test('a lineup is whole that another one followed while it was read', () => {
  const table = tableWith(some);
  const reader = new LineupReader();
  let writes = 0;
  const bytes = watched(table, () => {
    if (writes++ === 0) writeLineup(table, 0, all);
  });
  expect(reader.read(table, bytes, 0, 0)).toBe(true);
  expect(members(reader)).toEqual(some.live);
  expect(reader.read(table, bytes, 0, 0)).toBe(true);
  expect(members(reader)).toEqual(all.live);
});

test('a lineup that was written over while it was read is read again', () => {
  const table = tableWith(some);
  const reader = new LineupReader();
  let writes = 0;
  const bytes = watched(table, () => {
    if (writes++ > 0) return;
    writeLineup(table, 0, { ...some, live: [0, 2] });
    writeLineup(table, 0, { ...some, live: [2, 3] });
  });
  expect(reader.read(table, bytes, 0, 0)).toBe(true);
  expect(members(reader)).toEqual([2, 3]);
});

test('a lineup that is written over each time is not used: SERVFAIL, and it is counted', () => {
  const text = '@ 60 SOA . . 1 1 1 1 1\n@ A 192.0.2.1\n@ A 192.0.2.2\n@ A 192.0.2.3\n@ A 192.0.2.4\n';
  const origin = nameFromText('pool.test');
  const zone = readMasterFile(Buffer.from(text), { file: 'pool.test', origin, problems: new Problems() });
  zone.rrset(origin, TYPE.A)!.pool = {
    order: 'cyclic',
    members: [1, 2, 3, 4].map(last => ({ address: `192.0.2.${last}`, weight: 1 })),
  };
  const { compiled, pools } = compileZone(zone, 1);
  const table = new Int32Array(compiled.lineups);
  writeLineup(table, pools[0].slot, some);
  const catalog = new Catalog({ zones: [compiled], forwards: [] });
  const tally = new Tally();
  const responder = new Responder(catalog, tally);
  const query = buildQuery('pool.test A');
  const ask = () => decodeMessage(answerTo(responder, query));
  expect(ask().answer).toHaveLength(2);
  const served = catalog.find(new LookupName().set(origin), TYPE.A)!;
  const bytes = watched(table, () => {
    writeLineup(table, pools[0].slot, all);
    writeLineup(table, pools[0].slot, some);
  });
  Object.assign(served, { lineupBytes: bytes });
  const broken = ask();
  expect([broken.rcode, broken.answer.length, tally.tornReads()[TABLE.LINEUPS]]).toEqual([2, 0, 1]);
  Object.assign(served, { lineupBytes: new Uint8Array(table.buffer) });
  expect(ask().answer).toHaveLength(2);
  expect(tally.tornReads()).toEqual([1, 0]);
});
