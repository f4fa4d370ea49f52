// The fast way for lines that hold one whole record without anything special; all others are left to the tokenizer.
import { isWithin, MAX_NAME, type Name } from '../../dns/name.js';
import { MAX_TTL } from '../../dns/rdata/ttl.js';
import { TYPE, typeToText } from '../../dns/types.js';
import type { SourceText } from './entry.js';
import { plainName, plainNameInto } from './plain-name.js';
import { PLAIN_KIND, PlainRdata, plainNumber, skipBlanks, wordEnd } from './plain-rdata.js';
import type { Owner, ReadState } from './state.js';
import type { Tokenizer } from './tokenizer.js';

/** Longer lines are left to the tokenizer, which has a limit of its own. */
const MAX_LINE = 65_536;

const LINES_PER_CHECKPOINT = 4096;

const DOLLAR = 0x24;
const SEMICOLON = 0x3b;
const NEWLINE = 0x0a;

/** Up to five letters as a number, without regard to case; -1 for other words. */
function lettersOf(text: Uint8Array, start: number, end: number): number {
  if (end - start > 5) return -1;
  let letters = 0;
  for (let at = start; at < end; at++) {
    const letter = (text[at] | 0x20) - 96;
    if (letter < 1 || letter > 26) return -1;
    letters = letters * 32 + letter;
  }
  return letters;
}

const lettersOfText = (text: string) => lettersOf(Buffer.from(text), 0, text.length);

const CLASS_IN = lettersOfText('IN');
const TYPES: ReadonlyMap<number, number> = new Map(
  [TYPE.A, TYPE.AAAA, TYPE.NS, TYPE.CNAME, TYPE.PTR, TYPE.MX, TYPE.SRV, TYPE.TXT].map(type => [
    lettersOfText(typeToText(type)),
    type,
  ]),
);

/** One buffer for all readers. */
const ownerName = new Uint8Array(MAX_NAME + 1);

/** Reads the plain lines of one source. */
export class PlainLines {
  readonly #rdata: PlainRdata;
  readonly #file: number;
  #origin: Name | undefined;
  #isOriginInZone = false;
  /** The owner of the line above: its text in the source, empty when that is not known, and its node, 0 when that is not known. */
  #ownerStart = 0;
  #ownerEnd = 0;
  #node = 0;
  /** The same as the rest of the reader knows it; undefined until it is asked for. */
  #owner: Owner | undefined;
  /** What the middle of a line said. */
  #ttl = -1;
  #type = 0;

  constructor(
    readonly state: ReadState,
    readonly source: SourceText,
  ) {
    this.#rdata = new PlainRdata(source.bytes);
    this.#file = state.zone.records.fileNumber(source.file);
  }

  /** Reads lines as long as they are plain, and leaves the tokenizer at the first that is not. */
  read(tokenizer: Tokenizer): void {
    const { bytes } = this.source;
    const start = tokenizer.at;
    if (start !== tokenizer.lineStart) return;
    this.#begin();
    let at = start;
    let line = tokenizer.line;
    while (at < bytes.length) {
      if (line % LINES_PER_CHECKPOINT === 0) this.state.zone.records.checkpoint();
      const next = this.#line(at, line);
      if (next < 0) break;
      at = next;
      line++;
    }
    if (at === start) return;
    tokenizer.passLines(line - tokenizer.line, at);
    this.#settleOwner();
  }

  /** Takes over what other lines have changed. */
  #begin(): void {
    const { state } = this;
    if (state.owner !== this.#owner) {
      this.#owner = state.owner;
      this.#ownerEnd = this.#ownerStart;
      const name = state.owner?.name;
      this.#node = name !== undefined && isWithin(name, state.zone.origin) ? state.zone.find(name) : 0;
    }
    if (state.origin === this.#origin) return;
    this.#origin = state.origin;
    this.#isOriginInZone = isWithin(state.origin, state.zone.origin);
    this.#ownerEnd = this.#ownerStart;
  }

  /** Tells the rest of the reader which owner came last. */
  #settleOwner(): void {
    if (this.#ownerEnd === this.#ownerStart) return;
    const { state, source } = this;
    const { origin } = state;
    const name = plainName(source.bytes, this.#ownerStart, this.#ownerEnd, origin);
    this.#owner = { name, text: source.bytes.subarray(this.#ownerStart, this.#ownerEnd), origin };
    state.owner = this.#owner;
  }

  /** Adds the record of one line. @returns the offset of the next line, or -1 when this one is not plain */
  #line(start: number, line: number): number {
    const { bytes } = this.source;
    const isIndented = PLAIN_KIND[bytes[start]] !== 0;
    const ownerEnd = isIndented ? start : this.#ownerOf(start);
    if (ownerEnd < 0) return -1;
    const first = skipBlanks(bytes, ownerEnd);
    const rdataAt = this.#header(first);
    if (rdataAt < 0) return -1;
    const rdataEnd = this.#rdata.read(this.#type, rdataAt, this.state.origin);
    const next = rdataEnd < 0 ? -1 : this.#lineEnd(start, rdataEnd);
    if (next < 0) return -1;
    const isSameOwner = isIndented || this.#isLastOwner(start, ownerEnd);
    const node = isSameOwner ? this.#node : this.#newNode(start, ownerEnd);
    if (node === 0 || !this.#add(node, line, isIndented ? first - start + 1 : 1)) return -1;
    this.#node = node;
    if (isIndented) return next;
    this.#ownerStart = start;
    this.#ownerEnd = ownerEnd;
    return next;
  }

  /** The offset behind the owner's word, or -1. */
  #ownerOf(start: number): number {
    const { bytes } = this.source;
    if (bytes[start] === DOLLAR) return -1;
    const end = wordEnd(bytes, start);
    return PLAIN_KIND[bytes[end]] === 1 ? end : -1;
  }

  #isLastOwner(start: number, end: number): boolean {
    const { bytes } = this.source;
    const length = this.#ownerEnd - this.#ownerStart;
    if (this.#node === 0 || end - start !== length) return false;
    // Names that follow one another mostly differ at their end.
    for (let index = length - 1; index >= 0; index--)
      if (bytes[start + index] !== bytes[this.#ownerStart + index]) return false;
    return true;
  }

  /** The node of an owner's text; 0 when it is not plain or not in the zone. */
  #newNode(start: number, end: number): number {
    const { zone, origin } = this.state;
    const { bytes } = this.source;
    const length = plainNameInto(bytes, start, end, origin, ownerName, 0);
    if (length === 0) return 0;
    const isRelative = bytes[end - 1] !== 0x2e;
    const isInZone = isRelative ? this.#isOriginInZone : isWithin(ownerName.subarray(0, length), zone.origin);
    return isInZone ? zone.node(ownerName, 0, length) : 0;
  }

  /** Reads TTL, class and type. @returns the offset of the RDATA, or -1 */
  #header(start: number): number {
    const { bytes } = this.source;
    this.#ttl = -1;
    let isClassSeen = false;
    for (let at = start; ; ) {
      const end = wordEnd(bytes, at);
      if (end === at || PLAIN_KIND[bytes[end]] !== 1) return -1;
      const letters = lettersOf(bytes, at, end);
      if (letters < 0) {
        const ttl = this.#ttl < 0 ? plainNumber(bytes, at, end) : -1;
        if (ttl < 0 || ttl > MAX_TTL) return -1;
        this.#ttl = ttl;
      } else if (letters === CLASS_IN) {
        if (isClassSeen) return -1;
        isClassSeen = true;
      } else {
        const type = TYPES.get(letters);
        this.#type = type ?? 0;
        return type === undefined ? -1 : skipBlanks(bytes, end);
      }
      at = skipBlanks(bytes, end);
    }
  }

  /** The offset of the next line when nothing but a comment is left of this one; -1 otherwise. */
  #lineEnd(start: number, rdataEnd: number): number {
    const { bytes } = this.source;
    // What a comment cuts off may be doubtful, which the full reader says.
    if (bytes[rdataEnd] === SEMICOLON) return -1;
    let at = skipBlanks(bytes, rdataEnd);
    if (bytes[at] === SEMICOLON) {
      const newline = bytes.indexOf(NEWLINE, at);
      at = newline < 0 ? bytes.length : newline;
    }
    if (at - start > MAX_LINE) return -1;
    if (at >= bytes.length) return bytes.length;
    return bytes[at] === NEWLINE ? at + 1 : -1;
  }

  /** Adds the record, unless there is something to be said about it. */
  #add(node: number, line: number, column: number): boolean {
    const { state } = this;
    const ttl = this.#ttl >= 0 ? this.#ttl : (state.defaultTtl ?? state.lastTtl ?? -1);
    if (ttl < 0) return false;
    const { octets, length } = this.#rdata;
    const added = state.zone.addAt(node, this.#type, ttl, octets, length, this.#file, line, column, true);
    if (added !== 'added') return false;
    if (this.#ttl >= 0) state.lastTtl = this.#ttl;
    return true;
  }
}
