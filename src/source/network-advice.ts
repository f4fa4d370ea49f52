// What somebody may have meant who wrote a text where a network belongs: netmasks, asterisks, short forms and ranges.
import { addressFromText, addressToText } from '../dns/address.js';
import { addressAdvice } from './address-advice.js';

const OCTETS = 4;

/** The bits that are set at the start of a mask; undefined when others are set, too. */
function lengthOf(mask: Uint8Array): number | undefined {
  const bits = [...mask].map(octet => octet.toString(2).padStart(8, '0')).join('');
  const length = bits.indexOf('0') < 0 ? bits.length : bits.indexOf('0');
  return bits.includes('1', length) ? undefined : length;
}

/** `write 10.0.0.0/8`, without bits behind the length. */
function written(address: string, length: number): string | undefined {
  const octets = addressFromText(address);
  if (octets === undefined) return undefined;
  const network = octets.map(
    (octet, index) => octet & (0xff00 >> Math.min(8, Math.max(0, length - index * 8))),
  );
  return `write ${addressToText(network)}/${length}`;
}

/** A network with its mask, or with the opposite of one as routers have it. */
function fromMask(address: string, mask: string): string | undefined {
  const octets = addressFromText(mask);
  if (octets?.length !== OCTETS) return undefined;
  const length = lengthOf(octets) ?? lengthOf(octets.map(octet => 255 - octet));
  return length === undefined ? 'the mask of a network has no gaps' : written(address, length);
}

/** The first numbers of an address, the rest being left out or `*`. */
function fromParts(text: string, length?: number): string | undefined {
  const parts = text.split('.').filter(part => part !== '' && part !== '*');
  const address = [...parts, '0', '0', '0'].slice(0, OCTETS).join('.');
  return written(address, length ?? parts.length * 8);
}

const FORMS: readonly [pattern: RegExp, advice: (...parts: string[]) => string | undefined][] = [
  [/^([\d.]+)\s*(?:\/|\s|netmask|mask)\s*(\d+\.\d+\.\d+\.\d+)$/i, fromMask],
  [/^(\d+(?:\.\d+){0,2})(?:\.\*){1,3}$/, text => fromParts(text)],
  [/^(\d+(?:\.\d+){0,2})\.$/, text => fromParts(text)],
  [/^(\d+(?:\.\d+){0,2})\/(\d|[12]\d|3[0-2])$/, (text, length) => fromParts(text, Number(length))],
  [/^\[([0-9a-f:.]+)\]\/(\d{1,3})$/i, (address, length) => written(address, Number(length))],
  [/^[0-9a-f:.]+\s*-\s*[0-9a-f:.]+$/i, () => 'write a range as the prefixes that it is made of'],
];

/** What to write in place of `text` where an address or a prefix belongs; undefined when nothing is known. */
export function networkAdvice(text: string): string | undefined {
  const [address, length] = text.split('/');
  const octets = addressFromText(address);
  for (const [pattern, advice] of FORMS) {
    const found = pattern.exec(text.trim());
    if (found === null) continue;
    const [, ...parts] = found;
    return advice(...parts) ?? addressAdvice(address);
  }
  if (octets === undefined || !/^\d+$/.test(length ?? '')) return addressAdvice(address);
  return `a prefix of this family has at most ${octets.length * 8} bits`;
}
