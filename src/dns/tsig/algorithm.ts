// The algorithms of TSIG (RFC 8945 §6): their names, and what node:crypto calls them.
import { type Name, nameFromText, sameName } from '../name.js';

/** Octets of the longest digest, that of SHA-512. */
export const MAX_DIGEST = 64;

const DIGEST_OCTETS = {
  'hmac-sha1': 20,
  'hmac-sha224': 28,
  'hmac-sha256': 32,
  'hmac-sha384': 48,
  'hmac-sha512': MAX_DIGEST,
} as const;
export type TsigAlgorithm = keyof typeof DIGEST_OCTETS;

export const TSIG_ALGORITHMS = Object.keys(DIGEST_OCTETS) as readonly TsigAlgorithm[];

const wireNames = new Map(TSIG_ALGORITHMS.map(algorithm => [algorithm, nameFromText(algorithm)] as const));

/** How many octets a MAC of this algorithm has when it is not truncated. */
export function digestOctets(algorithm: TsigAlgorithm): number {
  return DIGEST_OCTETS[algorithm];
}

/** The name of the algorithm as a TSIG record has it, in lower case. */
export function algorithmName(algorithm: TsigAlgorithm): Name {
  return wireNames.get(algorithm)!;
}

/** Whether a name in a TSIG record is that of the algorithm, in any case of letters. */
export function isAlgorithmName(name: Name, algorithm: TsigAlgorithm): boolean {
  return sameName(name, algorithmName(algorithm));
}

/** What node:crypto calls the hash of the algorithm. */
export function hashOf(algorithm: TsigAlgorithm): string {
  return algorithm.slice('hmac-'.length);
}
