// The servers of the load bench: how each is told to serve a set of zone files on one port of 127.0.0.1.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ZoneSet } from './zones.js';

/** A command line that starts a server in the foreground. */
export type Command = readonly [program: string, ...args: string[]];

/** Writes the configuration into `folder`. @returns how to start the server */
export type Prepare = (folder: string, port: number, zones: ZoneSet) => Command;

function write(folder: string, file: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), text);
  return join(folder, file);
}

const nsd: Prepare = (folder, port, { folder: zonesFolder, origins }) => {
  const zones = origins.map(origin => `zone:\n  name: "${origin}"\n  zonefile: "${origin}.zone"\n`);
  const text = `server:
  ip-address: 127.0.0.1@${port}
  username: ""
  chroot: ""
  zonesdir: "${zonesFolder}"
  database: ""
  pidfile: "${folder}/nsd.pid"
  xfrdfile: "${folder}/xfrd.state"
  zonelistfile: "${folder}/zone.list"
  server-count: 1
remote-control:
  control-enable: no
${zones.join('')}`;
  return ['nsd', '-d', '-c', write(folder, 'nsd.conf', text)];
};

const knot: Prepare = (folder, port, { folder: zonesFolder, origins }) => {
  const text = `server:
  rundir: "${folder}"
  listen: 127.0.0.1@${port}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
log:
  - target: stderr
    any: error
database:
  storage: "${folder}"
template:
  - id: default
    storage: "${zonesFolder}"
    file: "%s.zone"
    zonefile-sync: -1
    zonefile-load: whole
    journal-content: none
    semantic-checks: off
zone:
${origins.map(origin => `  - domain: "${origin}"\n`).join('')}`;
  return ['knotd', '-c', write(folder, 'knot.conf', text)];
};

const rondo: Prepare = (folder, port, { folder: zonesFolder }) => {
  const text = `listen: [127.0.0.1:${port}]
zones: ["${zonesFolder}/*"]
forward: off
admin: off
log: { level: warn }
`;
  return [process.execPath, 'dist/main.js', 'serve', '--config', write(folder, 'rondo.yaml', text)];
};

/** In the order in which they take turns. */
export const SERVERS: Readonly<Record<string, Prepare>> = { nsd, knot, rondo };
