// What the configuration says about answers, whatever the zones hold.

import type { Client } from './client.js';
import type { CookieJar } from './cookie-jar.js';
import type { KeyRing } from './signature.js';
import type { SubnetTrust } from './subnet.js';

/**
 * Whether a rule of the configuration names a client.
 * @param rule its number, from 1
 * @param key the place of the key that the query is signed with, or NO_KEY of dns/tsig/key.ts
 */
export type RuleAccess = (rule: number, client: Client, key: number) => boolean;

/**
 * The number of the view that a client is in; NO_VIEW of image/catalog-names.ts when it is in none.
 * @param key as for {@link RuleAccess}
 */
export type ViewOf = (client: Client, key: number) => number;

/** Set anew by a reload. */
export interface AnswerSettings {
  /** Whether the NS records of the zone, which resolvers know, are left out where they were not asked for; true when absent. */
  readonly isMinimal?: boolean;
  /** Who answers, for clients that ask with NSID (RFC 5001); undefined when that is not told. */
  readonly nsid?: Uint8Array;
  /** The text of version.bind and version.server, at most 255 octets; undefined when that is not told. */
  readonly version?: Uint8Array;
  /** The text of id.server and hostname.bind (RFC 4892), at most 255 octets; undefined when that is not told. */
  readonly identity?: Uint8Array;
  /** Whose client subnets (RFC 7871) are believed; nobody's when undefined. */
  readonly trustsSubnet?: SubnetTrust;
  /** The keys of signed queries; undefined when there are none. */
  readonly keyRing?: KeyRing;
  /** Who gets zones as a whole; nobody when undefined. */
  readonly mayTransfer?: RuleAccess;
  /** The numbers of the rules by which zones leave over TLS alone (RFC 9103 §9.3). */
  readonly tlsOnlyTransfers?: readonly number[];
  /** Who may ask for what zones with such a rule hold; nobody when undefined. */
  readonly mayAsk?: RuleAccess;
  /** In which view a client is; undefined when there are no views. */
  readonly viewOf?: ViewOf;
  /** The names of all views, in their order; none when absent. */
  readonly viewNames?: readonly string[];
  /** The response code to a NOTIFY; NOERROR leaves it to somebody else. Undefined when no zone comes from other servers. */
  readonly notifyRcode?: (client: Client) => number;
  /**
   * The response code to an update; NOERROR leaves it to somebody else. Undefined when nobody may update anything.
   * @param key by which it is signed, as `Exchange` has it
   */
  readonly updateRcode?: (key: number) => number;
  /** The largest answer over UDP to a client without a valid cookie, in octets; OWN_UDP_SIZE when absent. */
  readonly sizeWithoutCookie?: number;
  /** RDATA of SVCB that tell clients of encrypted resolvers (RFC 9462 §4); nothing is told when absent. */
  readonly designated?: readonly Uint8Array[];
  /** Undefined when cookies are off: those of clients are ignored. */
  readonly cookies?: CookieJar;
}
