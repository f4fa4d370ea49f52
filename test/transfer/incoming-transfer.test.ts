// Reading a transfer: what is taken of the messages of a primary, and what is refused, in which words.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordParts } from '../../src/dns/record-text.js';
import { TYPE } from '../../src/dns/types.js';
import { IncomingTransfer, PROGRESS } from '../../src/transfer/incoming-transfer.js';
import { NetChanges } from '../../src/transfer/net-changes.js';
import { REMEDY, TransferError } from '../../src/transfer/transfer-error.js';
import { keyOfLine, lineOf } from '../../src/transfer/zone-line.js';
import { APEX, message, record, soa, stream } from './primary-messages.js';

const BOUNDS = { octets: 100_000, records: 1_000 };
const NS = record('sec.test. 300 IN NS ns.sec.test.');
const A = record('a.sec.test. 300 IN A 192.0.2.1');
const B = record('b.sec.test. 300 IN A 192.0.2.2');

/** What came of a transfer: lines, with a sign when they are differences. */
interface Outcome {
  readonly lines: string[];
  readonly progress: string;
}

function run(messages: readonly Uint8Array[], type: number, serial?: number, bounds = BOUNDS): Outcome {
  const lines: string[] = [];
  const put = (sign: string) => (each: RecordParts) => void lines.push(`${sign}${lineOf(each)}`);
  const target = {
    beginWhole: put('whole '),
    put: put(''),
    beginDifference: put('to '),
    remove: put('-'),
    add: put('+'),
  };
  const transfer = new IncomingTransfer({ id: 7, origin: APEX, type, serial }, target, bounds);
  let progress: string = PROGRESS.MORE;
  for (const each of messages) progress = transfer.take(each);
  return { lines, progress };
}

function refusal(...args: Parameters<typeof run>): string {
  try {
    run(...args);
  } catch (error) {
    if (error instanceof TransferError)
      return `${error.message}${error.remedy === REMEDY.WHOLE ? ' (whole)' : ''}`;
    throw error;
  }
  return 'taken';
}

const SOA_LINE = (serial: number) =>
  `sec.test. 300 IN SOA ns.sec.test. root.sec.test. ${serial} 7200 900 864000 300`;

test('an AXFR is taken in messages of any number of records (RFC 5936 §2.2)', () => {
  for (const perMessage of [1, 2, 100]) {
    const { lines, progress } = run(stream([soa(5), NS, A, soa(5)], TYPE.AXFR, perMessage), TYPE.AXFR);
    expect(progress).toBe(PROGRESS.DONE);
    expect(lines).toEqual([`whole ${SOA_LINE(5)}`, lineOf(NS), lineOf(A)]);
  }
});

test('an IXFR has differences, or the whole zone, or only the SOA (RFC 1995 §4)', () => {
  const steps = [soa(7), soa(5), A, soa(6), B, soa(6), B, soa(7), A, soa(7)];
  expect(run(stream(steps, TYPE.IXFR, 3), TYPE.IXFR, 5)).toEqual({
    lines: [`to ${SOA_LINE(7)}`, ...[`-${lineOf(A)}`, `+${lineOf(B)}`, `-${lineOf(B)}`, `+${lineOf(A)}`]],
    progress: PROGRESS.DONE,
  });
  const whole = stream([soa(7), NS, soa(7)], TYPE.IXFR, 1);
  expect(run(whole, TYPE.IXFR, 5).lines).toEqual([`whole ${SOA_LINE(7)}`, lineOf(NS)]);
  expect(run([message([soa(5)], { qtype: TYPE.IXFR })], TYPE.IXFR, 5).progress).toBe(PROGRESS.UP_TO_DATE);
  // RFC 1982: 4294967295 is before 3.
  const behind = message([soa(4_294_967_295)], { qtype: TYPE.IXFR });
  expect(run([behind], TYPE.IXFR, 3).progress).toBe(PROGRESS.UP_TO_DATE);
});

describe('refused', () => {
  const whole = (...records: RecordParts[]) => [message(records, { qtype: TYPE.AXFR })];
  const other = (parts: Parameters<typeof message>[1]) => [message([soa(5), NS, soa(5)], parts)];
  const { AXFR, IXFR } = TYPE;

  test.each([
    ['has another id than the query', other({ id: 8, qtype: AXFR })],
    ['is no answer but a query', other({ flags: 0, qtype: AXFR })],
    ['has another opcode than the query', other({ flags: 0xa400, qtype: AXFR })],
    ['is REFUSED', other({ flags: 0x8405, qtype: AXFR })],
    ['is NOTIMP', other({ flags: 0x8404, qtype: AXFR })],
    ['is truncated', other({ flags: 0x8600, qtype: AXFR })],
    ['has 0 questions', other({})],
    ['repeats another question than AXFR of this zone', other({ qtype: IXFR })],
    ['repeats another question than AXFR of this zone', other({ qtype: AXFR, origin: A.owner })],
    ['has a record sec.test SOA of class 3', other({ qtype: AXFR, recordClass: 3 })],
    ['does not begin with the SOA of the zone', whole(NS, soa(5))],
    ['has nothing but the SOA of the zone', whole(soa(5), soa(5))],
    ['ends with another SOA than it begins with', whole(soa(5), NS, soa(6))],
    ['goes on behind its last SOA', whole(soa(5), NS, soa(5), A)],
    [
      'has a record www.other.test A, which is not in the zone',
      whole(soa(5), record('www.other.test. 1 IN A 192.0.2.1')),
    ],
    ['has a record a.sec.test SOA below its apex', whole(soa(5), { ...soa(5), owner: A.owner })],
    ['has a record a.sec.test OPT, a type that no zone holds', whole(soa(5), { ...A, type: 41 })],
    ['has a record a.sec.test A with malformed data', whole(soa(5), { ...A, rdata: Uint8Array.of(1, 2) })],
    ['has a message without records', [...whole(soa(5), NS), message([])]],
    ['is too short for a message', [Uint8Array.of(0, 7, 0x84)]],
  ])('%s', (words, messages) => {
    expect(refusal(messages, AXFR)).toBe(words);
  });

  test('differences that do not follow from one another: the whole zone may be of use', () => {
    const ixfr = (...records: RecordParts[]) => refusal([message(records, { qtype: IXFR })], IXFR, 5);
    expect(ixfr(soa(7), soa(5), soa(5))).toBe('leads from serial 5 to 5, which is not later (whole)');
    expect(ixfr(soa(7), soa(5), soa(4))).toBe('leads from serial 5 to 4, which is not later (whole)');
    expect(ixfr(soa(7), soa(5), soa(6), soa(5))).toBe('goes on at serial 5 after 6 (whole)');
    expect(refusal(other({ flags: 0x8404, qtype: IXFR }), IXFR, 4)).toBe('is NOTIMP (whole)');
  });

  test('what goes over the bounds', () => {
    const messages = stream([soa(5), NS, A, soa(5)], AXFR, 1);
    expect(refusal(messages, AXFR, undefined, { octets: 150, records: 9 })).toBe('is over 150 octets');
    expect(refusal(messages, AXFR, undefined, { octets: 9_999, records: 3 })).toBe('has over 3 records');
  });
});

test('whatever octets come, they are taken or refused', () => {
  const good = message([soa(7), soa(5), A, soa(7), B, soa(7)], { qtype: TYPE.IXFR });
  const place = fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 }));
  fc.assert(
    fc.property(
      fc.array(place, { minLength: 1, maxLength: 6 }),
      fc.nat({ max: good.length }),
      (edits, end) => {
        const octets = Uint8Array.from(good);
        for (const [at, octet] of edits) octets[at] = octet;
        expect(typeof refusal([octets], TYPE.IXFR, 5)).toBe('string');
        expect(typeof refusal([octets.subarray(0, end)], TYPE.IXFR, 5)).toBe('string');
      },
    ),
    { numRuns: 400 },
  );
});

/** A version of a zone: addresses of a few names, so that versions have much in common. */
const version = fc.uniqueArray(fc.nat({ max: 15 }), { maxLength: 10 });
const host = (number: number) => record(`H${number % 4}.sec.test. 300 IN A 192.0.2.${number}`);

test('condensed differences make of the lines of one version those of another', () => {
  fc.assert(
    fc.property(fc.array(version, { minLength: 2, maxLength: 6 }), fc.nat({ max: 8 }), (versions, per) => {
      const records = versions.slice(1).flatMap((next, index) => {
        const former = versions[index];
        const went = former.filter(number => !next.includes(number)).map(host);
        const came = next.filter(number => !former.includes(number)).map(host);
        return [soa(index + 1), ...went, soa(index + 2), ...came];
      });
      const last = soa(versions.length);
      const changes = new NetChanges();
      const target = {
        ...{ beginWhole: () => {}, put: () => {}, beginDifference: () => {} },
        remove: (each: RecordParts) => changes.remove(each),
        add: (each: RecordParts) => changes.add(each),
      };
      const query = { id: 7, origin: APEX, type: TYPE.IXFR, serial: 1 };
      const transfer = new IncomingTransfer(query, target, BOUNDS);
      for (const each of stream([last, ...records, last], TYPE.IXFR, per + 1)) transfer.take(each);
      const kept = versions[0].map(number => lineOf(host(number))).filter(line => changes.keeps(line));
      changes.checkRemoved();
      const wanted = versions.at(-1)!.map(number => lineOf(host(number)));
      expect([...kept, ...changes.added].sort()).toEqual(wanted.sort());
    }),
    { numRuns: 150 },
  );
});

test('differences that do not fit the file are no use', () => {
  const changes = new NetChanges(3);
  changes.remove(A);
  expect(() => changes.checkRemoved()).toThrow('removes what is not there: a.sec.test. A 192.0.2.1');
  expect(() => changes.remove(A)).toThrow('removes twice');
  expect(changes.keeps(lineOf({ ...A, ttl: 1 }))).toBe(false);
  changes.checkRemoved();
  changes.add(B);
  expect(() => changes.add(B)).toThrow('adds twice');
  expect(() => changes.keeps(lineOf(B))).toThrow('adds what is there already');
  changes.add(A);
  expect(() => changes.add(NS)).toThrow('changes over 3 records');
});

test('lines tell records apart by names without regard to case, and by all other octets', () => {
  const key = (line: string) => keyOfLine(lineOf(record(line)));
  expect(key('A.sec.test. 300 IN MX 10 Mail.sec.test.')).toBe(key('a.sec.test. 5 IN MX 10 mail.SEC.test.'));
  expect(key('a.sec.test. 300 IN TXT "A"')).not.toBe(key('a.sec.test. 300 IN TXT "a"'));
  expect(key('a.sec.test. 300 IN A 192.0.2.1')).not.toBe(key('a.sec.test. 300 IN A 192.0.2.2'));
  expect(key('a\\032b.sec.test. 300 IN TYPE65280 \\# 1 FF')).toBe('a\\032b.sec.test. TYPE65280 \\# 1 FF');
});
