// How the admin listener is opened, also while a former process still holds its address.
import { setTimeout as pause } from 'node:timers/promises';
import type { SocketAddress } from '../config/socket-address.js';
import type { Log } from '../observe/log.js';
import { ListenError, showAddress } from '../serve/listen-error.js';
import { AdminServer, type AdminSubjects } from './admin-server.js';

/** How often an address that is in use is tried. */
const TRY_MS = 20;

/** The admin listener that is open. */
export interface AdminListener {
  readonly server: AdminServer;
  /** The address as configured, which tells whether a reload changes it. */
  readonly wanted: string;
  /** The same with its port resolved. */
  readonly address: string;
}

/** What a listener is made of. */
export interface AdminParts {
  readonly subjects: AdminSubjects;
  readonly log: Log;
  /** How many connections may be open at once. */
  readonly most: number;
}

/** Opens it. @param waitMs how long to wait for an address that is in use. @throws ListenError */
export async function openAdminListener(
  wanted: SocketAddress,
  { subjects, log, most }: AdminParts,
  waitMs: number,
): Promise<AdminListener> {
  const server = new AdminServer(subjects, log, most);
  const deadline = performance.now() + waitMs;
  for (;;) {
    try {
      const port = await server.listen(wanted.address, wanted.port);
      return { server, wanted: showAddress(wanted), address: showAddress({ ...wanted, port }) };
    } catch (error) {
      const failure = ListenError.of(error, wanted, 'admin');
      if (failure.code !== 'EADDRINUSE' || performance.now() >= deadline) throw failure;
      await pause(TRY_MS);
    }
  }
}
