// Why an update is not carried out: the response code, and words for the log.
import type { RCODE } from '../../dns/constants.js';

export class UpdateError extends Error {
  override readonly name = 'UpdateError';

  /** @param message words that go on from "the update" */
  constructor(
    readonly rcode: (typeof RCODE)[keyof typeof RCODE],
    message: string,
  ) {
    super(message);
  }
}
