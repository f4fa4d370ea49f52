// A zone and its problems as short texts, for comparing.
import { lowerName, nameToText } from '../../src/dns/name.js';
import { rdataToText } from '../../src/dns/rdata/to-text.js';
import { TYPE, typeToText } from '../../src/dns/types.js';
import type { Problems } from '../../src/source/problem.js';
import type { Zone } from '../../src/zone/zone.js';

/** One line for each record, sorted by owner; SOA and NS of the apex are left out unless asked for. */
export function recordsOf(zone: Zone, withApex = false): string[] {
  const lines: string[] = [];
  for (const [owner, { type, ttl, rdatas }] of zone.answers()) {
    if (!withApex && (type === TYPE.SOA || type === TYPE.NS)) continue;
    const name = nameToText(lowerName(owner));
    for (const rdata of rdatas) lines.push(`${name} ${ttl} ${typeToText(type)} ${rdataToText(type, rdata)}`);
  }
  return lines.sort();
}

/** `line:column severity message`, and the hint after an arrow. */
export function problemLines(problems: Problems): string[] {
  return problems.list.map(
    ({ place, severity, message, hint }) =>
      `${place.line}:${place.column} ${severity}: ${message}${hint === undefined ? '' : ` -> ${hint}`}`,
  );
}
