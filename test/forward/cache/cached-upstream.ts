// A forwarder with a cache before an upstream that replies as a test wants, and clocks that the test sets.
import { USUAL_KEEPING } from '../../../src/config/cache-settings.js';
import { AnswerCache } from '../../../src/forward/cache/answer-cache.js';
import type { Route } from '../../../src/forward/upstream.js';
import { FakeClock } from '../../support/fake-clock.js';
import { decodeMessage } from '../../support/message.js';
import { buildQuery, type QueryOptions } from '../../support/query.js';
import { forwarder, stub } from '../harness.js';
import { questionEndOf, type ReplyText, replyTo } from './reply.js';

const NO_OPTIONS: Uint8Array = new Uint8Array(0);

/** A forwarder with a cache and a clock that the test sets, before an upstream that replies so. */
export async function setUp(text: ReplyText | ((query: Buffer) => Buffer), size = 100) {
  const upstream = await stub(({ query, send }) =>
    send(typeof text === 'function' ? text(query) : replyTo(query, text)),
  );
  const clock = { seconds: 5000 };
  const route: Route = [upstream];
  const cache = AnswerCache.ofSize(size, USUAL_KEEPING, () => clock.seconds);
  const time = new FakeClock();
  const from = forwarder({ cache, clock: time });
  const forward = async (
    query: Uint8Array,
    { isTcp = false, maxSize = 1232, by = route, own = NO_OPTIONS } = {},
  ) => {
    const end = questionEndOf(query);
    const answer = await from.forward(query, end, by, isTcp ? 'tcp' : 'udp', maxSize, own);
    return Uint8Array.from(answer);
  };
  const ask = async (name: string, options?: QueryOptions) =>
    decodeMessage(await forward(buildQuery(name, options)));
  const asked = () => upstream.received.length;
  return { forward, ask, asked, clock, time, cache, route, from };
}
