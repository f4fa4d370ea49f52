// A socket could not be opened; and how the address of a socket is shown.
import { InheritedSocketError } from '../transport/inherited-sockets.js';
import type { ListenAddress } from '../transport/query-service.js';

/** `address:port`, IPv6 in brackets. */
export function showAddress({ address, port }: ListenAddress): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

export class ListenError extends Error {
  override readonly name = 'ListenError';

  constructor(
    readonly listen: ListenAddress,
    /** What the socket is for: `udp`, `tcp`, `admin`. */
    readonly protocol: string,
    /** The system's code, such as EADDRINUSE. */
    readonly code: string,
  ) {
    super(`cannot listen on ${showAddress(listen)} (${protocol}): ${code}`);
  }

  static of(error: unknown, listen: ListenAddress, protocol: string): ListenError {
    return new ListenError(listen, protocol, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}

/** The error, if it concerns nothing but the addresses to listen on. @throws any other */
export function addressTrouble(error: unknown): Error {
  if (error instanceof ListenError || error instanceof InheritedSocketError) return error;
  throw error;
}
