// Unbound: one thread, the names of the zones as local data.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Peer, type SecureSite, writeInto } from './peer.js';

/** The records of a zone file whose owners have no dot, as local data. */
function localData(folder: string, origin: string): string[] {
  const text = readFileSync(join(folder, `${origin}.zone`), 'latin1');
  const records = [...text.matchAll(/^(\w+) (?:\d+ IN )?A (\S+)$/gm)];
  const data = records.map(([, owner, address]) => `  local-data: "${owner}.${origin}. 300 IN A ${address}"`);
  return [`  local-zone: "${origin}." static`, ...data];
}

function secureLines({ port, cert, key, path }: SecureSite): string {
  const kind =
    path === undefined ? `  tls-port: ${port}\n` : `  https-port: ${port}\n  http-endpoint: "${path}"\n`;
  return `  interface: 127.0.0.1@${port}
${kind}  tls-service-pem: "${cert}"
  tls-service-key: "${key}"
  incoming-num-tcp: 100
`;
}

export const unbound: Peer = {
  name: 'unbound',
  works: '',
  prepare(folder, port, { zones, tls }) {
    const secure = tls === undefined ? '' : secureLines(tls);
    const text = `server:
  interface: 127.0.0.1@${port}
${secure}  num-threads: 1
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "${folder}"
  pidfile: "${folder}/unbound.pid"
  use-syslog: no
  verbosity: 0
${zones.origins.flatMap(origin => localData(zones.folder, origin)).join('\n')}
remote-control:
  control-enable: no
`;
    return ['unbound', '-d', '-c', writeInto(folder, 'unbound.conf', text)];
  },
};
