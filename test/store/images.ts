// Images of zones from master-file text, and their records as text.
import { compareNames } from '../../src/dns/canonical-order.js';
import { nameFromText, nameToText } from '../../src/dns/name.js';
import { rdataToText } from '../../src/dns/rdata/to-text.js';
import { typeToText } from '../../src/dns/types.js';
import { compileZone } from '../../src/image/build.js';
import { type CompiledZone, ServedZone } from '../../src/image/served-zone.js';
import { nodesOf, recordsAt, type ZoneRecord } from '../../src/image/walk.js';
import { Problems } from '../../src/source/problem.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import type { Zone } from '../../src/zone/zone.js';

export const APEX = '$TTL 60\n@ SOA ns root 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n';

/** A zone at x.test. */
export function zoneOf(text: string): Zone {
  const options = { file: 'zone', origin: nameFromText('x.test.'), problems: new Problems() };
  const zone = readMasterFile(Buffer.from(text), options);
  const { list } = options.problems;
  if (list.some(({ severity }) => severity === 'error')) throw new Error(list[0].message);
  return zone;
}

/** Its image. */
export function imageOf(text: string): CompiledZone {
  return compileZone(zoneOf(text), 0).compiled;
}

export function textOf({ owner, ttl, type, rdata }: ZoneRecord): string {
  return `${nameToText(owner)} ${ttl} ${typeToText(type)} ${rdataToText(type, rdata)}`;
}

/** Every record, owners in canonical order. */
export function recordsOf(image: CompiledZone): string[] {
  const zone = new ServedZone(image);
  return [...nodesOf(zone)]
    .sort((a, b) => compareNames(zone.nameOf(a), zone.nameOf(b)))
    .flatMap(node => [...recordsAt(zone, node)].map(textOf).sort());
}
