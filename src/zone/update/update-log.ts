// The log of updates of a zone as octets: records with the overlay, then one for each update. Its end may be torn.
import { createHash } from 'node:crypto';
import type { Name } from '../../dns/name.js';
import { atOnce, type Steps } from '../../time/turns.js';
import { EDITED, LogReader, LogWriter } from './log-octets.js';
import { type ChangedRRset, Overlay, octetsOf, type RRsetChange } from './overlay.js';

/** What a log begins with. */
export const LOG_MAGIC = Buffer.from('rondo updates 1\n');

/** The length of a record, the same with all bits turned, and the first octets of its digest. */
const HEAD = 16;
const TURNED_AT = 4;
const DIGEST_AT = 8;
const NO_HEAD = Buffer.alloc(HEAD);

/** A record holds entries of about so many octets: making, writing or reading it does not hold up others. */
const RECORD_OCTETS = 65_536;

/** So many octets are looked through in one step. */
const STEP_OCTETS = 65_536;

const KIND = { OVERLAY: 0, UPDATE: 1 } as const;

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
  const writer = new LogWriter();
  const all = [...entries];
  writer.octets(NO_HEAD);
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
  return withHead(writer.written);
}

/** Fills the head in. */
function withHead(record: Buffer): Buffer {
  const length = record.length - HEAD;
  record.writeUInt32BE(length);
  record.writeUInt32BE(~length >>> 0, TURNED_AT);
  record.set(digestOf(record.subarray(HEAD)), DIGEST_AT);
  return record;
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

/** A whole log that holds an overlay, piece by piece. */
export function* overlayLog(origin: Name, overlay: Overlay): Generator<Buffer, void, void> {
  const { serial, part } = overlay;
  const recordWith = (entries: readonly ChangedRRset[]) =>
    recordOf(KIND.OVERLAY, origin, { serial, entries, seconds: part?.sinceSeconds });
  yield LOG_MAGIC;
  let entries: ChangedRRset[] = [];
  let octets = 0;
  for (const entry of overlay.entries) {
    if (octets >= RECORD_OCTETS) {
      yield recordWith(entries);
      entries = [];
      octets = 0;
    }
    entries.push(entry);
    octets += octetsOf(entry);
  }
  yield recordWith(entries);
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

/** Takes a record into the overlay. @returns whether it is an update @throws Error when it is one of another zone */
function takeRecord(payload: Buffer, origin: Name, overlay: Overlay): boolean {
  const reader = new LogReader(payload);
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
function* nextRecord(octets: Buffer, after: number): Steps<number | undefined> {
  for (let at = after + 1; at + HEAD <= octets.length; at++) {
    if (at % STEP_OCTETS === 0) yield;
    if (payloadAt(octets, at) !== undefined) return at;
  }
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
 * Reads a log, in steps. What stands behind the last whole record is torn: a process was killed while it wrote there. What is not
 * whole before that is damage, and is left out: each record says what an RRset is then, whatever was before.
 */
export function* readingLog(octets: Buffer, origin: Name): Steps<ReadLog> {
  const overlay = new Overlay();
  let at = LOG_MAGIC.length;
  let updates = 0;
  let damage = octets.subarray(0, at).equals(LOG_MAGIC) ? undefined : 'it is no log of updates';
  while (at < octets.length) {
    yield;
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
    at = (yield* nextRecord(octets, at)) ?? octets.length;
  }
  if (damage !== undefined) return { overlay, length: at, updates, torn: 0, damage };
  return { overlay, length: at, updates, torn: octets.length - at };
}

/** As {@link readingLog}, at once. */
export function readLog(octets: Buffer, origin: Name): ReadLog {
  return atOnce(readingLog(octets, origin));
}
