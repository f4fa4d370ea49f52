// Brings the copy of a zone to the version of a primary: by differences where that is possible, else as a whole.
import type { SoaNumbers } from '../config/copy-age.js';
import type { Name } from '../dns/name.js';
import type { RecordParts } from '../dns/record-text.js';
import { TYPE } from '../dns/types.js';
import { randomId } from '../forward/random-id.js';
import { type AskedServer, checkSignature, nowSeconds } from './asking.js';
import { DifferenceSteps, type ReceivedDifference } from './difference.js';
import { IncomingTransfer, PROGRESS, type Progress, type TransferTarget } from './incoming-transfer.js';
import { NetChanges } from './net-changes.js';
import { soaNumbers } from './soa-record.js';
import { askOverStream, type TransferHost } from './transfer-connection.js';
import { REMEDY, TransferError } from './transfer-error.js';
import { transferQuery } from './transfer-query.js';
import { applyChanges, ZoneCopy } from './zone-copy.js';

/** A zone that holds more records is refused. */
const MAX_RECORDS = 50_000_000;

/** What is wanted. */
export interface Wanted {
  readonly origin: Name;
  /** The file of the copy. */
  readonly file: string;
  /**
   * The serial of the copy that is there, to which differences can be applied, and of which nothing earlier is taken. Undefined for
   * the whole zone, whatever its serial.
   */
  readonly serial: number | undefined;
  /** Octets that the messages of the transfer may have. */
  readonly maxOctets: number;
}

/** How a transfer came. */
export const FORM = { WHOLE: 'AXFR', DIFFERENCE: 'IXFR' } as const;
export type Form = (typeof FORM)[keyof typeof FORM];

/** What came of it. */
export interface Received {
  /** Of the version of the primary. */
  readonly soa: SoaNumbers;
  /** Undefined when the copy is that version, or a later one. */
  readonly form: Form | undefined;
  readonly octets: number;
  readonly records: number;
  /** When it is a small one. */
  readonly difference: ReceivedDifference | undefined;
}

/** Takes what a transfer brings to where it is kept. */
class Arrival implements TransferTarget {
  readonly #file: string;
  #copy: ZoneCopy | undefined;
  #changes: NetChanges | undefined;
  readonly #steps = new DifferenceSteps();

  constructor(file: string) {
    this.#file = file;
  }

  get form(): Form {
    return this.#changes === undefined ? FORM.WHOLE : FORM.DIFFERENCE;
  }

  beginWhole(soa: RecordParts): void {
    this.#copy = new ZoneCopy(this.#file);
    this.#copy.put(soa);
  }

  put(record: RecordParts): void {
    this.#copy!.put(record);
  }

  beginDifference(): void {
    this.#changes = new NetChanges();
  }

  remove(record: RecordParts): void {
    this.#changes!.remove(record);
    this.#steps.take(record, false);
  }

  add(record: RecordParts): void {
    this.#changes!.add(record);
    this.#steps.take(record, true);
  }

  /** Undefined when it is a whole zone, or long. */
  differenceTo(soa: RecordParts, fromSerial: number | undefined): ReceivedDifference | undefined {
    const { all: steps } = this.#steps;
    if (this.#changes === undefined || steps === undefined || fromSerial === undefined) return undefined;
    return { fromSerial, soa, steps };
  }

  async flush(): Promise<void> {
    await this.#copy?.flush();
  }

  /** Puts the version in the place of the one before. @throws TransferError, Error of the file system */
  async finish(soa: RecordParts): Promise<void> {
    if (this.#copy !== undefined) await this.#copy.finish();
    else await applyChanges(this.#file, soa, this.#changes!);
  }

  async abandon(): Promise<void> {
    await this.#copy?.abandon();
  }
}

async function receive(
  wanted: Wanted,
  type: number,
  server: AskedServer,
  host: TransferHost,
): Promise<Received> {
  const { clock } = host;
  const { origin, file, serial, maxOctets: octets } = wanted;
  const query = { id: randomId(), origin, type, serial };
  const { message, verifier } = transferQuery(query, server.key, nowSeconds(clock));
  const arrival = new Arrival(file);
  const transfer = new IncomingTransfer(query, arrival, { octets, records: MAX_RECORDS });
  let progress: Progress = PROGRESS.MORE;
  const take = async (part: Uint8Array) => {
    checkSignature(part, verifier, nowSeconds(clock));
    progress = transfer.take(part);
    await arrival.flush();
    return progress === PROGRESS.MORE;
  };
  try {
    await askOverStream(server, message, take, host);
    if (verifier?.mayEnd === false) throw new TransferError('ends with a message that is not signed');
    const isNew = (progress as Progress) === PROGRESS.DONE;
    const soa = transfer.soa!;
    if (isNew) await arrival.finish(soa);
    const form = isNew ? arrival.form : undefined;
    const difference = arrival.differenceTo(soa, serial);
    return { soa: soaNumbers(soa), form, octets: transfer.octets, records: transfer.records, difference };
  } catch (error) {
    await arrival.abandon();
    throw error;
  }
}

/**
 * Transfers a zone over TCP, and puts the version of the primary in the place of the copy once it is there as a whole.
 * @throws TransferError when the primary gives nothing of use; Error of the system
 */
export async function receiveZone(
  wanted: Wanted,
  server: AskedServer,
  host: TransferHost,
): Promise<Received> {
  if (wanted.serial === undefined) return receive(wanted, TYPE.AXFR, server, host);
  try {
    return await receive(wanted, TYPE.IXFR, server, host);
  } catch (error) {
    if (!(error instanceof TransferError) || error.remedy !== REMEDY.WHOLE) throw error;
    return receive(wanted, TYPE.AXFR, server, host);
  }
}
