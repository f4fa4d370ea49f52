// What somebody may have meant who wrote a text where an IP address belongs.

import { ipv4FromText, ipv6FromText } from '../dns/address.js';
import type { Doubt } from './problem.js';

const WITH_PORT = /^(\d{1,3}(?:\.\d{1,3}){3})[:#]\d+$|^\[[0-9a-f:.]+\]:\d+$/i;

/** The reasons, tried in this order. No address is ever guessed: a wrong one would be served. */
const REASONS: readonly [pattern: RegExp, advice: (found: RegExpExecArray) => string | undefined][] = [
  [/^[a-z][a-z0-9+-]*:\/\//i, () => 'write the address alone, without the scheme and the path of a URL'],
  [/^(?:\d{1,3}\.){4}$/, () => 'an address has no final dot'],
  [/^\d{1,3}(?:,\d{1,3}){3}$/, () => 'dots stand between the numbers of an address'],
  [/^[0-9a-f:.]+(?::\d+)?;$/i, () => 'take the semicolon away'],
  [/^["'\u2018-\u201f]/, () => 'take the quotation marks away'],
  [/^([0-9a-f:.]+)\/\d{1,3}$/i, () => 'write the address alone, without the length of a prefix'],
  [/^(\d{1,3}(?:\.\d{1,3}){3})[:#]\d+$/, () => 'write the address alone, without a port'],
  [/^\[[0-9a-f:.]+\](?::\d+)?$/i, () => 'write the address alone, without brackets and a port'],
  [
    /^\d{1,4}(?:\.\d{1,4}){3}$/,
    ([text]) => {
      const parts = text.split('.');
      const large = parts.find(part => Number(part) > 255);
      if (large !== undefined) return `each number is at most 255; ${Number(large)} is more`;
      const zero = parts.find(part => /^0\d/.test(part));
      return zero === undefined
        ? undefined
        : `write ${zero} without zeros in front: some programs read such a number as octal`;
    },
  ],
  [
    /^\d{1,3}(?:\.\d{1,3}){0,2}\.?$|^\d{1,3}(?:\.\d{1,3}){4,}$/,
    () => 'an IPv4 address has four numbers, such as 192.0.2.1',
  ],
  [
    /^[0-9a-f]*:[0-9a-f:.]*$/i,
    () => 'an IPv6 address has eight groups of up to four digits, or :: once in place of some of them',
  ],
  [/^[0-9a-f:]+%[\w.-]+$/i, () => 'an address in the DNS has no zone index (%)'],
];

const HOST = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)*[a-z](?:[a-z0-9-]*[a-z0-9])?\.?$/i;

/** What to write in place of `text`. @param forHost what takes a host name, if something does; @returns undefined when nothing is known */
export function addressAdvice(text: string, forHost?: string): string | undefined {
  for (const [pattern, advice] of REASONS) {
    const found = pattern.exec(text);
    if (found !== null) return advice(found);
  }
  return forHost !== undefined && HOST.test(text) ? forHost : undefined;
}

/** What to write in place of an address with a port, where that of a record belongs. @param records what carries ports */
export function portOfRecordAdvice(text: string, records = 'SRV and HTTPS records'): string | undefined {
  return WITH_PORT.test(text) ? `write the address alone: ports stand in ${records}` : undefined;
}

/** As {@link addressAdvice}, where an address of one family belongs. */
export function familyAdvice(text: string, family: 4 | 6): string | undefined {
  if (family === 4 && ipv6FromText(text) !== undefined) return 'an IPv6 address belongs to type AAAA';
  if (family === 6 && ipv4FromText(text) !== undefined) return 'an IPv4 address belongs to type A';
  return portOfRecordAdvice(text) ?? addressAdvice(text, 'a record for an address names no host; CNAME does');
}

/** What to write in place of a value where an address with a port may stand. @param forHost what is said of host names */
export function endpointAdvice(
  value: unknown,
  forHost = 'write its address: names are not looked up here',
): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  if (/^:?\d{1,5}$/.test(text))
    return `write a port behind its address, as in 127.0.0.1:${text.replace(':', '')}`;
  if (/^[[\]0-9a-f:.]+\/(?:udp|tcp)$/i.test(text))
    return `write ${text.replace(/\/.*/, '')}: UDP and TCP are both used`;
  const hash = /^\[?([0-9a-f:.]+)\]?(?:#|\s+|\s+port\s+)(\d{1,5})$/i.exec(text);
  if (hash !== null) {
    const [, address, port] = hash;
    return `a port stands behind a colon: ${address.includes(':') ? `[${address}]` : address}:${port}`;
  }
  const ported = /^(.*\D):(\d+)$|^(\d.*):(\d+)$/.exec(text);
  const [address, port] = ported === null ? [text] : [ported[1] ?? ported[3], ported[2] ?? ported[4]];
  if (port !== undefined && Number(port) > 65_535) return 'a port is at most 65535';
  if (/^localhost\.?$/i.test(address))
    return 'write 127.0.0.1 or ::1: what localhost stands for differs between machines';
  return addressAdvice(address.replace(/^\[|\]$/g, ''), forHost);
}

/** Addresses that no single host has, and why. Prefixes of text in canonical form. */
const NO_HOST: readonly [pattern: RegExp, what: string][] = [
  [/^(?:0\.|::$)/, 'it stands for any address of a machine'],
  [/^255\.255\.255\.255$/, 'it is the broadcast address'],
  [/^(?:22[4-9]|23\d)\.|^ff[0-9a-f]{2}:/, 'it is a multicast address'],
  [/^(?:24\d|25[0-5])\./, 'it is reserved'],
  [/^169\.254\.|^fe[89ab][0-9a-f]:/, 'it is link-local, and of use on one link alone'],
  [/^::ffff:/, 'it is an IPv4 address mapped into IPv6, which no packet carries'],
];

const LOOPBACK = /^127\.|^::1$/;

/**
 * Why an address that somebody else has for a name is not one to go to; undefined when it may be.
 * @param address in canonical text
 */
export function hostFault(address: string, isLoopbackAllowed: boolean): string | undefined {
  if (!isLoopbackAllowed && LOOPBACK.test(address)) return 'it is of this machine itself';
  return NO_HOST.find(([pattern]) => pattern.test(address))?.[1];
}

/** What is doubtful about the address of a backend. @param address in canonical text */
export function backendDoubt(address: string): Doubt | undefined {
  const fault = hostFault(address, true);
  if (fault === undefined) return undefined;
  return { message: `clients cannot reach ${address}: ${fault}`, hint: 'write the address of the backend' };
}
