// What a server that is measured from within is told, and what it replies.

/** What a server is to load for that. */
export const METER_FILE = new URL('./meter.js', import.meta.url).pathname;

export const METER = { BEGIN: 'begin', END: 'end' } as const;

/** What was seen from the beginning to the end. */
export interface MeterReport {
  /** The longest that the control thread went on without a turn for others, in milliseconds of processor time. */
  readonly longestMs: number;
}
