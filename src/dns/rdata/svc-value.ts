// The values of SvcParams, one kind per key (RFC 9460 §7, RFC 9461, RFC 9540, and drafts that the registry names).
import { isUtf8 } from 'node:buffer';
import { addressToText, ipv4FromText, ipv6FromText } from '../address.js';
import { fromBase64 } from './encoded.js';
import { quotedText } from './escape.js';
import { svcKeyFromText, svcKeyToText } from './svc-key.js';
import { latin1 } from './token.js';

/** How the value of one SvcParamKey is written. */
export interface SvcValue {
  /** What it looks like, for messages. */
  readonly expected: string;
  /** The wire form of a value whose escapes are resolved; undefined when it is wrong. Not called for a key without a value. */
  read(text: Uint8Array): Uint8Array | undefined;
  /** The presentation form; undefined when the octets are malformed. */
  show(octets: Uint8Array): string | undefined;
  /** Whether the key stands alone. */
  readonly bare?: true;
}

const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/**
 * Splits a comma-separated list and resolves its own level of escapes (RFC 9460 appendix A.1).
 * @returns undefined when a backslash stands at the end, where it escapes nothing
 */
function splitList(text: Uint8Array): Uint8Array[] | undefined {
  const items: number[][] = [[]];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === COMMA) items.push([]);
    else {
      if (text[at] === BACKSLASH && ++at >= text.length) return undefined;
      items.at(-1)!.push(text[at]);
    }
  }
  return items.map(item => Uint8Array.from(item));
}

/** The wire form of a list whose items have wire forms; undefined when one has none. */
function joinAll(items: readonly (Uint8Array | undefined)[]): Uint8Array | undefined {
  const known = items.filter(item => item !== undefined);
  return known.length === items.length && known.length > 0 ? Buffer.concat(known) : undefined;
}

/** Cuts octets into pieces of one size; undefined when they do not fit, or there are none. */
function pieces(octets: Uint8Array, size: number): Uint8Array[] | undefined {
  if (octets.length === 0 || octets.length % size !== 0) return undefined;
  return Array.from({ length: octets.length / size }, (_, at) => octets.subarray(at * size, (at + 1) * size));
}

const mandatory: SvcValue = {
  expected: 'a list of different SvcParamKeys other than mandatory, as alpn,port',
  read(text) {
    const keys = latin1(text).split(',').map(svcKeyFromText);
    if (keys.includes(undefined) || keys.includes(0) || new Set(keys).size < keys.length) return undefined;
    const sorted = keys.map(Number).sort((a, b) => a - b);
    return Uint8Array.from(sorted.flatMap(key => [key >> 8, key & 0xff]));
  },
  show(octets) {
    const keys = pieces(octets, 2)?.map(numberOf);
    const rising = keys?.every((key, at) => key > (keys[at - 1] ?? 0) && key < 0xffff);
    return rising ? keys?.map(svcKeyToText).join(',') : undefined;
  },
};

/** A list of strings, each behind its length in one octet. @param least how many there must be */
function strings(expected: string, least: 0 | 1): SvcValue {
  return {
    expected,
    read(text) {
      if (text.length === 0 && least === 0) return text;
      const items = splitList(text)?.map(item =>
        item.length > 0 && item.length < 256 ? Buffer.from([item.length, ...item]) : undefined,
      );
      return items && joinAll(items);
    },
    show(octets) {
      const items: string[] = [];
      for (let at = 0; at < octets.length; at += octets[at] + 1) {
        const item = octets.subarray(at + 1, at + 1 + octets[at]);
        if (item.length === 0 || item.length < octets[at]) return undefined;
        items.push(latin1(item).replace(/[\\,]/g, '\\$&'));
      }
      if (items.length < least) return undefined;
      return items.length === 0 ? '' : quotedText(Buffer.from(items.join(','), 'latin1'));
    },
  };
}

/** A number of 16 bits in its octets. */
function twoOctets(text: string): Uint8Array | undefined {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 0xffff) return undefined;
  return Uint8Array.of(Number(text) >> 8, Number(text) & 0xff);
}

const port: SvcValue = {
  expected: 'a port from 0 to 65535',
  read: text => twoOctets(latin1(text)),
  show: octets => (octets.length === 2 ? String(octets[0] * 256 + octets[1]) : undefined),
};

function addresses(family: string, size: number, parse: (text: string) => Uint8Array | undefined): SvcValue {
  return {
    expected: `a list of ${family} addresses`,
    read: text => joinAll(latin1(text).split(',').map(parse)),
    show: octets => pieces(octets, size)?.map(addressToText).join(','),
  };
}

const ech: SvcValue = {
  expected: 'base64',
  read: text => (text.length > 0 ? fromBase64(latin1(text)) : undefined),
  show: octets => (octets.length > 0 ? Buffer.from(octets).toString('base64') : undefined),
};

const bare: SvcValue = {
  expected: 'no value',
  read: () => undefined,
  show: octets => (octets.length === 0 ? '' : undefined),
  bare: true,
};

/** Any octets, as a string: the form of keys that are not known (RFC 9460 §2.1). */
export const opaque: SvcValue = {
  expected: 'a string',
  read: text => text,
  show: octets => (octets.length === 0 ? '' : quotedText(octets)),
};

/** A path with a variable `dns`, as a template (RFC 9461 §5). */
const dohPath: SvcValue = {
  expected: 'a path with a place for the query, as /dns-query{?dns}',
  read: text => (isDohPath(text) ? text : undefined),
  show: octets => (isDohPath(octets) ? quotedText(octets) : undefined),
};

function isDohPath(octets: Uint8Array): boolean {
  return isUtf8(octets) && /^\/.*\{[?&+#./;]?(?:[^{}]*,)?dns[^{}\w.]*\}/s.test(latin1(octets));
}

/** Groups for TLS, each once (draft-ietf-tls-key-share-prediction §3.1). */
const groups: SvcValue = {
  expected: 'a list of different group numbers, as 29,23',
  read(text) {
    const octets = joinAll(latin1(text).split(',').map(twoOctets));
    return octets && areDifferent(octets) ? octets : undefined;
  },
  show: octets => (areDifferent(octets) ? pieces(octets, 2)?.map(numberOf).join(',') : undefined),
};

const numberOf = ([high, low]: Uint8Array) => high * 256 + low;

function areDifferent(octets: Uint8Array): boolean {
  const numbers = pieces(octets, 2)?.map(numberOf) ?? [];
  return numbers.length > 0 && new Set(numbers).size === numbers.length;
}

/** By SvcParamKey. */
export const svcValues: readonly SvcValue[] = [
  mandatory,
  strings('a list of protocol names of 1 to 255 octets, as h2,h3', 1),
  bare,
  port,
  addresses('IPv4', 4, ipv4FromText),
  ech,
  addresses('IPv6', 16, ipv6FromText),
  dohPath,
  bare,
  groups,
  // draft-ietf-core-dns-over-coap §3.2: the path / has no segments.
  strings('a list of segments of a path, of 1 to 255 octets each, as a,b', 0),
];
