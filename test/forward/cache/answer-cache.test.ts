// The cache as a forwarder uses it: who is answered from it, and with what.
import { describe, expect, test } from 'vitest';
import { USUAL_KEEPING } from '../../../src/config/cache-settings.js';
import { AnswerCache } from '../../../src/forward/cache/answer-cache.js';
import type { Route } from '../../../src/forward/upstream.js';
import { decodeMessage } from '../../support/message.js';
import { buildQuery, fromHex, type QueryOptions } from '../../support/query.js';
import { forwarder, stub } from '../harness.js';
import { setUp } from './cached-upstream.js';
import { A, questionEndOf, replyTo, soa } from './reply.js';

test('the upstream is asked once; id and case are those of each client, and the TTL falls', async () => {
  const { forward, asked, clock, cache } = await setUp({ answer: [A(60), A(90)] });
  const first = await forward(buildQuery('www.example.org A', { id: 1 }));
  clock.seconds += 10;
  const asking = buildQuery('wWw.EXAMPLE.org A', { id: 0xbeef });
  const second = await forward(asking);
  expect(asked()).toBe(1);
  expect(second.subarray(0, 2)).toEqual(Uint8Array.of(0xbe, 0xef));
  expect(second.subarray(12, questionEndOf(asking))).toEqual(asking.subarray(12, questionEndOf(asking)));
  expect(decodeMessage(first).answer.map(({ ttl }) => ttl)).toEqual([60, 90]);
  expect(decodeMessage(second).answer.map(({ ttl }) => ttl)).toEqual([50, 80]);
  expect(cache.counts).toMatchObject({ hits: 1, misses: 1, evictions: 0 });
});

test('it is asked again when the smallest TTL is over', async () => {
  const { ask, asked, clock } = await setUp({ answer: [A(60), A(90)] });
  await ask('www.example.org A');
  clock.seconds += 59;
  expect((await ask('www.example.org A')).answer.map(({ ttl }) => ttl)).toEqual([1, 31]);
  clock.seconds += 1;
  expect((await ask('www.example.org A')).answer.map(({ ttl }) => ttl)).toEqual([60, 90]);
  expect(asked()).toBe(2);
});

test('a clock that is behind for a moment makes no TTL grow', async () => {
  const { ask, clock } = await setUp({ answer: [A(60)] });
  await ask('www.example.org A');
  clock.seconds -= 1;
  expect((await ask('www.example.org A')).answer[0].ttl).toBe(60);
});

test('what does not exist is remembered, too', async () => {
  const { ask, asked, clock } = await setUp({ rcode: 3, authority: [soa(3600, 60)] });
  await ask('none.example.org A');
  clock.seconds += 20;
  const again = await ask('none.example.org A');
  expect(again).toMatchObject({ rcode: 3, authority: [{ ttl: 40 }] });
  expect(asked()).toBe(1);
});

describe('each has an answer of its own', () => {
  test.each<[string, string, QueryOptions]>([
    ['another name', 'ww.example.org A', {}],
    ['another type', 'www.example.org AAAA', {}],
    ['DO', 'www.example.org A', { edns: { do: true } }],
    ['no RD', 'www.example.org A', { rd: false }],
    ['CD', 'www.example.org A', { cd: true }],
    ['AD', 'www.example.org A', { ad: true }],
  ])('%s', async (_, text, options) => {
    const { ask, asked } = await setUp(query =>
      replyTo(query, { answer: [{ ...A(60), type: query[questionEndOf(query) - 3] }] }),
    );
    await ask('www.example.org A');
    await ask(text, options);
    expect(asked()).toBe(2);
    await ask(text, options);
    expect(asked()).toBe(2);
  });

  test('another route', async () => {
    const { forward, asked, cache, route } = await setUp({ answer: [A(60)] });
    const query = buildQuery('www.example.org A');
    await forward(query);
    const other: Route = [];
    expect(cache.lookUp(query, route)).toBeDefined();
    expect(cache.lookUp(query, other)).toBeUndefined();
    expect(decodeMessage(await forward(query, { by: other })).rcode).toBe(2);
    expect(asked()).toBe(1);
  });
});

describe('one answer does for', () => {
  test.each<[string, QueryOptions]>([
    ['another size', { edns: { size: 512 } }],
    ['a cookie', { edns: { options: '000a 0008 0102030405060708' } }],
    ['NSID and padding', { edns: { options: '0003 0000 000c 0003 000000' } }],
  ])('%s', async (_, options) => {
    const { ask, asked } = await setUp({ answer: [A(60)], options: '' });
    await ask('www.example.org A');
    await ask('www.example.org A', options);
    expect(asked()).toBe(1);
  });

  test('both transports', async () => {
    const { forward, asked } = await setUp({ answer: [A(60)] });
    const query = buildQuery('www.example.org A');
    const udp = await forward(query);
    expect(await forward(query, { isTcp: true, maxSize: 65_535 })).toEqual(udp);
    expect(asked()).toBe(1);
  });
});

describe('always asked for', () => {
  const signature = fromHex('036b6579 00 00fa 00ff 00000000 0000');
  const signed = Uint8Array.from([...buildQuery('www.example.org A', { edns: false }), ...signature]);
  signed[11] = 1;
  const odd = (at: number, octet: number) => {
    const query = buildQuery('www.example.org A');
    query[at] |= octet;
    return query;
  };
  const edns = (options: string) => buildQuery('www.example.org A', { edns: { options } });
  test.each<[string, Uint8Array]>([
    ['a client subnet', edns('0008 0007 0001 18 00 c00002')],
    ['an option that nobody knows', edns('fde9 0000')],
    ['one beside a cookie', edns('000a 0008 0102030405060708 fde9 0000')],
    ['an OPT with another flag', odd(buildQuery('www.example.org A').length - 3, 1)],
    ['a signed query', signed],
    ['class ANY', buildQuery('www.example.org A ANY')],
    ['type ANY', buildQuery('www.example.org ANY')],
    ['TC in the query', odd(2, 2)],
    ['AA in the query', odd(2, 4)],
    ['a reserved bit', odd(3, 0x40)],
  ])('%s', async (_, query) => {
    const { forward, asked, cache } = await setUp({ answer: [A(60), { type: 255, ttl: 60 }] });
    await forward(query);
    await forward(query);
    expect(asked()).toBe(2);
    expect(cache.entries).toBe(0);
    expect(cache.counts).toMatchObject({ hits: 0, misses: 0, evictions: 0 });
  });
});

test('an answer over the size of a client is cut off for it, and whole for others', async () => {
  const { forward, asked } = await setUp({ answer: Array(40).fill(A(60)) });
  const query = buildQuery('www.example.org A');
  await forward(query);
  const small = decodeMessage(await forward(query, { maxSize: 512 }));
  expect([...small.flags]).toEqual(['qr', 'tc', 'rd', 'ra']);
  expect(small.answer).toEqual([]);
  expect(decodeMessage(await forward(query)).answer).toHaveLength(40);
  expect(asked()).toBe(1);
});

test('a long answer is kept in a larger slot, and goes when a short one takes its place', async () => {
  let records = 80;
  const { forward, asked, cache, clock } = await setUp(query =>
    replyTo(query, { answer: Array(records).fill(A(60)) }),
  );
  const query = buildQuery('www.example.org A');
  const count = async () => decodeMessage(await forward(query, { isTcp: true })).answer.length;
  expect([await count(), await count()]).toEqual([80, 80]);
  expect([asked(), cache.entries]).toEqual([1, 1]);
  records = 1;
  clock.seconds += 61;
  expect([await count(), await count()]).toEqual([1, 1]);
  expect([asked(), cache.entries]).toEqual([2, 1]);
});

test('an answer that is too long for every slot is passed on, and not kept', async () => {
  const { forward, asked, cache } = await setUp({ answer: Array(250).fill(A(60)) });
  const query = buildQuery('www.example.org A');
  for (let count = 0; count < 2; count++)
    expect(decodeMessage(await forward(query, { isTcp: true })).answer).toHaveLength(250);
  expect(asked()).toBe(2);
  expect(cache.entries).toBe(0);
});

test('this server’s own options stand in the answer before those that are kept', async () => {
  const { forward } = await setUp({ answer: [A(60)], options: '000a 0008 ffffffffffffffff 000f 0002 0003' });
  await forward(buildQuery('www.example.org A'));
  const own = fromHex('000a 0003 aabbcc');
  const { edns } = decodeMessage(await forward(buildQuery('www.example.org A'), { own }));
  expect(edns?.options.map(({ code }) => code)).toEqual([10, 15]);
});

test('an error is kept for a second only: the next client may have better luck', async () => {
  let turn = 0;
  const { ask, asked, time } = await setUp(query =>
    replyTo(query, turn++ === 0 ? { rcode: 2 } : { answer: [A(60)] }),
  );
  for (let client = 0; client < 2; client++) expect((await ask('www.example.org A')).rcode).toBe(2);
  expect(asked()).toBe(1);
  await time.advance(1000);
  expect((await ask('www.example.org A')).rcode).toBe(0);
  expect(asked()).toBe(2);
});

test('the target of an alias is looked up here, too', async () => {
  const { from, route, asked } = await setUp({ answer: [A(60)] });
  const query = buildQuery('www.own.example A');
  const message = replyTo(query, { answer: [{ type: 5, ttl: 9, rdata: '0161 00' }] });
  const chain = { message, target: fromHex('0161 00') };
  for (let count = 0; count < 2; count++) {
    const answer = await from.complete(query, questionEndOf(query), chain, route, 'udp', 1232);
    expect(decodeMessage(Uint8Array.from(answer)).answer.map(({ ttl }) => ttl)).toEqual([9, 60]);
  }
  expect(asked()).toBe(1);
});

test('what was under way when a reload made a new cache is not kept in it', async () => {
  const held: (() => void)[] = [];
  const upstream = await stub(({ query, send }) =>
    held.push(() => send(replyTo(query, { answer: [A(60)] }))),
  );
  const route: Route = [upstream];
  const former = AnswerCache.ofSize(8, USUAL_KEEPING);
  const from = forwarder({ cache: former });
  const query = buildQuery('www.example.org A');
  const answer = from.forward(query, questionEndOf(query), route, 'udp', 1232);
  const next = AnswerCache.ofSize(8, USUAL_KEEPING);
  from.cache = next;
  while (held.length === 0) await new Promise(resolve => setImmediate(resolve));
  held[0]();
  await answer;
  expect([former.entries, next.entries]).toEqual([1, 0]);
});
