// `address=`, `server=` and `local=`: options that speak about whole domains.

import { lowerName, type Name, NameError, ROOT } from '../../dns/name.js';
import { patternFromText, SINGLE_LABEL } from '../../dns/name-pattern.js';
import { circleText, isCircle } from '../upstream-address.js';
import type { Phrase } from './phrase.js';
import {
  addressOf,
  readAddress,
  readName,
  recordAdvice,
  type Statement,
  StatementError,
} from './statement.js';
import { readUpstreams } from './upstreams.js';

interface Domains {
  /** `any` is every name. Patterns stand in the list by their names. */
  readonly domains: readonly (Name | 'any')[];
  /** What stands after the last slash. */
  readonly rest: Phrase;
}

/** Domains that stand for every name. */
const EVERY_NAME: ReadonlySet<string> = new Set(['#', '.', '*', '*.']);

const NO_URL = 'write the name alone, without the scheme and the path of a URL';

/** One domain between slashes. */
function readDomain(statement: Statement, part: Phrase): Name | 'any' {
  if (EVERY_NAME.has(part.text)) return 'any';
  if (part.isEmpty) return SINGLE_LABEL;
  if (/^[a-z][a-z0-9+-]*:$/i.test(part.text))
    throw new StatementError(part, `expected a domain name, found "${part.plain.slice(0, 60)}"`, NO_URL);
  if (addressOf(part) !== undefined)
    statement.report(
      'warning',
      part,
      `${part.plain} is read as a domain`,
      'leave out the slash after an address',
    );
  if (part.text.startsWith('*')) return readPattern(part);
  return readName(part.text.startsWith('.') ? part.slice(1) : part);
}

/** `*.x` or `*x`. */
function readPattern(part: Phrase): Name {
  const tail = part.slice(1);
  readName(tail.text.startsWith('.') ? tail.slice(1) : tail);
  try {
    return lowerName(patternFromText(part.plain));
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    throw new StatementError(
      part,
      `expected a domain name, found "${part.plain.slice(0, 60)}": ${error.message}`,
    );
  }
}

/** Splits `/a/b/rest`. A value without a leading slash is for every name. Quotes protect nothing here, as in dnsmasq. */
function readDomains(statement: Statement): Domains {
  const value = statement.value.unguarded;
  if (!value.text.startsWith('/')) return { domains: ['any'], rest: value };
  const parts = value.split('/').slice(1);
  const rest = parts.pop()!;
  const before = parts.at(-1)?.trim();
  if (before !== undefined && addressOf(before) !== undefined && /^\d{1,3}$/.test(rest.text.trim()))
    throw new StatementError(
      before,
      `expected an address, found the prefix ${before.plain}/${rest.text.trim()}`,
      'write the address alone: a name has single addresses',
    );
  if (parts.length === 0) throw new StatementError(value, 'expected /DOMAIN/ with a slash after the domain');
  const domains = parts.map(part => readDomain(statement, part.trim()));
  return { domains, rest: rest.trim() };
}

/** `address=/a/b/IP`, `/a/` (no such name) and `/a/#` (the null addresses). */
export function readAddressOption(statement: Statement): void {
  const { rules, place } = statement;
  const { domains, rest } = readDomains(statement);
  const isNull = rest.text === '#';
  const address =
    isNull || rest.isEmpty
      ? undefined
      : readAddress(rest, 'an IPv4 or IPv6 address, # or nothing after the last slash', recordAdvice(rest));
  for (const domain of domains) {
    const name = domain === 'any' ? ROOT : domain;
    if (address !== undefined) rules.addAddress(name, address, place);
    else if (isNull) rules.addNull(name, place);
    else rules.addLocal(name, place);
  }
}

/** `server=IP#PORT`, `server=/a/IP`, `server=/a/#` (as all other names), `server=/a/` and `local=/a/` (never forwarded). */
export function readServerOption(statement: Statement): void {
  const { rules, place } = statement;
  const { domains, rest } = readDomains(statement);
  for (const domain of domains) {
    const name = domain === 'any' ? undefined : domain;
    if (rest.text === '#') rules.addForward(name, undefined);
    else if (!rest.isEmpty)
      for (const upstream of readUpstreams(statement, rest)) {
        if (name !== undefined && upstream.host !== undefined && isCircle(name, upstream.host))
          throw new StatementError(rest, circleText(upstream.host));
        rules.addForward(name, upstream);
      }
    else if (statement.value.text.startsWith('/')) rules.addLocal(name ?? ROOT, place);
  }
}
