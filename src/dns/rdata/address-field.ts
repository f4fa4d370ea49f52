// RDATA fields that are IP addresses.
import { addressToText, ipv4FromBytes, ipv6FromText } from '../address.js';
import type { Field } from './field.js';

export const ipv4: Field = {
  read: (tokens, wire) =>
    wire.bytes(ipv4FromBytes(tokens.word('an IPv4 address')) ?? tokens.fail('an IPv4 address')),
  show: wire => addressToText(wire.bytes(4)),
};

export const ipv6: Field = {
  read: (tokens, wire) =>
    wire.bytes(ipv6FromText(tokens.text('an IPv6 address')) ?? tokens.fail('an IPv6 address')),
  show: wire => addressToText(wire.bytes(16)),
};
