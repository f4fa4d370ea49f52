// Builds queries for tests, well formed or odd in one chosen place.
import { CLASS } from '../../src/dns/constants.js';
import { nameFromText } from '../../src/dns/name.js';
import { typeFromText } from '../../src/dns/types.js';

export interface QueryEdns {
  /** UDP payload size in octets; 1232 when absent. */
  readonly size?: number;
  readonly do?: boolean;
  readonly version?: number;
  /** Options in wire form, as hexadecimal digits. */
  readonly options?: string;
}

export interface QueryOptions {
  readonly id?: number;
  readonly rd?: boolean;
  readonly cd?: boolean;
  readonly ad?: boolean;
  readonly opcode?: number;
  /** `false` for a query without OPT. */
  readonly edns?: QueryEdns | false;
}

/** Octets from hexadecimal digits, which may be spaced; what stands behind `;` on a line is a comment. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/;.*$/gm, '').replace(/\s+/g, '');
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new Error(`not whole octets in hexadecimal: ${digits}`);
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}

function optRecord({ size = 1232, do: dnssecOk = false, version = 0, options = '' }: QueryEdns): Buffer {
  const data = fromHex(options);
  const record = Buffer.alloc(11 + data.length);
  record.writeUInt16BE(41, 1);
  record.writeUInt16BE(size, 3);
  record[6] = version;
  record[7] = dnssecOk ? 0x80 : 0;
  record.writeUInt16BE(data.length, 9);
  record.set(data, 11);
  return record;
}

function classFromText(text: string): number {
  if (Object.hasOwn(CLASS, text)) return CLASS[text as keyof typeof CLASS];
  const number = Number(/^CLASS(\d{1,5})$/.exec(text)?.[1]);
  if (Number.isNaN(number)) throw new Error(`not a class: ${text}`);
  return number;
}

/** The message that asks `NAME TYPE [CLASS]`; with recursion desired and EDNS unless told otherwise. */
export function buildQuery(text: string, options: QueryOptions = {}): Uint8Array {
  const [name, typeText = '', classText = 'IN', ...rest] = text.split(' ');
  const type = typeFromText(typeText);
  if (type === undefined || rest.length > 0) throw new Error(`not "NAME TYPE [CLASS]": ${text}`);
  const { id = 0x1234, rd = true, cd = false, ad = false, opcode = 0, edns = {} } = options;
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  header[2] = (opcode << 3) | (rd ? 1 : 0);
  header[3] = (cd ? 0x10 : 0) | (ad ? 0x20 : 0);
  header[5] = 1;
  header[11] = edns === false ? 0 : 1;
  const fixed = Buffer.alloc(4);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(classFromText(classText), 2);
  const opt = edns === false ? Buffer.alloc(0) : optRecord(edns);
  return Uint8Array.from(Buffer.concat([header, nameFromText(name), fixed, opt]));
}
