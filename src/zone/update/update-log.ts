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

/** What a record holds. */
interface Content {
  readonly serial: number | undefined;
  readonly entries: Iterable<RRsetChange>;
  /** When the update came, or the first of those that made the overlay, in seconds since 1970. */
  readonly seconds: number | undefined;
}

function recordOf(kind: number, origin: Name, { serial, entries, seconds = 0 }: Content): Buffer {
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
  writer.number(seconds, 4);
  return writer.record();
}

/** The record of one update. @param seconds when it came, since 1970 */
export function updateRecord(
  origin: Name,
  serial: number,
  changes: readonly RRsetChange[],
  seconds: number,
): Buffer {
  return recordOf(KIND.UPDATE, origin, { serial, entries: changes, seconds });
}

/** A whole log that holds an overlay. */
export function overlayLog(origin: Name, overlay: Overlay): Buffer {
  const { serial, entries, part } = overlay;
  const content = { serial, entries, seconds: part?.sinceSeconds };
  return Buffer.concat([LOG_MAGIC, recordOf(KIND.OVERLAY, origin, content)]);
}

/** What a log holds. */
export interface ReadLog {
  readonly overlay: Overlay;
  /** Octets up to the end of the last whole record; all of them when it is damaged. */
  readonly length: number;
  /** How many updates stand behind the overlay. */
  readonly updates: number;
  /** Of octets behind them: how many, if it is what a process leaves behind that was killed. */
  readonly torn: number;
  /** What is wrong with it, so that some updates are missing. */
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

  change(): ChangedRRset {
    const owner = this.octets(this.number(1));
    const type = this.number(2);
    const isEdited = (this.number(1) & EDITED) !== 0;
    return { owner, type, before: this.state(), after: this.state(), isEdited };
  }
}

/** Takes a record into the overlay. @returns whether it is an update @throws Error when it is one of another zone */
function takeRecord(payload: Buffer, origin: Name, overlay: Overlay): boolean {
  const reader = new Reader(payload);
  const isUpdate = reader.number(1) === KIND.UPDATE;
  const own = reader.octets(reader.number(1));
  if (Buffer.compare(own, origin) !== 0) throw new Error('it is that of another zone');
  const hasSerial = reader.number(1) === 1;
  const serial = reader.number(4);
  if (hasSerial) overlay.serial = serial;
  const changes = Array.from({ length: reader.number(4) }, () => reader.change());
  overlay.begin(reader.number(4) || undefined);
  for (const change of changes) {
    const { owner, type, before, after, isEdited } = change;
    if (isEdited) overlay.edited(owner, type, { file: before, after });
    else overlay.take(change);
  }
  return isUpdate;
}

/** The record that begins at an octet, without its head; undefined when none does that is whole. */
function payloadAt(octets: Buffer, at: number): Buffer | undefined {
  if (at + HEAD > octets.length) return undefined;
  const length = octets.readUInt32BE(at);
  const end = at + HEAD + length;
  if (octets.readUInt32BE(at + TURNED_AT) !== ~length >>> 0 || end > octets.length) return undefined;
  const payload = octets.subarray(at + HEAD, end);
  return digestOf(payload).equals(octets.subarray(at + DIGEST_AT, at + HEAD)) ? payload : undefined;
}

/** Where the next whole record begins; undefined when none follows. */
function nextRecord(octets: Buffer, after: number): number | undefined {
  for (let at = after + 1; at + HEAD <= octets.length; at++)
    if (payloadAt(octets, at) !== undefined) return at;
  return undefined;
}

/** Whether what stands from an octet to the end is what a process leaves behind that is killed while it writes. */
function isTorn(octets: Buffer, at: number): boolean {
  if (at + HEAD > octets.length) return true;
  // What a file system has not written is zeros.
  if (octets.subarray(at).every(octet => octet === 0)) return true;
  const length = octets.readUInt32BE(at);
  return octets.readUInt32BE(at + TURNED_AT) === ~length >>> 0 && at + HEAD + length >= octets.length;
}

/**
 * Reads a log. What stands behind the last whole record is torn: a process was killed while it wrote there. What is not whole before
 * that is damage, and is left out: each record says what an RRset is then, whatever was before.
 */
export function readLog(octets: Buffer, origin: Name): ReadLog {
  const overlay = new Overlay();
  let at = LOG_MAGIC.length;
  let updates = 0;
  let damage = octets.subarray(0, at).equals(LOG_MAGIC) ? undefined : 'it is no log of updates';
  while (at < octets.length) {
    const payload = payloadAt(octets, at);
    if (payload !== undefined) {
      try {
        if (takeRecord(payload, origin, overlay)) updates++;
      } catch (error) {
        damage ??= (error as Error).message;
      }
      at += HEAD + payload.length;
      continue;
    }
    if (isTorn(octets, at)) break;
    damage ??= `it is damaged at octet ${at}`;
    at = nextRecord(octets, at) ?? octets.length;
  }
  if (damage !== undefined) return { overlay, length: at, updates, torn: 0, damage };
  return { overlay, length: at, updates, torn: octets.length - at };
}
