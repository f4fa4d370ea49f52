// What operators may ask for, and its bounds, which the command checks before it asks a server.

/**
 * `drain`: not handed out while another member is live. `maint`: not handed out, come what may. `up` and `down`: it counts as
 * that, whatever its probes say.
 */
export const ADMIN_STATES = ['ready', 'drain', 'maint', 'up', 'down'] as const;
export type AdminState = (typeof ADMIN_STATES)[number];

/** Longest time after which a member is ready again by itself. */
export const MAX_FOR_MS = 366 * 86_400_000;
/** Shortest. */
export const MIN_FOR_MS = 1_000;
export const MAX_REASON = 200;
/** The longest name of who gave an order. */
export const MAX_BY = 64;
export const MAX_WEIGHT = 256;
