// `address=`, `server=` and `local=`: options that speak about whole domains.

import { scopedAddress } from '../../dns/endpoint.js';
import { type Name, ROOT } from '../../dns/name.js';
import { DNS_PORT, type SocketAddress } from '../socket-address.js';
import type { Phrase } from './phrase.js';
import { addressOf, readAddress, readName, readNumber, type Statement, StatementError } from './statement.js';

interface Domains {
  /** `any` is every name. */
  readonly domains: readonly (Name | 'any')[];
  /** What stands after the last slash. */
  readonly rest: Phrase;
}

/** One domain between slashes; undefined when it says something that is not served. */
function readDomain(statement: Statement, part: Phrase): Name | 'any' | undefined {
  if (part.text === '#') return 'any';
  if (part.isEmpty) {
    statement.report('warning', statement.value, 'rules for names without a dot (//) are not served');
    return undefined;
  }
  if (addressOf(part) !== undefined)
    statement.report(
      'warning',
      part,
      `${part.plain} is read as a domain`,
      'leave out the slash after an address',
    );
  let bare = part;
  const star = /^\*\.?/.exec(part.text);
  if (star !== null) {
    bare = part.slice(star[0].length);
    const message = `domains match whole labels, and with the domain itself: ${part.text} is read as ${bare.text}`;
    statement.report('warning', part, message);
  }
  return readName(bare.text.startsWith('.') ? bare.slice(1) : bare);
}

/** Splits `/a/b/rest`. A value without a leading slash is for every name. Quotes protect nothing here, as in dnsmasq. */
function readDomains(statement: Statement): Domains {
  const value = statement.value.unguarded;
  if (!value.text.startsWith('/')) return { domains: ['any'], rest: value };
  const parts = value.split('/').slice(1);
  const rest = parts.pop()!;
  if (parts.length === 0) throw new StatementError(value, 'expected /DOMAIN/ with a slash after the domain');
  const domains = parts
    .map(part => readDomain(statement, part.trim()))
    .filter(domain => domain !== undefined);
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
      : readAddress(rest, 'an IPv4 or IPv6 address, # or nothing after the last slash');
  for (const domain of domains) {
    const name = domain === 'any' ? ROOT : domain;
    if (address !== undefined) rules.addAddress(name, address, place);
    else if (isNull) rules.addNull(name, place);
    else rules.addLocal(name, place);
  }
}

/** `ADDRESS[#PORT][@SOURCE]`. */
function readUpstream(statement: Statement, phrase: Phrase): SocketAddress {
  const [target, ...sources] = phrase.split('@');
  if (sources.length > 0)
    statement.report(
      'warning',
      sources[0],
      'queries are sent from any interface and source address; this part is ignored',
    );
  const [host, port, further] = target.split('#');
  if (further !== undefined) throw new StatementError(further, 'expected one port after the address');
  const address = scopedAddress(host.plain);
  if (address === undefined)
    throw new StatementError(
      phrase,
      `expected the address of a server, found "${phrase.plain.slice(0, 60)}"`,
      'names of servers are not looked up',
    );
  return { address, port: port === undefined || port.isEmpty ? DNS_PORT : readNumber(port, 1, 65_535) };
}

/** `server=IP#PORT`, `server=/a/IP`, `server=/a/#` (as all other names), `server=/a/` and `local=/a/` (never forwarded). */
export function readServerOption(statement: Statement): void {
  const { rules, place } = statement;
  const { domains, rest } = readDomains(statement);
  for (const domain of domains) {
    const name = domain === 'any' ? undefined : domain;
    if (rest.text === '#') rules.addForward(name, undefined);
    else if (!rest.isEmpty) rules.addForward(name, readUpstream(statement, rest));
    else if (statement.value.text.startsWith('/')) rules.addLocal(name ?? ROOT, place);
  }
}
