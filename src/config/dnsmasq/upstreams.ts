// Upstreams as dnsmasq writes them: `server=` and `rev-server=`.

import { isIP, isIPv6 } from 'node:net';
import { scopedAddress } from '../../dns/endpoint.js';
import { hostName } from '../../dns/host-name.js';
import { type Name, nameFromText } from '../../dns/name.js';
import { networkAdvice } from '../../source/network-advice.js';
import { DNS_PORT } from '../socket-address.js';
import type { UpstreamAddress } from '../upstream-address.js';
import { sourceFrom, type UpstreamSource } from '../upstream-source.js';
import type { Phrase } from './phrase.js';
import { readAddress, readNumber, type Statement, StatementError, severalAdvice } from './statement.js';

/** `@INTERFACE`, `@SOURCE[#PORT]` or `@INTERFACE@SOURCE[#PORT]`. @throws StatementError */
function readSource(
  statement: Statement,
  phrases: readonly Phrase[],
  host: string,
): UpstreamSource | undefined {
  const texts = phrases.map(phrase => {
    const [text, port, further] = phrase.split('#');
    if (further !== undefined) throw new StatementError(further, 'expected one port after the address');
    if (port !== undefined && !port.isEmpty && readNumber(port, 0, 65_535) > 0)
      statement.report('warning', port, 'queries leave from random ports; this one is ignored');
    return text.plain;
  });
  const source = sourceFrom(texts, isIP(host) === 0 ? undefined : isIPv6(host));
  if (typeof source === 'string') throw new StatementError(phrases[0], source);
  return source;
}

/** `HOST[#PORT][@INTERFACE][@SOURCE[#PORT]]`; a host by name has all its addresses, or is looked up later. @throws StatementError */
export function readUpstreams(statement: Statement, phrase: Phrase): UpstreamAddress[] {
  const [target, ...sources] = phrase.split('@');
  const [host, port, further] = target.split('#');
  if (further !== undefined) throw new StatementError(further, 'expected one port after the address');
  const number = port === undefined || port.isEmpty ? DNS_PORT : readNumber(port, 1, 65_535);
  const address = scopedAddress(host.plain);
  const addresses = address === undefined ? statement.rules.hostAddresses(host.plain) : [address];
  const source = readSource(statement, sources, address ?? '');
  const name = hostName(host.plain);
  if (addresses.length === 0 && name !== undefined)
    return [{ address: '', host: name, port: number, ...(source && { source }) }];
  if (addresses.length === 0)
    throw new StatementError(
      phrase,
      `expected a server, found "${phrase.plain.slice(0, 60)}"`,
      severalAdvice(phrase) ??
        (/:\d+$/.test(host.plain) ? 'a port stands behind #, as in 192.0.2.53#5353' : undefined),
    );
  // dnsmasq passes over addresses of a name that the source cannot reach.
  const fits = (each: string) => source?.address === undefined || isIPv6(source.address) === isIPv6(each);
  return addresses.filter(fits).map(each => ({ address: each, port: number, ...(source && { source }) }));
}

/** The labels of a reverse name that change within one label, such as `0.10` to `31.10`. */
interface Digits {
  /** Most significant first. */
  readonly values: readonly number[];
  readonly bitsEach: number;
  readonly suffix: string;
}

/**
 * The reverse names that a prefix comes to: one where it ends between labels, else one for each label that lies in it
 * (RFC 1035 §3.5, RFC 3596 §2.5).
 */
export function reverseNames(address: Uint8Array, prefixLength: number): Name[] {
  const isV4 = address.length === 4;
  const { values, bitsEach, suffix }: Digits = isV4
    ? { values: [...address], bitsEach: 8, suffix: 'in-addr.arpa.' }
    : { values: [...address].flatMap(octet => [octet >> 4, octet & 15]), bitsEach: 4, suffix: 'ip6.arpa.' };
  const whole = Math.floor(prefixLength / bitsEach);
  const rest = prefixLength % bitsEach;
  const text = (digits: readonly number[]) =>
    nameFromText([...digits.map(digit => digit.toString(isV4 ? 10 : 16)).reverse(), suffix].join('.'));
  const fixed = values.slice(0, whole);
  if (rest === 0) return [text(fixed)];
  const size = 2 ** (bitsEach - rest);
  const first = Math.floor(values[whole] / size) * size;
  return Array.from({ length: size }, (_, index) => text([...fixed, first + index]));
}

/** `rev-server=ADDRESS[/LENGTH][,SERVER]`; without a server the names are never forwarded. @throws StatementError */
export function readRevServer(statement: Statement): void {
  const { rules, place, value } = statement;
  const [prefix, server, further] = value.fields();
  if (further !== undefined) throw new StatementError(further, 'expected the line to end before this');
  const [text, length] = prefix.split('/');
  if (length?.plain.includes('.'))
    throw new StatementError(length, 'expected the length of a prefix', networkAdvice(prefix.plain));
  const address = readAddress(text);
  const bits = address.length * 8;
  const names = reverseNames(address, length === undefined ? bits : readNumber(length, 1, bits));
  const upstreams = server === undefined || server.isEmpty ? [] : readUpstreams(statement, server);
  for (const name of names) {
    if (upstreams.length === 0) rules.addLocal(name, place);
    for (const upstream of upstreams) rules.addForward(name, upstream);
  }
}
