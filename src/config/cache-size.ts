// How many answers of upstreams are kept.

/** The most that can be: they take 1.6 GB. */
export const MAX_CACHE = 1_000_000;

/** Those of a configuration that does not say it. */
export const USUAL_CACHE = 10_000;
