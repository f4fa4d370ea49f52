// What runs in the network of the small internet: three NSD, a validating Unbound, and Rondo which forwards to it.
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { program } from '../../support/programs.js';
import { RONDO } from '../../support/rondo.js';
import type { TempFolder } from '../../support/temp-folder.js';
import { SERVERS, type ServerName, ZONES } from './zones.js';

export const UPSTREAM = '8.8.8.8';
export const FORWARDER = '127.0.0.1';

function writeNsd(folder: TempFolder, name: ServerName, files: ReadonlyMap<string, string>): void {
  const zones = ZONES.filter(({ server }) => server === name).map(
    ({ origin }) => `zone:\n  name: "${origin}."\n  zonefile: "${files.get(origin)}"\n`,
  );
  folder.write(
    `nsd-${name}.conf`,
    `server:
  ip-address: ${SERVERS[name]}
  username: ""
  chroot: ""
  zonesdir: "${folder.path}"
  database: ""
  pidfile: "${folder.path}/nsd-${name}.pid"
  xfrdfile: "${folder.path}/xfrd-${name}.state"
  zonelistfile: "${folder.path}/zones-${name}.list"
  rrl-ratelimit: 0
remote-control:
  control-enable: no
${zones.join('')}`,
  );
}

/** Writes the configuration of all servers. */
export function writeServers(
  folder: TempFolder,
  { files, rootKey }: { readonly files: ReadonlyMap<string, string>; readonly rootKey: string },
): void {
  for (const name of Object.keys(SERVERS) as ServerName[]) writeNsd(folder, name, files);
  folder.write('hints', `. 3600000 NS ns.root-servers.lab.\nns.root-servers.lab. A ${SERVERS.root}\n`);
  folder.write('anchor', `${rootKey}\n`);
  folder.write(
    'unbound.conf',
    `server:
  interface: ${UPSTREAM}
  access-control: 0.0.0.0/0 allow
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "${folder.path}"
  pidfile: ""
  use-syslog: no
  num-threads: 1
  module-config: "validator iterator"
  root-hints: "${folder.path}/hints"
  trust-anchor-file: "${folder.path}/anchor"
  rrset-roundrobin: no
  aggressive-nsec: no
  do-ip6: no
remote-control:
  control-enable: no
`,
  );
  const [, , protocol, algorithm, ...key] = rootKey.slice(rootKey.indexOf('DNSKEY')).split(/\s+/);
  folder.write(
    'delv.anchors',
    `trust-anchors { "." static-key 257 ${protocol} ${algorithm} "${key.join('')}"; };\n`,
  );
  folder.write('block.list', '||ads.nsec.com^\n');
  folder.write(
    'rondo.yaml',
    `listen: ${FORWARDER}:53\nzones: []\nforward: { to: [${UPSTREAM}] }\nblock: [block.list]\ncontrol: off\nstate: off\n`,
  );
}

/** The shell that starts everything in a network of its own, ends the upstream with a line, and all with its standard input. */
export function scriptOf(folder: TempFolder): string {
  const addresses = [...Object.values(SERVERS), UPSTREAM].map(each => `ip addr add ${each}/32 dev lo`);
  const nsd = Object.keys(SERVERS).map(
    name => `'${program('nsd')}' -d -c nsd-${name}.conf & pids="$pids $!"`,
  );
  return `cd '${folder.path}'
ip link set lo up
${addresses.join('\n')}
pids=
trap 'kill $pids 2>/dev/null; wait' EXIT
${nsd.join('\n')}
'${program('unbound')}' -d -c unbound.conf & upstream=$!; pids="$pids $upstream"
'${process.execPath}' '${RONDO}' serve --config rondo.yaml & pids="$pids $!"
echo network ready
read -r line && kill $upstream && wait $upstream
echo upstream gone
read -r line`;
}

/** Arguments of nsenter that run a program in the network of a process. */
export function inside(child: ChildProcess, ...command: readonly string[]): string[] {
  return ['--net', '-t', String(child.pid), ...command];
}

/** The path of the client that runs inside. */
export const CLIENT = join(import.meta.dirname, 'client.mjs');
