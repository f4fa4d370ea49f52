// A port of this machine that nobody uses, for UDP and TCP both, and that nobody is given by chance before it is used.
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const TRIES = 100;
/** Ports below belong to services. */
const LOWEST = 10_000;
/** Where Linux begins to give ports to clients, if it does not say. */
const LINUX_FIRST_CLIENT_PORT = 32_768;

/** What this process was given, whether it uses it or not. */
const given = new Set<number>();

/**
 * The port after the last one to be given: below those that the system gives to clients and to whoever asks for any
 * port, also for connections of the server itself, which hold a port for a minute after their end.
 */
function endOfRange(): number {
  let first = LINUX_FIRST_CLIENT_PORT;
  try {
    first = Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'latin1').split(/\s/)[0]);
  } catch {
    // Not Linux.
  }
  return first > LOWEST + TRIES ? first : LINUX_FIRST_CLIENT_PORT;
}

/** A port that is free on each IPv4 address of this machine; each call gives another one. @throws Error when none is found */
export async function freePort(): Promise<number> {
  const end = endOfRange();
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = LOWEST + Math.floor(Math.random() * (end - LOWEST));
    if (given.has(port)) continue;
    given.add(port);
    if ((await isFreeForTcp(port)) && (await isFreeForUdp(port))) return port;
  }
  throw new Error(`no free port among ${TRIES} from ${LOWEST} to ${end - 1}`);
}

function isFreeForTcp(port: number): Promise<boolean> {
  const tcp = createServer();
  return new Promise(resolve => {
    tcp.on('error', () => resolve(false));
    tcp.listen(port, '0.0.0.0', () => tcp.close(() => resolve(true)));
  });
}

function isFreeForUdp(port: number): Promise<boolean> {
  const udp = createSocket('udp4');
  return new Promise(resolve => {
    udp.on('error', () => udp.close(() => resolve(false)));
    udp.bind(port, '0.0.0.0', () => udp.close(() => resolve(true)));
  });
}
