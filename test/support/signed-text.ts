// Zones that look signed: RRSIGs without a signature, and an NSEC chain that is made here and not by the server.

/** A record without its owner, as `TYPE RDATA`. */
export type Records = ReadonlyMap<string, readonly string[]>;

/** `-1`, `0` or `1` as one name stands before, with or after another (RFC 4034 §6.1); both in lower case with final dots. */
export function canonicalOrder(a: string, b: string): number {
  const [left, right] = [a, b].map(name => name.split('.').slice(0, -1).reverse());
  for (let at = 0; ; at++) {
    if (at === left.length || at === right.length) return Math.sign(left.length - right.length);
    if (left[at] !== right[at]) return left[at] < right[at] ? -1 : 1;
  }
}

export const isBelow = (name: string, above: string) => name !== above && name.endsWith(`.${above}`);

const typeOf = (record: string) => record.split(' ')[0];

/** Names at which the zone ends, or is redirected. */
function boundaries(records: Records, origin: string): string[] {
  const ends = (type: string, owner: string) => type === 'DNAME' || (type === 'NS' && owner !== origin);
  return [...records]
    .filter(([owner, list]) => list.some(each => ends(typeOf(each), owner)))
    .map(([owner]) => owner);
}

/** The labels of a name, without the root and a wildcard in front (RFC 4034 §3.1.3). */
export const labelsOf = (name: string) => name.replace(/^\*\./, '').split('.').length - 1;

function signature(owner: string, type: string, origin: string): string {
  return `${owner} RRSIG ${type} 13 ${labelsOf(owner)} 300 20850101000000 20200101000000 1 ${origin} AQID`;
}

/** The zone as text, signed. */
export function signedText(records: Records, origin: string): string {
  const ends = boundaries(records, origin);
  const own = [...records.keys()]
    .filter(owner => !ends.some(end => isBelow(owner, end)))
    .sort(canonicalOrder);
  const lines = [plainText(records)];
  own.forEach((owner, at) => {
    const types = new Set(records.get(owner)!.map(typeOf));
    const isCut = types.has('NS') && owner !== origin;
    lines.push(`${owner} NSEC ${own[(at + 1) % own.length]} ${[...types, 'RRSIG', 'NSEC'].join(' ')}`);
    for (const type of [...types, 'NSEC'])
      if (!isCut || type === 'DS' || type === 'NSEC') lines.push(signature(owner, type, origin));
  });
  return `${lines.join('\n')}\n`;
}

/** The zone as text, as it was before it was signed. */
export function plainText(records: Records): string {
  const lines = [...records].flatMap(([owner, list]) => list.map(record => `${owner} ${record}`));
  return ['$TTL 300', ...lines].join('\n');
}
