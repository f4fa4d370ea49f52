// The statements of `options` in named.conf that rondo.yaml has a key for.
import { ttlFromBytes } from '../../dns/rdata/ttl.js';
import type { Value } from './draft.js';
import type { OptionContext } from './named-context.js';
import { rateLimit } from './named-rate-limit.js';
import { type Clause, wordOf } from './statements.js';

type ReadOption = (clause: Clause, context: OptionContext) => void;

/** Bounds of `cache.ttl` by its keys, in seconds. */
const BOUNDS = { min: [0, 3_600], max: [1, 604_800], negative: [0, 86_400] } as const;

/** A statement with a number of seconds, as a key of `cache.ttl`. */
function cacheTtl(key: keyof typeof BOUNDS): ReadOption {
  return (clause, { draft, leave }) => {
    const [least, most] = BOUNDS[key];
    const text = wordOf(clause, 1);
    const seconds = /^\d{1,12}$/.test(text) ? Number(text) : ttlFromBytes(Buffer.from(text));
    if (seconds === undefined) {
      leave(clause, 'expected seconds');
      return;
    }
    const kept = Math.min(most, Math.max(least, seconds));
    if (kept !== seconds) leave(clause, `\`cache\` takes ${least} to ${most} s; ${kept} is written`);
    draft.cache.ttl = { ...(draft.cache.ttl as Readonly<Record<string, Value>>), [key]: kept };
  };
}

/** A text, or `none`. */
function textKey(key: string): ReadOption {
  return (clause, { draft }) => {
    const text = wordOf(clause, 1);
    draft.setKey(key, text === 'none' ? 'off' : text);
  };
}

const listen: ReadOption = (clause, { draft, lists }) => {
  for (const address of lists.listen(clause)) draft.addListen(address);
};

/** Readers by the first word of a statement. */
export const OPTIONS: ReadonlyMap<string, ReadOption> = new Map<string, ReadOption>([
  ['listen-on', listen],
  ['listen-on-v6', listen],
  [
    'forwarders',
    (clause, { draft, lists }) => {
      for (const value of lists.upstreams(clause)) draft.forward.push({ value });
    },
  ],
  [
    'forward',
    (clause, { leave }) => {
      if (wordOf(clause, 1) === 'first') leave(clause, 'names are never resolved here, only forwarded');
    },
  ],
  [
    'allow-recursion',
    (clause, { draft, lists }) => {
      const clients = lists.clients(clause);
      if (clients !== undefined) draft.setKey('allow', clients);
    },
  ],
  ['rate-limit', rateLimit],
  ['version', textKey('version')],
  ['hostname', textKey('identity')],
  ['server-id', textKey('nsid')],
  [
    'minimal-responses',
    (clause, { draft }) => {
      if (wordOf(clause, 1) === 'no') draft.setKey('minimal', 'no');
    },
  ],
  ['max-cache-ttl', cacheTtl('max')],
  ['max-ncache-ttl', cacheTtl('negative')],
  ['min-cache-ttl', cacheTtl('min')],
]);

const SIGNATURES = 'answers of upstreams are passed on with their signatures, and not validated';

/** What is in the place of statements that have no counterpart. */
export const IN_PLACE: ReadonlyMap<string, string> = new Map([
  ['pid-file', 'no such file is kept'],
  ['session-keyfile', 'no such file is kept'],
  ['managed-keys-directory', SIGNATURES],
  ['dnssec-validation', SIGNATURES],
  ['trust-anchors', SIGNATURES],
  ['logging', 'see `log` in rondo.yaml'],
  ['controls', '`rondo status` and its like ask over a socket of their own'],
  ['statistics-channels', 'see `admin` in rondo.yaml'],
  ['allow-notify', 'see `transfer: { notify-from: … }` of a zone with primaries'],
  ['allow-update-forwarding', 'updates are not passed on to primaries'],
  ['response-policy', 'see `block` in rondo.yaml'],
  ['allow-query-cache', 'see `allow` in rondo.yaml'],
  ['max-cache-size', 'see `cache` in rondo.yaml'],
  ['dnssec-policy', 'zones are not signed; one that another program has signed is served as it is'],
]);
