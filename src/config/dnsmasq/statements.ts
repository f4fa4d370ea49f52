// The options of dnsmasq that are heeded, each with its reader.

import { scopedAddress } from '../../dns/endpoint.js';
import { MAX_TTL } from '../../dns/rdata/ttl.js';
import { MAX_CACHE } from '../cache-size.js';
import { readAddressOption, readServerOption } from './domains.js';
import { FLAGS } from './flags.js';
import { readHostDomain } from './host-domain.js';
import { readHostRecord } from './hosts.js';
import type { OptionForm } from './options.js';
import {
  readCaaRecord,
  readCname,
  readDnsRr,
  readMxHost,
  readNaptrRecord,
  readPtrRecord,
  readSrvHost,
  readTxtRecord,
} from './records.js';
import { readName, readNumber, type Statement, StatementError } from './statement.js';
import {
  readAlias,
  readBogus,
  readFilteredTypes,
  readIgnored,
  readMaxCacheTtl,
  readMaxTtl,
  readMinCacheTtl,
  readNegativeTtl,
  readRebindDomain,
  readResolvFile,
  readStale,
} from './upstream-options.js';
import { readRevServer } from './upstreams.js';

/** dnsmasq reads numbers as C does its int. */
const MAX_NUMBER = 0x7fff_ffff;

function readListenAddress({ rules, value }: Statement): void {
  for (const field of value.fields()) {
    const address = scopedAddress(field.plain);
    if (address === undefined)
      throw new StatementError(
        field,
        `expected an IPv4 or IPv6 address, found "${field.plain.slice(0, 60)}"`,
      );
    rules.listen.push(address);
  }
}

function readPort(statement: Statement): void {
  const port = readNumber(statement.value, 0, 65_535);
  if (port > 0) statement.rules.port = port;
  else
    statement.report('warning', statement.value, 'port=0 does not switch the server off here; it is ignored');
}

function readMxTarget({ rules, value }: Statement): void {
  rules.mxTarget = readName(value);
}

function readLocalTtl({ rules, value }: Statement): void {
  rules.ttlSeconds = readNumber(value, 0, MAX_TTL);
}

/** dnsmasq takes any number; 0 switches the cache off there, too. */
function readCacheSize(statement: Statement): void {
  const { rules, value } = statement;
  const size = readNumber(value, 0, MAX_NUMBER);
  rules.cacheSize = Math.min(size, MAX_CACHE);
  if (size > MAX_CACHE)
    statement.report('warning', value, `${MAX_CACHE} answers are the most that can be kept`);
}

/** Readers of options with a value. @throws StatementError each, when the value is wrong */
const VALUED: ReadonlyMap<string, (statement: Statement) => void> = new Map([
  ['address', readAddressOption],
  ['server', readServerOption],
  ['local', readServerOption],
  ['host-record', readHostRecord],
  ['cname', readCname],
  ['txt-record', readTxtRecord],
  ['srv-host', readSrvHost],
  ['mx-host', readMxHost],
  ['mx-target', readMxTarget],
  ['ptr-record', readPtrRecord],
  ['caa-record', readCaaRecord],
  ['naptr-record', readNaptrRecord],
  ['dns-rr', readDnsRr],
  ['listen-address', readListenAddress],
  ['port', readPort],
  ['local-ttl', readLocalTtl],
  ['cache-size', readCacheSize],
  ['rev-server', readRevServer],
  ['domain', readHostDomain],
  ['max-ttl', readMaxTtl],
  ['neg-ttl', readNegativeTtl],
  ['min-cache-ttl', readMinCacheTtl],
  ['max-cache-ttl', readMaxCacheTtl],
  ['rebind-domain-ok', readRebindDomain],
  ['filter-rr', readFilteredTypes],
  ['bogus-nxdomain', readBogus],
  ['ignore-address', readIgnored],
  ['alias', readAlias],
] as [string, (statement: Statement) => void][]);

/** Options that name further files. */
export const INCLUDING: ReadonlySet<string> = new Set([
  'conf-file',
  'servers-file',
  'conf-dir',
  'addn-hosts',
  'hostsdir',
]);

/** Options whose value may be left out, or say nothing. */
const OPTIONAL: ReadonlyMap<string, (statement: Statement) => void> = new Map([
  ['use-stale-cache', readStale],
  ['resolv-file', readResolvFile],
]);

/** Readers of all options that name no further files. @throws StatementError each */
export const READERS: ReadonlyMap<string, (statement: Statement) => void> = new Map([
  ...VALUED,
  ...OPTIONAL,
  ...FLAGS,
]);

const ONCE: ReadonlySet<string> = new Set(
  'cache-size local-ttl mx-target port servers-file max-ttl neg-ttl min-cache-ttl max-cache-ttl use-stale-cache'.split(
    ' ',
  ),
);

/** All options that are heeded, with the form of their lines. */
export const HEEDED: ReadonlyMap<string, OptionForm> = new Map([
  ...[...VALUED.keys(), ...INCLUDING].map((option): [string, OptionForm] => [
    option,
    { value: 'required', once: ONCE.has(option) },
  ]),
  ...[...OPTIONAL.keys()].map((option): [string, OptionForm] => [
    option,
    { value: 'optional', once: ONCE.has(option) },
  ]),
  ...[...FLAGS.keys()].map((option): [string, OptionForm] => [option, { value: 'none', once: false }]),
]);
