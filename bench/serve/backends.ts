// The live backends of the pool: HTTP servers that say 200 to every probe.
import { createServer, type Server } from 'node:http';

/** Opens servers on one port of some addresses. @returns how to close them */
export async function openBackends(port: number, addresses: readonly string[]): Promise<() => void> {
  const servers: Server[] = [];
  for (const address of addresses) {
    const server = createServer((_request, response) => response.end('ok'));
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject);
      server.listen(port, address, resolve);
    });
    servers.push(server);
  }
  return () => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  };
}
