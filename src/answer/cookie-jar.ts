// What the answer side needs of DNS cookies (RFC 7873); how they are made is the guard's business.
import type { Client } from './client.js';

/** Octets of a client cookie. */
export const CLIENT_COOKIE = 8;
/** Octets of a client cookie and a server cookie of RFC 9018. */
export const FULL_COOKIE = 24;

export interface CookieJar {
  /** Writes the client cookie at `input[from]` and a fresh server cookie, {@link FULL_COOKIE} octets, to `out[at]` and on. */
  write(client: Client, input: Uint8Array, from: number, out: Uint8Array, at: number): void;
  /** Whether the `length` octets at `input[from]` hold a server cookie that was made here, lately, for this client. */
  isValid(client: Client, input: Uint8Array, from: number, length: number): boolean;
}
