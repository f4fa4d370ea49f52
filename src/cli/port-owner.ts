// Who holds a port, as far as /proc tells (Linux): socket table → inode → process.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { ipv4FromText, ipv6FromText } from '../dns/address.js';

/** The most processes that are looked at. */
const MAX_PROCESSES = 100_000;
/** How the socket table marks a TCP socket that listens. */
const LISTENING = '0A';

/** A process that holds a port. */
export interface PortOwner {
  readonly name: string;
  readonly pid: number;
  /** Whether it holds the port on every address of the machine. */
  readonly isEverywhere: boolean;
}

/** An address as the socket tables write it: words of four octets in the byte order of the machine, here little endian. */
function toTable(address: string): string {
  const octets = ipv4FromText(address) ?? ipv6FromText(address.replace(/%.*$/, '')) ?? new Uint8Array();
  const words = Array.from({ length: octets.length / 4 }, (_, word) => octets.slice(word * 4, word * 4 + 4));
  return words
    .map(word => Buffer.from(word.reverse()).toString('hex'))
    .join('')
    .toUpperCase();
}

/** Sockets that keep this one from being bound: the inode, and whether it is bound to every address. */
function rivals(address: string, port: number, protocol: 'udp' | 'tcp'): Map<string, boolean> {
  const found = new Map<string, boolean>();
  const own = toTable(address);
  const isWildcard = /^0+$/.test(own);
  for (const table of [protocol, `${protocol}6`]) {
    for (const line of readFileSync(`/proc/net/${table}`, 'latin1').split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
      const [host, hex] = local.split(':');
      if (Number.parseInt(hex, 16) !== port || (protocol === 'tcp' && state !== LISTENING)) continue;
      const isEverywhere = /^0+$/.test(host);
      if (host === own || isEverywhere || isWildcard) found.set(`socket:[${inode}]`, isEverywhere);
    }
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
