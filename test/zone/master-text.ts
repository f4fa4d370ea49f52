// Reads master-file text in a test and shows what became of it, as lines of text.
import { nameFromText, nameToText } from '../../src/dns/name.js';
import { rdataToText } from '../../src/dns/rdata/to-text.js';
import { typeToText } from '../../src/dns/types.js';
import { Problems } from '../../src/source/problem.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import type { Include } from '../../src/zone/master/state.js';
import type { Zone } from '../../src/zone/zone.js';

export interface Read {
  readonly zone: Zone;
  readonly problems: Problems;
  /** `owner TTL TYPE RDATA`, one a record. */
  readonly records: string[];
  /** `line:column severity message`, with the file before it when it is not the zone file. */
  readonly complaints: string[];
}

/** Every record of the zone in file order of its owners. */
export function recordsOf(zone: Zone): string[] {
  return [...zone.rrsets()].flatMap(({ owner, ttl, type, rdatas }) =>
    rdatas.map(rdata => `${nameToText(owner)} ${ttl} ${typeToText(type)} ${rdataToText(type, rdata)}`),
  );
}

/** Reads `text` as the zone example.com. */
export function read(text: string | Uint8Array, include?: Include): Read {
  const problems = new Problems();
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const zone = readMasterFile(bytes, {
    file: 'zone',
    origin: nameFromText('example.com.'),
    problems,
    include,
  });
  const complaints = problems.list.map(({ place, severity, message }) => {
    const file = place.file === 'zone' ? '' : `${place.file}:`;
    return `${file}${place.line}:${place.column} ${severity} ${message}`;
  });
  return { zone, problems, records: recordsOf(zone), complaints };
}
