// The names of events, which `rondo events --json` shows and notifications are chosen by.

/** The kinds that events are counted by. */
export const EVENT_KINDS = [
  'backend',
  'pool',
  'prober',
  'admin',
  'upstream',
  'reload',
  'source',
  'notify',
  'transfer',
  'update',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** A name begins with its kind. */
export const EVENT = {
  BACKEND_DOWN: 'backend-down',
  BACKEND_UP: 'backend-up',
  /** It comes and goes, and is held down. */
  BACKEND_FLAPPING: 'backend-flapping',
  /** It is up, and something is about to be wrong, such as its certificate. */
  BACKEND_WARNING: 'backend-warning',
  /** It has itself drained or in maintenance, or is ready again. */
  BACKEND_STATED: 'backend-stated',
  /** No live member: nothing is handed out. */
  POOL_DOWN: 'pool-down',
  /** No live member: members are handed out that are not live. */
  POOL_OPEN: 'pool-open',
  /** No live member: another pool takes its place. */
  POOL_FALLBACK: 'pool-fallback',
  /** Backups, or members of weight 0, take the place of those that come first. */
  POOL_BACKUP: 'pool-backup',
  /** Only drained members are live. */
  POOL_DRAINED: 'pool-drained',
  POOL_UP: 'pool-up',
  /** All backends fail at once. */
  PROBER_SUSPECT: 'prober-suspect',
  PROBER_TRUSTED: 'prober-trusted',
  PROBER_LATE: 'prober-late',
  PROBER_IN_TIME: 'prober-in-time',
  /** Failed probes did not count. */
  PROBER_VOID: 'prober-void',
  ADMIN_ORDER: 'admin-order',
  ADMIN_EXPIRED: 'admin-expired',
  /** Maintenance is planned, or cancelled. */
  ADMIN_PLAN: 'admin-plan',
  /** Planned maintenance could not begin, or nobody ran to begin it. */
  ADMIN_PLAN_FAILED: 'admin-plan-failed',
  /** What operators said before is not known. */
  ADMIN_STATE: 'admin-state',
  /** The file of the history cannot be read or written. */
  ADMIN_HISTORY: 'admin-history',
  UPSTREAM_DOWN: 'upstream-down',
  UPSTREAM_UP: 'upstream-up',
  /** An upstream that is given by name cannot be looked up, or can again. */
  UPSTREAM_UNRESOLVED: 'upstream-unresolved',
  UPSTREAM_RESOLVED: 'upstream-resolved',
  /** The file of kept answers cannot be read or written. */
  UPSTREAM_CACHE: 'upstream-cache',
  RELOAD_DONE: 'reload-done',
  /** All stays as it was, or the addresses to listen on do. */
  RELOAD_FAILED: 'reload-failed',
  /** Zones or settings are not served as their files stand. */
  RELOAD_FAULTS: 'reload-faults',
  RELOAD_CORRECTED: 'reload-corrected',
  /** The file that keeps serials cannot be used. */
  RELOAD_SERIALS: 'reload-serials',
  /** A source of members cannot be read, or can again. */
  SOURCE_FAILING: 'source-failing',
  SOURCE_WORKING: 'source-working',
  /** Sources have brought other members. */
  SOURCE_CHANGED: 'source-changed',
  /** The file that keeps members of sources cannot be used. */
  SOURCE_FILE: 'source-file',
  /** A receiver of notifications cannot be reached, or can again. */
  NOTIFY_FAILING: 'notify-failing',
  NOTIFY_WORKING: 'notify-working',
  /** A message was given up. */
  NOTIFY_LOST: 'notify-lost',
  /** A zone of other servers cannot be transferred, or can again. */
  TRANSFER_FAILING: 'transfer-failing',
  TRANSFER_WORKING: 'transfer-working',
  /** A zone was not confirmed for so long that nothing is answered from it. */
  TRANSFER_EXPIRED: 'transfer-expired',
  /** Updates of a zone cannot be kept or come into force, or can again. */
  UPDATE_FAILING: 'update-failing',
  UPDATE_WORKING: 'update-working',
  /** The file with the updates of a zone was damaged, or not whole. */
  UPDATE_FILE: 'update-file',
} as const;
export type EventName = (typeof EVENT)[keyof typeof EVENT];

export const EVENT_NAMES = Object.values(EVENT);

/** The events that say that something is wrong. */
const BAD: ReadonlySet<EventName> = new Set([
  EVENT.BACKEND_DOWN,
  EVENT.BACKEND_FLAPPING,
  EVENT.BACKEND_WARNING,
  EVENT.POOL_DOWN,
  EVENT.POOL_OPEN,
  EVENT.POOL_FALLBACK,
  EVENT.POOL_BACKUP,
  EVENT.POOL_DRAINED,
  EVENT.PROBER_SUSPECT,
  EVENT.PROBER_LATE,
  EVENT.PROBER_VOID,
  EVENT.ADMIN_PLAN_FAILED,
  EVENT.ADMIN_STATE,
  EVENT.ADMIN_HISTORY,
  EVENT.UPSTREAM_DOWN,
  EVENT.UPSTREAM_UNRESOLVED,
  EVENT.UPSTREAM_CACHE,
  EVENT.RELOAD_FAILED,
  EVENT.RELOAD_FAULTS,
  EVENT.RELOAD_SERIALS,
  EVENT.SOURCE_FAILING,
  EVENT.SOURCE_FILE,
  EVENT.NOTIFY_FAILING,
  EVENT.NOTIFY_LOST,
  EVENT.TRANSFER_FAILING,
  EVENT.TRANSFER_EXPIRED,
  EVENT.UPDATE_FAILING,
  EVENT.UPDATE_FILE,
]);

export function isBadEvent(name: EventName): boolean {
  return BAD.has(name);
}

export function kindOfEvent(name: EventName): EventKind {
  return name.slice(0, name.indexOf('-')) as EventKind;
}
