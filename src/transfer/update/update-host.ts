// What updates are carried out with, and who hears of them.
import type { DeferredExchange } from '../../answer/deferred-exchange.js';
import type { UpdateRule } from '../../config/update-settings.js';
import type { Name } from '../../dns/name.js';
import type { ZoneUpdate } from '../../store/update-versions.js';
import type { ZoneVersion } from '../../store/zone-version.js';
import type { Clock } from '../../time/clock.js';
import type { RRsetChange } from '../../zone/update/overlay.js';

/** What became of an update; metrics count by it. */
export const RESULT = {
  APPLIED: 'applied',
  /** It was carried out, and the zone is as it was. */
  UNCHANGED: 'unchanged',
  /** A prerequisite is not fulfilled. */
  UNMET: 'unmet',
  REFUSED: 'refused',
  MALFORMED: 'malformed',
  /** It could not be kept, or could not come into force. */
  FAILED: 'failed',
} as const;
export type UpdateResult = (typeof RESULT)[keyof typeof RESULT];

/** Who sent an update. */
export interface Updater {
  readonly zone: string;
  /** The name of the key. */
  readonly key: string;
  readonly address: string;
}

/** Who hears of updates. */
export interface UpdateEvents {
  applied(updater: Updater, changes: readonly RRsetChange[], serial: number): void;
  /** @param reason words that go on from "the update" */
  refused(updater: Updater, reason: string): void;
  /** Updates of a zone cannot be kept, or come into force. */
  failing(zone: string, reason: string): void;
  working(zone: string): void;
  /** The file with the updates of a zone was damaged, or torn. */
  file(zone: string, text: string): void;
}

/** The server, as updates need it. */
export interface UpdateHost {
  readonly clock: Clock;
  readonly events: UpdateEvents;
  /** Where updates are kept. */
  readonly folder: string;
  /** A zone in force, by its label in lower case. */
  zone(label: string): ZoneVersion | undefined;
  /** The view of the zone with this name that who has sent an update sees; undefined when it is in none. */
  viewOf(name: Name, deferred: DeferredExchange): string | undefined;
  /** Who may change a zone; undefined when nobody may. */
  ruleOf(zone: ZoneVersion): UpdateRule | undefined;
  /** Puts in force what updates have made of a zone. @returns whether it could be done so */
  setUpdated(update: ZoneUpdate): Promise<boolean>;
  /** Has a zone read and compiled again. Resolves when that is done, well or not. */
  readAgain(zone: ZoneVersion): Promise<void>;
  /** Runs something while no files are read. */
  exclusively<Result>(run: () => Promise<Result>): Promise<Result>;
}
