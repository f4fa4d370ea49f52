// What has changed of a zone as it is handed out: applied to what a client has, it gives the version of now.
import { describe, expect, test } from 'vitest';
import { PROTOCOL } from '../../src/answer/exchange.js';
import { Catalog } from '../../src/image/catalog.js';
import type { CompiledZone } from '../../src/image/served-zone.js';
import { serialOf } from '../../src/image/soa-serial.js';
import { diff } from '../../src/store/diff.js';
import { Journal } from '../../src/store/journal.js';
import { DatagramTransfers } from '../../src/transfer/datagram.js';
import { Transfers } from '../../src/transfer/transfers.js';
import { imageOf, recordsOf } from '../store/images.js';
import { decodeMessage, type Message } from '../support/message.js';
import { buildQuery } from '../support/query.js';
import { deferredFor, ixfrQuery, known, linesOf, takeAll } from './transferred.js';

/** A version of a zone of many records, so that no few changes are half of it. */
function version(serial: number, ...records: readonly string[]): CompiledZone {
  const usual = Array.from({ length: 30 }, (_, index) => `usual${index} A 192.0.2.7`);
  const apex = `$TTL 60\n@ SOA ns root ${serial} 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n`;
  return imageOf(`${apex}${[...usual, ...records].join('\n')}\n`);
}

/** The steps between versions, one after another. */
function journalOf(versions: readonly CompiledZone[]): Journal {
  const journal = new Journal();
  for (let at = 1; at < versions.length; at++) {
    const [older, newer] = [versions[at - 1], versions[at]];
    const [fromSerial, toSerial] = [serialOf(older), serialOf(newer)];
    journal.add('X.test', { fromSerial, toSerial, difference: diff(older, newer) });
  }
  return journal;
}

function answersTo(versions: readonly CompiledZone[], query: Uint8Array): Message[] {
  return takeAll(new Transfers(known(journalOf(versions))).open(deferredFor(versions.at(-1)!, query)));
}

const linesSince = (versions: readonly CompiledZone[], serial: number) =>
  linesOf(answersTo(versions, ixfrQuery('x.test', serial)));

const soa = (serial: number) => `x.test. 60 SOA ns.x.test. root.x.test. ${serial} 2 3 4 5`;

/** What a client makes of an answer (RFC 1995 §4). @throws Error when something goes that is not there, or comes that is */
function applied(held: readonly string[], lines: readonly string[]): string[] {
  const isSoa = (line: string) => / \d+ SOA /.test(line);
  if (lines.length === 1) return [...held];
  if (!isSoa(lines[1])) return lines.slice(0, -1).sort();
  const records = new Set(held);
  let isComing = true;
  for (const line of lines.slice(1, -1)) {
    if (isSoa(line)) isComing = !isComing;
    if (records.has(line) === isComing) throw new Error(`${line} ${isComing ? 'comes' : 'goes'} twice`);
    if (isComing) records.add(line);
    else records.delete(line);
  }
  return [...records].sort();
}

describe('the answer to IXFR', () => {
  const versions = [
    version(1, 'a A 192.0.2.1'),
    version(2, 'a A 192.0.2.2'),
    version(3, 'a A 192.0.2.3', 'b TXT "b"'),
  ];

  test('is what went and what came, several steps as one', () => {
    expect(linesSince(versions, 1)).toEqual([
      soa(3),
      soa(1),
      'a.x.test. 60 A 192.0.2.1',
      soa(3),
      'a.x.test. 60 A 192.0.2.3',
      'b.x.test. 60 TXT "b"',
      soa(3),
    ]);
  });

  test('is the SOA alone for who has this version, or a later one', () => {
    for (const serial of [3, 4, 0x7fff_ffff]) expect(linesSince(versions, serial)).toEqual([soa(3)]);
  });

  test('is the whole zone when the version of the client is not known, or nearly all has changed', () => {
    const whole = recordsOf(versions[2]).length + 1;
    expect(linesSince(versions, 0)).toHaveLength(whole);
    const other = version(4, ...Array.from({ length: 90 }, (_, index) => `other${index} A 192.0.2.9`));
    expect(linesSince([...versions, other], 3)).toHaveLength(recordsOf(other).length + 1);
  });

  test('is one step after another when they have thousands of records, which no others are to wait for', () => {
    const some = (what: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${what}${index} A 192.0.2.1`);
    const held = some('held', 15_000);
    const long = [
      version(1, ...held, 'a A 192.0.2.1'),
      version(2, ...held, 'a A 192.0.2.2', ...some('new', 3_000)),
      version(3, ...held, 'a A 192.0.2.3', ...some('newer', 3_000)),
    ];
    const lines = linesSince(long, 1);
    const soas = lines.filter(line => / SOA /.test(line));
    expect(soas).toEqual([3, 1, 2, 2, 3, 3].map(soa));
    expect(applied(recordsOf(long[0]), lines)).toEqual(recordsOf(long[2]).sort());
  });

  test('is FORMERR when the query does not say what the client has', () => {
    const [message] = answersTo(versions, buildQuery('x.test IXFR'));
    expect({ rcode: message.rcode, answer: message.answer, questions: message.counts[0] }).toEqual({
      rcode: 1,
      answer: [],
      questions: 1,
    });
  });

  test('of a version that is held while others come ends with that version', () => {
    const held = new Transfers(known(journalOf(versions))).open(
      deferredFor(versions[1], ixfrQuery('x.test', 1)),
    );
    expect(linesOf(takeAll(held))).toEqual([
      soa(2),
      soa(1),
      'a.x.test. 60 A 192.0.2.1',
      soa(2),
      'a.x.test. 60 A 192.0.2.2',
      soa(2),
    ]);
  });
});

test('after many random edits, clients that asked now and then have the zone as it is', () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  const records = new Map<string, string>();
  const edit = () => {
    const owner = `n${random(12)}`;
    const types = ['A 192.0.2.', 'TXT t', 'MX 1 m'];
    const line = `${owner} ${random(2) === 0 ? 60 : 300} ${types[random(3)]}${random(5)}`;
    const key = line.replace(/ \d+ /, ' ');
    if (!records.delete(key)) records.set(key, line);
  };
  const versions = [version(1)];
  const clients = Array.from({ length: 4 }, () => ({ serial: 1, records: recordsOf(versions[0]).sort() }));
  for (let serial = 2; serial <= 81; serial++) {
    for (let edits = 1 + random(3); edits > 0; edits--) edit();
    // A TTL stands for its RRset: the one that comes first.
    versions.push(version(serial, ...[...records.values()].sort()));
    versions.splice(0, versions.length - 40);
    const client = clients[random(serial % 7 === 0 ? 4 : 2)];
    client.records = applied(client.records, linesSince(versions, client.serial));
    client.serial = serial;
    expect(client.records).toEqual(recordsOf(versions.at(-1)!).sort());
  }
});

describe('over UDP', () => {
  const udp = (versions: readonly CompiledZone[], query: Uint8Array) => {
    const image = versions.at(-1)!;
    const catalog = new Catalog({ zones: [image], forwards: [] });
    const transfers = new DatagramTransfers(known(journalOf(versions)), () => catalog);
    return decodeMessage(transfers.answer(deferredFor(image, query, PROTOCOL.UDP)));
  };

  test('a difference that fits comes at once; of another the SOA alone says that it is to be had over TCP', () => {
    const few = [version(1), version(2, 'a A 192.0.2.1')];
    expect(linesOf([udp(few, ixfrQuery('x.test', 1))])).toEqual([
      soa(2),
      soa(1),
      soa(2),
      'a.x.test. 60 A 192.0.2.1',
      soa(2),
    ]);
    const many = [
      version(1),
      version(2, ...Array.from({ length: 18 }, (_, index) => `t${index} TXT "${'x'.repeat(90)}"`)),
    ];
    expect(linesOf([udp(many, ixfrQuery('x.test', 1))])).toEqual([soa(2)]);
    expect(udp(few, buildQuery('x.test IXFR')).rcode).toBe(1);
  });

  test('beyond fifty differences a second, the SOA alone is told', () => {
    const versions = [version(1), version(2, 'a A 192.0.2.1')];
    const image = versions[1];
    const catalog = new Catalog({ zones: [image], forwards: [] });
    let nowMs = 0;
    const transfers = new DatagramTransfers(
      known(journalOf(versions)),
      () => catalog,
      () => nowMs,
    );
    const records = () => {
      const answer = transfers.answer(deferredFor(image, ixfrQuery('x.test', 1), PROTOCOL.UDP));
      return decodeMessage(answer).answer.length;
    };
    const flood = () => Array.from({ length: 60 }, records);
    expect(flood()).toEqual([...Array(50).fill(5), ...Array(10).fill(1)]);
    nowMs = 100;
    expect(flood()).toEqual([...Array(5).fill(5), ...Array(55).fill(1)]);
  });
});
