// Answers that are truncated for want of a cookie are counted, and no others.
import { expect, test } from 'vitest';
import { PROTOCOL } from '../../src/answer/exchange.js';
import { QueryHandler } from '../../src/answer/handler.js';
import { Tally } from '../../src/answer/tally.js';
import { makeResponder } from '../support/many-shapes.js';
import { buildQuery } from '../support/query.js';

const LARGE = { size: 1232 };

test.each([
  ['a large answer to EDNS', 'texts.example.org TXT', { edns: LARGE }, 1],
  ['one that fits', 'www.example.org A', { edns: LARGE }, 0],
  ['a client that takes no more', 'texts.example.org TXT', { edns: { size: 512 } }, 0],
  ['a client without EDNS', 'texts.example.org TXT', { edns: false as const }, 0],
])('%s', (_, text, options, count) => {
  const responder = makeResponder();
  const tally = new Tally();
  const handler = new QueryHandler(responder, tally, { allowsClient: () => true });
  const input = buildQuery(text, options);
  Object.assign(handler.exchange, { input, start: 0, end: input.length, output: new Uint8Array(65_535) });
  const cuts = (protocol: number, sizeWithoutCookie: number) => {
    responder.opt.settings = { sizeWithoutCookie };
    Object.assign(handler.exchange, { protocol });
    handler.handle();
    return tally.cookieCuts;
  };
  expect(cuts(PROTOCOL.UDP, 1232)).toBe(0);
  expect(cuts(PROTOCOL.TCP, 512)).toBe(0);
  expect(cuts(PROTOCOL.UDP, 512)).toBe(count);
});
