// A chain: the part of an answer that lies in the zones, when an alias leads out of them and the rest is to be asked for upstream.
import type { LookupName } from '../image/lookup-name.js';
import type { Exchange } from './exchange.js';

export interface Chain {
  /** Header, question and the CNAME records, without OPT. */
  readonly message: Uint8Array;
  /** The name to go on with, in wire form. */
  readonly target: Uint8Array;
}

/** After FORWARD with a chain: a copy of it, and of the name to go on with. */
export function chainOf(
  { output, base, chainLength }: Exchange,
  { given, length }: LookupName,
): Chain | undefined {
  if (chainLength === 0) return undefined;
  return {
    message: Uint8Array.from(output.subarray(base, base + chainLength)),
    target: new Uint8Array(given.buffer.slice(0, length)),
  };
}
