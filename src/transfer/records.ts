// Records in the order in which a transfer sends them, as much at a time as a message takes.
import type { TransferMessage } from './transfer-message.js';

/** Some of the records of a transfer, one after another. */
export interface Records {
  /** Adds those that come next, as long as they fit. @returns whether those were the last */
  writeTo(message: TransferMessage): boolean;
}
