// What an upstream says of names that nobody asked it for, and of those that it does not know, reaches nobody who asks for them.
import { encode, type StringAnswer } from 'dns-packet';
import { expect, it } from 'vitest';
import { USUAL_KEEPING } from '../../src/config/cache-settings.js';
import { AnswerCache } from '../../src/forward/cache/answer-cache.js';
import { ask, forwarder, stub } from './harness.js';
import { answerTo } from './stub-upstream.js';

const FORGED = '203.0.113.66';
const record = (name: string): StringAnswer => ({ name, type: 'A', ttl: 3600, data: FORGED });

it('a thousand records of others’ names are not kept under those names', async () => {
  const others = Array.from({ length: 1000 }, (_, index) => `bank${index}.example`);
  const evil = await stub(({ query, send }) => {
    const own = answerTo(query);
    const more = others.map(record);
    const message = encode({
      ...{ type: 'response', id: own.readUInt16BE(0), flags: 0x0180 },
      questions: [{ name: 'evil.example', type: 'A' }],
      answers: [{ name: 'evil.example', type: 'A', ttl: 60, data: '192.0.2.7' }, ...more.slice(0, 400)],
      authorities: more.slice(400, 700),
      additionals: more.slice(700),
    });
    send(query.includes('evil') ? message : own);
  });
  const cache = AnswerCache.ofSize(100, USUAL_KEEPING);
  const from = forwarder({ cache });
  const whole = await ask(from, [evil], 'evil.example', { maxSize: 65_535 });
  expect(whole.addresses?.[0]).toBe('192.0.2.7');
  for (const name of ['bank0.example', 'bank500.example', 'bank999.example'])
    expect((await ask(from, [evil], name)).addresses).toEqual(['192.0.2.7']);
  expect(evil.received.map(({ via }) => via)).toEqual(['udp', 'udp', 'udp', 'udp']);
});
