// Answers after their time, when upstreams do not answer; and popular ones, which are asked for again before.
import { expect, test } from 'vitest';
import { USUAL_KEEPING } from '../../../src/config/cache-settings.js';
import { AnswerCache } from '../../../src/forward/cache/answer-cache.js';
import { Refresher } from '../../../src/forward/refresher.js';
import type { Route } from '../../../src/forward/upstream.js';
import { FakeClock } from '../../support/fake-clock.js';
import { decodeMessage } from '../../support/message.js';
import { buildQuery, type QueryOptions } from '../../support/query.js';
import { forwarder, stub, until } from '../harness.js';
import { A, questionEndOf, type ReplyText, replyTo, soa } from './reply.js';

/** What an upstream does with a query: answers, or is silent. */
type Conduct = ReplyText | 'silent';

async function setUp(first: Conduct, settings = {}) {
  let conduct = first;
  const upstream = await stub(({ query, send }) => {
    if (conduct !== 'silent') send(replyTo(query, conduct));
  });
  const clock = new FakeClock();
  const route: Route = [upstream];
  const cache = AnswerCache.ofSize(100, { ...USUAL_KEEPING, ...settings }, () => clock.now() / 1000);
  const from = forwarder({ cache, clock });
  const ask = async (options?: QueryOptions) => {
    const query = buildQuery('www.example.org A', options);
    const answer = await from.forward(query, questionEndOf(query), route, 'udp', 1232);
    return decodeMessage(Uint8Array.from(answer));
  };
  const becomes = (next: Conduct) => {
    conduct = next;
  };
  const asked = () => upstream.received.length;
  return { ask, asked, becomes, cache, clock, from, route };
}

/** An upstream answers with an OPT where it was asked with one. */
const optOf = ({ edns }: QueryOptions) => (edns === false ? {} : { options: '' });

const reasonsOf = ({ edns }: ReturnType<typeof decodeMessage>) =>
  edns?.options.map(({ code, data }) => [code, Buffer.from(data).toString('hex')]);

test('an upstream that is silent: after 1.8 s the former answer, and for 30 s at once', async () => {
  const { ask, asked, becomes, cache, clock } = await setUp({
    flags: [0x81, 0xa0],
    answer: [A(60)],
    options: '',
  });
  await ask({ ad: true });
  becomes('silent');
  await clock.advance(61_000);
  let answered = 0;
  const waiting = ask({ ad: true });
  void waiting.then(() => answered++);
  await until(() => asked() === 2);
  await clock.advance(1_790);
  expect(answered).toBe(0);
  await clock.advance(20);
  const answer = await waiting;
  expect(answer.answer.map(({ ttl }) => ttl)).toEqual([30]);
  expect([...answer.flags]).toEqual(['qr', 'rd', 'ra']);
  expect(reasonsOf(answer)).toEqual([[15, '0003']]);
  await clock.advance(10_000);
  const before = asked();
  expect((await ask({ ad: true })).answer[0].ttl).toBe(30);
  expect(asked()).toBe(before);
  expect(cache.counts.stale).toBe(2);
});

test('when it is known to be away nobody waits, and its next answer is given out', async () => {
  const { ask, asked, becomes, cache, clock, route } = await setUp({ answer: [A(60)] });
  await ask();
  becomes('silent');
  await clock.advance(61_000);
  const first = ask();
  await until(() => asked() === 2);
  await clock.advance(2_100);
  await first;
  // The time is over for which it is not asked.
  await clock.advance(31_000);
  const before = asked();
  expect((await ask()).answer[0].ttl).toBe(30);
  // It is asked all the same.
  becomes({ answer: [A(60, 7)] });
  await until(() => asked() > before);
  await clock.advance(3_000);
  await until(() => cache.lookUp(buildQuery('www.example.org A'), route)?.isStale === false);
  expect(Buffer.from((await ask()).answer[0].rdata)[3]).toBe(7);
});

test.each([
  ['SERVFAIL', 2],
  ['REFUSED', 5],
])('%s: the former answer is better', async (_, rcode) => {
  const { ask, asked, becomes, clock } = await setUp({ answer: [A(60)] });
  await ask();
  becomes({ rcode });
  await clock.advance(61_000);
  expect(await ask()).toMatchObject({ rcode: 0, answer: [{ ttl: 30 }] });
  expect(await ask()).toMatchObject({ rcode: 0, answer: [{ ttl: 30 }] });
  expect(asked()).toBe(2);
});

test('a client without EDNS gets the one of a client with it, without the reason, and for 30 s at once', async () => {
  const { ask, asked, becomes, clock } = await setUp({ answer: [A(60)], options: '' });
  await ask();
  becomes({ rcode: 2 });
  await clock.advance(61_000);
  for (let turn = 0; turn < 2; turn++) {
    const answer = await ask({ edns: false });
    expect(answer).toMatchObject({ rcode: 0, edns: undefined, additional: [], answer: [{ ttl: 30 }] });
  }
  expect(asked()).toBe(2);
});

test.each<[string, QueryOptions, QueryOptions, string | undefined]>([
  ['AD', { edns: false }, { edns: false, ad: true }, undefined],
  ['EDNS', { edns: false }, {}, ''],
  ['AD and EDNS', { edns: false }, { ad: true }, ''],
  ['AD, what is kept for EDNS', {}, { ad: true }, ''],
  ['AD and not EDNS, what is kept for EDNS', {}, { edns: false, ad: true }, undefined],
  ['EDNS, what is kept for AD', { edns: false, ad: true }, {}, ''],
])(
  'a client with %s gets what others were told, when upstreams do not answer',
  async (_, first, second, opt) => {
    const { ask, asked, becomes, clock } = await setUp({
      flags: [0x81, 0xa0],
      answer: [A(60)],
      ...optOf(first),
    });
    await ask(first);
    becomes({ rcode: 2 });
    // Not over its time yet: no longer than it lasts, and no reason is to be told.
    await clock.advance(40_000);
    const fresh = await ask(second);
    expect(fresh).toMatchObject({ rcode: 0, answer: [{ ttl: 20 }] });
    expect(fresh.edns === undefined).toBe(opt === undefined);
    expect([...fresh.flags]).toEqual(['qr', 'rd', 'ra']);
    const before = asked();
    expect(await ask(second)).toEqual(fresh);
    expect(asked()).toBe(before);
    await clock.advance(61_000);
    const stale = await ask(second);
    expect(stale).toMatchObject({ rcode: 0, answer: [{ ttl: 30 }] });
    expect([...stale.flags]).toEqual(['qr', 'rd', 'ra']);
    expect(reasonsOf(stale)).toEqual(opt === undefined ? undefined : [[15, '0003']]);
  },
);

test.each<[string, QueryOptions, QueryOptions]>([
  ['signatures', {}, { edns: { do: true } }],
  ['what is not validated', {}, { cd: true }],
  ['what is validated', { cd: true }, {}],
])('a client that wants %s does not get what has it not', async (_, first, second) => {
  const { ask, becomes, clock } = await setUp({ answer: [A(60)], options: '' });
  await ask(first);
  becomes({ rcode: 2 });
  await clock.advance(61_000);
  expect((await ask(second)).rcode).toBe(2);
});

test('that a name does not exist is remembered likewise, with a reason of its own', async () => {
  const { ask, becomes, clock } = await setUp({ rcode: 3, authority: [soa(60, 60)], options: '' });
  await ask();
  becomes({ rcode: 2 });
  await clock.advance(61_000);
  const answer = await ask();
  expect(answer).toMatchObject({ rcode: 3, authority: [{ ttl: 30 }] });
  expect(reasonsOf(answer)).toEqual([[15, '0013']]);
});

test('a new answer takes the place of the former, also one that may not be kept', async () => {
  const { ask, becomes, clock } = await setUp({ answer: [A(60)] });
  await ask();
  await clock.advance(61_000);
  becomes({ answer: [A(0, 9)] });
  expect((await ask()).answer[0].ttl).toBe(0);
  becomes({ rcode: 2 });
  expect((await ask()).rcode).toBe(2);
});

test.each([
  ['after a day', {}, 86_461_000],
  ['when it is off', { staleSeconds: 0 }, 60_000],
])('nothing is stale %s', async (_, settings, elapsedMs) => {
  const { ask, becomes, clock } = await setUp({ answer: [A(60)] }, settings);
  await ask();
  becomes({ rcode: 2 });
  await clock.advance(elapsedMs);
  expect((await ask()).rcode).toBe(2);
});

test('what is popular is asked for once before it expires', async () => {
  const { ask, asked, cache, clock, from, route } = await setUp({ answer: [A(100)] });
  const refresher = new Refresher(from, clock);
  refresher.follow(cache, [[], route]);
  await ask();
  await clock.advance(89_000);
  await ask();
  await clock.advance(500);
  expect(asked()).toBe(1);
  await clock.advance(1_000);
  for (let count = 0; count < 5; count++) await ask();
  await clock.advance(500);
  await until(() => asked() === 2);
  for (let turn = 0; turn < 20; turn++) await clock.advance(0);
  expect((await ask()).answer[0].ttl).toBeGreaterThan(95);
  expect(cache.counts.prefetches).toBe(1);
  // Nobody has asked for it since but once.
  await clock.advance(95_000);
  await clock.advance(500);
  expect(asked()).toBe(2);
  refresher.close();
});

test('nothing is when that is off', async () => {
  const { ask, asked, cache, clock, from, route } = await setUp({ answer: [A(100)] }, { prefetches: false });
  const refresher = new Refresher(from, clock);
  refresher.follow(cache, [route]);
  await ask();
  await clock.advance(95_000);
  await ask();
  await ask();
  await clock.advance(1_000);
  expect([asked(), cache.counts.prefetches]).toEqual([1, 0]);
  refresher.close();
});
