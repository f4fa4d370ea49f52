// Who holds a port, as far as /proc tells (Linux): socket table → inode → process.
import { readdirSync, readlinkSync } from 'node:fs';
import { isWildcardAddress } from '../dns/address.js';
import { socketTable, tableAddress } from '../transport/socket-table.js';
import { processFacts, processName } from './process-name.js';

/** The most processes that are looked at. */
const MAX_PROCESSES = 100_000;

/** A process that holds a port. */
export interface PortOwner {
  /** As {@link processName} says it. */
  readonly name: string;
  readonly pid: number;
  /** Whether it holds the port on every address of the machine. */
  readonly isEverywhere: boolean;
}

type Sockets = ReadonlyMap<string, boolean>;

/** Sockets that keep this one from being bound: what links to them, and whether they are bound to every address. */
function rivals(address: string, port: number, protocol: 'udp' | 'tcp', onlyOpen: boolean): Sockets {
  const found = new Map<string, boolean>();
  const own = tableAddress(address);
  for (const entry of socketTable(protocol)) {
    if (entry.port !== port || (onlyOpen && !entry.isOpen)) continue;
    const isEverywhere = isWildcardAddress(entry.address);
    if (entry.address === own || isEverywhere || isWildcardAddress(own)) found.set(entry.link, isEverywhere);
  }
  return found;
}

/** The process behind a port that is taken; undefined when it cannot be found, such as another user's. */
export function portOwner(address: string, port: number, protocol: 'udp' | 'tcp'): PortOwner | undefined {
  for (const owner of owners(() => rivals(address, port, protocol, protocol === 'tcp'))) return owner;
  return undefined;
}

/** The processes that read a UDP port; not those that are about to end and only answer what came before. */
export function udpReaders(address: string, port: number): PortOwner[] {
  return [...owners(() => rivals(address, port, 'udp', true))];
}

/** Other processes that hold one of the sockets. */
function* owners(find: () => Sockets): Generator<PortOwner> {
  try {
    const sockets = find();
    const processes = sockets.size === 0 ? [] : readdirSync('/proc').filter(entry => /^\d+$/.test(entry));
    for (const pid of processes.slice(0, MAX_PROCESSES)) {
      const isEverywhere = Number(pid) === process.pid ? undefined : holds(pid, sockets);
      if (isEverywhere !== undefined)
        yield { name: processName(processFacts(Number(pid))), pid: Number(pid), isEverywhere };
    }
  } catch {
    // Not Linux, or /proc is closed to us: the owner stays unknown.
  }
}

/** Whether a process holds one of the sockets: undefined, or whether that one is bound to every address. */
function holds(pid: string, sockets: Sockets): boolean | undefined {
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
