// What is asked of a server with very many members: every route, and what of it takes longest.
import { addressOf, ORIGIN, poolName } from '../stalls/pools.js';
import type { Asked } from './http.js';
import { LARGE_ORIGIN, largeName } from './site.js';

/** A request with the words for it. */
export interface Wanted extends Asked {
  readonly what: string;
}

const API = '/api/v1/';
/** The longest word that nothing is called, but to which suggestions are looked for. */
const UNKNOWN = `x${'pool123.'.repeat(7)}stall`.slice(0, 64);
/** As much of a pattern as a name may be long. */
const STARS = `${'*0'.repeat(500)}z`;
/** The longest that a member may be called by. */
const MEMBER_STARS = `${'*0'.repeat(127)}z`;

const get = (what: string, path = what): Wanted => ({ what, path: API + path });
const page = (path: string, what = path): Wanted => ({ what, path, isOfPage: true });
const post = (what: string, path: string, body: object): Wanted => ({
  what: `POST ${what}`,
  path: API + path,
  body,
});
const many = (name: string, words: readonly string[]) =>
  words.map(word => `${name}=${encodeURIComponent(word)}`).join('&');

/** Words that each select somebody. */
const patterns = (count: number) => Array.from({ length: count }, (_, index) => `*.${index % 256}:*`);
const addresses = (count: number) => Array.from({ length: count }, (_, index) => addressOf(index));
const prefixes = (count: number) =>
  Array.from({ length: count }, (_, index) => `127.${20 + (index % 8)}.${index % 256}.0/8`);

const READS: readonly Wanted[] = [
  get('version'),
  get('server'),
  get('status'),
  get('status?show=brief'),
  get('status?state=down&show=brief'),
  get('status?only=UNKNOWN', `status?only=${UNKNOWN}`),
  get('status?only=127.0.0.0/8'),
  get('status?only=PATTERN', `status?only=${STARS}`),
  get('problems'),
  get('pools'),
  get('pools?state=fallback'),
  get('pools?pool=PATTERN', `pools?pool=${STARS}`),
  get('pools?pool=UNKNOWN', `pools?pool=${UNKNOWN}`),
  get('pools/LARGE', `pools/${largeName(0)}`),
  get('pools/UNKNOWN', `pools/${UNKNOWN}`),
  get('members'),
  get('members?state=down&tag=big'),
  get('members?limit=10000&offset=9000'),
  get('zones'),
  get('zones/ZONE', `zones/${ORIGIN}`),
  get('zones/ZONE/records', `zones/${LARGE_ORIGIN}/records`),
  get('zones/ZONE/records?name&type', `zones/${ORIGIN}/records?name=${poolName(3)}&type=A`),
  get('zones/ZONE/export', `zones/${LARGE_ORIGIN}/export`),
  get('zones/ZONE/export (small pools)', `zones/${ORIGIN}/export`),
  get('zones/ZONE/changes', `zones/${ORIGIN}/changes`),
  get('upstreams'),
  get('events'),
  get('history?pool=LARGE', `history?pool=${largeName(0)}`),
  get('history?pool=LARGE&member=PATTERN', `history?pool=${largeName(0)}&member=${MEMBER_STARS}`),
  get('history?pool=UNKNOWN', `history?pool=${UNKNOWN}`),
  get('rates'),
  get('queries'),
  get('explain?name=LARGE', `explain?name=${largeName(0)}`),
  get('explain?name=UNKNOWN', `explain?name=${UNKNOWN}`),
  get('whatif?down=all'),
  get('whatif?up=all&name=LARGE', `whatif?up=all&name=${largeName(0)}`),
  get('whatif?drain=1,000 patterns', `whatif?${many('drain', patterns(256))}`),
  get('whatif?5 × 1,000 addresses', whatIfOf(addresses(3000))),
  get('whatif?down=PATTERN', `whatif?down=${MEMBER_STARS}`),
  get('whatif?down=UNKNOWN', `whatif?down=${UNKNOWN}`),
  get('whatif?down=256 prefixes', `whatif?${many('down', prefixes(256))}`),
  get('cache?name', 'cache?name=example.test'),
  get('plans'),
  { what: 'openapi.json', path: '/openapi.json' },
];

function whatIfOf(words: readonly string[]): string {
  const [down, drain, maint] = [0, 1, 2].map(part => words.slice(part * 1000, part * 1000 + 1000));
  return `whatif?${many('down', down)}&${many('drain', drain)}&${many('maint', maint)}`;
}

const PAGES: readonly Wanted[] = [
  page('/'),
  page(`/?q=${'1+2+'.repeat(49)}`, '/?q=WORDS'),
  page('/?trouble=1'),
  page(`/?pool=${largeName(0)}`, '/?pool=LARGE'),
  page(`/?pool=${UNKNOWN}`, '/?pool=UNKNOWN'),
  page('/events'),
  page(`/explain?name=${largeName(0)}`, '/explain?name=LARGE'),
  page(`/explain?name=${UNKNOWN}`, '/explain?name=UNKNOWN'),
  page('/queries'),
  page('/assets/none.js'),
  page('/metrics'),
  page('/healthz'),
  page('/readyz'),
];

const all = { members: ['all'], force: true };
const HOUR_MS = 3_600_000;
const later = (ms: number) => new Date(Date.now() + ms).toISOString();
const planned = (members: readonly string[]) => ({
  ...{ members, state: 'drain', force: true, from: later(HOUR_MS), until: later(2 * HOUR_MS) },
});

/** In this order: the last puts back what the others have changed. */
const ORDERS: readonly Wanted[] = [
  post('orders: drain one', 'orders', { members: [addressOf(0)], state: 'drain', force: true }),
  post('orders: ready one', 'orders', { members: [addressOf(0)], state: 'ready' }),
  post('orders: drain all', 'orders', { ...all, state: 'drain', reason: 'x'.repeat(200) }),
  post('orders: drain one of all', 'orders', { members: [addressOf(0)], state: 'drain', force: true }),
  post('orders: weight of all', 'orders', { ...all, weight: 7 }),
  post('orders: all that are kept', 'orders', { members: ['all'], state: 'maint' }),
  post('orders: 1,000 patterns', 'orders', { members: patterns(1000), state: 'drain', force: true }),
  post('orders: 1,000 prefixes', 'orders', { members: prefixes(1000), state: 'drain', force: true }),
  post('orders: UNKNOWN', 'orders', { members: [UNKNOWN], state: 'drain' }),
  post('plans: all', 'plans', planned(['all'])),
  post('plans: 64 patterns', 'plans', planned(patterns(64))),
  post('plans/cancel', 'plans/cancel', { id: 1 }),
  post('cache/flush', 'cache/flush', {}),
  post('reload', 'reload', {}),
  post('orders: ready all', 'orders', { ...all, state: 'ready', weight: null }),
];

export const REQUESTS: readonly Wanted[] = [...READS, ...PAGES, ...ORDERS];

/** What the description of the API says of a route, as far as it is needed to ask for it. */
interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

/** The description of the API, by paths and methods. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Whether a reply ends by itself. */
function isWhole({ responses }: Operation): boolean {
  return Object.values(responses).every(({ content = {} }) =>
    Object.keys(content).every(type => type === 'application/json' || type.startsWith('text/plain')),
  );
}

/** Of each route that is not asked for yet one request, with nothing in it. */
export function requestsBeside({ paths }: ApiDocument): Wanted[] {
  const known = REQUESTS.map(({ path, body }) => ({ isPost: body !== undefined, path: path.split('?')[0] }));
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]): Wanted[] => {
      const isPost = method === 'post';
      const pattern = new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
      const isKnown = known.some(each => each.isPost === isPost && pattern.test(each.path));
      if (isKnown || !isWhole(operation)) return [];
      const what = path.replace(API, '');
      return [{ what: isPost ? `POST ${what}` : what, path, ...(isPost ? { body: {} } : {}) }];
    }),
  );
}
