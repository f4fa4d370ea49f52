// Lines of large dnsmasq files and hosts files in their usual form, read from octets: an object for each would cost too much.
import { ipv6FromText } from '../../dns/address.js';
import { ListName } from '../blocklist/list-name.js';
import { indexOf } from '../blocklist/octets.js';
import { SAYS } from './plain-entry.js';
import type { PlainNames } from './plain-names.js';

/** Files of fewer octets have few lines, which may take their time. */
export const PLAIN_OCTETS = 32_768;

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const HASH = 0x23;
const DOT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const ZERO = 0x30;

const ADDRESS = Buffer.from('address=/');
const DENIED: readonly Uint8Array[] = [Buffer.from('local=/'), Buffer.from('server=/')];
const NULL_A = Buffer.from('0.0.0.0');
const NULL_AAAA = Buffer.from('::');

/** Takes a line that has another form, counted from 1. */
export type OtherLine = (line: string, number: number) => void;

function startsWith(text: Uint8Array, from: number, to: number, words: Uint8Array): boolean {
  if (to - from < words.length) return false;
  for (let index = 0; index < words.length; index++) if (text[from + index] !== words[index]) return false;
  return true;
}

function isBlank(octet: number): boolean {
  return octet === SPACE || (octet >= 9 && octet <= RETURN);
}

/** Reads one file after another. */
export class PlainLines {
  readonly #names: PlainNames;
  readonly #name = new ListName();
  readonly #address = new Uint8Array(16);
  readonly #ipv4 = this.#address.subarray(0, 4);

  constructor(names: PlainNames) {
    this.#names = names;
  }

  /** Reads a configuration; whatever is not plain goes to `other`. */
  readOptions(file: string, text: Uint8Array, other: OtherLine): void {
    this.#names.beginFile(file);
    eachLine(text, other, (from, to, line) => this.#readOption(text, from, to, line));
  }

  /** As {@link readOptions}, for a hosts file. @param takesBareNames whether names without a dot are plain */
  readHosts(file: string, text: Uint8Array, takesBareNames: boolean, other: OtherLine): void {
    this.#names.beginFile(file);
    eachLine(text, other, (from, to, line) => {
      return this.#readHost(text, from, indexOf(text, HASH, from, to), { line, takesBareNames });
    });
  }

  /** @returns whether the line is plain */
  #readOption(text: Uint8Array, from: number, to: number, line: number): boolean {
    const isAddress = startsWith(text, from, to, ADDRESS);
    const option = isAddress ? ADDRESS : DENIED.find(each => startsWith(text, from, to, each));
    if (option === undefined) return from === to || text[from] === HASH;
    const start = from + option.length;
    const slash = text.indexOf(SLASH, start);
    if (slash < 0 || slash >= to) return false;
    const says = isAddress ? addressSays(text, slash + 1, to) : slash + 1 === to ? SAYS.DENIED : 0;
    if (says === 0 || !this.#readName(text, start, slash) || this.#name.labels === 1) return false;
    this.#names.addDomain(says, this.#name, line);
    return true;
  }

  #readName(text: Uint8Array, from: number, to: number): boolean {
    for (let at = from; at < to; at++) if (text[at] >= 0x80) return false;
    return this.#name.read(text, from, to);
  }

  #readHost(
    text: Uint8Array,
    start: number,
    to: number,
    { line, takesBareNames }: { line: number; takesBareNames: boolean },
  ): boolean {
    const from = skipBlanks(text, start, to);
    if (from === to) return true;
    const end = wordEnd(text, from, to);
    const length = this.#readAddress(text, from, end);
    if (length === 0) return false;
    // All of the line or nothing: what is not plain is read as a whole.
    for (let at = skipBlanks(text, end, to); at < to; at = skipBlanks(text, wordEnd(text, at, to), to)) {
      if (!this.#readName(text, at, wordEnd(text, at, to))) return false;
      if (this.#name.labels === 1 && !takesBareNames) return false;
    }
    const address = length === 4 ? this.#ipv4 : this.#address;
    let isFirst = true;
    for (let at = skipBlanks(text, end, to); at < to; at = skipBlanks(text, wordEnd(text, at, to), to)) {
      this.#readName(text, at, wordEnd(text, at, to));
      this.#names.addHost(this.#name, address, { line, isFirst });
      isFirst = false;
    }
    return true;
  }

  /** @returns its octets; 0 when it is none */
  #readAddress(text: Uint8Array, from: number, to: number): number {
    if (indexOf(text, COLON, from, to) === to) return this.#readIpv4(text, from, to) ? 4 : 0;
    const address = ipv6FromText(Buffer.from(text.subarray(from, to)).toString('latin1'));
    if (address === undefined) return 0;
    this.#address.set(address);
    return 16;
  }

  #readIpv4(text: Uint8Array, from: number, to: number): boolean {
    let [part, digits, value] = [0, 0, 0];
    for (let at = from; at <= to; at++) {
      if (at === to || text[at] === DOT) {
        if (digits === 0 || value > 255 || part > 3) return false;
        this.#address[part++] = value;
        [digits, value] = [0, 0];
        continue;
      }
      const digit = text[at] - ZERO;
      if (digit < 0 || digit > 9 || ++digits > 3 || (digits > 1 && value === 0)) return false;
      value = value * 10 + digit;
    }
    return part === 4;
  }
}

/** What stands behind the last slash of `address=`; 0 when it is not plain. */
function addressSays(text: Uint8Array, from: number, to: number): number {
  if (from === to) return SAYS.GONE;
  if (to - from === 1) return text[from] === HASH ? SAYS.NULL : 0;
  if (to - from === NULL_A.length && startsWith(text, from, to, NULL_A)) return SAYS.NULL_A;
  return to - from === NULL_AAAA.length && startsWith(text, from, to, NULL_AAAA) ? SAYS.NULL_AAAA : 0;
}

function skipBlanks(text: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(text[at])) at++;
  return at;
}

function wordEnd(text: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && !isBlank(text[at])) at++;
  return at;
}

/** Offers each line to `read`, and those that it does not take to `other`. */
function eachLine(
  text: Uint8Array,
  other: OtherLine,
  read: (from: number, to: number, line: number) => boolean,
): void {
  let line = 0;
  for (let from = 0; from <= text.length; ) {
    const newline = text.indexOf(NEWLINE, from);
    const next = newline < 0 ? text.length : newline;
    const to = next > from && text[next - 1] === RETURN ? next - 1 : next;
    line++;
    if (!read(from, to, line)) other(Buffer.from(text.subarray(from, to)).toString(), line);
    from = next + 1;
  }
}
