// Whatever a signed zone holds and whoever asks: what is denied is proven, nothing stands there twice, and without DO nothing shows.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PROTOCOL } from '../../src/answer/exchange.js';
import { Responder } from '../../src/answer/respond.js';
import { nameFromText } from '../../src/dns/name.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import { Problems } from '../../src/source/problem.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import { answerTo } from '../support/exchange.js';
import { decodeMessage, type Message } from '../support/message.js';
import { buildQuery } from '../support/query.js';
import { sectionLines } from '../support/section.js';
import {
  canonicalOrder,
  isBelow,
  labelsOf,
  plainText,
  type Records,
  signedText,
} from '../support/signed-text.js';

/** Each property ends at this time at the latest. */
const LIMIT_MS = 800;

const ORIGIN = 't.';
const APEX = ['SOA ns.t. h.t. 1 3600 600 86400 300', 'NS ns.t.'];

const label = fc.constantFrom('a', 'b', 'c', '*');
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map(labels => `${labels.join('.')}.${ORIGIN}`);

const content: fc.Arbitrary<readonly string[]> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(['A 192.0.2.1']) },
  { weight: 3, arbitrary: fc.constant(['A 192.0.2.1', 'TXT "x"', 'MX 10 ns.t.']) },
  { weight: 3, arbitrary: name.map(target => [`CNAME ${target}`]) },
  { weight: 1, arbitrary: name.map(target => [`DNAME ${target}`]) },
  { weight: 2, arbitrary: fc.constant(['NS ns.invalid.']) },
  { weight: 1, arbitrary: fc.constant(['NS ns.invalid.', `DS 1 13 2 ${'AB'.repeat(32)}`]) },
);

/** NS at a wildcard delegates no name, and signers do not agree on it (RFC 4592 §4.2). */
const isClear = ([owner, [first]]: [string, readonly string[]]) =>
  !(owner.startsWith('*') && /^(?:NS|DNAME) /.test(first));

const zones = fc
  .array(fc.tuple(name, content).filter(isClear), { minLength: 1, maxLength: 10 })
  .map((owners): Records => new Map([[ORIGIN, APEX], ['ns.t.', ['A 192.0.2.2']], ...owners]));

const TYPES = ['A', 'TXT', 'MX', 'CNAME', 'DS', 'NS', 'DNAME', 'SOA', 'TLSA'] as const;

function responderFor(text: string): Responder {
  const problems = new Problems();
  const zone = readMasterFile(Buffer.from(text), { file: 'z', origin: nameFromText(ORIGIN), problems });
  expect(problems.list).toEqual([]);
  return new Responder(new Catalog({ zones: [compileZone(zone, 1).compiled], forwards: [] }));
}

function ask(responder: Responder, question: string, isDo: boolean): Message {
  const query = buildQuery(question, { edns: { do: isDo } });
  const answer = answerTo(responder, query, { protocol: PROTOCOL.TCP });
  expect(responder.failures).toBe(0);
  return decodeMessage(answer);
}

/** Fields of a record: owner, TTL, class, type, and those of its RDATA. */
const fieldsOf = (line: string) => line.split(' ');

const isOfDnssec = (line: string) => ['RRSIG', 'NSEC'].includes(fieldsOf(line)[3]);

interface Nsec {
  readonly owner: string;
  readonly next: string;
  readonly types: readonly string[];
}

function nsecsOf(lines: readonly string[]): Nsec[] {
  const chosen = lines.map(fieldsOf).filter(([, , , type]) => type === 'NSEC');
  return chosen.map(([owner, , , , next, ...types]) => ({ owner, next, types }));
}

/** Whether a name lies strictly between owner and next, the last record reaching round to the apex. */
function covers({ owner, next }: Nsec, at: string): boolean {
  return canonicalOrder(owner, at) < 0 && (next === ORIGIN || canonicalOrder(at, next) < 0);
}

/** That no name is there, by an NSEC that does not end below it. */
const deniesName = (nsec: Nsec, at: string) => covers(nsec, at) && !isBelow(nsec.next, at);

/** That the name has nothing of the type: it says so itself, or it only leads to others. */
const deniesType = (nsec: Nsec, at: string, type: string) =>
  nsec.owner === at
    ? !nsec.types.includes(type) && !nsec.types.includes('CNAME')
    : covers(nsec, at) && isBelow(nsec.next, at);

/** The closest name above that a validator knows to exist: one that the records which cover the name share with it (RFC 7129 §5.5). */
function encloserOf(nsecs: readonly Nsec[], at: string): string {
  const known = nsecs.filter(nsec => covers(nsec, at)).flatMap(({ owner, next }) => [owner, next]);
  let above = at;
  do above = above.slice(above.indexOf('.') + 1);
  while (above !== ORIGIN && !known.some(each => each === above || isBelow(each, above)));
  return above;
}

/** The name that is denied in the end, behind all aliases. */
function finalName(qname: string, answer: readonly string[]): string {
  let at = qname;
  for (const [owner, , , type, target] of answer.map(fieldsOf))
    if (type === 'CNAME' && owner === at) at = target;
  return at;
}

function expectProof({ rcode }: Message, nsecs: readonly Nsec[], at: string, type: string): void {
  const shown = JSON.stringify({ at, type, nsecs });
  const isShown = nsecs.some(nsec => deniesType(nsec, at, type));
  if (rcode === 0 && isShown) return;
  expect(
    nsecs.some(nsec => deniesName(nsec, at)),
    `no such name: ${shown}`,
  ).toBe(true);
  const wildcard = `*.${encloserOf(nsecs, at)}`;
  const isDenied = (nsec: Nsec) =>
    rcode === 0 ? deniesType(nsec, wildcard, type) : deniesName(nsec, wildcard);
  expect(nsecs.some(isDenied), `nothing at ${wildcard}: ${shown}`).toBe(true);
}

/** Every RRset but those of delegations, and the CNAMEs that DNAMEs imply, has its signature in the same section. */
function expectSignatures(lines: readonly string[], isReferral: boolean): void {
  const signed = new Set(
    lines
      .map(fieldsOf)
      .flatMap(([owner, , , type, covered]) => (type === 'RRSIG' ? [`${owner} ${covered}`] : [])),
  );
  const dnames = lines.map(fieldsOf).flatMap(([owner, , , type]) => (type === 'DNAME' ? [owner] : []));
  for (const [owner, , , type] of lines.map(fieldsOf)) {
    if (type === 'RRSIG' || (isReferral && type === 'NS')) continue;
    if (type === 'CNAME' && dnames.some(dname => isBelow(owner, dname))) continue;
    expect([...signed], `${owner} ${type} is signed`).toContain(`${owner} ${type}`);
  }
}

/** Asks for names of the zone, and for those beside and below them. */
function check(predicate: (records: Records, qname: string, type: string) => void): void {
  const near = fc.record({
    at: fc.nat(),
    prefix: fc.constantFrom('', 'a.', 'b.', '*.', 'a.b.'),
    up: fc.boolean(),
  });
  const property = fc.property(
    zones,
    near,
    fc.constantFrom(...TYPES),
    (records, { at, prefix, up }, type) => {
      const owners = [...records.keys()];
      const owner = owners[at % owners.length];
      const base = up && owner !== ORIGIN ? owner.slice(owner.indexOf('.') + 1) : owner;
      predicate(records, prefix + base, type);
    },
  );
  fc.assert(property, { numRuns: 3_000, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: false });
}

test('what is denied is proven, what is there is signed, and nothing stands there twice', () => {
  check((records, qname, type) => {
    const message = ask(responderFor(signedText(records, ORIGIN)), `${qname} ${type}`, true);
    const [answer, authority] = [sectionLines(message.answer), sectionLines(message.authority)];
    const all = [...answer, ...authority];
    expect(new Set(all).size, 'no record twice').toBe(all.length);
    const isReferral = authority.some(line => fieldsOf(line)[3] === 'NS');
    expectSignatures(answer, isReferral);
    expectSignatures(authority, isReferral);
    const isNegative = authority.some(line => fieldsOf(line)[3] === 'SOA');
    if (isNegative) expectProof(message, nsecsOf(authority), finalName(qname, answer), type);
    if (isReferral && !authority.some(line => fieldsOf(line)[3] === 'DS')) {
      const cut = authority.map(fieldsOf).find(([, , , each]) => each === 'NS')![0];
      expect(nsecsOf(authority).some(nsec => nsec.owner === cut && !nsec.types.includes('DS'))).toBe(true);
    }
  });
});

test('a wildcard that answers is shown to be the closest there is', () => {
  check((records, qname, type) => {
    const message = ask(responderFor(signedText(records, ORIGIN)), `${qname} ${type}`, true);
    const nsecs = nsecsOf(sectionLines(message.authority));
    for (const [owner, , , kind, , , labels] of sectionLines(message.answer).map(fieldsOf)) {
      // Fewer labels in the signature than in the owner tell of a wildcard (RFC 4035 §5.3.4).
      const isExpanded = kind === 'RRSIG' && Number(labels) < labelsOf(owner);
      if (isExpanded)
        expect(
          nsecs.some(nsec => deniesName(nsec, owner)),
          owner,
        ).toBe(true);
    }
  });
});

test('without DO a signed zone answers as it did before it was signed, and with DO only what belongs to DNSSEC is added', () => {
  check((records, qname, type) => {
    const question = `${qname} ${type}`;
    const signed = responderFor(signedText(records, ORIGIN));
    const plain = ask(responderFor(plainText(records)), question, false);
    const without = ask(signed, question, false);
    const withDo = ask(signed, question, true);
    for (const section of ['answer', 'authority', 'additional'] as const) {
      const expected = sectionLines(plain[section]);
      expect(sectionLines(without[section])).toEqual(expected);
      const kept = sectionLines(withDo[section]).filter(line => !isOfDnssec(line));
      const isDs = (line: string) => section === 'authority' && fieldsOf(line)[3] === 'DS';
      expect(kept.filter(line => !isDs(line))).toEqual(expected);
    }
    expect([without.rcode, withDo.rcode]).toEqual([plain.rcode, plain.rcode]);
  });
});
