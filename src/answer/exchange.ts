// The exchange: all that is known of one query and of what became of it, from its octets to those of its answer.
import { MAX_MESSAGE, OWN_UDP_SIZE, PLAIN_UDP_SIZE, RCODE } from '../dns/constants.js';
import { COUNT_AT, countOf, isTruncated } from '../dns/header.js';
import { NO_KEY } from '../dns/tsig/key.js';
import type { ServedZone } from '../image/served-zone.js';
import { Client } from './client.js';
import { LOOKUP, Lookup } from './lookup.js';
import { Question } from './question.js';
import { REFUSAL, type Refusal } from './refusal.js';

/** By what a query came; counters are kept by these numbers. */
export const PROTOCOL = { UDP: 0, TCP: 1, TLS: 2, HTTPS: 3 } as const;
export type Protocol = (typeof PROTOCOL)[keyof typeof PROTOCOL];

/** The names of protocols as they are shown, by number. */
export const PROTOCOL_NAMES = ['udp', 'tcp', 'tls', 'https'] as const;
export type ProtocolName = (typeof PROTOCOL_NAMES)[number];

/** What became of a query. */
export const OUTCOME = {
  /** The answer stands in the output. */
  ANSWERED: 0,
  /** It gets no answer; {@link Exchange.drop} says why. */
  DROPPED: 1,
  /** It is to be asked upstream, along {@link Exchange.route}. */
  FORWARD: 2,
  /** It is for somebody else, see {@link Exchange.control}, perhaps with several messages. */
  CONTROL: 3,
} as const;
export type Outcome = (typeof OUTCOME)[keyof typeof OUTCOME];

/** Why a message got no answer. */
export const DROP = {
  MALFORMED: 0,
  SPOOFED_PORT: 1,
  SEND_FAILED: 2,
  OVERLOADED: 3,
  RATE_LIMITED: 4,
  /** It came from a proxy that is to say who asks, and does not. */
  PROXY_HEADER: 5,
  /** The client and this server did not come to agree on TLS, or the client went amid that. */
  HANDSHAKE: 6,
  /** A connection was not ready to be read in time: its handshake, or the header of a proxy, came too slowly. */
  LATE: 7,
} as const;
export type DropReason = (typeof DROP)[keyof typeof DROP];

/** What a message wants beside an answer from the zones. */
export const CONTROL = {
  NONE: 0,
  /** The state of pools, at `_health.NAME`. */
  HEALTH: 1,
  /** A primary says that a zone has changed (RFC 1996). */
  NOTIFY: 2,
  /** A dynamic update (RFC 2136). */
  UPDATE: 3,
  /** A whole zone, or what has changed of it (RFC 5936, RFC 1995). */
  TRANSFER: 4,
} as const;
export type Control = (typeof CONTROL)[keyof typeof CONTROL];
export const CONTROL_NAMES = ['none', 'health', 'notify', 'update', 'transfer'] as const;

/** Who gave an answer: this server, an upstream, or an upstream to an earlier query. */
export const SOURCE = { SELF: 0, UPSTREAM: 1, CACHE: 2 } as const;
export type Source = (typeof SOURCE)[keyof typeof SOURCE];

/** What kind of answer it is. */
export const CATEGORY = { ERROR: 0, POSITIVE: 1, NODATA: 2, NXDOMAIN: 3, REFERRAL: 4 } as const;
export type Category = (typeof CATEGORY)[keyof typeof CATEGORY];
export const CATEGORY_NAMES = ['error', 'positive', 'nodata', 'nxdomain', 'referral'] as const;

const NOTHING = new Uint8Array(0);
const WILDCARD_LABEL = [1, 0x2a];

/** Scratch memory for one query at a time; allocated once per thread. */
export class Exchange {
  /** Set by the transport before a query is handled, together with {@link client}, {@link input} and {@link output}. */
  protocol: Protocol = PROTOCOL.UDP;
  /** Who asks. */
  readonly client = new Client();
  /** The message is `input[start]` to `input[end]`. */
  input: Uint8Array = NOTHING;
  start = 0;
  end = 0;
  /** The answer goes to `output[base]` and on. */
  output: Uint8Array = NOTHING;
  base = 0;
  /** Whether this client is offered recursion: sets RA if there are upstreams, and lets names outside the zones be forwarded. */
  mayForward = false;

  /** The question, as far as it could be read. */
  readonly question = new Question();
  /** Whether the query brought a server cookie that was made here for this client: its address is not forged. */
  hasValidCookie = false;
  /** The place of the key that the query is signed with, rightly, among the keys of the settings; NO_KEY of dns/tsig/key.ts when there is none. */
  key = NO_KEY;
  /** The largest answer, in octets. */
  limit = 0;

  /** With {@link OUTCOME}.ANSWERED, the length of the answer in octets. */
  length = 0;
  /** The response code, extended bits included. */
  rcode = 0;
  /** The zone that the name asked for lies in; undefined outside all zones. */
  zone: ServedZone | undefined = undefined;
  /** What was found of that name in the zone; of the names that its aliases lead to, nothing stands here. */
  readonly lookup = new Lookup();
  /** With {@link OUTCOME}.DROPPED, why. */
  drop: DropReason = DROP.MALFORMED;
  /** With {@link OUTCOME}.FORWARD, the number of the route. */
  route = 0;
  /**
   * With {@link OUTCOME}.FORWARD: 0, or the length of what was written of the answer so far, without OPT: an alias leads from a
   * zone to a name which is to be asked for upstream.
   */
  chainLength = 0;
  /** What the message wants beside an answer from the zones, also when it was refused. */
  control: Control = CONTROL.NONE;
  /** Who gave the answer. */
  source: Source = SOURCE.SELF;
  /** Why a query or an update was refused to the client, or a signature not taken. */
  refusal: Refusal = REFUSAL.NONE;

  /** The list that blocks the name, as it is shown; undefined when none does. */
  blockedBy: string | undefined = undefined;
  /** The row of that list in the counters; 0 when there is none. */
  listRow = 0;
  /** The label of the name asked for with which that of a rule begins, where a rule of the name set answers; else 0. */
  ruleLabel = 0;

  /** Forgets what became of the query before, as far as it is not set for each. */
  begin(): void {
    this.hasValidCookie = false;
    this.key = NO_KEY;
    this.zone = undefined;
    this.control = CONTROL.NONE;
    this.source = SOURCE.SELF;
    this.refusal = REFUSAL.NONE;
    this.blockedBy = undefined;
    this.listRow = 0;
    this.ruleLabel = 0;
  }

  /** Whether an answer may be completed upstream: what others say is not signed here, and so is no part of a signed answer. */
  get mayFollow(): boolean {
    return this.mayForward && this.key === NO_KEY;
  }

  /** Of an answer of the zones: whether it is truncated, and would have had more room if the client had shown a valid cookie. */
  get isCutForCookie(): boolean {
    const { protocol, limit, question, output, base } = this;
    // Over a connection no limit is so low.
    if (limit >= OWN_UDP_SIZE || isStream(protocol) || !question.hasEdns) return false;
    return limit < question.udpSize && isTruncated(output, base);
  }

  /** The zone's row in the counters, 0 outside all zones. */
  get row(): number {
    return this.zone === undefined ? 0 : this.zone.row;
  }

  /** Of an exchange that is answered: what kind of answer it is. Read from the message, and so only when somebody asks. */
  get category(): Category {
    const { rcode, output, base } = this;
    if (rcode === RCODE.NXDOMAIN) return CATEGORY.NXDOMAIN;
    if (rcode !== RCODE.NOERROR) return CATEGORY.ERROR;
    // What did not fit was there.
    if (countOf(output, COUNT_AT.ANSWER, base) > 0 || isTruncated(output, base)) return CATEGORY.POSITIVE;
    const isReferral = this.zone !== undefined && this.lookup.outcome === LOOKUP.REFERRAL;
    return isReferral ? CATEGORY.REFERRAL : CATEGORY.NODATA;
  }

  /**
   * Of an exchange that is answered: the answer stands for the suffix of the question's name that begins with this label. For
   * data it is the name itself, what a wildcard or a pattern stands below, or the name of a rule; for what does not exist the apex;
   * for a referral the cut; for an error the root. A limit on answers counts by it, since random names share it.
   */
  get label(): number {
    const { zone, lookup } = this;
    const { labels } = this.question.name;
    if (this.category === CATEGORY.ERROR) return labels;
    if (zone === undefined || this.source !== SOURCE.SELF) return this.ruleLabel;
    if (zone.kind === 'below') return lookup.label;
    if (lookup.outcome === LOOKUP.NODATA || lookup.outcome === LOOKUP.NXDOMAIN) return labels - zone.labels;
    return lookup.isWildcard ? lookup.encloser : lookup.label;
  }

  /** Whether it stands for the wildcard below that suffix. */
  get isWildcard(): boolean {
    const { zone, lookup } = this;
    if (zone === undefined || this.source !== SOURCE.SELF || this.category === CATEGORY.ERROR) return false;
    return lookup.isWildcard && lookup.outcome !== LOOKUP.NODATA;
  }

  /** A copy of the name that the answer stands for, in wire form and lower case. */
  nameStoodFor(): Uint8Array {
    const { lower, labelAt, length } = this.question.name;
    const suffix = lower.subarray(labelAt[this.label], length);
    return Uint8Array.from(this.isWildcard ? [...WILDCARD_LABEL, ...suffix] : suffix);
  }
}

/** Whether a protocol carries messages of any length over a connection. */
export function isStream(protocol: Protocol): boolean {
  return protocol !== PROTOCOL.UDP;
}

/** Whether nobody on the way can read what is said over a protocol. */
export function isEncrypted(protocol: Protocol): boolean {
  return protocol === PROTOCOL.TLS || protocol === PROTOCOL.HTTPS;
}

/**
 * The largest answer to a query, in octets (RFC 6891 §6.2.3).
 * @param withoutCookie the largest one over UDP to a client whose address may be forged
 */
export function sizeLimit({ protocol, question, hasValidCookie }: Exchange, withoutCookie: number): number {
  if (isStream(protocol)) return MAX_MESSAGE;
  if (!question.hasEdns) return PLAIN_UDP_SIZE;
  const most = hasValidCookie ? OWN_UDP_SIZE : withoutCookie;
  return Math.min(Math.max(question.udpSize, PLAIN_UDP_SIZE), most);
}
