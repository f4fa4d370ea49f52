// The bounds of what operators may ask for, which the command checks before it asks a server.

/** Longest time after which a member is ready again by itself. */
export const MAX_FOR_MS = 366 * 86_400_000;
/** Shortest. */
export const MIN_FOR_MS = 1_000;
export const MAX_REASON = 200;
/** The longest name of who gave an order. */
export const MAX_BY = 64;
export const MAX_WEIGHT = 256;
