// Why a transfer to this server has ended without a zone.

/** What may be done about it. */
export const REMEDY = {
  /** Another primary, or the same one later. */
  RETRY: 'retry',
  /** The difference is no use: the whole zone may be. */
  WHOLE: 'whole',
  /** Nothing of that address for a while: nobody is there. */
  LATER: 'later',
  /** The same over TCP. */
  STREAM: 'stream',
} as const;
export type Remedy = (typeof REMEDY)[keyof typeof REMEDY];

/** The message goes on after "the answer": `has a record of another zone`. */
export class TransferError extends Error {
  override readonly name = 'TransferError';

  constructor(
    message: string,
    readonly remedy: Remedy = REMEDY.RETRY,
    /** When the answer was no more than that. */
    readonly rcode?: number,
  ) {
    super(message);
  }
}
