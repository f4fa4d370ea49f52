// The settled configuration: every field has a value.
import type { AnswerEdits } from '../dns/answer-edits.js';
import type { TsigKey } from '../dns/tsig/key.js';
import type { ReceiverSpec } from '../notify/receiver.js';
import type { AdminSettings } from './admin-settings.js';
import { cacheSize, type Keeping, settleKeeping } from './cache-settings.js';
import { USUAL_CACHE } from './cache-size.js';
import { type CookieSettings, settleCookies } from './cookie-keys.js';
import type { EncryptedListener } from './encrypted-listeners.js';
import type { ForwardSettings } from './forward-settings.js';
import { encryptedAddress, isEncrypted } from './listen-keys.js';
import { type RateLimitSettings, settleRateLimit } from './rate-limit-keys.js';
import type { ConfigInput } from './schema.js';
import type { SecondaryZone } from './secondary-zones.js';
import { DNS_PORT, type SocketAddress, withPort } from './socket-address.js';
import type { ZoneRules } from './zone-rules.js';

/** Absent fields are as usual. */
export interface UpstreamRules {
  readonly policy?: 'order' | 'strict' | 'parallel' | 'random';
  readonly edits?: AnswerEdits;
  /** How answers are kept, as far as they say. */
  readonly kept?: Partial<Keeping>;
}

export interface Config extends ZoneRules {
  /** Where queries are answered over UDP and TCP. */
  readonly listen: readonly SocketAddress[];
  /** Where they are answered inside TLS. */
  readonly encrypted: readonly EncryptedListener[];
  /** Clients whose queries are forwarded: `local`, `any`, `none`, addresses and prefixes. */
  readonly allow: readonly string[];
  /** Proxies that say who their clients are: addresses and prefixes. */
  readonly proxies: readonly string[];
  /** Resolvers whose client subnets are believed. */
  readonly ecs: readonly string[];
  /** How upstreams are asked, and what is changed in their answers. */
  readonly upstreams: UpstreamRules;
  readonly forward: ForwardSettings;
  /** How many answers of upstreams are kept; 0 for none. */
  readonly cache: number;
  readonly keeping: Keeping;
  /** Where they are kept over a restart, if anywhere. */
  readonly cacheFile: string | undefined;
  readonly admin: AdminSettings | undefined;
  /** The folder of the control socket; undefined when it is off, empty for the usual one. */
  readonly control: string | undefined;
  /** The file of what operators said; undefined when it is off, empty for the usual one. */
  readonly state: string | undefined;
  readonly log: {
    readonly level: string;
    readonly format: 'auto' | 'json' | 'text';
    /** Fraction of queries that are logged, 0 to 1. */
    readonly queries: number;
  };
  /** Whether positive answers leave out the NS of their zone. */
  readonly minimal: boolean;
  /** Who answers: a text, `hostname` or `off`. */
  readonly nsid: string | undefined;
  /** As `nsid`, for class CH; `nsid` when absent. */
  readonly identity: string | undefined;
  /** A text, `on` or `off`. */
  readonly version: string | undefined;
  /** Whether TXT records tell the state of pools. */
  readonly hasHealthTxt: boolean;
  readonly cookies: CookieSettings;
  /** How often clients get the same answer over UDP; undefined when that is not limited. */
  readonly rateLimit: RateLimitSettings | undefined;
  /** The largest answer over UDP to a client without a valid cookie, in octets; undefined for that of all others. */
  readonly sizeWithoutCookie: number | undefined;
  /** Keys of signed messages; no two have one name. */
  readonly keys: readonly TsigKey[];
  /** Who is told of events. */
  readonly receivers: readonly ReceiverSpec[];
  /** Zones that other servers hold. */
  readonly secondaries: readonly SecondaryZone[];
  /** Names of records that entries under `health` have probed, as `nameKey` gives them. */
  readonly probed: ReadonlySet<string>;
  readonly transport: 'auto' | 'batch' | 'dgram';
  readonly workers: number | 'auto';
  readonly tcp: {
    readonly maxConnections: number;
    readonly maxPerClient: number;
    readonly idleMs: number;
    /** Octets that all connections together may take. */
    readonly maxOctets: number;
    /** Forwarded queries of one connection that may be under way. */
    readonly maxForwarded: number;
  };
}

/** What dnsmasq files say beside zones and forward rules. */
export interface DnsmasqSays {
  readonly listen: readonly SocketAddress[];
  /** The largest counts. */
  readonly cacheSizes: readonly number[];
  readonly upstreams: UpstreamRules;
}

const LISTEN_ADDRESS = '127.0.0.1';

/** All addresses where queries are answered, those where they come as they are first. */
export function addressesOf({
  listen,
  encrypted,
}: Pick<SettledInput, 'listen' | 'encrypted'>): SocketAddress[] {
  return [...listen, ...encrypted];
}

/** What rondo.yaml says itself; the rest is in other files, or follows from them. */
export interface SettledInput extends Omit<Config, OfOtherFiles> {
  /** The certificates are in other files. */
  readonly encrypted: readonly SocketAddress[];
}

type OfOtherFiles =
  | 'admin'
  | 'encrypted'
  | 'forward'
  | 'cacheFile'
  | 'keys'
  | 'receivers'
  | 'secondaries'
  | keyof ZoneRules
  | 'probed';

/**
 * Fills in what the file does not say.
 * @param dnsmasq what dnsmasq files say; used where the file says nothing
 * @param inherited where sockets that were handed over listen; they are used in any case
 */
export function settle(
  input: ConfigInput,
  { listen, cacheSizes, upstreams }: DnsmasqSays,
  inherited: readonly SocketAddress[],
): SettledInput {
  return {
    ...settleListen(input.listen ?? [], listen, inherited),
    upstreams,
    allow: input.allow ?? ['local'],
    ecs: input.ecs ?? [],
    proxies: input['proxy-protocol'] ?? [],
    cache: cacheSize(input.cache) ?? usualCacheSize(cacheSizes),
    keeping: settleKeeping(input.cache, upstreams.kept),
    control: input.control === 'off' ? undefined : (input.control ?? ''),
    state: input.state === 'off' ? undefined : (input.state ?? ''),
    log: { level: 'info', format: 'auto', queries: 0, ...given(input.log) },
    minimal: input.minimal ?? true,
    nsid: input.nsid,
    identity: input.identity,
    version: input.version,
    hasHealthTxt: input['health-txt'] ?? false,
    cookies: settleCookies(input.cookies),
    rateLimit: settleRateLimit(input['rate-limit']),
    sizeWithoutCookie: input['require-cookie-over'],
    transport: input.transport ?? 'auto',
    workers: input.workers ?? 'auto',
    tcp: {
      maxConnections: input.tcp?.maxConnections ?? 1_000,
      maxPerClient: input.tcp?.maxPerClient ?? 100,
      idleMs: input.tcp?.idle ?? 10_000,
      maxOctets: input.tcp?.memory ?? 64 * 2 ** 20,
      maxForwarded: 100,
    },
  };
}

function settleListen(
  entries: NonNullable<ConfigInput['listen']>,
  dnsmasq: readonly SocketAddress[],
  inherited: readonly SocketAddress[],
): Pick<SettledInput, 'listen' | 'encrypted'> {
  const own = entries.flatMap(entry => (isEncrypted(entry) ? [] : withPort(entry, DNS_PORT)));
  const encrypted = entries.filter(isEncrypted).map(encryptedAddress);
  const usual = inherited.length > 0 ? [] : [{ address: LISTEN_ADDRESS, port: DNS_PORT }];
  const fallback = dnsmasq.length > 0 ? dnsmasq : usual;
  const isOpen = ({ address, port }: SocketAddress) =>
    encrypted.every(each => each.address !== address || each.port !== port);
  return { listen: [...(entries.length > 0 ? own : fallback), ...inherited.filter(isOpen)], encrypted };
}

function usualCacheSize(sizes: readonly number[]): number {
  return sizes.length === 0 ? USUAL_CACHE : Math.max(...sizes);
}

/** The keys that have a value. */
function given<T extends object>(input: T | undefined): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(input ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
