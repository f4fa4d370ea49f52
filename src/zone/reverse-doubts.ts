// Owners in zones of addresses that no resolver asks for: a whole address below a part of it, numbers with zeros in front.
import { ipv6FromText } from '../dns/address.js';
import { type Name, nameToLabel } from '../dns/name.js';
import type { Doubt } from '../source/problem.js';
import type { Zone } from './zone.js';

/** The labels that a zone of addresses adds to those of an owner, without those that all such zones have. */
function labelsOf(zone: Zone, suffix: RegExp): string[] {
  const rest = zone.label.replace(suffix, '');
  return rest === '' ? [] : rest.split('.');
}

/** The labels that stand for the address in this zone: what comes before those of the zone. */
function below(labels: readonly string[], zone: readonly string[]): string | undefined {
  const rest = labels.slice(0, labels.length - zone.length);
  const isHere = labels.slice(rest.length).join('.').toLowerCase() === zone.join('.').toLowerCase();
  return isHere && rest.length > 0 ? rest.join('.') : undefined;
}

const meantHint = (meant: string | undefined) =>
  meant === undefined
    ? 'write the numbers that the name of the zone lacks, the last of the address first'
    : `did you mean \`${meant}\`?`;

function numberDoubt(owner: string, written: readonly string[], zone: readonly string[]): Doubt | undefined {
  if (![...written, ...zone].every(label => /^\d{1,3}$/.test(label))) return undefined;
  if (written.length + zone.length > 4) {
    const meant =
      written.length === 4 ? (below(written.toReversed(), zone) ?? below(written, zone)) : undefined;
    return { message: `${owner} has more numbers than an address`, hint: meantHint(meant) };
  }
  if (!written.some(label => /^0\d/.test(label))) return undefined;
  return {
    message: `${owner} has a number with zeros in front, which nobody asks for`,
    hint: meantHint(written.map(Number).join('.')),
  };
}

/** What is doubtful about an owner with a number or an address as its first label. */
export function reverseDoubt(zone: Zone, name: Name): Doubt | undefined {
  const [, family] = /(?:^|\.)(in-addr|ip6)\.arpa$/i.exec(zone.label) ?? [];
  if (family === undefined) return undefined;
  const suffix = /\.?(?:in-addr|ip6)\.arpa$/i;
  const own = labelsOf(zone, suffix);
  const owner = nameToLabel(name);
  const written = owner.split('.').slice(0, -own.length - 2);
  if (family.toLowerCase() === 'in-addr') return numberDoubt(owner, written, own);
  const octets = written.length === 1 ? ipv6FromText(written[0]) : undefined;
  if (octets === undefined) return undefined;
  const nibbles = [...Buffer.from(octets).toString('hex')].reverse();
  return { message: `${owner} has an address as a label`, hint: meantHint(below(nibbles, own)) };
}
