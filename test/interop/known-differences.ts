// Where Rondo deliberately answers otherwise than the references agree, each with its reason. Everything else must be equal.
import { type Case, typeOf } from './case.js';
import { SURPLUS } from './compare.js';
import { aliasesOf } from './sequel.js';

export interface Difference {
  readonly name: string;
  readonly reason: string;
  /** Whether the case, in which Rondo differs in the parts `wrong`, is explained by the reason. */
  applies(asked: Case, wrong: readonly string[]): boolean;
}

const typesOf = (records: readonly string[]) => new Set(records.map(record => record.split(' ')[2]));

/** Whether a record is one of SVCB or HTTPS in AliasMode: its priority is 0. */
const isServiceAlias = (record: string) => /^\S+ \S+ (?:svcb|https) 0 /.test(record);

export const DIFFERENCES: readonly Difference[] = [
  {
    name: 'ANY is short',
    reason:
      'ANY is answered with one RRset of the name, whichever it is (RFC 8482 §4.1): the first in the file fits into the ' +
      'datagram, and what the references chose does not',
    applies: ({ question, isTcp, references, rondo }) =>
      typeOf(question) === 'ANY' &&
      !isTcp &&
      references.every(({ tc }) => tc) &&
      rondo.rcode === 'NOERROR' &&
      rondo.aa &&
      typesOf(rondo.answer).size === 1,
  },
  {
    name: 'hosts of ANY',
    reason:
      'the RRset that answers ANY brings the addresses of its hosts like any other (RFC 1034 §4.3.2 step 6), and all that an alias of ' +
      'a service leads to (RFC 9460 §4.1); of the references only Knot adds something: the first link of aliases, and what a ' +
      'wildcard stands for with the owner of the wildcard',
    applies: ({ question, references, rondo }, wrong) =>
      typeOf(question) === 'ANY' &&
      wrong.every(part => part === SURPLUS) &&
      (references.some(({ additional }) => additional.some(record => record.startsWith('*.'))) ||
        rondo.answer.some(isServiceAlias)),
  },
  {
    name: 'DS of an apex behind an alias',
    reason:
      'an alias is followed into other zones when the query has RD, and the zone of a DS is the parent (RFC 4035 §3.1.4.1); Knot and ' +
      'BIND stay in the zone of the alias, and NSD takes a zone that the parent does not delegate for one of its names',
    applies: ({ question, rondo, zones }, wrong) =>
      typeOf(question) === 'DS' &&
      question.hasRd &&
      wrong.every(part => part === 'rcode' || part === 'authority') &&
      zones.has(aliasesOf(rondo.chain).at(-1)?.target ?? ''),
  },
];
