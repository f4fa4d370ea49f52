// A strict decoder of DNS messages for tests; it shares no code with the server and throws at the first oddity.

/** A name in uncompressed wire form. */
type WireName = Uint8Array;

export interface Question {
  readonly name: WireName;
  readonly type: number;
  readonly class: number;
  /** The octets of the whole question as they stand in the message. */
  readonly octets: Uint8Array;
}

export interface ResourceRecord {
  readonly name: WireName;
  readonly type: number;
  readonly class: number;
  /** Seconds. */
  readonly ttl: number;
  /** Names in it written out. */
  readonly rdata: Uint8Array;
}

export interface Edns {
  readonly size: number;
  readonly version: number;
  readonly dnssecOk: boolean;
  /** The EDNS flags but DO; must be zero. */
  readonly otherFlags: number;
  readonly options: readonly { readonly code: number; readonly data: Uint8Array }[];
}

export interface Message {
  readonly id: number;
  readonly opcode: number;
  /** Those that are set, in the order of the header: `qr aa tc rd ra z ad cd`. */
  readonly flags: ReadonlySet<string>;
  /** With the upper bits from OPT. */
  readonly rcode: number;
  readonly questions: readonly Question[];
  readonly answer: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  /** Without OPT. */
  readonly additional: readonly ResourceRecord[];
  readonly edns: Edns | undefined;
  /** NSCOUNT and the like, as the header has them. */
  readonly counts: readonly [question: number, answer: number, authority: number, additional: number];
}

/** The octets are not one whole well-formed message. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

const OPT = 41;
const FLAG_NAMES: readonly (readonly [string, number])[] = [
  ['qr', 0x8000],
  ['aa', 0x0400],
  ['tc', 0x0200],
  ['rd', 0x0100],
  ['ra', 0x0080],
  ['z', 0x0040],
  ['ad', 0x0020],
  ['cd', 0x0010],
];

/** Octets before the names in the RDATA of the types of RFC 1035 and how many names follow (RFC 3597 §4). */
const NAMES_IN_RDATA = new Map<number, readonly [before: number, names: number]>([
  [2, [0, 1]],
  [3, [0, 1]],
  [4, [0, 1]],
  [5, [0, 1]],
  [6, [0, 2]],
  [7, [0, 1]],
  [8, [0, 1]],
  [9, [0, 1]],
  [12, [0, 1]],
  [14, [0, 2]],
  [15, [2, 1]],
]);

class Cursor {
  at = 0;

  constructor(readonly octets: Uint8Array) {}

  take(count: number, what: string): Uint8Array {
    if (this.at + count > this.octets.length) throw new MalformedMessage(`${what} ends early`);
    this.at += count;
    return this.octets.slice(this.at - count, this.at);
  }

  u16(what: string): number {
    const [high, low] = this.take(2, what);
    return high * 256 + low;
  }

  u32(what: string): number {
    return this.u16(what) * 65536 + this.u16(what);
  }

  /** A name; every pointer must lead to before the labels that it ends, and to no pointer at once. */
  name(what: string): WireName {
    const labels: number[] = [];
    let from = this.at;
    let at = this.at;
    let after: number | undefined;
    for (;;) {
      const length = this.octets[at];
      if (length === undefined) throw new MalformedMessage(`the name of ${what} ends early`);
      if (length >= 0xc0) {
        const target = (length & 0x3f) * 256 + this.octets[at + 1];
        after ??= at + 2;
        if (!(target < from)) throw new MalformedMessage(`a pointer in the name of ${what} leads forward`);
        if (target < 12) throw new MalformedMessage(`a pointer in the name of ${what} leads into the header`);
        if (this.octets[target] >= 0xc0)
          throw new MalformedMessage(`a pointer in ${what} leads to a pointer`);
        from = target;
        at = target;
        continue;
      }
      if (length > 63) throw new MalformedMessage(`a label in the name of ${what} has type bits 01 or 10`);
      if (at + 1 + length > this.octets.length) throw new MalformedMessage(`a label of ${what} ends early`);
      labels.push(...this.octets.subarray(at, at + 1 + length));
      if (labels.length > 255) throw new MalformedMessage(`the name of ${what} is over 255 octets`);
      at += 1 + length;
      if (length === 0) break;
    }
    this.at = after ?? at;
    return Uint8Array.from(labels);
  }
}

function readQuestion(cursor: Cursor): Question {
  const start = cursor.at;
  const name = cursor.name('the question');
  const type = cursor.u16('the question');
  const qclass = cursor.u16('the question');
  return { name, type, class: qclass, octets: cursor.octets.slice(start, cursor.at) };
}

function readRdata(cursor: Cursor, type: number, length: number): Uint8Array {
  const end = cursor.at + length;
  const names = NAMES_IN_RDATA.get(type);
  const parts: Uint8Array[] = [];
  if (names !== undefined) {
    parts.push(cursor.take(names[0], 'RDATA'));
    for (let name = 0; name < names[1]; name++) parts.push(cursor.name('RDATA'));
  }
  if (cursor.at > end) throw new MalformedMessage('RDATA is longer than RDLENGTH says');
  parts.push(cursor.take(end - cursor.at, 'RDATA'));
  return Uint8Array.from(Buffer.concat(parts));
}

function readRecord(cursor: Cursor): ResourceRecord {
  const name = cursor.name('a record');
  const type = cursor.u16('a record');
  const rclass = cursor.u16('a record');
  const ttl = cursor.u32('a record');
  const length = cursor.u16('a record');
  return { name, type, class: rclass, ttl, rdata: readRdata(cursor, type, length) };
}

function readEdns(record: ResourceRecord): Edns {
  if (record.name.length !== 1) throw new MalformedMessage('OPT is not owned by the root');
  const cursor = new Cursor(record.rdata);
  const options: { code: number; data: Uint8Array }[] = [];
  while (cursor.at < record.rdata.length) {
    const code = cursor.u16('an option');
    options.push({ code, data: cursor.take(cursor.u16('an option'), 'an option') });
  }
  return {
    size: record.class,
    version: (record.ttl >>> 16) & 0xff,
    dnssecOk: (record.ttl & 0x8000) !== 0,
    otherFlags: record.ttl & 0x7fff,
    options,
  };
}

/** Takes a whole message apart. @throws MalformedMessage also for octets behind the last record */
export function decodeMessage(octets: Uint8Array): Message {
  const cursor = new Cursor(octets);
  const id = cursor.u16('the header');
  const bits = cursor.u16('the header');
  const count = () => cursor.u16('the header');
  const counts = [count(), count(), count(), count()] as const;
  const times = <T>(number: number, read: (cursor: Cursor) => T) =>
    Array.from({ length: number }, () => read(cursor));
  const questions = times(counts[0], readQuestion);
  const answer = times(counts[1], readRecord);
  const authority = times(counts[2], readRecord);
  const extra = times(counts[3], readRecord);
  if (cursor.at !== octets.length)
    throw new MalformedMessage(`${octets.length - cursor.at} octets left over`);
  const opts = [...answer, ...authority, ...extra].filter(({ type }) => type === OPT);
  if (opts.length > 1 || opts[0] !== extra.find(({ type }) => type === OPT))
    throw new MalformedMessage('more than one OPT, or one outside the additional section');
  return {
    id,
    opcode: (bits >> 11) & 15,
    flags: new Set(FLAG_NAMES.filter(([, bit]) => (bits & bit) !== 0).map(([flag]) => flag)),
    rcode: (opts.length === 0 ? 0 : (opts[0].ttl >>> 24) << 4) | (bits & 15),
    questions,
    answer,
    authority,
    additional: extra.filter(({ type }) => type !== OPT),
    edns: opts.length === 0 ? undefined : readEdns(opts[0]),
    counts,
  };
}
