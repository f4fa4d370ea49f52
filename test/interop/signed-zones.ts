// Zones signed by others, with each kind of denial of existence.
import { readFileSync } from 'node:fs';
import { finish } from '../support/processes.js';
import { program } from '../support/programs.js';
import type { TempFolder } from '../support/temp-folder.js';
import type { ZoneText } from './servers.js';

/** How a zone denies existence. */
export const DENIALS = ['nsec', 'nsec3', 'nsec3-salted', 'nsec3-opt-out'] as const;

export type Denial = (typeof DENIALS)[number];

export interface SignedZone {
  readonly zone: ZoneText;
  /** The DNSKEY that resolvers are to trust, as a record. */
  readonly anchor: string;
}

/** What signs: BIND's tool with one key for all or with two, NLnet Labs' with one. */
export type Signer = 'dnssec-signzone' | 'dnssec-signzone, KSK and ZSK' | 'ldns-signzone';

/** Options of dnssec-signzone. */
export const BIND_OPTIONS: Readonly<Record<Denial, readonly string[]>> = {
  nsec: [],
  nsec3: ['-3', '-', '-H', '0'],
  'nsec3-salted': ['-3', 'aabbccdd', '-H', '5'],
  'nsec3-opt-out': ['-3', '-', '-H', '0', '-A'],
};

const LDNS_OPTIONS: Readonly<Record<Denial, readonly string[]>> = {
  nsec: [],
  nsec3: ['-n', '-t', '0'],
  'nsec3-salted': ['-n', '-s', 'aabbccdd', '-t', '5'],
  'nsec3-opt-out': ['-n', '-t', '0', '-p'],
};

/** A key, whose files lie in the folder. @returns their name without the ending */
async function makeKey(folder: TempFolder, origin: string, options: readonly string[]): Promise<string> {
  const args = ['-q', '-K', folder.path, ...options, origin];
  const { stdout, stderr, status } = await finish(program('dnssec-keygen')!, args);
  if (status !== 0) throw new Error(`dnssec-keygen: ${stderr}`);
  return stdout.trim();
}

/** The keys of a zone; the first is what resolvers are to trust. */
async function makeKeys(folder: TempFolder, origin: string, signer: Signer): Promise<string[]> {
  const isPair = signer === 'dnssec-signzone, KSK and ZSK';
  const algorithm = isPair ? ['-a', 'RSASHA256', '-b', '2048'] : ['-a', 'ECDSAP256SHA256'];
  const keys = [await makeKey(folder, origin, [...algorithm, '-f', 'KSK'])];
  if (isPair) keys.push(await makeKey(folder, origin, algorithm));
  return keys;
}

/** Signs a zone; undefined when the signer does not accept it. DS records of children that were signed in this folder are added. */
export async function signZone(
  folder: TempFolder,
  { origin, text }: ZoneText,
  denial: Denial,
  signer: Signer = 'dnssec-signzone',
): Promise<SignedZone | undefined> {
  const keys = await makeKeys(folder, origin, signer);
  const records = keys.map(key => readFileSync(folder.at(`${key}.key`), 'utf8').replace(/^;.*\n/gm, ''));
  // The tool of NLnet Labs adds the keys itself.
  const isLdns = signer === 'ldns-signzone';
  const plain = folder.write(
    `${origin}plain`,
    `$ORIGIN ${origin}\n${text}\n${isLdns ? '' : records.join('')}`,
  );
  const output = folder.at(`${origin}signed`);
  const where = ['-o', origin, '-f', output];
  const folders = ['-K', folder.path, '-d', folder.path];
  const flags = keys.length > 1 ? [] : ['-z'];
  const args = isLdns
    ? [...where, ...LDNS_OPTIONS[denial], plain, ...keys.map(key => folder.at(key))]
    : [
        '-q',
        '-P',
        '-g',
        '-O',
        'full',
        ...flags,
        ...folders,
        ...where,
        ...BIND_OPTIONS[denial],
        plain,
        ...keys,
      ];
  const { status } = await finish(program(isLdns ? 'ldns-signzone' : 'dnssec-signzone')!, args);
  if (status !== 0) return undefined;
  return { zone: { origin, text: readFileSync(output, 'utf8') }, anchor: records[0] };
}
