// Words of other programs for keys and values that have another word here.
import { spellingHint } from './suggest.js';

/** Keys of dnsmasq, BIND, HAProxy, nginx, Kubernetes and the like, without hyphens and underscores. */
const KEYS: Readonly<Record<string, string>> = {
  maxfails: 'fall',
  fails: 'fall',
  retries: 'fall',
  failurethreshold: 'fall',
  unhealthythreshold: 'fall',
  successthreshold: 'rise',
  healthythreshold: 'rise',
  passes: 'rise',
  inter: 'interval',
  period: 'interval',
  periodseconds: 'interval',
  every: 'interval',
  timeoutseconds: 'timeout',
  fastinter: 'fast',
  downinter: 'down-interval',
  check: 'probe',
  checks: 'probe',
  healthcheck: 'probe',
  and: 'all',
  or: 'any',
  health: 'probe',
  monitor: 'probe',
  server: 'members',
  servers: 'members',
  backends: 'members',
  targets: 'members',
  endpoints: 'members',
  balance: 'order',
  algorithm: 'order',
  strategy: 'order',
  rotation: 'order',
  slowstart: 'slow-start',
  cafile: 'ca',
  capath: 'ca',
  certificate: 'cert',
  verify: 'insecure',
  skipverify: 'insecure',
  tlsskipverify: 'insecure',
  servername: 'sni',
  path: 'http',
  url: 'http',
  uri: 'http',
  httpget: 'http',
  tcpsocket: 'tcp',
  connect: 'tcp',
  command: 'exec',
  script: 'exec',
  bind: 'listen',
  listenon: 'listen',
  listenaddress: 'listen',
  address: 'listen',
  addresses: 'listen',
  forwarder: 'forward',
  forwarders: 'forward',
  upstream: 'forward',
  upstreams: 'forward',
  nameserver: 'forward',
  nameservers: 'forward',
  resolvers: 'forward',
  zonefiles: 'zones',
  files: 'zones',
  cachesize: 'cache',
  servestale: 'stale',
  serveexpired: 'stale',
  usestalecache: 'stale',
  minttl: 'min',
  mincachettl: 'min',
  maxttl: 'max',
  maxcachettl: 'max',
  negttl: 'negative',
  resolvfile: 'resolv',
  rebindprotection: 'rebind',
  stopdnsrebind: 'rebind',
  allowquery: 'allow',
  allowrecursion: 'allow',
  acl: 'allow',
  rrlratelimit: 'rate-limit',
  modrrl: 'rate-limit',
  rrl: 'rate-limit',
  responseratelimit: 'rate-limit',
  proxyallowlist: 'proxy-protocol',
  allowproxy: 'proxy-protocol',
  proxyprotocolfrom: 'proxy-protocol',
  responsespersecond: 'per-second',
  exemptclients: 'exempt',
  logonly: 'dry-run',
  rrlslip: 'slip',
  blocklist: 'block',
  blocklists: 'block',
  denylist: 'block',
  blacklist: 'block',
  logging: 'log',
  loglevel: 'log',
  metrics: 'admin',
  stats: 'admin',
  threads: 'workers',
  name: 'zone',
  origin: 'zone',
  domain: 'zone',
  defaultttl: 'ttl',
  primary: 'mname',
  email: 'rname',
  mbox: 'rname',
  ncache: 'minimum',
  negativettl: 'minimum',
};

const ALLOW_LIST = 'names that no list blocks stand under `block:`, as `- { allow: FILE }`';

const THRESHOLD =
  '`use-backups-below: 50%` takes the backups or the pool of the `fallback`; `panic-below: 50%` hands out all members';

const KIND = 'a probe is named by its kind, as in `{ tcp: 80 }` or `{ http: / }`';

/** What to say of keys that nothing here takes the place of. */
const NOTES: Readonly<Record<string, string>> = {
  allowlist: ALLOW_LIST,
  allowlists: ALLOW_LIST,
  whitelist: ALLOW_LIST,
  ping: 'there is no ping: a probe asks the service itself, as `tcp: 80` or `http: /` does',
  icmp: 'there is no ping: a probe asks the service itself, as `tcp: 80` or `http: /` does',
  '<<': 'mappings are not merged: write the keys out, or give the whole value an alias',
  upthresh: THRESHOLD,
  nbsrv: THRESHOLD,
  kind: KIND,
  protocol: KIND,
  scheme: KIND,
};

const VALUES: Readonly<Record<string, string>> = {
  all: 'any',
  everyone: 'any',
  everybody: 'any',
  '*': 'any',
  localnet: 'local',
  localnets: 'local',
  nobody: 'none',
  warning: 'warn',
  notice: 'info',
  verbose: 'debug',
  err: 'error',
  crit: 'fatal',
  quiet: 'silent',
  roundrobin: 'cyclic',
  rr: 'cyclic',
  rotate: 'cyclic',
  wrr: 'weighted',
  weight: 'weighted',
  random: 'shuffle',
  randomize: 'shuffle',
  source: 'sticky',
  hash: 'sticky',
  iphash: 'sticky',
  static: 'fixed',
  first: 'fixed',
  none: 'off',
  never: 'off',
  disable: 'off',
  disabled: 'off',
  enable: 'on',
  enabled: 'on',
  always: 'on',
  nx: 'nxdomain',
  empty: 'nodata',
  zero: 'null',
};

function find(words: Readonly<Record<string, string>>, text: string): string | undefined {
  const plain = text.toLowerCase().replace(/[-_\s]/g, '');
  return Object.hasOwn(words, plain) ? words[plain] : undefined;
}

/** The key that says the same here. */
export function keyForForeign(key: string): string | undefined {
  return find(KEYS, key);
}

/** What to know about a key that does not exist here in any form. */
export function noteOnKey(key: string): string | undefined {
  if (/^x-/.test(key)) return 'there are no free keys: put an anchor where the value is first used';
  return find(NOTES, key);
}

/** Words for yes and no: to suggest one for another might turn the meaning round. */
const TRUTHS: readonly string[] = ['yes', 'no', 'on', 'off', 'true', 'false'];

/** What to write in place of a word that is none of those that are possible, if that is known. */
export function wordAdvice(value: string, possible: readonly string[]): string | undefined {
  const own = find(VALUES, value);
  if (own !== undefined && possible.includes(own)) return `it is called \`${own}\` here`;
  if (TRUTHS.includes(value.toLowerCase())) return undefined;
  return spellingHint(
    value,
    possible.filter(word => !TRUTHS.includes(word) || value.length > 3),
  );
}
