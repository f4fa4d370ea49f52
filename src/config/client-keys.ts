// Who clients are, in rondo.yaml: words, addresses and prefixes.
import { z } from 'zod';
import { addressFromText, addressToText } from '../dns/address.js';
import { canonicalAddress } from '../dns/endpoint.js';
import { wordAdvice } from '../source/foreign-words.js';
import { networkAdvice } from '../source/network-advice.js';
import type { Doubt } from '../source/problem.js';
import { advised } from '../source/value-advice.js';

export const CLIENTS = 'expected local, any, none, an address or a prefix such as 192.0.2.0/24';

/** Whether a text names clients, in any of the ways. */
export function isClients(text: string): boolean {
  return ['local', 'any', 'none'].includes(text) || isPrefix(text);
}

/** Whether a text is an address, or a prefix of addresses. */
export function isPrefix(text: string): boolean {
  const [address, length, more] = text.split('/');
  if (canonicalAddress(address) === undefined || more !== undefined) return false;
  return (
    length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (address.includes(':') ? 128 : 32))
  );
}

/** A prefix whose address has bits behind its length, as `10.0.0.1/8`. */
export function bitsBehind(value: unknown): Doubt | undefined {
  if (typeof value !== 'string' || !isClients(value)) return undefined;
  const [address, length] = value.split('/');
  const octets = addressFromText(address);
  if (length === undefined || octets === undefined) return undefined;
  const network = octets.map(
    (octet, index) => octet & (0xff00 >> Math.min(8, Math.max(0, Number(length) - index * 8))),
  );
  const meant = `${addressToText(network)}/${length}`;
  return network.every((octet, index) => octet === octets[index])
    ? undefined
    : { message: `${value} means ${meant}`, hint: `write ${meant}, or ${address} for this address alone` };
}

/** Not `local`, which takes in the neighbours, too. */
const forThisMachine = (value: unknown) =>
  /^localhost\.?$/i.test(String(value))
    ? 'write [127.0.0.1, "::1"] for this machine alone; `local` takes in the networks that it is in'
    : undefined;

/** What other programs call these. */
export const clientsAdvice = (value: unknown) =>
  forThisMachine(value) ??
  wordAdvice(String(value), ['any', 'local', 'none']) ??
  networkAdvice(String(value));

export const clients = advised(z.string({ error: CLIENTS }).refine(isClients, { error: CLIENTS }), {
  doubt: bitsBehind,
  advice: clientsAdvice,
});

export const PEER = 'expected an address or a prefix such as 192.0.2.0/24';

/** Everybody is no proxy. */
function everybody(value: unknown): Doubt | undefined {
  if (!/\/0+$/.test(String(value))) return undefined;
  return {
    message: 'everybody counts as a proxy: who sends no header gets no answer, and who sends one is believed',
    hint: 'name the addresses of your proxies',
  };
}

/** Proxies, one by one. */
export const peer = advised(z.string({ error: PEER }).refine(isPrefix, { error: PEER }), {
  doubt: value => bitsBehind(value) ?? everybody(value),
  advice: value =>
    /^(?:any|all|local|on|yes|v[12]|\*)$/i.test(String(value))
      ? 'name the addresses of your proxies: what they say of clients is believed'
      : networkAdvice(String(value)),
});

export const TRUSTED = 'expected any, none, an address or a prefix such as 192.0.2.0/24';
/** Not `local`: what that is changes with the machine's interfaces, which an answer does not wait for. */
export const trusted = advised(
  z.string({ error: TRUSTED }).refine(text => text !== 'local' && isClients(text), { error: TRUSTED }),
  { doubt: bitsBehind, advice: value => networkAdvice(String(value)) },
);
