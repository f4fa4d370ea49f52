// Zones signed with BIND's tools, with each kind of denial of existence.
import { readFileSync } from 'node:fs';
import { finish } from '../support/processes.js';
import { program } from '../support/programs.js';
import type { TempFolder } from '../support/temp-folder.js';
import type { ZoneText } from './servers.js';

/** How a zone denies existence, as options of dnssec-signzone. */
export const DENIALS = {
  nsec: [],
  nsec3: ['-3', '-', '-H', '0'],
  'nsec3-salted': ['-3', 'aabbccdd', '-H', '5'],
  'nsec3-opt-out': ['-3', '-', '-H', '0', '-A'],
} as const;

export type Denial = keyof typeof DENIALS;

export interface SignedZone {
  readonly zone: ZoneText;
  /** The DNSKEY that resolvers are to trust, as a record. */
  readonly anchor: string;
}

/** A key that signs all; its files lie in the folder. @returns their name without the ending */
async function makeKey(folder: TempFolder, origin: string): Promise<string> {
  const args = ['-q', '-a', 'ECDSAP256SHA256', '-f', 'KSK', '-K', folder.path, origin];
  const { stdout, stderr, status } = await finish(program('dnssec-keygen')!, args);
  if (status !== 0) throw new Error(`dnssec-keygen: ${stderr}`);
  return stdout.trim();
}

/** Signs a zone; undefined when the signer does not accept it. */
export async function signZone(
  folder: TempFolder,
  { origin, text }: ZoneText,
  denial: Denial,
): Promise<SignedZone | undefined> {
  const key = await makeKey(folder, origin);
  const anchor = readFileSync(folder.at(`${key}.key`), 'utf8').replace(/^;.*\n/gm, '');
  const plain = folder.write(`${origin}plain`, `$ORIGIN ${origin}\n${text}\n${anchor}`);
  const output = folder.at(`${origin}signed`);
  const where = ['-K', folder.path, '-d', folder.path, '-o', origin];
  const options = ['-q', '-P', '-z', '-O', 'full', ...where, ...DENIALS[denial]];
  const { status } = await finish(program('dnssec-signzone')!, [...options, '-f', output, plain, key]);
  if (status !== 0) return undefined;
  return { zone: { origin, text: readFileSync(output, 'utf8') }, anchor };
}
