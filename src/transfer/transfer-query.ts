// A query of a secondary: for the SOA of a zone, for all of it, or for what has changed in it (RFC 1995 §3, RFC 5936 §2.1).
import { CLASS } from '../dns/constants.js';
import { COUNT_AT, HEADER_LENGTH } from '../dns/header.js';
import { ROOT } from '../dns/name.js';
import type { TsigKey } from '../dns/tsig/key.js';
import { TsigSigner } from '../dns/tsig/signer.js';
import type { TsigVerifier } from '../dns/tsig/verifier.js';
import { TYPE } from '../dns/types.js';
import type { TransferQuery } from './incoming-transfer.js';

/** Octets of an SOA whose names are the root, behind a pointer as its owner. */
const SOA_OCTETS = 2 + 10 + 22;
/** A pointer to the question. */
const OWNER = 0xc000 | HEADER_LENGTH;

/** A query that is ready to leave, and what verifies the answer when it is signed. */
export interface SignedQuery {
  readonly message: Uint8Array;
  readonly verifier: TsigVerifier | undefined;
}

/** The SOA that says which version is here: of it only the serial counts (RFC 1995 §3). */
function writeSoa(message: Buffer, from: number, serial: number): number {
  message.writeUInt16BE(1, COUNT_AT.AUTHORITY);
  let at = message.writeUInt16BE(OWNER, from);
  at = message.writeUInt16BE(TYPE.SOA, at);
  at = message.writeUInt16BE(CLASS.IN, at);
  at = message.writeUInt16BE(22, at + 4);
  message.set([...ROOT, ...ROOT], at);
  message.writeUInt32BE(serial, at + 2);
  return at + 22;
}

/** @param nowSeconds of the wall clock, since 1970, for the signature */
export function transferQuery(
  { id, origin, type, serial }: TransferQuery,
  key: TsigKey | undefined,
  nowSeconds: number,
): SignedQuery {
  const signer = key === undefined ? undefined : new TsigSigner(key);
  const message = Buffer.alloc(HEADER_LENGTH + origin.length + 4 + SOA_OCTETS + (signer?.room ?? 0));
  message.writeUInt16BE(id, 0);
  message.writeUInt16BE(1, COUNT_AT.QUESTION);
  message.set(origin, HEADER_LENGTH);
  let end = message.writeUInt16BE(type, HEADER_LENGTH + origin.length);
  end = message.writeUInt16BE(CLASS.IN, end);
  if (type === TYPE.IXFR && serial !== undefined) end = writeSoa(message, end, serial);
  if (signer !== undefined) end = signer.sign(message, end, nowSeconds);
  return { message: message.subarray(0, end), verifier: signer?.verifier() };
}
