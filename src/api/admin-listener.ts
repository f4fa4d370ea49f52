// How the admin listener is opened, also while a former process still holds its address.
import { setTimeout as pause } from 'node:timers/promises';
import type { AdminSettings } from '../config/admin-settings.js';
import { ListenError, showAddress } from '../serve/listen-error.js';
import { type AdminParts, AdminServer, type AdminSubjects } from './admin-server.js';

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

/** Opens it. @param waitMs how long to wait for an address that is in use. @throws ListenError */
export async function openAdminListener(
  wanted: AdminSettings,
  { subjects, ...parts }: Omit<AdminParts, 'access'> & { readonly subjects: AdminSubjects },
  waitMs: number,
): Promise<AdminListener> {
  const server = new AdminServer(subjects, { ...parts, access: wanted.access });
  server.configure(wanted);
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
