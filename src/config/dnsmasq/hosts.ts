// Names with addresses: `host-record=` and hosts files. Each address points back to the first name that has it.
import { addressToText } from '../../dns/address.js';
import { type Name, nameFromText } from '../../dns/name.js';
import { MAX_TTL } from '../../dns/rdata/ttl.js';
import { TYPE } from '../../dns/types.js';
import type { Problems } from '../../source/problem.js';
import { Phrase } from './phrase.js';
import type { Rules } from './rules.js';
import { addressOf, readName, Statement, StatementError } from './statement.js';

/** The name under in-addr.arpa or ip6.arpa for an address (RFC 1035 §3.5, RFC 3596 §2.5). */
function reverseName(address: Uint8Array): Name {
  if (address.length === 4)
    return nameFromText(`${addressToText(address).split('.').reverse().join('.')}.in-addr.arpa.`);
  const digits = Buffer.from(address).toString('hex');
  return nameFromText(`${[...digits].reverse().join('.')}.ip6.arpa.`);
}

function addHost(
  { rules, place }: Statement,
  names: readonly Name[],
  address: Uint8Array,
  ttl?: number,
): void {
  const type = address.length === 4 ? TYPE.A : TYPE.AAAA;
  for (const owner of names) rules.records.push({ owner, type, rdata: address, ttl, place });
  if (rules.claimPointer(address))
    rules.records.push({
      owner: reverseName(address),
      type: TYPE.PTR,
      rdata: names[0],
      ttl,
      place,
      isImplied: true,
    });
}

/** `host-record=NAME[,NAME…],[IPV4],[IPV6][,TTL]`. */
export function readHostRecord(statement: Statement): void {
  const names: Name[] = [];
  const addresses: Uint8Array[] = [];
  let ttl: number | undefined;
  for (const field of statement.value.fields()) {
    const address = addressOf(field);
    if (field.isEmpty) continue;
    if (address !== undefined) addresses.push(address);
    else if (/^\d{1,10}$/.test(field.text) && Number(field.text) <= MAX_TTL) ttl = Number(field.text);
    else if (/^[\d.]+$|:/.test(field.text))
      throw new StatementError(field, `expected an IPv4 or IPv6 address, found "${field.text.slice(0, 60)}"`);
    else names.push(readName(field));
  }
  if (names.length === 0 || addresses.length === 0)
    throw new StatementError(
      statement.value,
      'expected NAME,ADDRESS',
      'as in host-record=www.example.org,192.0.2.1',
    );
  for (const address of addresses) addHost(statement, names, address, ttl);
}

function words(line: string): Phrase[] {
  return [...line.matchAll(/\S+/g)].map(match => {
    const columns = Array.from({ length: match[0].length + 1 }, (_, index) => match.index + index + 1);
    return new Phrase(match[0], columns);
  });
}

/**
 * Reads the text of a hosts file: an address and its names in each line, `#` before comments. Such files often come from
 * elsewhere, so a mistake in one costs only its line, as in dnsmasq.
 */
export function readHostsFile(text: string, file: string, rules: Rules, problems: Problems): void {
  const into = { rules, problems };
  text.split(/\r?\n/).forEach((line, index) => {
    const [first, ...rest] = words(line.replace(/#.*/, ''));
    if (first === undefined) return;
    const statement = new Statement(first, first, { file, line: index + 1, text: line }, into);
    const address = addressOf(first.slice(0, /%|$/.exec(first.text)!.index));
    if (address === undefined) {
      statement.report(
        'warning',
        first,
        `expected an IPv4 or IPv6 address, found "${first.text.slice(0, 60)}"`,
      );
      return;
    }
    const names = rest.flatMap(word => readHostName(statement, word));
    if (names.length > 0) addHost(statement, names, address);
  });
}

function readHostName(statement: Statement, word: Phrase): Name[] {
  try {
    return [readName(word)];
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    statement.report('warning', word, error.message);
    return [];
  }
}
