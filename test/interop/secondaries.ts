// NSD, Knot, BIND and PowerDNS as secondaries of one primary.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Running, start } from '../support/processes.js';
import { program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import type { TempFolder } from '../support/temp-folder.js';
import { POWERDNS_TABLES } from './powerdns-tables.js';
import { REFERENCES } from './servers.js';

/** A secondary that runs. */
export interface Secondary {
  readonly name: SecondaryName;
  readonly port: number;
  readonly running: Running;
}

/** What a configuration is written of. */
interface Layout {
  readonly folder: string;
  readonly port: number;
  readonly primary: number;
  /** Origins, with their final dots. */
  readonly zones: readonly string[];
  /** What queries are signed with: HMAC-SHA256. */
  readonly key?: SharedKey | undefined;
}

/** A key that the primary knows, too. */
export interface SharedKey {
  readonly name: string;
  /** In base64. */
  readonly secret: string;
}

/** How one is run. */
interface SecondaryKind {
  text(layout: Layout): string;
  readonly command: string;
  args(conf: string): readonly string[];
  prepare?(layout: Layout): void;
}

function nsdConf({ folder, port, primary, zones, key }: Layout): string {
  const zone = (name: string) => `zone:
  name: "${name}"
  allow-notify: 127.0.0.1 NOKEY
  request-xfr: 127.0.0.1@${primary} ${key?.name ?? 'NOKEY'}
  provide-xfr: 127.0.0.1 NOKEY
`;
  return `server:
  ip-address: 127.0.0.1@${port}
  username: ""
  chroot: ""
  zonesdir: "${folder}"
  database: ""
  pidfile: "${folder}/nsd.pid"
  xfrdfile: "${folder}/xfrd.state"
  zonelistfile: "${folder}/zone.list"
  xfrdir: "${folder}"
  server-count: 1
  rrl-ratelimit: 0
  xfrd-reload-timeout: 0
  verbosity: 2
remote-control:
  control-enable: no
${key === undefined ? '' : `key:\n  name: "${key.name}"\n  algorithm: hmac-sha256\n  secret: "${key.secret}"\n`}
${zones.map(zone).join('')}`;
}

function knotConf({ folder, port, primary, zones, key }: Layout): string {
  return `server:
  rundir: "${folder}"
  listen: 127.0.0.1@${port}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
log:
  - target: stderr
    any: info
database:
  storage: "${folder}"
${key === undefined ? '' : `key:\n  - id: ${key.name}\n    algorithm: hmac-sha256\n    secret: ${key.secret}\n`}
remote:
  - id: primary
    address: 127.0.0.1@${primary}
    ${key === undefined ? '' : `key: ${key.name}`}
acl:
  - id: near
    address: 127.0.0.1
    action: [notify, transfer]
template:
  - id: default
    storage: "${folder}"
    master: primary
    acl: near
    zonefile-sync: -1
zone:
${zones.map(zone => `  - domain: "${zone}"\n`).join('')}`;
}

function bindConf({ folder, port, primary, zones, key }: Layout): string {
  const zone = (name: string, index: number) =>
    `zone "${name}" { type secondary; file "${folder}/${index}.zone"; primaries { 127.0.0.1 port ${primary}${key === undefined ? '' : ` key "${key.name}"`}; }; };\n`;
  const own =
    key === undefined ? '' : `key "${key.name}" { algorithm hmac-sha256; secret "${key.secret}"; };\n`;
  return `${own}options {
  directory "${folder}";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  recursion no;
  dnssec-validation no;
  notify no;
  allow-notify { any; };
  allow-transfer { any; };
  pid-file none;
  lock-file none;
  session-keyfile none;
  empty-zones-enable no;
  check-names secondary ignore;
};
controls { };
${zones.map(zone).join('')}`;
}

function powerDnsConf({ folder, port }: Layout): string {
  return `launch=gsqlite3
gsqlite3-database=${folder}/own.db
gsqlite3-pragma-synchronous=0
local-address=127.0.0.1:${port}
socket-dir=${folder}
daemon=no
guardian=no
secondary=yes
allow-notify-from=127.0.0.1
allow-axfr-ips=127.0.0.1
xfr-cycle-interval=1
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
zone-cache-refresh-interval=0
version-string=anonymous
`;
}

/** Has the zones in its tables when it begins for the first time. */
function fillPowerDns({ folder, primary, zones }: Layout): void {
  if (existsSync(`${folder}/own.db`)) return;
  const domain = (zone: string) =>
    `INSERT INTO domains (name, type, master) VALUES ('${zone.replace(/\.$/, '')}', 'SLAVE', '127.0.0.1:${primary}');`;
  execFileSync(program('sqlite3')!, [`${folder}/own.db`], {
    input: POWERDNS_TABLES + zones.map(domain).join(''),
  });
}

const WAYS = {
  NSD: { text: nsdConf, command: 'nsd', args: (conf: string) => ['-d', '-c', conf] },
  Knot: { text: knotConf, command: 'knotd', args: (conf: string) => ['-c', conf] },
  BIND: { text: bindConf, command: 'named', args: (conf: string) => ['-g', '-n', '1', '-c', conf] },
  PowerDNS: {
    text: powerDnsConf,
    command: 'pdns_server',
    args: (conf: string) => [`--config-dir=${dirname(conf)}`],
    prepare: fillPowerDns,
  },
} as const satisfies Record<string, SecondaryKind>;

export type SecondaryName = keyof typeof WAYS;

/** Starts a secondary of each kind. @param primary the port of the primary on 127.0.0.1 */
export async function startSecondaries(
  folder: TempFolder,
  primary: number,
  zones: readonly string[],
  key?: SharedKey,
): Promise<Secondary[]> {
  const all: Secondary[] = [];
  for (const name of REFERENCES)
    all.push(startSecondary(folder, name, { port: await quietPort(), primary, zones, key }));
  return all;
}

/** Starts one, also anew after it was ended: what it has kept is still there. */
export function startSecondary(
  folder: TempFolder,
  name: SecondaryName,
  where: Omit<Layout, 'folder'>,
): Secondary {
  const { text, command, args, prepare }: SecondaryKind = WAYS[name];
  const layout = { ...where, folder: folder.at(name) };
  const file = name === 'PowerDNS' ? 'pdns.conf' : 'server.conf';
  const conf = folder.write(`${name}/${file}`, text(layout));
  prepare?.(layout);
  return { name, port: where.port, running: start(program(command)!, args(conf)) };
}
