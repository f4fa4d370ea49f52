// The octets of a cache file: a header with the moment of writing, then blocks of answers, each with a checksum, and an empty one at the end.
import { createHash } from 'node:crypto';
import { HEADER_LENGTH } from '../../dns/header.js';
import { skipName } from '../../dns/skip-name.js';
import type { MachineMoment } from '../../time/machine-moment.js';
import type { Entry } from './entry.js';

/** What every version begins with. */
export const MAGIC: Buffer = Buffer.from('rondo cache\n');
const VERSION = 1;

/** The header of a file. */
export interface FileHead {
  /** Of writing. */
  readonly moment: MachineMoment;
  /** Stands for what was changed in answers before they were kept. */
  readonly rules: string;
}

/** An answer out of a file. */
export interface FiledAnswer extends Omit<Entry, 'expiresSeconds' | 'heldSeconds'> {
  readonly usedSeconds: number;
  readonly isKnown: boolean;
}

const DIGEST = 16;
const AT = { VERSION: 12, WALL: 16, UPTIME: 24, BOOT: 32, RULES: 48, DIGEST: 64 } as const;
export const HEAD_OCTETS = AT.DIGEST + DIGEST;
/** Before a block: its length and checksum. */
export const BLOCK_HEAD = 4 + DIGEST;
/** A block is ended when it has so many octets: some hundred answers, which are read in a millisecond. */
const BLOCK_OCTETS = 16_384;
const RECORD = { LENGTH: 0, VARIANT: 2, KNOWN: 3, ROUTE: 4, STORED: 8, USED: 16, MESSAGE: 24 } as const;
/** The longest block. */
export const MAX_BLOCK: number = BLOCK_OCTETS + RECORD.MESSAGE + 0xffff;

function digest(octets: Uint8Array | string): Buffer {
  return createHash('sha256').update(octets).digest().subarray(0, DIGEST);
}

export function encodeHead({ moment, rules }: FileHead): Buffer {
  const head = Buffer.alloc(HEAD_OCTETS);
  head.set(MAGIC);
  head.writeUInt32BE(VERSION, AT.VERSION);
  head.writeDoubleBE(moment.wallMs, AT.WALL);
  head.writeDoubleBE(moment.uptimeSeconds, AT.UPTIME);
  if (moment.boot !== '') head.set(digest(moment.boot), AT.BOOT);
  head.set(digest(rules), AT.RULES);
  head.set(digest(head.subarray(0, AT.DIGEST)), AT.DIGEST);
  return head;
}

/** What keeps a file from being used, in words; or for how many seconds its answers have grown older since it was written. */
export function ageOf(head: Buffer, { moment, rules }: FileHead): number | string {
  if (!head.subarray(0, MAGIC.length).equals(MAGIC)) return 'it is no cache file';
  const version = head.length < AT.WALL ? 0 : head.readUInt32BE(AT.VERSION);
  if (version !== VERSION) return `it is of version ${version}, not ${VERSION}`;
  if (head.length < HEAD_OCTETS) return 'it is cut off';
  if (!head.subarray(AT.DIGEST).equals(digest(head.subarray(0, AT.DIGEST)))) return 'it is damaged';
  if (!head.subarray(AT.RULES, AT.DIGEST).equals(digest(rules)))
    return 'answers of upstreams were changed otherwise then';
  const isSameBoot =
    moment.boot !== '' && head.subarray(AT.BOOT, AT.BOOT + DIGEST).equals(digest(moment.boot));
  const seconds = isSameBoot
    ? moment.uptimeSeconds - head.readDoubleBE(AT.UPTIME)
    : (moment.wallMs - head.readDoubleBE(AT.WALL)) / 1000;
  return seconds >= 0 ? seconds : 'it is from the future, by the clock of this system';
}

/** Puts answers together to blocks. */
export class BlockWriter {
  readonly #wroteSeconds: number;
  #parts: Buffer[] = [];
  #octets = 0;

  /** @param wroteSeconds `uptimeSeconds` of the header */
  constructor(wroteSeconds: number) {
    this.#wroteSeconds = wroteSeconds;
  }

  /** @returns a block, when it is complete */
  add({ message, variant, isKnown, route, storedSeconds, usedSeconds }: FiledAnswer): Buffer | undefined {
    const record = Buffer.alloc(RECORD.MESSAGE + message.length);
    record.writeUInt16BE(message.length, RECORD.LENGTH);
    record[RECORD.VARIANT] = variant;
    record[RECORD.KNOWN] = isKnown ? 1 : 0;
    record.writeInt32BE(route, RECORD.ROUTE);
    record.writeDoubleBE(this.#wroteSeconds - storedSeconds, RECORD.STORED);
    record.writeDoubleBE(this.#wroteSeconds - usedSeconds, RECORD.USED);
    record.set(message, RECORD.MESSAGE);
    this.#parts.push(record);
    this.#octets += record.length;
    return this.#octets < BLOCK_OCTETS ? undefined : this.take();
  }

  /** What has gathered, as a block; an empty one ends the file. */
  take(): Buffer {
    const content = Buffer.concat(this.#parts.splice(0));
    this.#octets = 0;
    const head = Buffer.alloc(4);
    head.writeUInt32BE(content.length);
    return Buffer.concat([head, digest(content), content]);
  }
}

/** Whether the content of a block is as its head says. */
export function isWhole(head: Buffer, content: Buffer): boolean {
  return head.subarray(4).equals(digest(content));
}

/** The answers of a block. @param wroteSeconds when it was written, on the clock of today @returns fewer when it makes no sense */
export function decodeBlock(content: Buffer, wroteSeconds: number): FiledAnswer[] {
  const answers: FiledAnswer[] = [];
  for (let at = 0; at + RECORD.MESSAGE <= content.length; ) {
    const from = at + RECORD.MESSAGE;
    const end = from + content.readUInt16BE(at + RECORD.LENGTH);
    const message = new Uint8Array(content.subarray(from, end));
    const nameEnd = skipName(message, HEADER_LENGTH, message.length);
    const [storedAgo, usedAgo] = [
      content.readDoubleBE(at + RECORD.STORED),
      content.readDoubleBE(at + RECORD.USED),
    ];
    const isSane = Number.isFinite(storedAgo) && Number.isFinite(usedAgo);
    if (end > content.length || nameEnd < 0 || nameEnd + 4 > message.length || !isSane) break;
    answers.push({
      name: message.subarray(HEADER_LENGTH, nameEnd),
      qtype: (message[nameEnd] << 8) | message[nameEnd + 1],
      variant: content[at + RECORD.VARIANT],
      isKnown: content[at + RECORD.KNOWN] === 1,
      route: content.readInt32BE(at + RECORD.ROUTE),
      // The clock of the thread that stored it may have been ahead by a moment; nothing is kept for longer than it may be.
      storedSeconds: wroteSeconds - Math.max(0, storedAgo),
      usedSeconds: wroteSeconds - Math.max(0, usedAgo),
      message,
    });
    at = end;
  }
  return answers;
}
