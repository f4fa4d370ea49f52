// Signed messages for tests: keys, queries that are signed, and the TSIG record of an answer.
import { nameFromText } from '../../src/dns/name.js';
import type { TsigAlgorithm } from '../../src/dns/tsig/algorithm.js';
import type { TsigKey } from '../../src/dns/tsig/key.js';
import { FOUND, TsigRecord } from '../../src/dns/tsig/record.js';
import { TsigSigner } from '../../src/dns/tsig/signer.js';

/** The secret of {@link keyFor}, in base64. */
export const SECRET = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';

export function keyFor(name: string, algorithm: TsigAlgorithm = 'hmac-sha256', secret = SECRET): TsigKey {
  return { name: nameFromText(name), algorithm, secret: Buffer.from(secret, 'base64') };
}

/** The message with the record of a signer. */
export function sign(signer: TsigSigner, message: Uint8Array, nowSeconds: number): Uint8Array {
  const out = new Uint8Array(message.length + signer.room);
  out.set(message);
  return out.subarray(0, signer.sign(out, message.length, nowSeconds));
}

/** The record of a message. @throws Error when it has none */
export function tsigOf(message: Uint8Array): TsigRecord {
  const record = new TsigRecord();
  if (record.find(message) !== FOUND.RECORD) throw new Error('the message has no TSIG record');
  return record;
}

/** A request as a client signs it, and what verifies its answer. */
export function signedRequest(key: TsigKey, message: Uint8Array, nowSeconds: number) {
  const signer = new TsigSigner(key);
  const request = sign(signer, message, nowSeconds);
  return { request, verifier: signer.verifier() };
}

/** The message with another TTL in its record. */
export function withTtl(message: Uint8Array, ttl: number): Uint8Array {
  const changed = Buffer.from(message);
  // Before the algorithm stand the length of the RDATA, and before that the TTL.
  changed.writeUInt32BE(ttl, tsigOf(message).algorithm.byteOffset - message.byteOffset - 2 - 4);
  return Uint8Array.from(changed);
}

/** The message with another MAC in its record. */
export function withMac(message: Uint8Array, change: (mac: Uint8Array) => Uint8Array): Uint8Array {
  const { mac, algorithm } = tsigOf(message);
  const other = change(Uint8Array.from(mac));
  const at = mac.byteOffset - message.byteOffset;
  const before = Buffer.from(message.slice(0, at));
  before.writeUInt16BE(other.length, at - 2);
  // Before the MAC stand its length, fudge, time and algorithm, and before those the length of the RDATA.
  const lengthAt = at - 2 - 8 - algorithm.length - 2;
  before.writeUInt16BE(before.readUInt16BE(lengthAt) - mac.length + other.length, lengthAt);
  return Uint8Array.from(Buffer.concat([before, other, message.subarray(at + mac.length)]));
}
