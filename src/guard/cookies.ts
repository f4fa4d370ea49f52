// Server cookies of RFC 9018: made and checked under secrets that are configured, or random and changed every day.
import { randomBytes } from 'node:crypto';
import type { Client } from '../answer/client.js';
import { CLIENT_COOKIE, type CookieJar, FULL_COOKIE } from '../answer/cookie-jar.js';
import { SipHash, type SipKey, sipKey } from './sip-hash.js';

const VERSION = 1;
/** Where in the cookie each field stands (RFC 9018 §4). */
const RESERVED_AT = 9;
const TIMESTAMP_AT = 12;
const HASH_AT = 16;
const HASH_LENGTH = 8;

/** How old a cookie may be, and how far ahead the clock of another server of the same secret (RFC 9018 §4.3). */
const MAX_AGE_S = 3600;
const MAX_AHEAD_S = 300;
/** How long a random secret is used for new cookies. */
const TURN_S = 86_400;

/** Where cookies get what is not theirs. */
export interface CookieSources {
  /** Seconds since 1970: cookies are shared between servers, so the time of day counts. */
  readonly nowSeconds: () => number;
  /** 16 octets that cannot be guessed. */
  readonly randomSecret: () => Uint8Array;
}

/** The time of day and the random numbers of this machine. */
export const systemSources: CookieSources = {
  nowSeconds: () => Math.floor(Date.now() / 1000),
  randomSecret: () => randomBytes(16),
};

/** Makes and checks the cookies of one server. */
export class Cookies implements CookieJar {
  readonly #sources: CookieSources;
  readonly #hash = new SipHash();
  /** Client cookie, version, reserved, timestamp and address: what the hash is taken over. */
  readonly #input = new Uint8Array(32);
  readonly #expected = new Uint8Array(HASH_LENGTH);
  /** The first one makes new cookies; all are accepted. */
  #secrets: readonly Uint8Array[] = [];
  #keys: readonly SipKey[] = [];
  /** When the random secret is to be replaced; never for those that are configured. */
  #turnAt = Number.POSITIVE_INFINITY;

  /** @param secrets of 16 octets each; random when there is none */
  constructor(sources: CookieSources, secrets: readonly Uint8Array[] = []) {
    this.#sources = sources;
    if (secrets.length > 0) this.#take(secrets);
    else this.#turn(sources.nowSeconds());
  }

  /** The secrets in use, for other threads that are to make and accept the same cookies; a random one is replaced when its time is up. */
  get secrets(): readonly Uint8Array[] {
    this.#now();
    return this.#secrets;
  }

  write(client: Client, input: Uint8Array, from: number, out: Uint8Array, at: number): void {
    const now = this.#now();
    for (let index = 0; index < CLIENT_COOKIE; index++) out[at + index] = input[from + index];
    out[at + CLIENT_COOKIE] = VERSION;
    for (let index = RESERVED_AT; index < TIMESTAMP_AT; index++) out[at + index] = 0;
    for (let index = 0; index < 4; index++) out[at + TIMESTAMP_AT + index] = now >>> (24 - 8 * index);
    const end = this.#gather(client, out, at);
    this.#hash.write(this.#keys[0], this.#input, 0, end, out, at + HASH_AT);
  }

  isValid(client: Client, input: Uint8Array, from: number, length: number): boolean {
    if (length !== FULL_COOKIE || input[from + CLIENT_COOKIE] !== VERSION) return false;
    let made = 0;
    for (let index = 0; index < 4; index++) made = (made << 8) | input[from + TIMESTAMP_AT + index];
    // Serial number arithmetic (RFC 1982): the difference counts, which wraps in 2106.
    const age = (this.#now() - made) | 0;
    if (age > MAX_AGE_S || age < -MAX_AHEAD_S) return false;
    const end = this.#gather(client, input, from);
    for (const key of this.#keys) if (this.#matches(key, end, input, from + HASH_AT)) return true;
    return false;
  }

  /** Copies what is hashed: 16 octets of the cookie and the client's address. @returns its length */
  #gather(client: Client, cookie: Uint8Array, from: number): number {
    for (let index = 0; index < HASH_AT; index++) this.#input[index] = cookie[from + index];
    return HASH_AT + client.write(this.#input, HASH_AT);
  }

  /** Compares in a time that tells nothing about where they differ. */
  #matches(key: SipKey, end: number, input: Uint8Array, at: number): boolean {
    this.#hash.write(key, this.#input, 0, end, this.#expected, 0);
    let difference = 0;
    for (let index = 0; index < HASH_LENGTH; index++) difference |= this.#expected[index] ^ input[at + index];
    return difference === 0;
  }

  #now(): number {
    const now = this.#sources.nowSeconds();
    if (now >= this.#turnAt) this.#turn(now);
    return now | 0;
  }

  /** A new random secret; cookies of the former one are accepted as long as their age allows: an hour. */
  #turn(now: number): void {
    this.#take([this.#sources.randomSecret(), ...this.#secrets.slice(0, 1)]);
    this.#turnAt = now + TURN_S;
  }

  #take(secrets: readonly Uint8Array[]): void {
    this.#secrets = secrets;
    this.#keys = secrets.map(sipKey);
  }
}
