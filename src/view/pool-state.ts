// The states of a pool as a whole, as metrics and its history have them.

export const POOL_STATE = {
  /** All members are live and in service. */
  WHOLE: 'whole',
  /** Some are. */
  DEGRADED: 'degraded',
  /** Others take their place: members that are not live, other addresses, or another pool. */
  FALLBACK: 'fallback',
  /** Nothing is handed out. */
  EMPTY: 'empty',
} as const;
export type PoolState = (typeof POOL_STATE)[keyof typeof POOL_STATE];
