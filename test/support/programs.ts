// Programs that some tests need: whether they are there, and what to install when they are not.
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { batchObstacle } from '../../src/transport/batch/system.js';

const PACKAGES: Readonly<Record<string, string>> = {
  dig: 'bind9-dnsutils',
  delv: 'bind9-dnsutils',
  'dnssec-keygen': 'bind9-utils',
  'dnssec-signzone': 'bind9-utils',
  'ldns-signzone': 'ldnsutils',
  python3: 'python3',
  dnsmasq: 'dnsmasq-base',
  dnsperf: 'dnsperf',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  ip: 'iproute2',
  nsd: 'nsd',
  knotd: 'knot',
  named: 'bind9',
  pdns_server: 'pdns-server pdns-backend-sqlite3',
  sqlite3: 'sqlite3',
  'named-checkzone': 'bind9-utils',
  'named-compilezone': 'bind9-utils',
  'nsd-checkzone': 'nsd',
  kzonecheck: 'knot-dnssecutils',
  'zonemaster-cli': 'zonemaster-cli',
  unbound: 'unbound',
  'redis-server': 'redis-server',
  initdb: 'postgresql',
  pg_basebackup: 'postgresql',
  postgres: 'postgresql',
  pg_ctl: 'postgresql',
  psql: 'postgresql',
  gdnsd: 'gdnsd',
  h2load: 'nghttp2-client',
  kdig: 'knot-dnsutils',
  nginx: 'nginx',
  haproxy: 'haproxy',
  dnsdist: 'dnsdist',
  mariadbd: 'mariadb-server-core',
  'mariadb-install-db': 'mariadb-server-core mariadb-client-core',
  setpriv: 'util-linux',
  'systemd-analyze': 'systemd',
  mandoc: 'mandoc',
  'dpkg-deb': 'dpkg',
  lintian: 'lintian',
  zsh: 'zsh',
  man: 'man-db',
  git: 'git',
  fish: 'fish',
  curl: 'curl',
  chromium: 'chromium',
  wget: 'wget',
  'musl-gcc': 'musl-tools',
  prometheus: 'prometheus',
  promtool: 'prometheus',
};

/** The folders where Debian keeps daemons; a person's PATH often lacks them. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Where Debian keeps the programs of the server, the newest first; those in PATH may belong to another version. */
function postgresqlFolders(): string[] {
  const above = '/usr/lib/postgresql';
  const versions = existsSync(above) ? readdirSync(above) : [];
  return versions.sort((a, b) => Number(b) - Number(a)).map(version => join(above, version, 'bin'));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The path of an executable file of this name in PATH; undefined when there is none. */
export function program(name: string): string | undefined {
  const folders = [
    ...postgresqlFolders(),
    ...(process.env.PATH ?? '').split(delimiter).filter(folder => folder !== ''),
    ...SYSTEM_FOLDERS,
  ];
  return folders.map(folder => join(folder, name)).find(isExecutable);
}

/** The module of Debian's Python that speaks gRPC. */
const GRPC = '/usr/lib/python3/dist-packages/grpc';
/** Debian's own, which has Debian's modules. */
export const SYSTEM_PYTHON = '/usr/bin/python3';

/** As {@link needs}, for tests that start a gRPC server. */
export function needsGrpc(): [condition: boolean, note: string] {
  if (isExecutable(SYSTEM_PYTHON) && existsSync(GRPC)) return [false, ''];
  return skip('gRPC for Python is not installed (apt-get install python3-grpcio)');
}

/**
 * What to hand to `context.skip(…)` in a test that needs these programs: `context.skip(...needs('dig', 'python3'))`.
 * @throws Error when one is missing and RONDO_REQUIRE_PROGRAMS=1, so that the test fails
 */
export function needs(...names: readonly string[]): [condition: boolean, note: string] {
  const missing = names.filter(name => program(name) === undefined);
  if (missing.length === 0) return [false, ''];
  const verb = missing.length === 1 ? 'is' : 'are';
  const packages = missing.map(name => PACKAGES[name] ?? name).join(' ');
  return skip(`${missing.join(' and ')} ${verb} not installed (apt-get install ${packages})`);
}

/** As {@link needs}, for tests of the batch transport. */
export function needsBatch(): [condition: boolean, note: string] {
  const obstacle = batchObstacle();
  return obstacle === undefined ? [false, ''] : skip(`there is no batch transport: ${obstacle}`);
}

/** What to hand to `context.skip(…)` with a reason; an error where nothing may be skipped. */
export function skip(text: string): [condition: boolean, note: string] {
  if (process.env.RONDO_REQUIRE_PROGRAMS === '1') throw new Error(text);
  // The reporter of the terminal leaves notes out.
  process.stderr.write(`skipped: ${text}\n`);
  return [true, `skipped: ${text}`];
}
