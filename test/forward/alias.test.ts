// An alias in a zone whose target lies outside: clients that may forward get the whole answer.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OUTCOME, PROTOCOL } from '../../src/answer/exchange.js';
import { Responder } from '../../src/answer/respond.js';
import { nameFromText, ROOT } from '../../src/dns/name.js';
import { splice } from '../../src/forward/splice.js';
import type { Route } from '../../src/forward/upstream.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import { Problems } from '../../src/source/problem.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import { respondTo } from '../support/exchange.js';
import { decodeMessage } from '../support/message.js';
import { buildQuery } from '../support/query.js';
import { sectionLines } from '../support/section.js';
import { forwarder, stub } from './harness.js';

const ZONE = `$TTL 300
@    SOA ns hostmaster 1 3600 600 604800 60
@    NS ns
ns   A 192.0.2.53
www  CNAME here
here CNAME App.Elsewhere.Test.
`;

function responder(): Responder {
  const problems = new Problems();
  const zone = readMasterFile(Buffer.from(ZONE), {
    file: 'x.zone',
    origin: nameFromText('example.org.'),
    problems,
  });
  return new Responder(
    new Catalog({ zones: [compileZone(zone, 1).compiled], forwards: [{ origin: ROOT, route: 0 }] }),
  );
}

/** Answers one query as a transport does, the part upstream included. */
async function answer(
  query: Uint8Array,
  route: Route,
  { mayForward = true, isTcp = false, maxSize = 1232 } = {},
) {
  const own = responder();
  const output = new Uint8Array(65535);
  const protocol = isTcp ? PROTOCOL.TCP : PROTOCOL.UDP;
  if (respondTo(own, query, { output, protocol, mayForward }) !== OUTCOME.FORWARD)
    return decodeMessage(output.slice(0, own.exchange.length));
  const chain = own.chain();
  if (chain === undefined) throw new Error('the query itself was forwarded');
  const whole = await forwarder().complete(
    query,
    own.exchange.question.questionEnd,
    chain,
    route,
    isTcp ? 'tcp' : 'udp',
    maxSize,
  );
  return decodeMessage(Uint8Array.from(whole));
}

/** A reply to `query` with counts and records as given; 0xc00c in them points to the question's name. */
function reply(
  query: Uint8Array,
  rcode: number,
  counts: [number, number, number],
  records: number[],
): Buffer {
  const questionEnd = query.indexOf(0, 12) + 5;
  const message = Buffer.concat([query.subarray(0, questionEnd), Buffer.from(records)]);
  message[2] = 0x81;
  message[3] = 0x80 | rcode;
  for (const [index, count] of counts.entries()) message.writeUInt16BE(count, 6 + 2 * index);
  return message;
}

const A_OF_QNAME = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 7];
const OPT_WITH_EDE = [0, 0, 41, 5, 0xc0, 0, 0, 0, 0, 0, 8, 0, 15, 0, 4, 0, 3, 0x68, 0x69];

describe('an alias that leads out of the zones', () => {
  test('is followed upstream, and the answer holds the whole chain', async () => {
    const upstream = await stub(({ query, send }) =>
      send(reply(query, 0, [1, 0, 1], [...A_OF_QNAME, ...OPT_WITH_EDE])),
    );
    const message = await answer(buildQuery('www.example.org A'), [upstream]);
    expect(sectionLines(message.answer)).toEqual([
      'www.example.org. 300 IN CNAME here.example.org.',
      'here.example.org. 300 IN CNAME App.Elsewhere.Test.',
      'App.Elsewhere.Test. 9 IN A 192.0.2.7',
    ]);
    expect(message.rcode).toBe(0);
    expect(message.edns?.options).toEqual([{ code: 15, data: Uint8Array.of(0, 3, 0x68, 0x69) }]);
    expect(upstream.received).toHaveLength(1);
  });

  test('writes out names that the upstream compressed, also inside records', async () => {
    // A CNAME whose target is "cdn" before the question's name, and the address of that target.
    const cname = [0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 9, 0, 6, 3, 0x63, 0x64, 0x6e, 0xc0, 12];
    const upstream = await stub(({ query, send }) => {
      const target = query.indexOf(0, 12) + 5 + 12;
      send(reply(query, 0, [2, 0, 0], [...cname, 0xc0, target, ...A_OF_QNAME.slice(2)]));
    });
    const message = await answer(buildQuery('here.example.org A', { edns: false }), [upstream]);
    expect(sectionLines(message.answer)).toEqual([
      'here.example.org. 300 IN CNAME App.Elsewhere.Test.',
      'App.Elsewhere.Test. 9 IN CNAME cdn.App.Elsewhere.Test.',
      'cdn.App.Elsewhere.Test. 9 IN A 192.0.2.7',
    ]);
    expect(message.edns).toBeUndefined();
  });

  test('with DO the proof of a negative answer comes too, without DO it does not (RFC 4035 §3.1.3)', async () => {
    const soa = [0, 0, 6, 0, 1, 0, 0, 0, 9, 0, 22, 0, 0, ...Array(20).fill(0)];
    const nsec = [0, 0, 47, 0, 1, 0, 0, 0, 9, 0, 5, 0, 0, 1, 1, 0x40];
    const rrsig = (covered: number) => [
      ...[0, 0, 46, 0, 1, 0, 0, 0, 9, 0, 20, 0, covered, ...Array(15).fill(0)],
      ...[0, 1, 2],
    ];
    const ns = [0, 0, 2, 0, 1, 0, 0, 0, 9, 0, 1, 0];
    const records = [...soa, ...rrsig(6), ...nsec, ...rrsig(47), ...ns, ...rrsig(2)];
    const upstream = await stub(({ query, send }) => send(reply(query, 3, [0, 6, 0], records)));
    const typesFor = async (isDo: boolean) => {
      const query = buildQuery('here.example.org A', { edns: { do: isDo } });
      return (await answer(query, [upstream])).authority.map(({ type }) => type);
    };
    expect(await typesFor(true)).toEqual([6, 46, 47, 46]);
    expect(await typesFor(false)).toEqual([6]);
  });

  test('a target that does not exist is NXDOMAIN, with the chain (RFC 6604 §3)', async () => {
    const upstream = await stub(({ query, send }) => send(reply(query, 3, [0, 0, 0], [])));
    const message = await answer(buildQuery('here.example.org A'), [upstream]);
    expect(message.rcode).toBe(3);
    expect(sectionLines(message.answer)).toEqual(['here.example.org. 300 IN CNAME App.Elsewhere.Test.']);
  });

  test('an upstream that fails is SERVFAIL, without the chain', async () => {
    const upstream = await stub(({ query, send }) => send(reply(query, 2, [0, 0, 0], [])));
    const message = await answer(buildQuery('here.example.org A'), [upstream]);
    expect(message.rcode).toBe(2);
    expect(message.answer).toEqual([]);
  });

  test('what does not fit the client is truncated', async () => {
    const upstream = await stub(({ query, send }) => {
      const records = Array.from({ length: 40 }, () => A_OF_QNAME).flat();
      send(reply(query, 0, [40, 0, 0], records));
    });
    const message = await answer(buildQuery('here.example.org A', { edns: false }), [upstream], {
      maxSize: 512,
    });
    expect(message.answer).toEqual([]);
    expect(message.flags).toContain('tc');
  });

  test.each([
    ['a client that may not forward', {}, { mayForward: false }],
    ['a query that wants no recursion', { rd: false }, {}],
  ])('%s gets the chain alone', async (_, options, how) => {
    const message = await answer(buildQuery('www.example.org A', options), [], how);
    expect(sectionLines(message.answer)).toHaveLength(2);
    expect(message.rcode).toBe(0);
  });

  test('a question for the alias itself is answered here', async () => {
    const message = await answer(buildQuery('here.example.org CNAME'), []);
    expect(sectionLines(message.answer)).toEqual(['here.example.org. 300 IN CNAME App.Elsewhere.Test.']);
  });

  test('any answer from upstream leads to a well-formed one, and never to an error', () => {
    const query = buildQuery('here.example.org A');
    const own = responder();
    respondTo(own, query, { mayForward: true });
    const chain = own.chain()!;
    const sound = reply(query, 0, [1, 1, 1], [...A_OF_QNAME, ...A_OF_QNAME, ...OPT_WITH_EDE]);
    const change = fc.tuple(fc.nat(sound.length - 1), fc.nat(255));
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 8 }),
        fc.nat(sound.length),
        fc.integer({ min: 64, max: 1232 }),
        (changes, cut, maxSize) => {
          const tail = Uint8Array.from(sound);
          for (const [at, octet] of changes) tail[at] = octet;
          const questionEnd = query.indexOf(0, 12) + 5;
          const whole = splice(
            query,
            questionEnd,
            chain.message,
            tail.subarray(0, Math.max(questionEnd, cut)),
            questionEnd,
            maxSize,
          );
          expect(decodeMessage(Uint8Array.from(whole)).id).toBe(decodeMessage(Uint8Array.from(query)).id);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
