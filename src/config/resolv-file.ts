// Upstreams from a file as /etc/resolv.conf: its name servers, without this server itself.
import { networkInterfaces } from 'node:os';
import { scopedAddress } from '../dns/endpoint.js';
import type { Report } from './report.js';
import { DNS_PORT, type SocketAddress } from './socket-address.js';
import { FileError, type SourceFiles } from './source-files.js';

/** The usual one. */
export const RESOLV_CONF = '/etc/resolv.conf';
const MAX_OCTETS = 64 * 1024;
/** The most that are asked. */
const MAX_SERVERS = 16;
const ANY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** The addresses behind `nameserver` (resolv.conf(5)), or `server`, as dnsmasq has it; other lines and what is no address are passed over. */
export function nameServers(text: string): string[] {
  const found = text
    .split('\n')
    .map(line => /^\s*(?:name)?server\s+(\S+)/.exec(line)?.[1])
    .flatMap(word => (word === undefined ? [] : (scopedAddress(word) ?? [])));
  return [...new Set(found)].slice(0, MAX_SERVERS);
}

/** The addresses of this machine. */
export function interfaceAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap(list => (list ?? []).map(({ address }) => address));
}

function withoutZone(address: string): string {
  return address.split('%')[0];
}

/**
 * Whether this server itself answers at an address.
 * @param listen where it answers
 * @param local addresses of this machine, which it answers on when it listens on all
 */
export function isOwn(
  { address, port }: SocketAddress,
  listen: readonly SocketAddress[],
  local: readonly string[],
): boolean {
  const plain = withoutZone(address);
  const own = listen.filter(each => each.port === port).map(each => withoutZone(each.address));
  if (own.includes(plain)) return true;
  const isLoopback = plain.startsWith('127.') || plain === '::1';
  return own.some(each => ANY_ADDRESS.has(each)) && (isLoopback || local.includes(plain));
}

/** Those of the servers that are not this one. See {@link isOwn}. */
export function othersOf(
  servers: readonly string[],
  listen: readonly SocketAddress[],
  local: readonly string[] = interfaceAddresses(),
): string[] {
  return servers.filter(
    address => !ANY_ADDRESS.has(address) && !isOwn({ address, port: DNS_PORT }, listen, local),
  );
}

/** A file that is asked for. */
export interface ResolvSource {
  /** The one that changed last counts, as in dnsmasq. */
  readonly paths: readonly string[];
  /** Whether changes of it are not noticed. */
  readonly looksOnce: boolean;
  /** Reports where it is asked for. */
  readonly report: Report;
}

/** What a load had of such a file. */
export interface ResolvServers {
  readonly path: string;
  readonly servers: readonly string[];
}

/** What it is read with. */
export interface ResolvReading {
  readonly files: SourceFiles;
  /** What the load before had. */
  readonly former: ResolvServers | undefined;
  readonly listen: readonly SocketAddress[];
  /** Whether there are no other upstreams, so that it is missed when nothing comes of it. */
  readonly isNeeded: boolean;
}

/** The one of the files that changed last. @throws FileError when none can be read */
function latest({ paths, looksOnce }: ResolvSource, files: SourceFiles): { path: string; text: string } {
  let found: { path: string; modifiedSeconds: number; text: string } | undefined;
  let error: FileError | undefined;
  for (const path of paths) {
    try {
      const { bytes, modifiedSeconds } = looksOnce
        ? files.readOnce(path, MAX_OCTETS)
        : files.read(path, MAX_OCTETS);
      if (found === undefined || modifiedSeconds >= found.modifiedSeconds)
        found = { path, modifiedSeconds, text: Buffer.from(bytes).toString('latin1') };
    } catch (thrown) {
      if (!(thrown instanceof FileError)) throw thrown;
      error ??= thrown;
    }
  }
  if (found === undefined) throw error!;
  return found;
}

/**
 * The servers in the file, which the load is watching from now on; those of the load before when there are none, with
 * a warning. @returns undefined when nothing comes of it
 */
export function readResolv(
  source: ResolvSource,
  { files, former, listen, isNeeded }: ResolvReading,
): ResolvServers | undefined {
  if (source.paths.length === 0) return undefined;
  const stays =
    former === undefined ? 'no upstream comes from it' : `upstreams stay ${former.servers.join(', ')}`;
  const warn = (message: string) => {
    if (isNeeded) source.report('warning', `${message}: ${stays}`);
  };
  try {
    const { path, text } = latest(source, files);
    const servers = othersOf(nameServers(text), listen);
    if (servers.length > 0) return { path, servers };
    warn(`${path} names no server but this one`);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    warn(error.message);
  }
  return former;
}
