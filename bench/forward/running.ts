// Starts a forwarder on a core, from a folder of its own, and tells what fails when it is missing.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Server, startServer } from '../serve/server.js';
import { type Forwarder, type ForwardSite, peerOf } from './forwarders.js';

/** Core of the servers under measurement; whoever asks and answers is on the other. */
export const SERVER_CORE = '0';
export const OTHER_CORE = '1';
/** The name that is asked for until a server answers. */
const SIGN = { name: 'sign.elsewhere.example', hasRecord: true };

export interface StartOptions {
  readonly folder: string;
  readonly site: ForwardSite;
  /** Known to be loaded when this name is answered; that of another name is from upstream. */
  readonly sign?: { readonly name: string; readonly hasRecord: boolean };
  readonly cores?: string;
}

/** @throws Error with the end of what it printed, when it does not answer */
export function startForwarder(forwarder: Forwarder, options: StartOptions): Promise<Server> {
  const folder = join(options.folder, forwarder.name);
  mkdirSync(folder, { recursive: true });
  return startServer(peerOf(forwarder, options.site), {
    folder,
    site: { zones: { folder, origins: [], lastName: '', records: 0 } },
    cores: options.cores ?? `${SERVER_CORE},${OTHER_CORE}`,
    sign: options.sign ?? SIGN,
  });
}

/** Runs work with a forwarder, and ends it whatever happens. */
export async function withForwarder<Seen>(
  forwarder: Forwarder,
  options: StartOptions,
  work: (server: Server) => Promise<Seen>,
): Promise<Seen> {
  const server = await startForwarder(forwarder, options);
  try {
    return await server.whileRunning(work(server));
  } finally {
    await server.end();
  }
}
