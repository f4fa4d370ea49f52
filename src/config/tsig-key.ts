// One key of TSIG as somebody has written it, in rondo.yaml or in a key file: what is wrong with it, and what it is.
import { lowerName, type Name, NameError, nameFromText, nameToLabel } from '../dns/name.js';
import { digestOctets, TSIG_ALGORITHMS, type TsigAlgorithm } from '../dns/tsig/algorithm.js';
import type { TsigKey } from '../dns/tsig/key.js';
import type { Severity } from '../source/problem.js';
import { spellingHint } from '../source/suggest.js';

/** The most keys of a server. */
export const MAX_KEYS = 1_024;
/** A HMAC makes a hash of longer ones first, which are no better for it. */
const MAX_SECRET_OCTETS = 1_024;

export const USUAL_ALGORITHM = 'hmac-sha256';

/** The parts of a key. */
export type KeyPart = 'name' | 'algorithm' | 'secret';

/** Says what is wrong with a part of a key, at its place. Never with the secret in it. */
export type KeyReport = (severity: Severity, part: KeyPart, message: string, hint?: string) => void;

export interface WrittenKey {
  readonly name: string;
  readonly algorithm: string;
  /** In base64. */
  readonly secret: string;
}

function nameOf(text: string, report: KeyReport): Name | undefined {
  try {
    return lowerName(nameFromText(text));
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    report('error', 'name', `"${text.slice(0, 60)}" is no name of a key: ${error.message}`);
    return undefined;
  }
}

function algorithmOf(text: string, name: string, report: KeyReport): TsigAlgorithm | undefined {
  const word = text.toLowerCase().replace(/\.$/, '');
  const known = TSIG_ALGORITHMS.find(each => each === word);
  if (known !== undefined) return known;
  const truncated = TSIG_ALGORITHMS.find(each => word.startsWith(`${each}-`));
  if (word.startsWith('hmac-md5'))
    report('error', 'algorithm', 'hmac-md5 is not used here: it is broken', newKey(name));
  else if (truncated !== undefined)
    report('error', 'algorithm', 'signatures are not truncated here', `write ${truncated}`);
  else {
    const hint = spellingHint(word, TSIG_ALGORITHMS) ?? `there are ${TSIG_ALGORITHMS.join(', ')}`;
    report('error', 'algorithm', `"${text.slice(0, 60)}" is no algorithm`, hint);
  }
  return undefined;
}

const newKey = (name: string) => `make a new key on both sides: \`rondo key generate ${name}\``;

function secretOf(text: string, report: KeyReport): Uint8Array | undefined {
  const digits = text.replace(/\s+/g, '');
  const wrong = (message: string) => report('error', 'secret', message, 'it is written in base64');
  const at = digits.search(/[^A-Za-z0-9+/=]/);
  if (digits === '') wrong('the secret is empty');
  else if (at >= 0) wrong(`the secret is no base64: character ${at + 1} does not belong in it`);
  else if (!/^[^=]+={0,2}$/.test(digits) || digits.length % 4 !== 0)
    wrong('the secret is no base64: a part of it is missing, or there is too much');
  else {
    // A copy: the memory of a small buffer is shared with others.
    const secret = new Uint8Array(Buffer.from(digits, 'base64'));
    if (secret.length <= MAX_SECRET_OCTETS) return secret;
    wrong(`the secret is over ${MAX_SECRET_OCTETS} octets long`);
  }
  return undefined;
}

/** The key that is written; undefined when something is wrong with it, which is reported. */
export function keyOf(written: WrittenKey, report: KeyReport): TsigKey | undefined {
  const name = nameOf(written.name, report);
  const algorithm = algorithmOf(written.algorithm, written.name, report);
  const secret = secretOf(written.secret, report);
  if (name === undefined || algorithm === undefined || secret === undefined) return undefined;
  const least = digestOctets(algorithm) / 2;
  // RFC 8945 §10 goes by RFC 2104 §3.
  if (secret.length < least)
    report(
      'warning',
      'secret',
      `the secret has ${secret.length} octets; at least ${least} go with ${algorithm}`,
      newKey(nameToLabel(name)),
    );
  return { name, algorithm, secret };
}
