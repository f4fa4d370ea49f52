// Another name server as rondo.yaml names it: its address, and the key that messages to it are signed with.
import { z } from 'zod';
import { hostName } from '../probe/words.js';
import { address, endpoint, port } from '../source/fields.js';
import { DNS_PORT, type SocketAddress, TLS_PORT } from './socket-address.js';

export const NAME_SERVER = 'expected ADDRESS[:PORT], or a mapping with address, port and key';

const keys = {
  address,
  port: port.describe('Default: 53').optional(),
  key: z.string().min(1).describe('Key that messages are signed with, one of `keys`').optional(),
};

export const nameServer = z.union([endpoint, z.strictObject(keys)], { error: NAME_SERVER });

/** One that zones come from. */
export const primary = z.union(
  [
    endpoint,
    z.strictObject({
      ...keys,
      port: port.describe('Default: 53, and 853 with tls').optional(),
      tls: hostName.describe('It is asked over TLS, and this name stands in its certificate').optional(),
    }),
  ],
  { error: NAME_SERVER },
);

/** Plain data. */
export interface NameServer extends SocketAddress {
  /** The name of the key that messages to it are signed with. */
  readonly key?: string;
  /** The host name or address in its certificate, when it is asked over TLS. */
  readonly tls?: string;
}

/** With the usual port where none is written. */
export function nameServerOf(entry: z.output<typeof primary>): NameServer {
  const usual = 'tls' in entry && entry.tls !== undefined ? TLS_PORT : DNS_PORT;
  return { ...entry, port: entry.port ?? usual };
}
