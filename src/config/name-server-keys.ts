// Another name server as rondo.yaml names it: its address, and the key that messages to it are signed with.
import { z } from 'zod';
import { address, endpoint, port } from '../source/fields.js';
import { DNS_PORT, type SocketAddress } from './socket-address.js';

export const NAME_SERVER = 'expected ADDRESS[:PORT], or a mapping with address, port and key';

export const nameServer = z.union(
  [
    endpoint,
    z.strictObject({
      address,
      port: port.describe('Default: 53').optional(),
      key: z.string().min(1).describe('Key that messages are signed with, one of `keys`').optional(),
    }),
  ],
  { error: NAME_SERVER },
);

/** Plain data. */
export interface NameServer extends SocketAddress {
  /** The name of the key that messages to it are signed with. */
  readonly key?: string;
}

/** With the usual port where none is written. */
export function nameServerOf(entry: z.output<typeof nameServer>): NameServer {
  return { ...entry, port: entry.port ?? DNS_PORT };
}
