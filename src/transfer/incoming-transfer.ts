// A transfer to this server: from the messages of an AXFR or IXFR to records or differences, and where it ends.
import type { Name } from '../dns/name.js';
import { sameRdata } from '../dns/rdata/same-rdata.js';
import type { RecordParts } from '../dns/record-text.js';
import { isLater } from '../dns/serial.js';
import { TYPE } from '../dns/types.js';
import { type Asked, recordsAt } from './incoming-message.js';
import { answersIn } from './incoming-records.js';
import { soaNumbers } from './soa-record.js';
import { REMEDY, TransferError } from './transfer-error.js';

/** Takes what a transfer brings, in order. What it throws ends the transfer. */
export interface TransferTarget {
  /** The whole zone follows. @param soa comes again as the last record, and is not put */
  beginWhole(soa: RecordParts): void;
  /** A record of the whole zone other than its SOA. */
  put(record: RecordParts): void;
  /** Differences follow, from the serial that was told to that of this SOA (RFC 1995 §4). */
  beginDifference(soa: RecordParts): void;
  remove(record: RecordParts): void;
  add(record: RecordParts): void;
}

/** How much a transfer may bring. */
export interface TransferBounds {
  readonly octets: number;
  readonly records: number;
}

/** How a transfer stands. */
export const PROGRESS = {
  /** Further messages follow. */
  MORE: 'more',
  /** All is there. */
  DONE: 'done',
  /** The primary has nothing later than what is here. */
  UP_TO_DATE: 'up to date',
} as const;
export type Progress = (typeof PROGRESS)[keyof typeof PROGRESS];

/** What the next record has to be, or belongs to. */
const PART = { SOA: 0, SECOND: 1, WHOLE: 2, REMOVED: 3, ADDED: 4, END: 5 } as const;
type Part = (typeof PART)[keyof typeof PART];

/** What is asked for. */
export interface TransferQuery extends Asked {
  /** The serial of the version that is here, of which nothing earlier is taken; undefined for whatever comes. */
  readonly serial: number | undefined;
}

export class IncomingTransfer {
  readonly #query: TransferQuery;
  readonly #target: TransferTarget;
  readonly #bounds: TransferBounds;
  #part: Part = PART.SOA;
  /** The first record of the answer, which is the last one, too. */
  #soa: RecordParts | undefined;
  /** Of the version to which the differences so far lead; undefined before the first. */
  #serial: number | undefined;
  /** Octets of all messages, and their records. */
  octets = 0;
  records = 0;

  constructor(query: TransferQuery, target: TransferTarget, bounds: TransferBounds) {
    this.#query = query;
    this.#target = target;
    this.#bounds = bounds;
  }

  /** The apex. */
  get origin(): Name {
    return this.#query.origin;
  }

  /** Of the version that the primary has; undefined before the first record. */
  get soa(): RecordParts | undefined {
    return this.#soa;
  }

  /**
   * Takes the next message, whose signature is right if there has to be one.
   * @throws TransferError when the transfer is no use
   */
  take(message: Uint8Array): Progress {
    const isFirst = this.octets === 0;
    this.octets += message.length;
    if (this.octets > this.#bounds.octets) throw new TransferError(`is over ${this.#bounds.octets} octets`);
    const from = recordsAt(message, this.#query, !isFirst);
    const before = this.records;
    for (const record of answersIn(message, from, this.origin)) {
      if (++this.records > this.#bounds.records)
        throw new TransferError(`has over ${this.#bounds.records} records`);
      if (this.#takeRecord(record) === PROGRESS.UP_TO_DATE) return PROGRESS.UP_TO_DATE;
    }
    if (this.records === before) throw new TransferError('has a message without records');
    return this.#part === PART.END ? PROGRESS.DONE : PROGRESS.MORE;
  }

  #takeRecord(record: RecordParts): Progress {
    const isSoa = record.type === TYPE.SOA;
    switch (this.#part) {
      case PART.SOA:
        if (!isSoa) throw new TransferError('does not begin with the SOA of the zone');
        return this.#begin(record);
      case PART.SECOND:
        this.#chooseForm(record, isSoa);
        break;
      case PART.WHOLE:
        if (isSoa) this.#end(record);
        else this.#target.put(record);
        break;
      case PART.REMOVED:
        if (isSoa) this.#beginAdded(record);
        else this.#target.remove(record);
        break;
      case PART.ADDED:
        if (isSoa) this.#beginRemoved(record);
        else this.#target.add(record);
        break;
      case PART.END:
        throw new TransferError('goes on behind its last SOA');
    }
    return PROGRESS.MORE;
  }

  #begin(soa: RecordParts): Progress {
    this.#soa = soa;
    const { serial: own } = this.#query;
    if (own !== undefined && !isLater(soaNumbers(soa).serial, own)) return PROGRESS.UP_TO_DATE;
    this.#part = PART.SECOND;
    return PROGRESS.MORE;
  }

  /** Differences begin with the SOA of the version that is here; all else is the whole zone (RFC 1995 §4). */
  #chooseForm(record: RecordParts, isSoa: boolean): void {
    const { serial, type } = this.#query;
    const isDifference = isSoa && type === TYPE.IXFR && soaNumbers(record).serial === serial;
    if (isDifference) {
      this.#target.beginDifference(this.#soa!);
      this.#part = PART.REMOVED;
      return;
    }
    if (isSoa) throw new TransferError('has nothing but the SOA of the zone');
    this.#target.beginWhole(this.#soa!);
    this.#part = PART.WHOLE;
    this.#target.put(record);
  }

  #beginAdded(soa: RecordParts): void {
    const { serial } = soaNumbers(soa);
    const former = this.#serial ?? this.#query.serial!;
    if (!isLater(serial, former))
      throw new TransferError(`leads from serial ${former} to ${serial}, which is not later`, REMEDY.WHOLE);
    this.#serial = serial;
    this.#part = PART.ADDED;
  }

  /** Behind what was added comes the next difference, or the end. */
  #beginRemoved(soa: RecordParts): void {
    const { serial } = soaNumbers(soa);
    if (serial !== this.#serial)
      throw new TransferError(`goes on at serial ${serial} after ${this.#serial}`, REMEDY.WHOLE);
    if (serial === soaNumbers(this.#soa!).serial) this.#end(soa);
    else this.#part = PART.REMOVED;
  }

  #end(soa: RecordParts): void {
    const { rdata } = this.#soa!;
    const isSame =
      soa.rdata.length === rdata.length && sameRdata(TYPE.SOA, soa.rdata, 0, rdata, 0, rdata.length);
    if (!isSame) throw new TransferError('ends with another SOA than it begins with');
    this.#part = PART.END;
  }
}
