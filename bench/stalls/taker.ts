// A helper that takes the same zone over and over, several times at once, as secondaries do that have just started.
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { transferQuery } from '../../src/transfer/transfer-query.js';
import { take } from '../transfer/receiver.js';
import { order, serveReports } from './helper.js';

export interface TakerOrder {
  readonly port: number;
  /** Its origin. */
  readonly zone: string;
  /** How many records come in a transfer. */
  readonly records: number;
  readonly atOnce: number;
}

/** What was seen since the start. */
export interface TakerReport {
  /** Transfers that came whole. */
  readonly taken: number;
  readonly failed: number;
}

const { port, zone, records, atOnce } = order<TakerOrder>();
const { message } = transferQuery(
  { id: 1, origin: nameFromText(zone), type: TYPE.AXFR, serial: undefined },
  undefined,
  0,
);
const seen = { taken: 0, failed: 0 };

async function takeOn(): Promise<void> {
  for (;;)
    await take(port, message, records).then(
      () => void seen.taken++,
      () => void seen.failed++,
    );
}

for (let taker = 0; taker < atOnce; taker++) void takeOn();
serveReports((): TakerReport => seen);
