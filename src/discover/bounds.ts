// The bounds of what sources may bring.

/** The most targets of one list: as many members as a pool may have. */
export const MAX_FOUND = 1_024;

/** The most members that all sources together may bring: see docs/decisions/0018. */
export const MAX_FOUND_IN_ALL = 16_384;

/** The longest list, in octets. */
export const MAX_LIST_OCTETS = 4 * 2 ** 20;

/** The most octets of answers over HTTP that are held at once, of all sources together. */
export const MAX_HELD_OCTETS = 16 * 2 ** 20;

/** The largest weight of a target, as of a member that is written. */
export const MAX_WEIGHT = 256;

/** The last of the backups, as of a member that is written. */
export const MAX_BACKUP = 255;

/** The most tags of one member, be they written or from labels. */
export const MAX_TAGS = 16;

/** The longest tag, in characters. */
export const MAX_TAG = 63;

/** The most questions to sources at once, and the most daemons whose events are heard at once. */
export const MAX_QUESTIONS = 32;

/** The most sources at once. */
export const MAX_SOURCES = 1_024;
