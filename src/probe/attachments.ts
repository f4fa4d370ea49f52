// Reads what the keys of a probe name: certificates, keys and passwords in files and in the environment.
import { dirname } from 'node:path';
import { pathFrom } from '../source/path-from.js';
import type { YamlDocument, YamlPath } from '../source/yaml-document.js';
import { Attachment, MAX_ATTACHMENT } from './attachment.js';
import { kindOf } from './kinds.js';
import { passwordFault } from './login/login.js';
import type { CheckReference, ProbeReference } from './spec.js';
import { certificateFault, privateKeyFault } from './tls/settings.js';

/** Reads a file of at most so many octets; a string says why that cannot be. */
export type ReadOctets = (path: string, maxOctets: number) => Uint8Array | string;

/** What is wrong with the text that a key names. */
const FAULTS: Readonly<Record<string, (text: string) => string | undefined>> = {
  ca: certificateFault,
  cert: certificateFault,
  key: privateKeyFault,
  password: passwordFault,
};

/** Why an attachment cannot be had, for a person. */
class Unreadable extends Error {}

function octetsOf({ from, name }: Attachment, read: ReadOctets): string {
  if (from === 'env') {
    const value = process.env[name];
    if (value === undefined) throw new Unreadable(`the environment has no variable ${name}`);
    return value;
  }
  const octets = read(name, MAX_ATTACHMENT);
  if (typeof octets === 'string') throw new Unreadable(octets);
  return Buffer.from(octets).toString();
}

/** How the text of an attachment is taken. */
interface Taking {
  readonly read: ReadOctets;
  /** Whether it is a line, of which the line end that editors write at the end of a file is no part. */
  readonly isLine: boolean;
  /** What is wrong with it. */
  readonly faultOf?: (text: string) => string | undefined;
}

/** @param folder where relative paths begin; @throws Unreadable */
function readIn(folder: string, { from, name }: Attachment, { read, isLine, faultOf }: Taking): Attachment {
  const place = from === 'env' ? name : pathFrom(folder, name);
  const whole = octetsOf(new Attachment(from, place), read);
  const text = isLine ? whole.replace(/\r?\n$/, '') : whole;
  const fault = faultOf?.(text);
  if (fault !== undefined) throw new Unreadable(`${place} ${fault}`);
  return new Attachment(from, place, text);
}

/**
 * The attachment with its text and its place; what is wrong with it is reported at its key. Paths are relative to the folder of
 * the document.
 * @param path of the key
 * @returns undefined when it cannot be had
 */
export function readAttachment(
  attachment: Attachment,
  document: YamlDocument,
  path: YamlPath,
  taking: Taking,
): Attachment | undefined {
  try {
    return readIn(dirname(document.file), attachment, taking);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    document.error(path, error.message);
    return undefined;
  }
}

/**
 * The reference with everything read that it names; what cannot be is reported at its key. Paths are relative
 * to the folder of the document.
 * @param path of the mapping that holds the keys
 */
export function withAttachments(
  reference: ProbeReference,
  document: YamlDocument,
  path: YamlPath,
  read: ReadOctets,
): ProbeReference {
  const { check } = reference;
  if (check !== undefined) return { ...reference, check: partsWithAttachments(check, document, path, read) };
  const folder = dirname(document.file);
  const { kind } = reference.overrides;
  const located = kind === undefined ? {} : kindOf(kind).locate?.(reference.overrides as never, folder);
  const overrides: Record<string, unknown> = { ...reference.overrides, ...located };
  for (const [key, value] of Object.entries(overrides)) {
    if (!(value instanceof Attachment)) continue;
    const taking = { read, isLine: key === 'password', faultOf: FAULTS[key] };
    overrides[key] = readAttachment(value, document, [...path, key], taking) ?? value;
  }
  return { ...reference, overrides };
}

/** The same of a check. @param path of the mapping that holds its word */
function partsWithAttachments(
  check: CheckReference,
  document: YamlDocument,
  path: YamlPath,
  read: ReadOctets,
): CheckReference {
  if ('pool' in check) return check;
  if ('probe' in check) return { probe: withAttachments(check.probe, document, path, read) };
  if ('not' in check) return { not: partsWithAttachments(check.not, document, [...path, 'not'], read) };
  const of = check.of.map((each, index) =>
    partsWithAttachments(each, document, [...path, check.word, index], read),
  );
  return { ...check, of };
}
