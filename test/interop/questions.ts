// Questions about every name of a zone.
import type { Question } from './compare.js';
import type { ZoneText } from './servers.js';

/** Types to ask for; the last is one that nobody knows. */
export const EVERY_TYPE = [
  ...['A', 'AAAA', 'NS', 'CNAME', 'MX', 'TXT', 'SRV', 'DS', 'DNAME', 'SOA', 'ANY', 'TYPE65280'],
] as const;

/** A name as in a zone file, with its final dot. */
function absolute(name: string, origin: string): string {
  if (name === '@') return origin;
  return name.endsWith('.') ? name : `${name}.${origin}`;
}

/** Owners of a zone's records. */
export function ownersOf({ origin, text }: ZoneText): string[] {
  const lines = text.split('\n').filter(line => /^[^\s$;]/.test(line));
  return [...new Set(lines.map(line => absolute(line.split(' ')[0], origin)))];
}

/** Asks for every type at, above, below and beside every name of a zone, and at the names given. */
export function everyQuestion(zone: ZoneText, more: readonly string[] = []): Question[] {
  const { origin } = zone;
  const owners = [...ownersOf(zone), ...more.map(name => absolute(name, origin))];
  const names = owners.flatMap(owner => {
    const above = owner.slice(owner.indexOf('.') + 1);
    const near = [owner, `x.${owner}`, `*.${owner}`, `x.y.${owner}`];
    return owner === origin ? near : [...near, above, `x.${above}`, `*.${above}`];
  });
  return [...new Set(names)]
    .filter(name => name.length <= 254)
    .flatMap(name => EVERY_TYPE.map(type => `${name} ${type}`))
    .flatMap(text => [true, false].map(hasEdns => ({ text, hasRd: false, hasEdns })));
}
