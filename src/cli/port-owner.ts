// Who holds a port, as far as /proc tells (Linux): socket table → inode → process.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The most descriptors that are looked at. */
const MAX_DESCRIPTORS = 100_000;

/** Inodes of sockets bound to a local port; TCP ones only when they listen. */
function inodesOf(port: number): Set<string> {
  const inodes = new Set<string>();
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of ['udp', 'udp6', 'tcp', 'tcp6']) {
    for (const line of readFileSync(`/proc/net/${table}`, 'latin1').split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      if (fields[1]?.endsWith(suffix) && (table.startsWith('udp') || fields[3] === '0A'))
        inodes.add(`socket:[${fields[9]}]`);
    }
  }
  return inodes;
}

/** The process behind the port as `name (pid 123)`; undefined when it cannot be found, such as another user's. */
export function portOwner(port: number): { name: string; pid: number } | undefined {
  try {
    const inodes = inodesOf(port);
    let looked = 0;
    for (const pid of readdirSync('/proc').filter(entry => /^\d+$/.test(entry))) {
      if (++looked > MAX_DESCRIPTORS) return undefined;
      if (Number(pid) !== process.pid && holds(pid, inodes))
        return { name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim(), pid: Number(pid) };
    }
  } catch {
    // Not Linux, or /proc is closed to us: the owner stays unknown.
  }
  return undefined;
}

function holds(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some(descriptor => {
      try {
        return inodes.has(readlinkSync(`/proc/${pid}/fd/${descriptor}`));
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}
