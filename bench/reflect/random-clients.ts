// What very many clients do to the rate limit: queries from random /24s to a handler alone, and then fresh clients.

import { OUTCOME } from '../../src/answer/exchange.js';
import { QueryHandler } from '../../src/answer/handler.js';
import { Responder } from '../../src/answer/respond.js';
import { Tally } from '../../src/answer/tally.js';
import { RateLimit } from '../../src/guard/rate-limit.js';
import { newRateMemory } from '../../src/guard/rate-memory.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import { poolZone, query } from '../respond.js';
import { nextSeed } from '../traffic/next-seed.js';

const FRESH = 10_000;

/** How many of the queries and of the fresh clients after them were held back, and what the table takes. */
export interface Held {
  readonly random: number;
  readonly fresh: number;
  readonly tableMb: number;
}

/** @param count queries, as fast as they can be answered */
export function randomClients(count: number): Held {
  const memory = newRateMemory();
  const tally = new Tally();
  const responder = new Responder(
    new Catalog({ zones: [compileZone(poolZone(), 1).compiled], forwards: [] }),
    tally,
  );
  const handler = new QueryHandler(responder, tally, { allowsClient: () => false });
  const rules = { memory, perSecond: 200, slip: 2, exempt: [], isDryRun: false };
  handler.limit = new RateLimit(rules, {
    nowSeconds: () => performance.now() / 1_000,
    onLimited: () => undefined,
  });
  const { exchange } = handler;
  exchange.input = query('my-awesome-highload-app.local', 'A', true);
  exchange.end = exchange.input.length;
  exchange.output = new Uint8Array(65_535);
  exchange.client.port = 1_024;
  const address = new Uint8Array(4);
  const view = new DataView(address.buffer);
  const isHeldBack = (word: number) => {
    view.setInt32(0, word);
    exchange.client.set(address, 0, 4);
    return handler.handle() !== OUTCOME.ANSWERED;
  };
  let random = 0;
  let seed = 1;
  for (let index = 0; index < count; index++) {
    seed = nextSeed(seed);
    if (isHeldBack(seed & 0x7fff_ffff)) random++;
  }
  let fresh = 0;
  for (let index = 0; index < FRESH; index++) if (isHeldBack(0x8000_0000 | (index << 8) | 1)) fresh++;
  return { random, fresh, tableMb: memory.byteLength / 2 ** 20 };
}
