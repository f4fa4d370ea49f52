// Loads what runs a server, from below: Node opens the files of a module's imports at once, hundreds of them for all of it.
import type { runServer } from './run-server.js';

/** Each is loaded when those before it are; none then brings more than some sixty files at once. */
const PARTS: readonly (() => Promise<unknown>)[] = [
  () => import('../config/schema.js'),
  () => import('../config/load.js'),
  () => import('../health/engine.js'),
  () => import('../forward/forwarder.js'),
  () => import('../serve/threads.js'),
  () => import('../operate/event-log.js'),
];

/** So a process that may open 256 files can start. */
export async function loadServer(): Promise<typeof runServer> {
  for (const load of PARTS) await load();
  return (await import('./run-server.js')).runServer;
}
