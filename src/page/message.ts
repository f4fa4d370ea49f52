// An answer in wire form (RFC 1035 §4), as far as the page shows it: its code, its records and its Extended DNS Errors.
import { addressToText } from '../dns/address.js';
import { edeToText, OPTION, rcodeToText } from '../dns/constants.js';
import { escapeOctet } from '../dns/escape-octet.js';
import { TYPE, typeToText } from '../dns/types.js';

const HEADER = 12;
const POINTER = 0xc0;
/** More pointers than labels fit into a name are a circle. */
const MOST_LABELS = 128;

export interface ShownRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly data: string;
}

export interface ShownAnswer {
  readonly rcode: string;
  readonly records: readonly ShownRecord[];
  /** Extended DNS Errors, in words. */
  readonly errors: readonly string[];
}

/** Octets that are read from the beginning to the end. */
class Reader {
  at = HEADER;

  constructor(readonly octets: Uint8Array) {}

  number(length: number): number {
    let value = 0;
    for (let index = 0; index < length; index++) value = value * 256 + (this.octets[this.at++] ?? 0);
    return value;
  }

  /** A name, also one that points to an earlier place (RFC 1035 §4.1.4). */
  name(): string {
    let text = '';
    let end = -1;
    for (let count = 0; count < MOST_LABELS; count++) {
      const length = this.number(1);
      if (length === 0) break;
      if (length >= POINTER) {
        const target = (length - POINTER) * 256 + this.number(1);
        if (end < 0) end = this.at;
        this.at = target;
        continue;
      }
      for (let index = 0; index < length; index++) text += escapeOctet(this.number(1));
      text += '.';
    }
    if (end >= 0) this.at = end;
    return text === '' ? '.' : text;
  }
}

const NAMES: ReadonlySet<number> = new Set([TYPE.CNAME, TYPE.NS, TYPE.PTR, TYPE.DNAME]);

/** What most records say; of others how long they are. */
function dataOf(reader: Reader, type: number, length: number): string {
  const end = reader.at + length;
  const octets = reader.octets.subarray(reader.at, end);
  if ((type === TYPE.A && length === 4) || (type === TYPE.AAAA && length === 16))
    return addressToText(octets);
  if (NAMES.has(type)) return reader.name();
  if (type === TYPE.MX) return `${reader.number(2)} ${reader.name()}`;
  if (type === TYPE.SRV)
    return `${reader.number(2)} ${reader.number(2)} ${reader.number(2)} ${reader.name()}`;
  if (type !== TYPE.TXT) return `${length} octets`;
  let text = '';
  while (reader.at < end) {
    const each = reader.number(1);
    const part = reader.octets.subarray(reader.at, reader.at + each);
    text += `${text === '' ? '' : ' '}"${new TextDecoder().decode(part)}"`;
    reader.at += each;
  }
  return text;
}

/** The texts of the errors in an OPT record (RFC 8914 §2). */
function errorsIn(octets: Uint8Array): string[] {
  const errors: string[] = [];
  for (let at = 0; at + 4 <= octets.length; ) {
    const [code, length] = [octets[at] * 256 + octets[at + 1], octets[at + 2] * 256 + octets[at + 3]];
    const data = octets.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    if (code !== OPTION.EDE || data.length < 2) continue;
    const text = new TextDecoder().decode(data.subarray(2));
    errors.push(`${edeToText(data[0] * 256 + data[1])}${text === '' ? '' : `: ${text}`}`);
  }
  return errors;
}

/** Reads an answer. @param base64 its wire form */
export function readAnswer(base64: string): ShownAnswer {
  const octets = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
  const reader = new Reader(octets);
  const count = (place: number) => octets[place] * 256 + octets[place + 1];
  for (let left = count(4); left > 0; left--) {
    reader.name();
    reader.at += 4;
  }
  const answers = count(6);
  const records: ShownRecord[] = [];
  const errors: string[] = [];
  for (let index = 0; index < answers + count(8) + count(10) && reader.at < octets.length; index++) {
    const name = reader.name();
    const type = reader.number(2);
    reader.at += 2;
    const ttl = reader.number(4);
    const length = reader.number(2);
    const end = reader.at + length;
    if (type === TYPE.OPT) errors.push(...errorsIn(octets.subarray(reader.at, end)));
    else if (index < answers)
      records.push({ name, type: typeToText(type), ttl, data: dataOf(reader, type, length) });
    reader.at = end;
  }
  return { rcode: rcodeToText(octets[3] & 0xf), records, errors };
}
