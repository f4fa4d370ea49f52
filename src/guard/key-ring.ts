// The keys of a server with the clock that signatures go by, as a thread has them.
import type { KeyRing } from '../answer/signature.js';
import { type TsigKey, TsigKeys } from '../dns/tsig/key.js';

/** Undefined when there are no keys. */
export function keyRing(keys: readonly TsigKey[]): KeyRing | undefined {
  if (keys.length === 0) return undefined;
  // Signatures say when they were made by the time of day, which other machines share (RFC 8945 §5.2.3).
  return { keys: new TsigKeys(keys), nowSeconds: () => Math.floor(Date.now() / 1_000) };
}
