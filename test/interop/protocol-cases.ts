// Raw messages that try the protocol: well formed, odd and broken, each with what it is.
import { edns, options } from './protocol/edns.js';
import { counts, header, opcodes, sizes } from './protocol/header.js';
import { classes, names, types } from './protocol/question.js';
import { signatures } from './protocol/signatures.js';

/** One message that every server gets over UDP and over TCP. */
export interface ProtocolCase {
  readonly name: string;
  /** Its id is replaced. */
  readonly message: Uint8Array;
  /** Not asked over UDP, where BIND limits the rate of its answers in class CH. */
  readonly isTcpOnly: boolean;
}

/** Every case; names are unique. */
export const PROTOCOL_CASES: readonly ProtocolCase[] = [
  ...edns,
  ...options,
  ...header,
  ...counts,
  ...sizes,
  ...names,
  ...opcodes,
  ...classes,
  ...types,
  ...signatures,
].map(([name, octets]) => ({ name, message: octets, isTcpOnly: classes.some(([each]) => each === name) }));
