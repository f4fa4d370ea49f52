// A pool: an RRset whose members are handed out by turns, and what is known about each member.

/** How the members of an answer are ordered. */
export type Order = 'cyclic' | 'weighted' | 'fixed';

/** What is probed and how; every field is settled (defaults filled in). */
export interface ProbeSpec {
  readonly kind: 'http' | 'https' | 'tcp';
  /** Request target, starting with a slash; http and https only. */
  readonly path: string;
  readonly method: string;
  /** The Host header; the pool's owner name when absent. */
  readonly host?: string;
  /** The TLS server name; `host` when absent. */
  readonly sni?: string;
  /** Further request headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Accepted status codes, as inclusive ranges. */
  readonly statuses: readonly (readonly [from: number, to: number])[];
  /** Text that the first 64 KiB of the body must contain. */
  readonly body?: string;
  /** A response header that must be present and, when `value` is given, contain it. */
  readonly header?: { readonly name: string; readonly value?: string };
  /** Do not verify the certificate; https only. */
  readonly insecure: boolean;
  /** The port, when the member has none of its own. */
  readonly port?: number;
  readonly intervalMs: number;
  /** The delay to the next probe while a transition is under way. */
  readonly fastMs: number;
  /** Total deadline of one probe. */
  readonly timeoutMs: number;
  /** Consecutive failures that take a live member out. */
  readonly fall: number;
  /** Consecutive successes that bring a member back. */
  readonly rise: number;
}

/** A probe as written: a named profile, own keys over it, or both. Resolved against the profiles of rondo.yaml. */
export interface ProbeReference {
  readonly profile?: string;
  readonly overrides: Partial<ProbeSpec>;
}

/** One member of a pool; it stands at the same index as its RDATA in the RRset. */
export interface Member {
  /** The address to probe, as text without a zone index. */
  readonly address: string;
  readonly port?: number;
  /** Relative share of first places, 0 to 256. */
  readonly weight: number;
}

/** The health side of one RRset. */
export interface Pool {
  readonly order: Order;
  readonly probe?: ProbeReference;
  /** In the order of the RRset's RDATA. */
  readonly members: readonly Member[];
}

/** The most members that one pool may have. */
export const MAX_MEMBERS = 1024;

/** The most that the weights of a pool may add up to: as many places has a turn of its wheel. */
export const MAX_WEIGHT_SUM = 10_000;
