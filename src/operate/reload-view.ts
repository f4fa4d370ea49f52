// How a reload went, as it is told to whoever asked for it.
import type { FileFault } from '../config/file-fault.js';
import type { Problem } from '../source/problem.js';
import type { ZoneChange } from '../store/zone-change.js';
import type { ReloadView } from '../view/reload.js';
import { changesText, changeViews } from './change-view.js';
import { faultViews } from './fault-text.js';
import { problemView } from './problem-view.js';

export interface ReloadReport {
  /** In order. */
  readonly problems: readonly Problem[];
  /** Problems that are not kept. */
  readonly dropped: number;
  readonly isGood: boolean;
  /** Why all stays as it was, or of what is served only the addresses to listen on, in one line. */
  readonly reason?: string;
  /** Absent when all stays as it was. */
  readonly served?: ServedReload;
}

/** What came into force. */
export interface ServedReload {
  readonly faults: readonly FileFault[];
  readonly changes: readonly ZoneChange[];
  readonly zones: number;
  /** Zones that were read. */
  readonly read: number;
  readonly ms: number;
}

const NOTHING: ServedReload = { faults: [], changes: [], zones: 0, read: 0, ms: 0 };

export function reloadView({ problems, dropped, isGood, reason, served }: ReloadReport): ReloadView {
  const { faults, changes, zones, read, ms } = served ?? NOTHING;
  return {
    ok: isGood,
    served: served !== undefined,
    ...(reason === undefined ? {} : { reason }),
    problems: problems.map(problemView),
    ...{ dropped, zones, read, ms },
    faults: faultViews(faults),
    changed: changesText(changes),
    changes: changeViews(changes),
  };
}
