// The layout of a name set: one hash table of names, each with up to two rules, in words of shared memory.

/** "RNS1" */
export const NAMES_MAGIC = 0x524e5331;

/** Words of the header. */
export const NAMES_HEADER = {
  MAGIC: 0,
  /** Slots of the table less one. */
  MASK: 1,
  /** What the hash begins with, and what it multiplies by: secret, so that nobody can choose names that meet. */
  SEED: 2,
  FACTOR: 3,
  /** The highest priority that any rule has. */
  TOP_PRIORITY: 4,
  /** 1 when rules say what this server knows. */
  HAS_LOCAL: 5,
  /** Where the settings of the lists begin. */
  LISTS: 6,
  /** Octets of 1 for each number of labels that some name has. */
  DEPTHS: 7,
  WORDS: 7 + 33,
} as const;

/** Words of a list. */
export const NAMES_LIST = { TTL: 0, NEGATIVE_TTL: 1, SERIAL: 2, WORDS: 3 } as const;

/** Words of a slot; a node of 0 is none. */
export const NAMES_SLOT = { HASH: 0, NODE: 1, WORDS: 2 } as const;

/**
 * Words of a node before its name, which an octet of length begins: for the name and for those below it a rule, of which 0 is none,
 * and behind these the line that it came from.
 */
export const NAMES_NODE = { EXACT: 0, BELOW: 1, LINES: 2, WORDS: 4 } as const;

/**
 * Words of a rule before its octets: first META (flags of entries, and above them answer bits, priority and list), then how many
 * octets of A and of AAAA follow. A pointer has the node of its target in their place.
 */
export const NAMES_RULE = { META: 0, LENGTHS: 1, WORDS: 2 } as const;

/** Where the parts of META begin. */
export const META_SHIFT = { ANSWER: 8, PRIORITY: 12, LIST: 16 } as const;

/** The most lists of one set. */
export const MAX_LISTS = 0x7fff;

/** Which rule goes over which, when several apply: the highest, and of equal ones the nearest to the name. */
export const PRIORITY = {
  HOME: 1,
  BLOCK: 2,
  ALLOW: 3,
  IMPORTANT: 4,
  IMPORTANT_ALLOW: 5,
  ADDRESS: 6,
} as const;
