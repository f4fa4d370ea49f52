// One nginx that says 200 on every loopback address, and HAProxy that probes them.
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { type Command, writeInto } from '../peers/peer.js';
import { addressOf, MEMBERS_OF_POOL, membersOf } from './pools.js';
import { Subject } from './subject.js';

const CONNECTIONS = 20_000;

/** Starts nginx. @throws Error when it is not installed */
export async function startNginx(folder: string, port: number): Promise<Subject> {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const paths = temporary.map(name => `${name}_temp_path ${folder}/${name};`).join(' ');
  const text = `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''} error_log stderr; pid ${folder}/pid;
worker_rlimit_nofile ${2 * CONNECTIONS};
events { worker_connections ${CONNECTIONS}; }
http { access_log off; ${paths} server { listen 0.0.0.0:${port} backlog=4096; location / { return 200 ok; } } }
`;
  const command: Command = ['nginx', '-p', folder, '-c', writeInto(folder, 'nginx.conf', text)];
  return Subject.start({ command, folder });
}

/** How HAProxy is started with as many servers, in backends as Rondo has pools. @param check the settings of its checks */
export function haproxyCommand(
  folder: string,
  port: number,
  { members, backendPort, check }: { members: number; backendPort: number; check: string },
  size = MEMBERS_OF_POOL,
): Command {
  const backends = Array.from({ length: members / size }, (_, pool) => {
    const servers = membersOf(pool, size).map(
      number => `  server s${number} ${addressOf(number)}:${backendPort} check ${check}\n`,
    );
    return `backend b${pool}\n  option httpchk GET /\n${servers.join('')}`;
  });
  const text = `global
  stats socket ${folder}/stats level admin
  nbthread 1
defaults
  mode http
  timeout connect 2s
  timeout check 2s
  timeout client 5s
  timeout server 5s
frontend all
  bind 127.0.0.1:${port}
  default_backend b0
${backends.join('')}`;
  return ['haproxy', '-db', '-f', writeInto(folder, 'haproxy.cfg', text)];
}

const SERVER = 1;
const CHECK_DOWNS = 22;

/** How often HAProxy has called a server down. @throws Error when it cannot be asked */
export async function haproxyDowns(folder: string): Promise<number> {
  const text = await new Promise<string>((resolve, reject) => {
    let all = '';
    const socket = createConnection(join(folder, 'stats'), () => socket.write('show stat -1 4 -1\n'));
    socket.on('data', chunk => {
      all += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(all));
  });
  const rows = text.split('\n').map(line => line.split(','));
  return rows
    .filter(row => /^s\d+$/.test(row[SERVER] ?? ''))
    .reduce((sum, row) => sum + Number(row[CHECK_DOWNS]), 0);
}
