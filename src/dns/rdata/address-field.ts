// RDATA fields that are IP addresses.
import { addressToText, ipv4Into, ipv6Into } from '../address.js';
import type { Field } from './field.js';

function address(expected: string, size: number, read: typeof ipv4Into): Field {
  const octets = new Uint8Array(size);
  return {
    read: (tokens, wire) => {
      const text = tokens.word(expected);
      if (!read(text, 0, text.length, octets, 0)) tokens.fail(expected);
      wire.bytes(octets);
    },
    show: wire => addressToText(wire.bytes(size)),
  };
}

export const ipv4 = address('an IPv4 address', 4, ipv4Into);
export const ipv6 = address('an IPv6 address', 16, ipv6Into);
