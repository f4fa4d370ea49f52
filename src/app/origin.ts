// What a server has from those that ran before it.
import { InheritedSockets } from '../transport/inherited-sockets.js';
import type { ListenAddress } from '../transport/query-service.js';

/** What a server has from others. */
export interface Origin {
  readonly inherited: InheritedSockets;
  /** Finds the processes from which it is to take over; without it, from none. */
  readonly findFormer?: (listen: readonly ListenAddress[]) => readonly number[];
}

export const ALONE: Origin = { inherited: new InheritedSockets() };
