// A cached answer is the uncached one, octet by octet, but for AA and the time that has passed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OUTCOME, PROTOCOL } from '../../../src/answer/exchange.js';
import type { Responder } from '../../../src/answer/respond.js';
import { Tally } from '../../../src/answer/tally.js';
import { USUAL_KEEPING } from '../../../src/config/cache-settings.js';
import { AnswerCache } from '../../../src/forward/cache/answer-cache.js';
import { CacheLookup } from '../../../src/forward/cache/cache-lookup.js';
import { routeKey } from '../../../src/forward/cache/route-key.js';
import type { Forwarder } from '../../../src/forward/forwarder.js';
import type { Route } from '../../../src/forward/upstream.js';
import { respondTo } from '../../support/exchange.js';
import { FakeClock } from '../../support/fake-clock.js';
import { makeResponder } from '../../support/many-shapes.js';
import { buildQuery } from '../../support/query.js';
import { forwarder, stub } from '../harness.js';
import { questionEndOf, type ReplyText, replyTo, soa } from './reply.js';

const records = fc.array(
  fc.record({
    type: fc.constantFrom(1, 2, 5, 16, 46),
    ttl: fc.integer({ min: 1, max: 86_400 }),
    rdata: fc.uint8Array({ maxLength: 40 }).map(octets => Buffer.from(octets).toString('hex')),
  }),
  { maxLength: 12 },
);

const replies: fc.Arbitrary<ReplyText> = fc
  .record({
    rcode: fc.constantFrom(0, 0, 3),
    flags: fc.constantFrom<[number, number]>([0x81, 0x80], [0x85, 0x00], [0x84, 0xa0], [0x81, 0xb0]),
    answer: records,
    authority: records,
    additional: records,
    options: fc.constantFrom(undefined, '', '000f 0002 0003', '000f 0004 0000 6869'),
  })
  .chain(reply => fc.constantFrom(reply, { ...reply, authority: [soa(60, 300), ...reply.authority] }));

const MIXED_CASE = ['elsewhere.test', 'Elsewhere.TEST', 'eLSEWHERE.tesT'];

const clients = fc.record({
  id: fc.nat(0xffff),
  name: fc.constantFrom(...MIXED_CASE),
  isTcp: fc.boolean(),
  size: fc.constantFrom(512, 700, 1232, 4096),
  options: fc.constantFrom(
    '',
    '000a 0008 0102030405060708',
    '0003 0000',
    '000a 0008 0102030405060708 0003 0000',
  ),
});
type Asking = typeof clients extends fc.Arbitrary<infer T> ? T : never;

const shapes = fc.record({ hasEdns: fc.boolean(), do: fc.boolean(), rd: fc.boolean(), cd: fc.boolean() });

/** A query with what answers it. */
interface Query {
  readonly responder: Responder;
  readonly from: Forwarder;
  readonly route: Route;
  readonly query: Uint8Array;
  readonly earlier?: CacheLookup;
}

/** Answers one query as a transport does. */
async function answer({ responder, from, route, query, earlier }: Query, { isTcp }: Asking): Promise<Buffer> {
  const { exchange, opt } = responder;
  const output = new Uint8Array(65_600);
  const protocol = isTcp ? PROTOCOL.TCP : PROTOCOL.UDP;
  expect(respondTo(responder, query, { protocol, output, mayForward: true })).toBe(OUTCOME.FORWARD);
  const length = earlier?.lookUp(exchange) ?? 0;
  if (length > 0) return Buffer.from(output.slice(0, length));
  const { question } = exchange;
  const maxSize = isTcp ? 65_535 : question.hasEdns ? Math.max(question.udpSize, 512) : 512;
  const transport = isTcp ? 'tcp' : 'udp';
  const { questionEnd } = question;
  return Buffer.from(await from.forward(query, questionEnd, route, transport, maxSize, opt.own(question)));
}

test('whoever asks first, and whoever asks then', async () => {
  let reply: ReplyText = {};
  const upstream = await stub(({ query, send }) => send(replyTo(query, reply)));
  const route: Route = [upstream];
  const responder = makeResponder();
  const clock = new FakeClock();
  const plain = forwarder({ clock });
  const caching = forwarder({ clock });
  let cached = 0;
  await fc.assert(
    fc.asyncProperty(replies, shapes, clients, clients, async (text, shape, first, second) => {
      reply = text;
      // Failures of the run before are forgotten.
      await clock.advance(10_000);
      const cache = AnswerCache.ofSize(8, USUAL_KEEPING, () => 9);
      const earlier = new CacheLookup(responder.opt, new Tally(), () => 9);
      earlier.follow(cache.memory, [routeKey(route)]);
      caching.cache = cache;
      const queryOf = ({ id, name, size, options }: Asking) =>
        buildQuery(`${name} A`, {
          ...{ id, rd: shape.rd, cd: shape.cd },
          edns: shape.hasEdns ? { size, options, do: shape.do } : false,
        });
      await answer({ responder, from: caching, route, query: queryOf(first), earlier }, first);
      const query = queryOf(second);
      const asked = upstream.received.length;
      const expected = await answer({ responder, from: plain, route, query }, second);
      const seen = await answer({ responder, from: caching, route, query, earlier }, second);
      if (upstream.received.length === asked + 1) {
        cached++;
        // What the table answers is not looked for by the forwarder.
        expect(cache.counts.hits).toBeLessThanOrEqual(1);
        expected[2] &= ~0x04;
      }
      expect(seen.subarray(0, questionEndOf(query))).toEqual(expected.subarray(0, questionEndOf(query)));
      expect(seen).toEqual(expected);
    }),
    { numRuns: 150 },
  );
  expect(cached).toBeGreaterThan(0);
});
