// Where Rondo deliberately answers otherwise than the references agree, each with its reason. Everything else must be equal.
import type { Case } from './compare.js';

export interface Difference {
  readonly reason: string;
  /** Whether the case, in which Rondo differs, is explained by the reason. */
  applies(asked: Case): boolean;
}

/** The origin of the closest zone to a name; undefined outside all zones. */
function originOf(name: string, origins: ReadonlySet<string>): string | undefined {
  for (let rest = name.toLowerCase(); rest !== ''; rest = rest.slice(rest.indexOf('.') + 1))
    if (origins.has(rest)) return rest;
  return undefined;
}

/** Whether the last alias that the references give leads into another zone of theirs. */
function leadsToOtherZone({ question, references, origins }: Case): boolean {
  const [owner, , , target] = references[0].chain.at(-1)?.split(' ') ?? [question.text.split(' ')[0]];
  if (target === undefined) return false;
  const next = originOf(target, origins);
  return next !== undefined && next !== originOf(owner, origins);
}

export const DIFFERENCES: readonly Difference[] = [
  {
    reason:
      'ANY is answered with one RRset of the name, whichever it is (RFC 8482 §4.1): the first in the file fits into the ' +
      'datagram, and what the references chose does not',
    applies: ({ question, isTcp, references, rondo }) =>
      / ANY$/.test(question.text) &&
      !isTcp &&
      references.every(({ tc }) => tc) &&
      rondo.rcode === 'NOERROR' &&
      rondo.aa &&
      new Set(rondo.answer.map(line => line.split(' ')[2])).size === 1,
  },
  {
    reason:
      'an alias is followed into every zone of the server when the query has RD (RFC 1034 §4.3.2 step 3a): stub resolvers ' +
      'want the whole answer; resolvers, which ask without RD, get the part of one zone as from NSD, Knot and BIND',
    applies: asked => {
      const [{ chain }] = asked.references;
      const begins = chain.every((line, at) => line === asked.rondo.chain[at]);
      return asked.question.hasRd && asked.rondo.aa && begins && leadsToOtherZone(asked);
    },
  },
];
