// The RDATA field that is the list of SvcParams of SVCB and HTTPS (RFC 9460 §2.1, §2.2).
import type { Field } from './field.js';
import { ALPN, isGenericKey, MANDATORY, NO_DEFAULT_ALPN, svcKeyFromText, svcKeyToText } from './svc-key.js';
import { opaque, svcValues } from './svc-value.js';
import { latin1, type TokenReader } from './token.js';
import { MalformedRdata, type WireReader, type WireWriter } from './wire.js';

const EXPECTED = 'a SvcParam, as alpn=h2 or port=443';

/** Takes the quotes off `"…"`; a quote anywhere else is a mistake. */
function unquote(tokens: TokenReader, text: Uint8Array): Uint8Array {
  const plain = /^"(.*)"$/s.test(latin1(text)) && text.length > 1 ? text.subarray(1, -1) : text;
  if (/^"|[^\\]"/.test(latin1(plain))) tokens.fail(EXPECTED, 'a quote stands inside the value');
  return plain;
}

/** Reads `key` or `key=value` into the key and the octets of its value. */
function readParam(tokens: TokenReader): [key: number, value: Uint8Array] {
  const token = tokens.word(EXPECTED);
  const equals = token.indexOf(0x3d);
  const keyText = latin1(token.subarray(0, equals < 0 ? token.length : equals));
  const key = svcKeyFromText(keyText) ?? tokens.fail(EXPECTED);
  const kind = isGenericKey(keyText) ? opaque : (svcValues[key] ?? opaque);
  const given = equals < 0 ? new Uint8Array(0) : unquote(tokens, token.subarray(equals + 1));
  if (kind.bare) {
    if (given.length > 0) tokens.fail(`${keyText} without a value`);
    return [key, given];
  }
  const text = tokens.decode(given, EXPECTED);
  const value = kind.read(text) ?? tokens.fail(`${kind.expected} after ${keyText}=`);
  if (value.length > 0xffff) tokens.fail(EXPECTED, 'the value is over 65535 octets');
  // The generic form of a known key must still hold a value that the key allows.
  if (svcValues[key]?.show(value) === undefined && key < svcValues.length)
    tokens.fail(`${svcValues[key].expected} as octets after ${keyText}=`);
  return [key, value];
}

/** Why the parameters do not fit together (RFC 9460 §7.1.1, §8), or undefined. */
function conflict(params: ReadonlyMap<number, Uint8Array>): string | undefined {
  if (params.has(NO_DEFAULT_ALPN) && !params.has(ALPN)) return 'no-default-alpn needs alpn beside it';
  const mandatory = params.get(MANDATORY) ?? new Uint8Array(0);
  for (let at = 0; at + 1 < mandatory.length; at += 2) {
    const key = mandatory[at] * 256 + mandatory[at + 1];
    if (!params.has(key)) return `mandatory lists ${svcKeyToText(key)}, which is missing`;
  }
  return undefined;
}

function readParams(tokens: TokenReader, wire: WireWriter): void {
  const params = new Map<number, Uint8Array>();
  // Beside SvcPriority 0 parameters are useless but not a mistake: clients ignore them (RFC 9460 §2.4.2).
  while (!tokens.atEnd) {
    const [key, value] = readParam(tokens);
    if (params.has(key)) tokens.fail('every SvcParamKey once', `${svcKeyToText(key)} is repeated`);
    params.set(key, value);
  }
  const why = conflict(params);
  if (why !== undefined) tokens.fail('SvcParams that fit together', why);
  for (const [key, value] of [...params].sort(([a], [b]) => a - b)) {
    wire.u16(key);
    wire.u16(value.length);
    wire.bytes(value);
  }
}

function showParams(wire: WireReader): string {
  const params = new Map<number, Uint8Array>();
  const texts: string[] = [];
  let previous = -1;
  while (!wire.atEnd) {
    const key = wire.u16();
    const value = wire.bytes(wire.u16());
    const text = (svcValues[key] ?? opaque).show(value);
    if (key <= previous || text === undefined) throw new MalformedRdata();
    previous = key;
    params.set(key, value);
    texts.push(text === '' ? svcKeyToText(key) : `${svcKeyToText(key)}=${text}`);
  }
  if (conflict(params) !== undefined) throw new MalformedRdata();
  return texts.join(' ');
}

export const svcParams: Field = { read: readParams, show: showParams };
