// Why a running server refuses a request, with a code that does not change.

/** Programs may rely on these. */
export const ERROR_CODE = {
  /** The input is not what is expected there; the message has the path of the key. */
  INVALID_INPUT: 'invalid_input',
  /** This way in is not for that. */
  FORBIDDEN: 'forbidden',
  /** A token or the password is needed, or what was sent is wrong. */
  UNAUTHORIZED: 'unauthorized',
  UNKNOWN_PATH: 'unknown_path',
  UNKNOWN_POOL: 'unknown_pool',
  UNKNOWN_MEMBER: 'unknown_member',
  /** Of planned maintenance. */
  UNKNOWN_PLAN: 'unknown_plan',
  UNKNOWN_ZONE: 'unknown_zone',
  /** No zone here holds the name. */
  UNKNOWN_NAME: 'unknown_name',
  /** This server keeps nothing of the kind. */
  NOT_KEPT: 'not_kept',
  WRONG_METHOD: 'wrong_method',
  /** It would go over a bound of the server as it is now. */
  LIMIT_REACHED: 'limit_reached',
  /** A pool would have fewer live members than it is to keep. */
  TOO_FEW_LIVE: 'too_few_live',
  INPUT_TOO_LONG: 'input_too_long',
  /** The body of a request is not said to be JSON. */
  WRONG_CONTENT_TYPE: 'wrong_content_type',
  /** Of one client in a short time. */
  TOO_MANY_REQUESTS: 'too_many_requests',
  /** The host of the request is a name that somebody else may have made up. */
  WRONG_HOST: 'wrong_host',
  /** An error in Rondo, which its log has. */
  INTERNAL: 'internal',
} as const;
export type ErrorCode = (typeof ERROR_CODE)[keyof typeof ERROR_CODE];

/** Why the command fails by itself; programs may rely on these, too. */
export const COMMAND_ERROR_CODE = {
  /** No server, or not just one, can be meant, or it cannot be reached, or it is gone. */
  NO_SERVER: 'no_server',
  /** A server that was queried did not answer. */
  NO_ANSWER: 'no_answer',
  /** The files that are to be looked at have mistakes. */
  INVALID_FILES: 'invalid_files',
  /** The machine gives too little, such as files that may be open. */
  SHORTAGE: 'shortage',
} as const;
export type CommandErrorCode = ErrorCode | (typeof COMMAND_ERROR_CODE)[keyof typeof COMMAND_ERROR_CODE];

/** The message is for people, and so is what to do instead. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
