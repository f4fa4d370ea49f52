// The certificate that servers show while they are measured, and its key.
import { resolve } from 'node:path';

const fixture = (name: string) => resolve('test/probe/fixtures', name);

/** Paths of PEM files. */
export const CERTIFICATE = { cert: fixture('server.crt'), key: fixture('server.key') };
