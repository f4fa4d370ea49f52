// The log of updates of a zone as octets: a first record with the overlay, then one for each update. Its end may be torn.
import { createHash } from 'node:crypto';
import type { Name } from '../../dns/name.js';
import { type ChangedRRset, Overlay, type RRsetChange } from './overlay.js';
import type { RRsetState } from './rrset-state.js';

/** What a log begins with. */
export const LOG_MAGIC = Buffer.from('rondo updates 1\n');

/** The length of a record, the same with all bits turned, and the first octets of its digest. */
const HEAD = 16;
const TURNED_AT = 4;
const DIGEST_AT = 8;

const KIND = { OVERLAY: 0, UPDATE: 1 } as const;
const EDITED = 1;

/** Writes octets one after another. */
class Writer {
  readonly #parts: Buffer[] = [];

  number(value: number, octets: 1 | 2 | 4): void {
    const part = Buffer.alloc(octets);
    part.writeUIntBE(value, 0, octets);
    this.#parts.push(part);
  }

  octets(value: Uint8Array): void {
    this.#parts.push(Buffer.from(value));
  }

  state({ ttl, rdatas }: RRsetState): void {
    this.number(ttl, 4);
    this.number(rdatas.length, 4);
    for (const rdata of rdatas) {
      this.number(rdata.length, 2);
      this.octets(rdata);
    }
  }

  /** A record with what was written. */
  record(): Buffer {
    const payload = Buffer.concat(this.#parts);
    const head = Buffer.alloc(HEAD);
    head.writeUInt32BE(payload.length);
    head.writeUInt32BE(~payload.length >>> 0, TURNED_AT);
    head.set(digestOf(payload), DIGEST_AT);
    return Buffer.concat([head, payload]);
  }
}

function digestOf(payload: Uint8Array): Buffer {
  return createHash('sha256')
    .update(payload)
    .digest()
    .subarray(0, HEAD - DIGEST_AT);
}

function recordOf(
  kind: number,
  origin: Name,
  { serial, entries }: { readonly serial: number | undefined; readonly entries: Iterable<RRsetChange> },
): Buffer {
  const writer = new Writer();
  const all = [...entries];
  writer.number(kind, 1);
  writer.number(origin.length, 1);
  writer.octets(origin);
  writer.number(serial === undefined ? 0 : 1, 1);
  writer.number(serial ?? 0, 4);
  writer.number(all.length, 4);
  for (const entry of all) {
    writer.number(entry.owner.length, 1);
    writer.octets(entry.owner);
    writer.number(entry.type, 2);
    writer.number('isEdited' in entry && entry.isEdited === true ? EDITED : 0, 1);
    writer.state(entry.before);
    writer.state(entry.after);
  }
  return writer.record();
}

/** The record of one update. */
export function updateRecord(origin: Name, serial: number, changes: readonly RRsetChange[]): Buffer {
  return recordOf(KIND.UPDATE, origin, { serial, entries: changes });
}

/** A whole log that holds an overlay. */
export function overlayLog(origin: Name, overlay: Overlay): Buffer {
  return Buffer.concat([LOG_MAGIC, recordOf(KIND.OVERLAY, origin, overlay)]);
}

/** What a log holds. */
export interface ReadLog {
  readonly overlay: Overlay;
  /** Octets up to the end of the last whole record. */
  readonly length: number;
  /** How many updates stand behind the overlay. */
  readonly updates: number;
  /** Of octets behind them: how many, if it is what a process leaves behind that was killed. */
  readonly torn: number;
  /** What is wrong with it, so that something may be missing. */
  readonly damage?: string;
}

/** Reads octets one after another. @throws RangeError behind the end */
class Reader {
  at = 0;
  readonly #octets: Buffer;

  constructor(octets: Buffer) {
    this.#octets = octets;
  }

  number(octets: 1 | 2 | 4): number {
    const value = this.#octets.readUIntBE(this.at, octets);
    this.at += octets;
    return value;
  }

  octets(length: number): Uint8Array {
    if (this.at + length > this.#octets.length) throw new RangeError('a record is too short');
    const octets = new Uint8Array(this.#octets.subarray(this.at, this.at + length));
    this.at += length;
    return octets;
  }

  state(): RRsetState {
    const ttl = this.number(4);
    const count = this.number(4);
    const rdatas: Uint8Array[] = [];
    for (let index = 0; index < count; index++) rdatas.push(this.octets(this.number(2)));
    return { ttl, rdatas };
  }
}

/** Takes a record into the overlay. @returns whether it is an update @throws Error when it is none of this zone */
function takeRecord(payload: Buffer, origin: Name, overlay: Overlay): boolean {
  const reader = new Reader(payload);
  const isUpdate = reader.number(1) === KIND.UPDATE;
  const own = reader.octets(reader.number(1));
  if (Buffer.compare(own, origin) !== 0) throw new Error('it is that of another zone');
  const hasSerial = reader.number(1) === 1;
  const serial = reader.number(4);
  if (hasSerial) overlay.serial = serial;
  const count = reader.number(4);
  for (let index = 0; index < count; index++) {
    const owner = reader.octets(reader.number(1));
    const type = reader.number(2);
    const isEdited = (reader.number(1) & EDITED) !== 0;
    const change: ChangedRRset = { owner, type, before: reader.state(), after: reader.state(), isEdited };
    if (isEdited) overlay.edited(owner, type, { file: change.before, after: change.after });
    else overlay.take(change);
  }
  return isUpdate;
}

/**
 * Reads a log. What stands behind the last whole record is torn: a process was killed while it wrote there. A record in the middle
 * with another digest is damage.
 */
export function readLog(octets: Buffer, origin: Name): ReadLog {
  const overlay = new Overlay();
  const start = LOG_MAGIC.length;
  if (!octets.subarray(0, start).equals(LOG_MAGIC))
    return { overlay, length: 0, updates: 0, torn: 0, damage: 'it is no log of updates' };
  let at = start;
  let updates = 0;
  const ended = (damage?: string): ReadLog => ({
    ...{ overlay, length: at, updates },
    torn: damage === undefined ? octets.length - at : 0,
    ...(damage === undefined ? {} : { damage }),
  });
  const damage = () => `it is damaged at octet ${at}`;
  while (at + HEAD <= octets.length) {
    const length = octets.readUInt32BE(at);
    const end = at + HEAD + length;
    // What a file system has not written is zeros.
    if (octets.subarray(at).every(octet => octet === 0)) return ended();
    if (octets.readUInt32BE(at + TURNED_AT) !== ~length >>> 0) return ended(damage());
    if (end > octets.length) return ended();
    const payload = octets.subarray(at + HEAD, end);
    const isWhole = digestOf(payload).equals(octets.subarray(at + DIGEST_AT, at + HEAD));
    if (!isWhole) return ended(end === octets.length ? undefined : damage());
    try {
      if (takeRecord(payload, origin, overlay)) updates++;
    } catch (error) {
      return ended((error as Error).message);
    }
    at = end;
  }
  return ended();
}
