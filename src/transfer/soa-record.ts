// The SOA of a zone as a secondary reads it: its serial and its times (RFC 1035 §3.3.13).
import type { SoaNumbers } from '../config/copy-age.js';
import type { RecordParts } from '../dns/record-text.js';
import { SOA_NUMBERS } from '../dns/soa-data.js';

/** @param rdata well-formed */
export function soaNumbers({ rdata }: Pick<RecordParts, 'rdata'>): SoaNumbers {
  const view = new DataView(rdata.buffer, rdata.byteOffset + rdata.length - SOA_NUMBERS, SOA_NUMBERS);
  const [serial, refresh, retry, expire] = [0, 4, 8, 12].map(at => view.getUint32(at));
  return { serial, refresh, retry, expire };
}
