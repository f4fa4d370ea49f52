// The real MariaDB server, on a free port of 127.0.0.1, with logins for probes.
import type { Running } from './processes.js';
import { quietPort } from './quiet-port.js';
import type { TempFolder } from './temp-folder.js';
import { finishUnprivileged, handOver, startUnprivileged } from './unprivileged.js';

const LOGINS = `CREATE OR REPLACE USER probe@'%' IDENTIFIED BY 'sésame';
CREATE OR REPLACE USER empty@'%';
CREATE OR REPLACE USER monitor@'%' IDENTIFIED BY 'sésame';
GRANT SLAVE MONITOR ON *.* TO monitor@'%';
CREATE OR REPLACE USER ed@'%' IDENTIFIED VIA unix_socket;
`;

export interface MariadbServer {
  readonly port: number;
  readonly process: Running;
}

/** Makes the data of a server in the folder. @returns where they are */
export async function makeMariadbData(folder: TempFolder): Promise<string> {
  handOver(folder.path);
  const data = folder.at('data');
  const how = ['--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'];
  const where = [`--datadir=${data}`, ownTemporaryFiles(folder)];
  await finishUnprivileged('mariadb-install-db', ['--no-defaults', ...where, ...how], folder.path);
  folder.write('logins.sql', LOGINS);
  return data;
}

/** A server that starts removes the temporary tables of all others from a folder that they share. */
function ownTemporaryFiles(folder: TempFolder): string {
  return `--tmpdir=${folder.path}`;
}

/** Starts a server and waits until it accepts connections. @param settings options, without the hyphens */
export async function startMariadb(
  folder: TempFolder,
  ...settings: readonly string[]
): Promise<MariadbServer> {
  for (let tries = 3; ; tries--) {
    const port = await quietPort();
    const all = [
      'no-defaults',
      `datadir=${folder.at('data')}`,
      `socket=${folder.at('socket')}`,
      `pid-file=${folder.at('pid')}`,
      `init-file=${folder.at('logins.sql')}`,
      'bind-address=127.0.0.1',
      `port=${port}`,
      // Names of clients would be asked for elsewhere.
      'skip-name-resolve',
      'innodb-buffer-pool-size=8M',
      'innodb-flush-log-at-trx-commit=0',
      'max-connections=10',
      'log-warnings=9',
      ...settings,
    ];
    const process = startUnprivileged(
      'mariadbd',
      [...all.map(each => `--${each}`), ownTemporaryFiles(folder)],
      folder.path,
    );
    try {
      await process.says(/ready for connections/);
      return { port, process };
    } catch (error) {
      await process.stop('SIGKILL');
      // Another program may have taken the port in between.
      if (tries === 1 || !/Address already in use/.test(process.output)) throw error;
    }
  }
}
