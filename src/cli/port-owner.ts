// Who holds a port, as far as /proc tells (Linux): socket table → inode → process.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { addressToText, ipv6FromText } from '../dns/address.js';
import { socketTable } from '../transport/socket-table.js';

/** The most processes that are looked at. */
const MAX_PROCESSES = 100_000;

/** A process that holds a port. */
export interface PortOwner {
  readonly name: string;
  readonly pid: number;
  /** Whether it holds the port on every address of the machine. */
  readonly isEverywhere: boolean;
}

/** An address as the socket table writes it. */
function canonical(address: string): string {
  const octets = ipv6FromText(address.replace(/%.*$/, ''));
  return octets === undefined ? address : addressToText(octets);
}

function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** Sockets that keep this one from being bound: what links to them, and whether they are bound to every address. */
function rivals(address: string, port: number, protocol: 'udp' | 'tcp'): Map<string, boolean> {
  const found = new Map<string, boolean>();
  const own = canonical(address);
  for (const entry of socketTable(protocol)) {
    if (entry.port !== port || (protocol === 'tcp' && !entry.isOpen)) continue;
    const isEverywhere = isWildcard(entry.address);
    if (entry.address === own || isEverywhere || isWildcard(own)) found.set(entry.link, isEverywhere);
  }
  return found;
}

/** The process behind a port that is taken; undefined when it cannot be found, such as another user's. */
export function portOwner(address: string, port: number, protocol: 'udp' | 'tcp'): PortOwner | undefined {
  try {
    const sockets = rivals(address, port, protocol);
    const processes = readdirSync('/proc').filter(entry => /^\d+$/.test(entry));
    for (const pid of processes.slice(0, MAX_PROCESSES)) {
      const isEverywhere = Number(pid) === process.pid ? undefined : holds(pid, sockets);
      if (isEverywhere !== undefined)
        return { name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim(), pid: Number(pid), isEverywhere };
    }
  } catch {
    // Not Linux, or /proc is closed to us: the owner stays unknown.
  }
  return undefined;
}

/** Whether a process holds one of the sockets: undefined, or whether that one is bound to every address. */
function holds(pid: string, sockets: ReadonlyMap<string, boolean>): boolean | undefined {
  try {
    for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
      const isEverywhere = sockets.get(targetOf(`/proc/${pid}/fd/${descriptor}`));
      if (isEverywhere !== undefined) return isEverywhere;
    }
  } catch {
    // Another user's process, or one that has just ended.
  }
  return undefined;
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
