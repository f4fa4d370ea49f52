// The files of a case, written into a folder as `rondo serve` reads them.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Case, CaseFile } from './case-file.js';

/** When every file of a case was last changed, in seconds since 1970: the serial of made-up SOA records, and the time of day. */
export const CHANGED_SECONDS = 1_700_000_000;

const NAMES = { zone: 'zone', yaml: 'yaml', dnsmasq: 'conf' } as const;

/** Writes one input; what rondo.yaml says about it. The first is called case.zone, case.yaml or case.conf. */
function writeInput(folder: string, input: NonNullable<CaseFile['zones']>[number], index: number): unknown {
  const format = (['zone', 'yaml', 'dnsmasq'] as const).find(key => input[key] !== undefined);
  if (format === undefined) return [];
  const file = `case${index === 0 ? '' : index + 1}.${NAMES[format]}`;
  writeFileSync(join(folder, file), input[format] ?? '');
  utimesSync(join(folder, file), CHANGED_SECONDS, CHANGED_SECONDS);
  const origin = input.origin === undefined ? {} : { origin: input.origin };
  return { file, ...origin, ...(format === 'dnsmasq' ? { format } : {}) };
}

/** Writes all files of a case. @returns the path of its rondo.yaml */
export function writeFiles(folder: string, file: Case): string {
  for (const [path, text] of Object.entries(file.files ?? {})) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    utimesSync(join(folder, path), CHANGED_SECONDS, CHANGED_SECONDS);
  }
  const { origin, zone, yaml, dnsmasq } = file;
  const own = zone ?? yaml ?? dnsmasq;
  const inputs = [...(own === undefined ? [] : [{ origin, zone, yaml, dnsmasq }]), ...(file.zones ?? [])];
  const zones = inputs.map((input, index) => writeInput(folder, input, index));
  const forward = file.forward === undefined ? {} : { forward: file.forward };
  const path = join(folder, 'rondo.yaml');
  writeFileSync(path, file.rondo ?? stringify({ zones, ...forward, ...file.config }));
  return path;
}
