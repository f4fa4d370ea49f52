// The OPT record of an answer (RFC 6891 §6.1): its fixed part, what the query asked for, and an Extended DNS Error.
import { OPTION, OWN_UDP_SIZE, RECORD_FIXED } from '../dns/constants.js';
import { TYPE } from '../dns/types.js';
import type { Client } from './client.js';
import { FULL_COOKIE } from './cookie-jar.js';
import type { Question } from './question.js';
import type { AnswerSettings } from './settings.js';

/** An OPT before its options: the root as its owner, and the fixed part of a record. */
const FIXED = 1 + RECORD_FIXED;
const LENGTH_AT = 9;
/** Octets of an option before its data. */
const HEAD = 4;
const KEEPALIVE_LENGTH = 2;
/** The unit of a TCP keepalive (RFC 7828 §3.1). */
const KEEPALIVE_UNIT_MS = 100;
/** Where the SCOPE PREFIX-LENGTH stands in a client subnet (RFC 7871 §6). */
const SCOPE_AT = 3;
const NO_OPTIONS = new Uint8Array(0);

/** Writes OPT records; one instance per thread. */
export class OptWriter {
  settings: AnswerSettings = {};
  /** How many bits of the client subnet in the query the answer depends on. */
  subnetScope = 0;
  readonly #client: Client;

  /** @param client of the query under way */
  constructor(client: Client) {
    this.#client = client;
  }

  /** Whether the query brought a server cookie that was made here for this client. */
  hasValidCookie({ input, options }: Question): boolean {
    const { cookies } = this.settings;
    return cookies?.isValid(this.#client, input, options.cookieAt, options.cookieLength) === true;
  }

  /** The octets that the OPT of an answer needs; 0 when it has none. An Extended DNS Error takes what is left. */
  room(question: Question): number {
    const { hasEdns, options } = question;
    if (!hasEdns) return 0;
    if (options.isEmpty) return FIXED;
    return FIXED + this.ownRoom(question) + (options.subnetAt > 0 ? HEAD + options.subnetLength : 0);
  }

  /** The octets that {@link writeOwn} needs. */
  ownRoom({ options }: Question): number {
    const { nsid, cookies } = this.settings;
    let length = 0;
    if (options.cookieAt > 0 && cookies !== undefined) length += HEAD + FULL_COOKIE;
    if (options.nsid && nsid !== undefined) length += HEAD + nsid.length;
    if (options.keepalive && this.#client.idleMs > 0) length += HEAD + KEEPALIVE_LENGTH;
    return length;
  }

  /** Writes the record up to its options to `out[at]` and on; `view` is of the same memory. @returns where options go */
  writeFixed(view: DataView, at: number, extendedRcode: number, dnssecOk: boolean): number {
    // Root, type OPT and the first octet of the size; then the rest of the fixed part (RFC 6891 §6.1.2).
    view.setInt32(at, (TYPE.OPT << 8) | (OWN_UDP_SIZE >> 8));
    view.setInt32(at + 4, ((OWN_UDP_SIZE & 0xff) << 24) | (extendedRcode << 16) | (dnssecOk ? 0x80 : 0));
    view.setUint8(at + 8, 0);
    view.setUint16(at + LENGTH_AT, 0);
    return at + FIXED;
  }

  /** Writes the options that the query asked for to `out[from]` and on. @returns the offset behind them */
  writeOptions(question: Question, out: Uint8Array, from: number): number {
    const { input, options } = question;
    let at = this.writeOwn(question, out, from);
    if (options.subnetAt === 0) return at;
    // An answer that does not depend on the subnet holds for every client: scope 0 (RFC 7871 §7.2.1).
    at = writeHead(out, at, OPTION.ECS, options.subnetLength);
    copy(input, options.subnetAt, options.subnetLength, out, at);
    out[at + SCOPE_AT] = this.subnetScope;
    return at + options.subnetLength;
  }

  /** As {@link writeOptions}, those that are between this server and its client whoever else answers: cookie, NSID, keepalive. */
  writeOwn({ input, options }: Question, out: Uint8Array, from: number): number {
    const { nsid, cookies } = this.settings;
    const { idleMs } = this.#client;
    let at = from;
    if (options.cookieAt > 0 && cookies !== undefined) {
      at = writeHead(out, at, OPTION.COOKIE, FULL_COOKIE);
      cookies.write(this.#client, input, options.cookieAt, out, at);
      at += FULL_COOKIE;
    }
    if (options.nsid && nsid !== undefined) {
      at = writeHead(out, at, OPTION.NSID, nsid.length);
      at = copy(nsid, 0, nsid.length, out, at);
    }
    if (options.keepalive && idleMs > 0) {
      at = writeHead(out, at, OPTION.KEEPALIVE, KEEPALIVE_LENGTH);
      const units = Math.floor(idleMs / KEEPALIVE_UNIT_MS);
      out[at++] = units >> 8;
      out[at++] = units & 0xff;
    }
    return at;
  }

  /** A copy of what {@link writeOwn} writes, for an answer that comes from elsewhere. */
  own(question: Question): Uint8Array {
    if (question.options.isEmpty) return NO_OPTIONS;
    const options = new Uint8Array(this.ownRoom(question));
    this.writeOwn(question, options, 0);
    return options;
  }

  /** Writes an Extended DNS Error (RFC 8914 §2) where it ends before `limit`. @returns the offset behind it */
  writeError(
    out: Uint8Array,
    from: number,
    limit: number,
    code: number,
    text: Uint8Array,
    length: number,
  ): number {
    if (code < 0 || from + HEAD + 2 + length > limit) return from;
    const at = writeHead(out, from, OPTION.EDE, length + 2);
    out[at] = code >> 8;
    out[at + 1] = code & 0xff;
    return copy(text, 0, length, out, at + 2);
  }

  /** Ends the record that begins at `start` with what was written up to `end`. */
  close(view: DataView, start: number, end: number): void {
    view.setUint16(start + LENGTH_AT, end - start - FIXED);
  }
}

function writeHead(out: Uint8Array, at: number, code: number, length: number): number {
  out[at] = code >> 8;
  out[at + 1] = code & 0xff;
  out[at + 2] = length >> 8;
  out[at + 3] = length & 0xff;
  return at + HEAD;
}

function copy(from: Uint8Array, start: number, length: number, out: Uint8Array, at: number): number {
  for (let index = 0; index < length; index++) out[at + index] = from[start + index];
  return at + length;
}
