// Questions about every name of a zone.
import { nameFromText } from '../../src/dns/name.js';
import type { Area } from './area.js';
import { PLAIN, type Question } from './case.js';
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

/** The ways in which every question is asked. */
const WAYS: readonly Omit<Question, 'text'>[] = [
  PLAIN,
  { ...PLAIN, edns: false, hasAd: true },
  { hasRd: true, edns: { size: 4096, do: true }, hasAd: true, hasCd: true },
];

/** Owners of a zone's records. */
export function ownersOf({ origin, text }: ZoneText): string[] {
  const lines = text.split('\n').filter(line => /^[^\s$;]/.test(line));
  return [...new Set(lines.map(line => absolute(line.split(' ')[0], origin).toLowerCase()))];
}

/** Whether it is short enough (RFC 1035 §2.3.4). */
function isName(name: string): boolean {
  try {
    nameFromText(name);
    return true;
  } catch {
    return false;
  }
}

/** Asks for every type at, above, below and beside every name of a zone, and at the names given. */
export function everyQuestion(
  zone: ZoneText,
  { ask = [], types = [] }: Pick<Area, 'ask' | 'types'>,
): Question[] {
  const { origin } = zone;
  const owners = [...ownersOf(zone), ...ask.map(name => absolute(name, origin))];
  const names = owners.flatMap(owner => {
    const below = owner === '.' ? '' : owner;
    // A dot that is not escaped.
    const above = owner.slice(/(?<!\\)\./.exec(owner)!.index + 1) || '.';
    const near = [owner, `x.${below}`, `*.${below}`, `x.y.${below}`];
    const beside = above === '.' ? '' : above;
    return owner === origin ? near : [...near, above, `x.${beside}`, `*.${beside}`];
  });
  return [...new Set(names)]
    .filter(name => isName(name))
    .flatMap(name => [...EVERY_TYPE, ...types].map(type => `${name} ${type}`))
    .flatMap(text => WAYS.map(way => ({ ...way, text })));
}
