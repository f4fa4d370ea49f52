// A mixing function: spreads what differs in a few bits over all 32. It keeps nothing secret.

/** The finalizer of MurmurHash3: one-to-one, and each bit of the input changes about half of those of the output. */
export function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** The hash of a member for `sticky` order, from its RDATA alone: the same in every process and on every server. */
export function memberHash(rdata: Uint8Array): number {
  return hashOctets(rdata, rdata.length);
}

/** A hash of the first `length` octets and of how many they are. */
export function hashOctets(octets: Uint8Array, length: number): number {
  let hash = length;
  for (let index = 0; index < length; index++) hash = mix(Math.imul(hash, 31) + octets[index] + 1);
  return hash;
}
