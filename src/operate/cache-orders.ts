// What operators see and do of kept answers: those to a name, and forgetting them.

import { rcodeToText } from '../dns/constants.js';
import { COUNT_AT, countOf, headerRcode } from '../dns/header.js';
import { isWithin, lowerName, type Name, nameFromText, nameToText, sameName } from '../dns/name.js';
import { typeToText } from '../dns/types.js';
import type { Entry } from '../forward/cache/entry.js';
import { variantText } from '../forward/cache/plain-query.js';
import { routeKey, routeText } from '../forward/cache/route-key.js';
import type { CacheView, FlushOrder, FlushView, KeptView } from '../view/cache.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import type { ServerState } from './server-state.js';

/** The most answers that are shown. */
const MAX_SHOWN = 1_000;

function nameOf(text: string): Name {
  try {
    return lowerName(nameFromText(text));
  } catch (error) {
    throw new RequestError(ERROR_CODE.INVALID_INPUT, `${text} is no name: ${(error as Error).message}`);
  }
}

function keptHere({ generation }: Pick<ServerState, 'generation'>) {
  if (generation.cache !== undefined) return generation.cache;
  throw new RequestError(
    ERROR_CODE.UNKNOWN_NAME,
    'no answers are kept here',
    'set forward, and cache to more than 0',
  );
}

/** The answers that are kept to a name, of all types. @throws RequestError */
export async function showCache(state: Pick<ServerState, 'generation'>, text: string): Promise<CacheView> {
  const cache = keptHere(state);
  const asked = nameOf(text);
  const routes = new Map(state.generation.routes.map(route => [routeKey(route), routeText(route)]));
  const answers: KeptView[] = [];
  await cache.walk(entry => {
    if (answers.length < MAX_SHOWN && sameName(entry.name, asked))
      answers.push(keptView(entry, cache.nowSeconds, cache.staleSeconds, routes));
  });
  answers.sort((a, b) => a.type.localeCompare(b.type) || a.queries.localeCompare(b.queries));
  return { name: nameToText(asked), answers };
}

function keptView(
  entry: Entry,
  nowSeconds: number,
  staleSeconds: number,
  routes: ReadonlyMap<number, string>,
): KeptView {
  const ttl = Math.floor(entry.expiresSeconds - nowSeconds);
  const isOver = nowSeconds >= entry.expiresSeconds + staleSeconds;
  return {
    type: typeToText(entry.qtype),
    rcode: rcodeToText(headerRcode(entry.message)),
    records: countOf(entry.message, COUNT_AT.ANSWER),
    state: nowSeconds < entry.expiresSeconds ? 'fresh' : isOver ? 'expired' : 'stale',
    ttl,
    held: Math.max(0, Math.ceil(entry.heldSeconds - nowSeconds)),
    queries: variantText(entry.variant),
    upstreams: routes.get(entry.route) ?? '',
    octets: entry.message.length,
  };
}

/** Forgets all answers, those to a name, or those to all names at and below it. @throws RequestError */
export async function flushCache(
  state: Pick<ServerState, 'generation'>,
  { name, below = false }: FlushOrder,
): Promise<FlushView> {
  const cache = keptHere(state);
  const top = name === undefined ? undefined : nameOf(name);
  const isMeant = (each: Name) => top === undefined || (below ? isWithin(each, top) : sameName(each, top));
  let flushed = 0;
  await cache.walk(entry => {
    if (!isMeant(entry.name)) return;
    cache.forget(entry);
    flushed++;
  });
  return { flushed };
}
