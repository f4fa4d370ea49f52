// Who is at the other end of a connection: the peer of the socket, or the one that a proxy in front speaks for.
import { type Prefixes, prefixesOf } from '../dns/client-prefix.js';

/** Where somebody is. */
export interface ClientAddress {
  readonly address: string;
  readonly port: number;
  readonly isIpv6: boolean;
}

export interface StreamClient extends ClientAddress {
  /** By what its connections are counted, and take turns. */
  readonly prefixes: Prefixes;
}

export function streamClient(client: ClientAddress): StreamClient {
  return { ...client, prefixes: prefixesOf(client.address) };
}
