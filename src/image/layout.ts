// The layout of a zone image, which no other room knows: they ask a ServedZone. All positions are in 32-bit words from its start unless a name says octets.
//
//   header   | HEADER words
//   table    | slots × (suffix hash, node)           open addressing, linear probing; node 0 means empty
//   nodes    | NODE words, then per RRset (type, position), then the name's octets, padded
//   RRsets   | before a signed one the position of its RRSIGs; RRSET words, then per record its octet position unless
//            | all have one size, then per record the node of its target when the type has one, then the records, padded
//   denial   | in a signed zone the owners of its NSEC or NSEC3 records, sorted
//
// A zone that is patched has a header for each version, in one memory: versions share the table, and all nodes and RRsets that are
// as they were. What is otherwise in a version than in the table stands beside its header (changed-nodes.ts). What leads from one
// node or RRset to another node names the place where that stood first.
//
// A record is stored as TYPE, CLASS, TTL, RDLENGTH, RDATA: all that follows the owner name on the wire.

export const MAGIC = 0x4f444e52;

export const HEADER = {
  MAGIC: 0,
  TABLE: 1,
  MASK: 2,
  APEX: 3,
  SOA: 4,
  NEGATIVE_TTL: 5,
  NODES: 6,
  /** Position of the denial chain, 0 without one. */
  DENIAL: 7,
  /** Where the nodes begin and end, each before its RRsets; 0 when there is room between them. */
  FIRST: 8,
  END: 9,
  /** Of a zone that may be patched: one past the last word in use, and what that was when it was compiled; else 0. */
  TOP: 10,
  COMPILED: 11,
  /** Of such a zone: the next rotation counter that nothing uses. */
  TURNS: 12,
  /** Where the nodes stand that are not as in the table, 0 when all are; and one less than the slots for them. */
  CHANGED: 13,
  CHANGED_MASK: 14,
  WORDS: 15,
} as const;

/** META holds name length (8 bits), RRset count (16 bits) and flags (8 bits, node-flag.ts). */
export const NODE = { META: 0, WILDCARD: 1, WORDS: 2 } as const;

/** KIND holds the type (16 bits) and flags; SLOT is the pool's place in the lineup table, -1 without one. */
export const RRSET = { KIND: 0, COUNT: 1, TURN: 2, SLOT: 3, WORDS: 4 } as const;

/** Of an RRset with RRSIGs, from its position: where they stand as an RRset of their own (RFC 4034 §3). */
export const SIGNATURES = -1;

export const RRSET_FLAG = {
  /** The order of the records moves on with every answer. */
  ROTATES: 1,
  /** RDATA begins with names that may be compressed (RFC 3597 §4). */
  COMPRESSIBLE: 2,
  /** Each record has a target host, whose node follows. */
  TARGETS: 4,
  /** All records are of one size: no positions are stored. */
  UNIFORM: 8,
  /** RRSIGs cover the RRset: see {@link SIGNATURES}. */
  SIGNED: 16,
} as const;

/** How a signed zone proves what it does not have: KIND, number of owners, and for NSEC3 the parameters of its hash (RFC 5155 §4). */
export const DENIAL = { KIND: 0, COUNT: 1, ITERATIONS: 2, SALT_LENGTH: 3, SALT_AT: 4, WORDS: 5 } as const;

/** NSEC: the entries are nodes in canonical order (RFC 4034 §6.1). NSEC3: {@link HASH_WORDS} of hash and a node each, in order of the hash. */
export const DENIAL_KIND = { NONE: 0, NSEC: 1, NSEC3: 2 } as const;

/** A SHA-1 hash, as big-endian words. */
export const HASH_WORDS = 5;

/** The most records in one RRset. */
export const MAX_RECORDS = 0xffff;

export function nodeNameLength(meta: number): number {
  return meta & 0xff;
}

export function nodeRRsetCount(meta: number): number {
  return (meta >>> 8) & 0xffff;
}

export function nodeFlags(meta: number): number {
  return meta >>> 24;
}
