// What a server that is measured from within is told, and what it replies.

export const METER = { BEGIN: 'begin', END: 'end' } as const;

/** What was seen from the beginning to the end. */
export interface MeterReport {
  /** The longest that the control thread went on without a turn for others, in milliseconds of processor time. */
  readonly longestMs: number;
}
