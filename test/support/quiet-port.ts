// A port for tests that need the same one on several addresses: none that the system gives to clients meanwhile.
import { createServer } from 'node:net';

/** Linux gives clients ports from 32768 on. */
const [LOWEST, HIGHEST] = [10_000, 30_000];
const TRIES = 50;

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise(resolve => {
    server.on('error', () => resolve(false));
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(true)));
  });
}

/** A port that nobody listens on over TCP, on any IPv4 address. */
export async function quietPort(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port among ${TRIES} from ${LOWEST} to ${HIGHEST}`);
}
