// Knot, BIND and NSD as secondaries of several primaries, each as it is installed: nothing is set that would have them hurry.
import { bindOptions } from '../peers/bind.js';
import { knotStorage } from '../peers/knot.js';
import { type Command, writeInto } from '../peers/peer.js';
import type { Place } from './names.js';

/** A zone, and the port of its primary. */
export interface Source {
  readonly zone: string;
  readonly port: number;
}

export interface Secondary {
  readonly name: string;
  /** Of the 95th part of a hundred at one change a second, in milliseconds. */
  readonly goalMs: number;
  prepare(place: Place, sources: readonly Source[]): Command;
}

const knot: Secondary = {
  name: 'knot',
  goalMs: 30,
  prepare({ folder, port }, sources) {
    const remotes = sources.map(each => `  - id: r${each.port}\n    address: 127.0.0.1@${each.port}\n`);
    const zones = sources.map(each => `  - domain: ${each.zone}\n    master: r${each.port}\n`);
    const text = `server:
  rundir: "${folder}"
  listen: 127.0.0.1@${port}
${knotStorage(folder)}remote:
${remotes.join('')}acl:
  - id: near
    address: 127.0.0.1
    action: notify
template:
  - id: default
    storage: "${folder}"
    acl: near
    zonefile-sync: -1
zone:
${zones.join('')}`;
    return ['knotd', '-c', writeInto(folder, 'knot.conf', text)];
  },
};

const bind: Secondary = {
  name: 'bind',
  goalMs: 30,
  prepare({ folder, port }, sources) {
    const zones = sources.map(
      each =>
        `zone "${each.zone}" { type secondary; file "${each.zone}"; primaries { 127.0.0.1 port ${each.port}; }; };\n`,
    );
    const text = `options {
${bindOptions(folder, port)}  notify no;
};
controls { };
${zones.join('')}`;
    return ['named', '-g', '-c', writeInto(folder, 'named.conf', text)];
  },
};

const nsd: Secondary = {
  name: 'nsd',
  goalMs: 1_100,
  prepare({ folder, port }, sources) {
    const zones = sources.map(
      each =>
        `zone:\n  name: "${each.zone}"\n  allow-notify: 127.0.0.1 NOKEY\n  request-xfr: 127.0.0.1@${each.port} NOKEY\n`,
    );
    const text = `server:
  ip-address: 127.0.0.1@${port}
  username: ""
  chroot: ""
  zonesdir: "${folder}"
  pidfile: "${folder}/nsd.pid"
  xfrdfile: "${folder}/xfrd.state"
  zonelistfile: "${folder}/zone.list"
  xfrdir: "${folder}"
  server-count: 1
  rrl-ratelimit: 0
remote-control:
  control-enable: no
${zones.join('')}`;
    return ['nsd', '-d', '-c', writeInto(folder, 'nsd.conf', text)];
  },
};

export const SECONDARIES: readonly Secondary[] = [knot, bind, nsd];
