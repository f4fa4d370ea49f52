// Options about upstreams, their answers, and how long these are kept: what they set.
import { dirname } from 'node:path';
import type { AddressPrefix } from '../../dns/answer-edits.js';
import { MAX_TTL } from '../../dns/rdata/ttl.js';
import { typeFromText } from '../../dns/types.js';
import { pathFrom } from '../../source/path-from.js';
import type { Phrase } from './phrase.js';
import { addressOf, readAddress, readName, readNumber, type Statement, StatementError } from './statement.js';

/** The most that dnsmasq lets `min-cache-ttl` be. */
const MAX_MIN_CACHE_TTL = 3_600;
/** How old an answer may be when `use-stale-cache` does not say it. */
const STALE_SECONDS = 86_400;

export function readMaxTtl({ rules, value }: Statement): void {
  rules.settings.values.maxTtl = readNumber(value, 0, MAX_TTL);
}

export function readNegativeTtl({ rules, value }: Statement): void {
  rules.settings.values.negativeTtl = readNumber(value, 0, MAX_TTL);
}

export function readMinCacheTtl({ rules, value }: Statement): void {
  rules.settings.values.minCacheTtl = Math.min(readNumber(value, 0, MAX_TTL), MAX_MIN_CACHE_TTL);
}

export function readMaxCacheTtl({ rules, value }: Statement): void {
  rules.settings.values.maxCacheTtl = readNumber(value, 0, MAX_TTL);
}

/** `use-stale-cache[=SECONDS]`; 0 is for ever. */
export function readStale({ rules, value }: Statement): void {
  rules.settings.values.stale = value.isEmpty ? STALE_SECONDS : readNumber(value, 0, MAX_TTL);
}

/** `resolv-file=PATH`. The first is in place of the usual file, also when it says nothing; dnsmasq passes over later ones without a path. */
export function readResolvFile({ rules: { settings }, value, source }: Statement): void {
  settings.resolvFiles ??= [];
  if (value.isEmpty) return;
  const path = value.plain;
  settings.resolvFiles.push(pathFrom(dirname(source.file), path));
}

/** `rebind-domain-ok=NAME` or `=/A/B/`; nothing between two slashes is every name of one label. */
export function readRebindDomain({ rules: { settings }, value }: Statement): void {
  const parts = (value.text.startsWith('/') ? value.slice(1) : value).split('/');
  if (parts.at(-1)?.isEmpty) parts.pop();
  for (const part of parts) {
    if (part.isEmpty) settings.isSingleAllowed = true;
    else settings.rebindAllowed.push(readName(part.trim()));
  }
}

/** `filter-rr=TYPE,…`, by name or number. */
export function readFilteredTypes({ rules, value }: Statement): void {
  for (const field of value.fields()) {
    const type = /^\d+$/.test(field.text) ? readNumber(field, 1, 0xffff) : typeFromText(field.plain);
    if (type === undefined)
      throw new StatementError(field, `unknown record type "${field.plain.slice(0, 60)}"`);
    rules.settings.withoutTypes.add(type);
  }
}

/** `ADDRESS[/LENGTH]`. @throws StatementError */
function readPrefix(phrase: Phrase): AddressPrefix {
  const [text, length, further] = phrase.split('/');
  if (further !== undefined) throw new StatementError(further, 'expected one length after the address');
  const address = readAddress(text);
  const bits = address.length * 8;
  return { address, length: length === undefined ? bits : readNumber(length, 0, bits) };
}

export function readBogus({ rules, value }: Statement): void {
  rules.settings.bogus.push(readPrefix(value));
}

export function readIgnored({ rules, value }: Statement): void {
  rules.settings.ignored.push(readPrefix(value));
}

/** An IPv4 address as a number. @throws StatementError */
function readIpv4(phrase: Phrase | undefined, statement: Statement): number {
  const address = phrase === undefined ? undefined : addressOf(phrase);
  if (address?.length === 4) return new DataView(address.buffer, address.byteOffset).getUint32(0);
  throw new StatementError(
    phrase ?? statement.value,
    'expected an IPv4 address',
    'as in alias=192.0.2.1,198.51.100.1 or alias=192.0.2.0,198.51.100.0,255.255.255.0',
  );
}

/** `alias=OLD,NEW[,MASK]` or `alias=FIRST-LAST,NEW[,MASK]`. */
export function readAlias(statement: Statement): void {
  const [old, replacement, mask, more] = statement.value.fields();
  if (more !== undefined) throw new StatementError(more, 'expected the line to end before this');
  const [first, end] = old.split('-');
  const from = readIpv4(first.trim(), statement);
  const last = end === undefined ? undefined : readIpv4(end.trim(), statement);
  if (last !== undefined && last < from) throw new StatementError(old, 'the range ends before it begins');
  const to = readIpv4(replacement, statement);
  const bits = mask === undefined ? 0xffff_ffff : readIpv4(mask, statement);
  statement.rules.settings.aliases.push({ from, last, to, mask: bits });
}
