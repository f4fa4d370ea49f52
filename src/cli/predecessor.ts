// Which running server a new one takes over from.
import type { ListenAddress } from '../transport/query-service.js';
import { udpReaders } from './port-owner.js';
import { commandLine, isServer } from './process-name.js';

/** The processes of `rondo serve` that answer on one of these addresses: no other program is to be ended. */
export function findPredecessors(listen: readonly ListenAddress[]): number[] {
  const found = listen.flatMap(({ address, port }) => udpReaders(address, port)).map(({ pid }) => pid);
  return [...new Set(found)].filter(pid => isServer(commandLine(pid)));
}
