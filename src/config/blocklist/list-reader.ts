// Reads a list of names to block or to allow; each line may have another form: hosts file, plain name, adblock, dnsmasq.
import { ipv4FromText, ipv6FromText } from '../../dns/address.js';
import { NAME_ANSWER, NAME_FLAG, type NamePart, NamePartWriter } from '../../image/name-part.js';
import type { Problems } from '../../source/problem.js';
import { ListName } from './list-name.js';
import { type ListLine, ListReport } from './list-report.js';
import type { ListSettings } from './list-settings.js';
import { isAddressLike, isCosmetic, isNobodys } from './list-words.js';
import { areSame, indexOf } from './octets.js';

/** The most names of one list. */
export const MAX_LIST_NAMES = 5_000_000;
/** The longest line in octets; those of dnsmasq may have many names. */
const MAX_LINE = 4_096;
/** Lines between two calls of the checkpoint. */
const SLICE = 4_096;
/** TTL of what is said of the names, in seconds: soon after a list was mended, nobody goes by it any more. */
const TTL_SECONDS = 10;

const { BELOW, ALLOW, IMPORTANT, BLOCKED } = NAME_FLAG;

const NEWLINE = 0x0a;
const SPACE = 0x20;
const BANG = 0x21;
const HASH = 0x23;
const DOLLAR = 0x24;
const STAR = 0x2a;
const DOT = 0x2e;
const SLASH = 0x2f;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const AT = 0x40;
const BRACKET = 0x5b;
const CARET = 0x5e;
const BAR = 0x7c;

/** Names that hosts files have for the machine itself, also with other addresses: `255.255.255.255 broadcasthost`. */
const OWN_NAMES: ReadonlySet<string> = new Set([
  'localhost',
  'localhost.localdomain',
  'local',
  'broadcasthost',
  'localhost4',
  'localhost6',
  'ip6-localhost',
  'ip6-loopback',
  'ip6-localnet',
  'ip6-mcastprefix',
  'ip6-allnodes',
  'ip6-allrouters',
  'ip6-allhosts',
]);
/** The longest of them, and its octets in wire form. */
const LONGEST_OWN = 'localhost.localdomain'.length + 2;

/** What a list is read with. */
export interface ListOptions {
  /** The name that problems are shown under. */
  readonly file: string;
  readonly problems: Problems;
  readonly settings: ListSettings;
  /** When the file last changed, in seconds since 1970. */
  readonly modifiedSeconds: number;
  /** Called now and then; what it throws ends the reading. */
  readonly checkpoint?: () => void;
}

/** A list has more names than are taken. */
export class LongListError extends Error {
  override readonly name = 'LongListError';
}

class ListReader {
  readonly #text: Uint8Array;
  readonly #options: ListOptions;
  readonly #report: ListReport;
  readonly #writer = new NamePartWriter();
  readonly #name = new ListName();
  readonly #entry = { flags: 0, answer: NAME_ANSWER.LIST, line: 0 };
  /** The line under way. */
  readonly #line = { line: 0, from: 0, to: 0 };
  #flags = 0;
  /** Where the last address that is nobody's stands: most lists have one in all their lines. */
  #nobodyAt = 0;
  #nobodyLength = 0;

  constructor(text: Uint8Array, options: ListOptions) {
    this.#text = text;
    this.#options = options;
    this.#report = new ListReport(options.file, text, options.problems);
  }

  read(): NamePart {
    const text = this.#text;
    const { file, settings, checkpoint, modifiedSeconds } = this.#options;
    this.#flags = settings.isAllow ? ALLOW : BLOCKED;
    // A byte order mark says nothing.
    const start = text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? 3 : 0;
    for (let from = start; from < text.length; ) {
      const newline = text.indexOf(NEWLINE, from);
      const to = newline < 0 ? text.length : newline;
      if (this.#line.line++ % SLICE === 0) checkpoint?.();
      this.#line.from = from;
      this.#line.to = to;
      this.#readLine(from, to);
      from = to + 1;
    }
    this.#report.end(this.#writer.entries);
    const { label, answer } = settings;
    const ttls = { ttlSeconds: TTL_SECONDS, negativeTtlSeconds: TTL_SECONDS };
    return this.#writer.finish([{ label, file, answer, ...ttls, serial: modifiedSeconds }]);
  }

  #readLine(start: number, end: number): void {
    const text = this.#text;
    let from = start;
    let to = end;
    // Zeros are no blanks: a crash leaves files of nothing else.
    while (from < to && text[from] <= SPACE && text[from] !== 0) from++;
    while (to > from && text[to - 1] <= SPACE && text[to - 1] !== 0) to--;
    const first = text[from];
    if (from === to || first === HASH || first === BANG || first === SEMICOLON || first === BRACKET) return;
    if (to - from > MAX_LINE) this.#unreadable(from, `the line is over ${MAX_LINE} octets`);
    else if (first === BAR) this.#readRule(from, to, this.#flags);
    else if (first === AT && text[from + 1] === AT) this.#readRule(from + 2, to, ALLOW);
    else if (first === SLASH) this.#report.unsupported(this.#line);
    else this.#readWords(from, to);
  }

  #unreadable(at: number, message: string): void {
    this.#report.unreadable(this.#line as ListLine, at, message);
  }

  /** Where the word that begins at `from` ends. */
  #wordEnd(from: number, to: number): number {
    let at = from;
    while (at < to && this.#text[at] > SPACE) at++;
    return at;
  }

  #skipBlanks(from: number, to: number): number {
    let at = from;
    while (at < to && this.#text[at] <= SPACE) at++;
    return at;
  }

  #readWords(from: number, to: number): void {
    const text = this.#text;
    const end = this.#wordEnd(from, to);
    const next = this.#skipBlanks(end, to);
    const isAlone = next === to || text[next] === HASH || text[next] === BANG;
    const equals = indexOf(text, EQUALS, from, end);
    const hash = indexOf(text, HASH, from, to);
    if (equals > from && equals < end && text[equals + 1] === SLASH) this.#readDnsmasq(from, equals, end);
    else if (hash < to && isCosmetic(text, hash)) this.#report.unsupported(this.#line);
    else if (isAlone) this.#readPlain(from, end);
    else this.#readHosts(from, end, to);
  }

  /** `name`, `*.name`, or `.name` as Squid has it. */
  #readPlain(from: number, end: number): void {
    const isStarred = this.#text[from] === STAR && this.#text[from + 1] === DOT;
    const isWild = isStarred || this.#text[from] === DOT;
    const start = isStarred ? from + 2 : isWild ? from + 1 : from;
    if (!this.#name.read(this.#text, start, end) || this.#name.labels < 2)
      this.#unreadable(from, 'expected a name, an address with names, or a rule such as ||name^');
    else this.#add(isWild ? this.#flags | BELOW : this.#flags);
  }

  /** An address that is nobody's, and names. */
  #readHosts(from: number, addressEnd: number, to: number): void {
    const text = this.#text;
    const length = addressEnd - from;
    const isAsBefore = length === this.#nobodyLength && areSame(text, from, this.#nobodyAt, length);
    const address = isAsBefore
      ? ''
      : Buffer.from(text.buffer, text.byteOffset + from, length).toString('latin1');
    if (!isAsBefore && !isNobodys(address)) {
      if (this.#name.read(text, this.#skipBlanks(addressEnd, to), to) && this.#isOwnName()) return;
      const isAddress = ipv4FromText(address) !== undefined || ipv6FromText(address) !== undefined;
      const message = isAddress
        ? 'it says where a name is, and blocks nothing: expected 0.0.0.0, 127.0.0.1, :: or ::1'
        : 'expected one name, or an address before several';
      this.#unreadable(from, message);
      return;
    }
    this.#nobodyAt = from;
    this.#nobodyLength = length;
    for (let at = this.#skipBlanks(addressEnd, to); at < to && text[at] !== HASH; ) {
      const end = this.#wordEnd(at, to);
      if (!this.#name.read(text, at, end)) {
        if (!isAddressLike(text, at, end)) this.#unreadable(at, 'expected a name');
      } else if (!this.#isOwnName()) this.#add(this.#flags);
      at = this.#skipBlanks(end, to);
    }
  }

  #isOwnName(): boolean {
    const { octets, length, labels } = this.#name;
    if (length > LONGEST_OWN || labels > 2) return false;
    let text = '';
    for (let at = 0; octets[at] !== 0; at += octets[at] + 1)
      text += `.${String.fromCharCode(...octets.subarray(at + 1, at + 1 + octets[at]))}`;
    return OWN_NAMES.has(text.slice(1));
  }

  /** What adblock filters say, behind an `@@`: `||name^` and `|name^`, with modifiers behind a `$`. */
  #readRule(from: number, to: number, flags: number): void {
    const text = this.#text;
    const isBelow = text[from] === BAR && text[from + 1] === BAR;
    const start = isBelow ? from + 2 : text[from] === BAR ? from + 1 : from;
    const dollar = indexOf(text, DOLLAR, start, to);
    const importance = dollar === to ? 0 : this.#modifiers(dollar + 1, to);
    let end = dollar;
    if (text[end - 1] === BAR) end--;
    if (text[end - 1] === CARET) end--;
    const isName = importance >= 0 && this.#name.read(text, start, end);
    if (isName) this.#add(flags | importance | (isBelow ? BELOW : 0));
    else this.#report.unsupported(this.#line);
  }

  /** The flags that modifiers stand for; -1 when one of them asks for more than names can do. */
  #modifiers(from: number, to: number): number {
    return this.#isWord(from, to, 'important') ? IMPORTANT : -1;
  }

  #isWord(from: number, to: number, word: string): boolean {
    if (to - from !== word.length) return false;
    for (let index = 0; index < word.length; index++)
      if (this.#text[from + index] !== word.charCodeAt(index)) return false;
    return true;
  }

  /** `address=/a/b/`, with nothing, `#` or a null address behind it, `local=/a/`, `server=/a/`, and `server=/a/#` for exceptions. */
  #readDnsmasq(from: number, equals: number, to: number): void {
    const text = this.#text;
    const isAddress = this.#isWord(from, equals, 'address');
    const isServer = this.#isWord(from, equals, 'server') || this.#isWord(from, equals, 'local');
    let last = to;
    while (text[last - 1] !== SLASH) last--;
    const value = Buffer.from(text.buffer, text.byteOffset + last, to - last).toString('latin1');
    const isException = isServer && value === '#';
    const isBlock = value === '' || (isAddress && (value === '#' || isNobodys(value)));
    if (last === equals + 2 || !(isAddress || isServer))
      this.#unreadable(from, 'expected address=/name/, local=/name/ or server=/name/');
    else if (!isException && !isBlock) this.#report.unsupported(this.#line);
    else
      for (let at = equals + 2; at < last; ) {
        let end = at;
        while (text[end] !== SLASH) end++;
        const start = text[at] === STAR && text[at + 1] === DOT ? at + 2 : text[at] === DOT ? at + 1 : at;
        if (this.#name.read(text, start, end)) this.#add((isException ? ALLOW : this.#flags) | BELOW);
        else this.#unreadable(at, 'expected a name between the slashes');
        at = end + 1;
      }
  }

  #add(flags: number): void {
    if (this.#writer.entries === MAX_LIST_NAMES)
      throw new LongListError(
        `${this.#options.file} has over ${MAX_LIST_NAMES} names; block fewer, or split it`,
      );
    this.#entry.flags = flags;
    this.#entry.line = this.#line.line;
    this.#writer.add(0, this.#entry, this.#name.octets, this.#name.length);
  }
}

/**
 * Reads a list. What cannot be read of it is reported, some lines with their place; reading goes on behind it.
 * @throws LongListError
 */
export function readList(text: Uint8Array, options: ListOptions): NamePart {
  return new ListReader(text, options).read();
}
