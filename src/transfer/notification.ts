// A NOTIFY that was read, and what may become of it.
import type { Name } from '../dns/name.js';

/** What became of a NOTIFY. */
export const NOTIFIED = { TAKEN: 'taken', KNOWN: 'known', REFUSED: 'refused', NO_ZONE: 'no zone' } as const;
export type Notified = (typeof NOTIFIED)[keyof typeof NOTIFIED];

/** A NOTIFY that was read. */
export interface Notification {
  readonly origin: Name;
  /** Of the sender, as canonical text. */
  readonly address: string;
  /** That of the SOA in it, if there is one. */
  readonly serial: number | undefined;
}
