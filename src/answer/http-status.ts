// How requests of DNS over HTTPS are replied to (RFC 9110 §15): counters are kept by these statuses.

export const STATUS = {
  OK: 200,
  BAD_REQUEST: 400,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  TIMEOUT: 408,
  CONTENT_TOO_LARGE: 413,
  URI_TOO_LONG: 414,
  UNSUPPORTED_MEDIA_TYPE: 415,
  HEADERS_TOO_LARGE: 431,
  UNAVAILABLE: 503,
} as const;
export type Status = (typeof STATUS)[keyof typeof STATUS];
export type ErrorStatus = Exclude<Status, typeof STATUS.OK>;

/** By place. */
export const STATUSES: readonly Status[] = Object.values(STATUS);
