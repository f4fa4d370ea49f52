// Real PostgreSQL servers: a primary with several logins, and a copy of its data that becomes a replica.
import type { Running } from './processes.js';
import { quietPort } from './quiet-port.js';
import type { TempFolder } from './temp-folder.js';
import { finishUnprivileged, handOver, startUnprivileged } from './unprivileged.js';

/** Who may come, and how: each login proves itself in the way that it is called like. */
const LOGINS = `host all,replication trust 127.0.0.1/32 trust
host all md5 127.0.0.1/32 md5
host all scram 127.0.0.1/32 scram-sha-256
host all password 127.0.0.1/32 password
host all rondo 127.0.0.9/32 scram-sha-256
`;

const ROLES = `SET password_encryption = 'md5';
CREATE ROLE md5 LOGIN PASSWORD 'sésame';
SET password_encryption = 'scram-sha-256';
CREATE ROLE scram LOGIN PASSWORD 'sésame';
CREATE ROLE password LOGIN PASSWORD 'sésame';
`;

const SMALL = ['shared_buffers=1MB', 'max_connections=8', 'fsync=off', 'unix_socket_directories='];

export interface PostgresServer {
  readonly port: number;
  readonly process: Running;
}

/** Makes the data of a primary in the folder. @returns where they are */
export async function makeData(folder: TempFolder): Promise<string> {
  handOver(folder.path);
  const data = folder.at('primary');
  const how = ['--username=trust', '--encoding=UTF8', '--locale=C', '--no-sync', '--auth=trust'];
  await finishUnprivileged('initdb', [...how, '-D', data], folder.path);
  folder.write('primary/pg_hba.conf', LOGINS);
  return data;
}

/** Makes the logins on a primary. */
export async function makeLogins({ port }: PostgresServer): Promise<void> {
  const to = ['-h', '127.0.0.1', '-p', String(port), '-U', 'trust', 'postgres'];
  await finishUnprivileged('psql', ['--quiet', '-c', ROLES, ...to], '/');
}

/** Copies the data of a running primary, without its log: a server on the copy cannot start until it gets that. */
export async function copyData({ port }: PostgresServer, folder: TempFolder): Promise<string> {
  const data = folder.at('replica');
  const from = ['-h', '127.0.0.1', '-p', String(port), '-U', 'trust'];
  const how = ['--checkpoint=fast', '--no-sync', '--wal-method=none', '--no-verify-checksums'];
  await finishUnprivileged('pg_basebackup', ['-D', data, ...how, ...from], folder.path);
  folder.write('replica/standby.signal', '');
  return data;
}

/** Starts a server and waits until it says `ready`. @param settings each `name=value` */
export async function startPostgres(
  data: string,
  settings: readonly string[] = [],
  ready = /ready to accept/,
): Promise<PostgresServer> {
  for (let tries = 3; ; tries--) {
    const port = await quietPort();
    const all = [...SMALL, 'listen_addresses=127.0.0.1', ...settings].flatMap(each => ['-c', each]);
    const process = startUnprivileged('postgres', ['-D', data, '-p', String(port), ...all], data);
    try {
      await process.says(ready);
      return { port, process };
    } catch (error) {
      await process.stop('SIGQUIT');
      // Another program may have taken the port in between.
      if (tries === 1 || !/Address already in use/.test(process.output)) throw error;
    }
  }
}
