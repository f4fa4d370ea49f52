// What `rondo key generate` writes: a key file with a secret that nobody has.
import { randomBytes } from 'node:crypto';
import { nameToLabel } from '../dns/name.js';
import { digestOctets, TSIG_ALGORITHMS } from '../dns/tsig/algorithm.js';
import { keyOf } from './tsig-key.js';

/** Why there is no such key. */
interface Mistake {
  readonly message: string;
  readonly hint: string | undefined;
}

/** The text of a key file with one key; its secret is as long as the digest (RFC 2104 §3). */
export function newKeyFile(name: string, algorithm: string): { readonly text: string } | Mistake {
  const octets = Math.max(...TSIG_ALGORITHMS.map(digestOctets));
  let mistake: Mistake | undefined;
  const made = keyOf(
    { name, algorithm, secret: randomBytes(octets).toString('base64') },
    (_, __, message, hint) => {
      mistake ??= { message, hint };
    },
  );
  if (made === undefined) return mistake!;
  const secret = Buffer.from(made.secret.subarray(0, digestOctets(made.algorithm))).toString('base64');
  return {
    text: `key "${nameToLabel(made.name)}" {\n\talgorithm ${made.algorithm};\n\tsecret "${secret}";\n};\n`,
  };
}
