// Options that each make records of one type: cname, txt-record, srv-host, mx-host, ptr-record and their like.
import { hostname } from 'node:os';
import { ROOT } from '../../dns/name.js';
import { rdataFromTokens } from '../../dns/rdata/from-tokens.js';
import { fieldsOf } from '../../dns/rdata/table.js';
import { typedText } from '../../dns/rdata/to-text.js';
import { RdataError } from '../../dns/rdata/token.js';
import { MAX_TTL } from '../../dns/rdata/ttl.js';
import { TYPE, typeToText } from '../../dns/types.js';
import { txtRdata } from '../../zone/yaml/value.js';
import { Phrase } from './phrase.js';
import { readName, readNumber, readOptionalNumber, type Statement, StatementError } from './statement.js';

const UINT16 = 0xffff;

/** What a name gets. */
interface TypedRdata {
  readonly type: number;
  readonly rdata: Uint8Array;
  readonly ttl?: number;
}

function add({ rules, place }: Statement, owner: Phrase, record: TypedRdata): void {
  rules.records.push({ owner: readName(owner), ...record, place });
}

function uint16(...values: number[]): Uint8Array {
  return Uint8Array.from(values.flatMap(value => [value >> 8, value & 0xff]));
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** `cname=ALIAS[,ALIAS…],TARGET[,TTL]`. */
export function readCname(statement: Statement): void {
  const fields = statement.value.fields();
  const hasTtl = fields.length > 2 && /^\d+$/.test(fields[fields.length - 1].text);
  const ttl = hasTtl ? readNumber(fields.pop()!, 0, MAX_TTL) : undefined;
  const target = fields.pop();
  if (target === undefined || fields.length === 0)
    throw new StatementError(
      statement.value,
      'expected ALIAS,TARGET',
      'as in cname=www.example.org,example.org',
    );
  const { rules, place } = statement;
  const rdata = readName(target);
  for (const alias of fields) {
    const problem = rules.addAlias({ owner: readName(alias), type: TYPE.CNAME, rdata, ttl, place });
    if (problem === 'duplicate') throw new StatementError(alias, `${alias.plain} is an alias already`);
    if (problem === 'loop') throw new StatementError(alias, `${alias.plain} would be an alias of itself`);
  }
}

/** `txt-record=NAME[,TEXT…]`; blanks around texts count, but not those before the first. */
export function readTxtRecord(statement: Statement): void {
  const [owner, first, ...further] = statement.value.split(',');
  const texts = first === undefined ? [] : [first.trimStart(), ...further];
  const rdata = txtRdata(texts.length === 0 ? [''] : texts.map(text => text.plain));
  if (rdata.length > UINT16) throw new StatementError(statement.value, `the text is over ${UINT16} octets`);
  add(statement, owner.trim(), { type: TYPE.TXT, rdata });
}

/** At most this many parts between commas. @throws StatementError when there are more */
function readFields(statement: Statement, most: number): Phrase[] {
  const fields = statement.value.fields();
  if (fields.length > most) throw new StatementError(fields[most], 'expected the line to end before this');
  return fields;
}

/** `srv-host=NAME[,TARGET[,PORT[,PRIORITY[,WEIGHT]]]]`. */
export function readSrvHost(statement: Statement): void {
  const [owner, target, port, priority, weight] = readFields(statement, 5);
  const numbers = uint16(
    readOptionalNumber(priority, 0, UINT16, 0),
    readOptionalNumber(weight, 0, UINT16, 0),
    readOptionalNumber(port, 0, UINT16, 1),
  );
  const host = target === undefined || target.isEmpty ? ROOT : readName(target);
  add(statement, owner, { type: TYPE.SRV, rdata: joined(numbers, host) });
}

/** `mx-host=NAME[,TARGET][,PREFERENCE]`; without a target it is that of mx-target, or this machine; an empty one is the root (RFC 7505). */
export function readMxHost(statement: Statement): void {
  const [owner, second, third] = readFields(statement, 3);
  const isPreference = third === undefined && /^\d+$/.test(second?.text ?? '');
  const preference = readOptionalNumber(isPreference ? second : third, 0, UINT16, 1);
  const isAbsent = isPreference || second === undefined;
  const target = isAbsent ? undefined : second.isEmpty ? ROOT : readName(second);
  const host = target ?? statement.rules.mxTarget ?? readName(thisMachine(statement));
  add(statement, owner, { type: TYPE.MX, rdata: joined(uint16(preference), host) });
}

function thisMachine(statement: Statement): Phrase {
  const name = hostname();
  return new Phrase(name, Array(name.length + 1).fill(statement.value.column));
}

/** `ptr-record=NAME[,TARGET]`. */
export function readPtrRecord(statement: Statement): void {
  const [owner, target] = readFields(statement, 2);
  add(statement, owner, {
    type: TYPE.PTR,
    rdata: target === undefined || target.isEmpty ? ROOT : readName(target),
  });
}

/** Reads fields after the owner as a record in zone-file form. */
function addTokens(
  statement: Statement,
  fields: readonly Phrase[],
  type: number,
  quoted: readonly boolean[],
): void {
  const [owner, ...rest] = fields;
  const tokens = rest.map((field, index) => ({
    bytes: Buffer.from(quoted[index] ? field.plain.replace(/[\\"]/g, '\\$&') : field.plain),
    quoted: quoted[index],
  }));
  try {
    add(statement, owner, { type, rdata: rdataFromTokens(type, tokens, ROOT) });
  } catch (error) {
    if (error instanceof RdataError)
      throw new StatementError(rest[error.index] ?? statement.value, error.message);
    throw error;
  }
}

/** `caa-record=NAME,FLAGS,TAG,VALUE`; commas in the value need no quotes. */
export function readCaaRecord(statement: Statement): void {
  const fields = statement.value.split(',', 4).map(part => part.trim());
  addTokens(statement, fields, TYPE.CAA, [false, false, true]);
}

/** `naptr-record=NAME,ORDER,PREFERENCE,FLAGS,SERVICE,REGEXP[,REPLACEMENT]`. */
export function readNaptrRecord(statement: Statement): void {
  const fields = statement.value.fields();
  // Without a replacement there is the root (RFC 3403 §4.1).
  const { column } = statement.value;
  if (fields.length === 6 || fields[6]?.isEmpty) fields[6] = new Phrase('.', [column, column]);
  addTokens(statement, fields, TYPE.NAPTR, [false, false, true, true, true, false]);
}

/** Hexadecimal digits, in pairs; a lone digit before a colon, a blank or the end is an octet too. @throws StatementError */
function readHex(phrase: Phrase): Uint8Array {
  const pairs = phrase.text.split(/[:\s]+/).flatMap(digits => digits.match(/..?/g) ?? []);
  if (pairs.length > UINT16 || !pairs.every(pair => /^[0-9a-f]+$/i.test(pair)))
    throw new StatementError(phrase, 'expected pairs of hexadecimal digits');
  return Uint8Array.from(pairs, pair => Number.parseInt(pair, 16));
}

/** `dns-rr=NAME,NUMBER,[HEX]`. */
export function readDnsRr(statement: Statement): void {
  const [owner, number, hex] = readFields(statement, 3);
  const type = readNumber(number ?? statement.value, 1, UINT16);
  if (type === TYPE.OPT || (type >= 128 && type <= 255))
    throw new StatementError(number, `type ${type} is not for data (RFC 6895 §3.1)`);
  const rdata = hex === undefined ? new Uint8Array(0) : readHex(hex);
  if (fieldsOf.has(type) && typedText(type, rdata) === undefined)
    throw new StatementError(hex ?? number, `expected the RDATA of ${typeToText(type)}`);
  add(statement, owner, { type, rdata });
}
