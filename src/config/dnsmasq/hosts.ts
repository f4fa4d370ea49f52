// Names with addresses: `host-record=` and hosts files. Each address points back to the first name that has it.
import { labelCount, MAX_NAME, type Name } from '../../dns/name.js';
import { MAX_TTL } from '../../dns/rdata/ttl.js';
import { TYPE } from '../../dns/types.js';
import type { Problems } from '../../source/problem.js';
import { Phrase } from './phrase.js';
import type { Rules } from './rules.js';
import { addressOf, readName, recordAdvice, Statement, StatementError } from './statement.js';
import { reverseNames } from './upstreams.js';

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
      owner: reverseNames(address, address.length * 8)[0],
      type: TYPE.PTR,
      rdata: names[0],
      ttl,
      place,
      isImplied: true,
    });
}

const IN_SECONDS = 'dnsmasq has no units: five minutes are written as 300';

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
      throw new StatementError(
        field,
        `expected an IPv4 or IPv6 address, found "${field.text.slice(0, 60)}"`,
        recordAdvice(field),
      );
    else if (/^\d+[smhdw]$/i.test(field.text) && addresses.length > 0)
      throw new StatementError(
        field,
        `expected a TTL in seconds, found "${field.text.slice(0, 60)}"`,
        IN_SECONDS,
      );
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
    const address = addressOf(first);
    if (address === undefined) {
      const isScoped = first.text.includes('%') && addressOf(first.split('%')[0]) !== undefined;
      const message = isScoped
        ? `${first.text.slice(0, 60)} is an address on one link, which is of no use to others; the line is left out`
        : `expected an IPv4 or IPv6 address, found "${first.text.slice(0, 60)}"`;
      statement.report('warning', first, message);
      return;
    }
    const names = rest.flatMap(word => withDomain(readHostName(statement, word), address, rules));
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

/** A name without a dot first with its domain (`expand-hosts`), then as it is. */
function withDomain(names: readonly Name[], address: Uint8Array, rules: Rules): Name[] {
  if (!rules.expandsHosts) return [...names];
  const domain = rules.hostDomain(address);
  return names.flatMap(name =>
    domain === undefined || labelCount(name) !== 1 || name.length + domain.length - 1 > MAX_NAME
      ? [name]
      : [new Uint8Array(Buffer.concat([name.subarray(0, -1), domain])), name],
  );
}
