// One answer in the table as a whole, copied out of its slot, and the query that it is kept for.
import { CLASS, OWN_UDP_SIZE } from '../../dns/constants.js';
import { COUNT_AT, FLAGS_AT, HEADER_LENGTH, HIGH, LOW } from '../../dns/header.js';
import { skipName } from '../../dns/skip-name.js';
import { TYPE } from '../../dns/types.js';
import { isBeingWritten, isUnchanged, sequenceAt } from '../../image/seqlock.js';
import { HEAD, MOMENT, SLOT, type SlotClass } from './layout.js';
import { DO, EDNS } from './plain-query.js';

export interface Entry {
  /** In lower case, in wire form. */
  readonly name: Uint8Array;
  readonly qtype: number;
  /** See plain-query.ts. */
  readonly variant: number;
  /** See route-key.ts. */
  readonly route: number;
  /** Seconds of the clock when it was asked for, from when on it is stale, and until when it is given out at once then. */
  readonly storedSeconds: number;
  readonly expiresSeconds: number;
  readonly heldSeconds: number;
  /** When it was given out last, in whole seconds. */
  readonly usedSeconds: number;
  /** Whether it, or one before it, was asked for more than once. */
  readonly isKnown: boolean;
  /** As it was stored, under no id. */
  readonly message: Uint8Array;
}

/** A query that nobody waits for. */
export interface DueRefresh {
  readonly query: Uint8Array;
  /** The offset just past its question. */
  readonly questionEnd: number;
  /** The key of its route, see route-key.ts. */
  readonly route: number;
}

/** The table, in the views that it is read by. */
export interface TableViews {
  readonly words: Int32Array;
  readonly moments: Float64Array;
  readonly octets: Uint8Array;
}

export function viewsOf(memory: SharedArrayBuffer): TableViews {
  return {
    words: new Int32Array(memory),
    moments: new Float64Array(memory),
    octets: new Uint8Array(memory),
  };
}

/** Copies the answer of the slot that begins at `base`; undefined when there is none, or it is written meanwhile. */
export function readEntry(views: TableViews, base: number, { room }: SlotClass): Entry | undefined {
  const { words, moments, octets } = views;
  const word = base >> 2;
  const sequence = sequenceAt(words, word + SLOT.SEQUENCE);
  const length = words[word + SLOT.LENGTH];
  if (isBeingWritten(sequence) || length < HEADER_LENGTH || length > room) return undefined;
  const message = octets.slice(base + HEAD, base + HEAD + length);
  const key = words[word + SLOT.KEY];
  const end = skipName(message, HEADER_LENGTH, length);
  const entry = {
    name: message.subarray(HEADER_LENGTH, Math.max(end, HEADER_LENGTH)),
    qtype: key >>> 8,
    variant: key & 0xff,
    route: words[word + SLOT.ROUTE],
    storedSeconds: moments[(base >> 3) + MOMENT.STORED],
    expiresSeconds: moments[(base >> 3) + MOMENT.EXPIRES],
    heldSeconds: words[word + SLOT.HELD],
    usedSeconds: words[word + SLOT.USED],
    isKnown: words[word + SLOT.KNOWN] !== 0,
    message,
  };
  return key !== 0 && end > 0 && isUnchanged(words, word + SLOT.SEQUENCE, sequence) ? entry : undefined;
}

/** The query that an answer is kept for, under no id. */
export function queryOf({
  name,
  qtype,
  variant,
  route,
}: Pick<Entry, 'name' | 'qtype' | 'variant' | 'route'>): DueRefresh {
  const questionEnd = HEADER_LENGTH + name.length + 4;
  const hasEdns = (variant & EDNS) !== 0;
  const query = Buffer.alloc(questionEnd + (hasEdns ? 11 : 0));
  query[FLAGS_AT.HIGH] = variant & HIGH.RD;
  query[FLAGS_AT.LOW] = variant & (LOW.AD | LOW.CD);
  query.writeUInt16BE(1, COUNT_AT.QUESTION);
  query.set(name, HEADER_LENGTH);
  query.writeUInt16BE(qtype, questionEnd - 4);
  query.writeUInt16BE(CLASS.IN, questionEnd - 2);
  if (hasEdns) {
    query.writeUInt16BE(1, COUNT_AT.ADDITIONAL);
    query.writeUInt16BE(TYPE.OPT, questionEnd + 1);
    query.writeUInt16BE(OWN_UDP_SIZE, questionEnd + 3);
    if ((variant & DO) !== 0) query[questionEnd + 7] = 0x80;
  }
  return { query: new Uint8Array(query), questionEnd, route };
}
