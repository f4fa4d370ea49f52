// `domain=`: what names of hosts files without a dot end in.
import type { Phrase } from './phrase.js';
import { addressOf, readAddress, readName, readNumber, type Statement, StatementError } from './statement.js';
import { reverseNames } from './upstreams.js';

/** The last address of a prefix. */
function lastOf(first: Uint8Array, length: number): Uint8Array {
  return first.map((octet, index) => octet | (0xff >> Math.min(8, Math.max(0, length - index * 8))));
}

/** The first address of a prefix. */
function firstOf(address: Uint8Array, length: number): Uint8Array {
  return address.map((octet, index) => octet & ~(0xff >> Math.min(8, Math.max(0, length - index * 8))));
}

/** `domain=NAME[,PREFIX[,local]]`, `domain=NAME,FIRST,LAST`; `domain=NAME,INTERFACE` is not known here. */
export function readHostDomain(statement: Statement): void {
  const { rules, place, value } = statement;
  const [name, range, third] = value.fields();
  if (name.text === '#') {
    statement.report('warning', name, 'the search domain of /etc/resolv.conf is not read; write the domain');
    return;
  }
  const domain = readName(name);
  if (range === undefined) {
    rules.hostDomains.push({ domain });
    return;
  }
  const [text, bits] = range.split('/');
  if (addressOf(text) === undefined) {
    statement.report(
      'warning',
      range,
      'addresses of interfaces are not looked up; this domain has no effect here',
    );
    return;
  }
  const address = readAddress(text);
  if (bits === undefined) {
    rules.hostDomains.push({ domain, first: address, last: lastAddress(third, address) });
    return;
  }
  const length = readNumber(bits, 0, address.length * 8);
  rules.hostDomains.push({ domain, first: firstOf(address, length), last: lastOf(address, length) });
  if (third === undefined) return;
  if (third.text !== 'local') throw new StatementError(third, 'expected local or the end of the line');
  rules.addLocal(domain, place);
  if (length > 0) for (const each of reverseNames(address, length)) rules.addLocal(each, place);
}

function lastAddress(phrase: Phrase | undefined, first: Uint8Array): Uint8Array {
  const last = phrase === undefined ? first : readAddress(phrase);
  if (last.length !== first.length) throw new StatementError(phrase!, 'expected two addresses of one family');
  return last;
}
