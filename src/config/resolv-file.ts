// Upstreams from a file as /etc/resolv.conf: its name servers, without this server itself.
import { networkInterfaces } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { scopedAddress } from '../dns/endpoint.js';
import type { Report } from './report.js';
import { DNS_PORT, type SocketAddress } from './socket-address.js';
import { FileError, type SourceFiles } from './source-files.js';

const MAX_OCTETS = 64 * 1024;
/** The most that are asked. */
const MAX_SERVERS = 16;
const ANY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** The addresses behind `nameserver` (resolv.conf(5)); other lines and what is no address are passed over. */
export function nameServers(text: string): string[] {
  const found = text
    .split('\n')
    .map(line => /^\s*nameserver\s+(\S+)/.exec(line)?.[1])
    .flatMap(word => (word === undefined ? [] : (scopedAddress(word) ?? [])));
  return [...new Set(found)].slice(0, MAX_SERVERS);
}

function interfaceAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap(list => (list ?? []).map(({ address }) => address));
}

function withoutZone(address: string): string {
  return address.split('%')[0];
}

/**
 * Those of the servers that are not this one.
 * @param listen where this server answers
 * @param local addresses of this machine, which it answers on when it listens on all
 */
export function othersOf(
  servers: readonly string[],
  listen: readonly SocketAddress[],
  local: readonly string[] = interfaceAddresses(),
): string[] {
  const own = listen.filter(({ port }) => port === DNS_PORT).map(({ address }) => withoutZone(address));
  const isEverywhere = own.some(address => ANY_ADDRESS.has(address));
  const isLoopback = (address: string) => address.startsWith('127.') || address === '::1';
  const isOwn = (address: string) =>
    ANY_ADDRESS.has(address) ||
    own.includes(address) ||
    (isEverywhere && (isLoopback(address) || local.includes(address)));
  return servers.filter(server => !isOwn(withoutZone(server)));
}

/** How such a file is read. */
export interface ResolvReading {
  readonly files: SourceFiles;
  /** The folder that a relative path begins at. */
  readonly folder: string;
  /** What the load before had of it. */
  readonly former: readonly string[] | undefined;
  readonly listen: readonly SocketAddress[];
}

/** The servers in the file, which the load is watching from now on; those of the load before when there are none, with a warning. */
export function readResolv(
  path: string,
  { files, folder, former = [], listen }: ResolvReading,
  report: Report,
): readonly string[] {
  const place = isAbsolute(path) ? path : join(folder, path);
  const stays = former.length === 0 ? 'no upstream comes from it' : `upstreams stay ${former.join(', ')}`;
  try {
    const text = Buffer.from(files.read(place, MAX_OCTETS).bytes).toString('latin1');
    const servers = othersOf(nameServers(text), listen);
    if (servers.length > 0) return servers;
    report('warning', `${place} names no server but this one: ${stays}`);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    report('warning', `${error.message}: ${stays}`);
  }
  return former;
}
