// What somebody asked a running server for cannot be had.

/** The message is for people, and so is what to do instead. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
