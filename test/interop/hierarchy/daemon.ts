// How each kind of name server takes a seat of the hierarchy: its configuration, and when it answers.
import type { Running } from '../../support/processes.js';
import { program } from '../../support/programs.js';
import { RONDO } from '../../support/rondo.js';
import type { TempFolder } from '../../support/temp-folder.js';
import type { Network } from './network.js';
import type { Seat } from './tree.js';

export type Kind = 'Rondo' | 'NSD';

/** How long a server may take until it answers, in milliseconds: all of them start at one time. */
const START_LIMIT_MS = 25_000;

function rondoYaml({ addresses, zones }: Seat): string {
  const served = zones.map(({ origin, path }) => ({ file: path, origin, format: 'master' }));
  const health = zones.some(({ origin }) => origin === 'pool.test.')
    ? [{ match: 'www.pool.test A', tcp: true, port: 53, interval: '1s' }]
    : [];
  // JSON is YAML.
  return JSON.stringify({
    listen: addresses.map(address => (address.includes(':') ? `[${address}]:53` : `${address}:53`)),
    zones: served,
    health,
    forward: 'off',
    admin: 'off',
  });
}

function nsdConf({ addresses, zones }: Seat, folder: string): string {
  return `server:
${addresses.map(address => `  ip-address: ${address}\n`).join('')}  username: ""
  chroot: ""
  zonesdir: "${folder}"
  database: ""
  pidfile: "${folder}/nsd.pid"
  xfrdfile: "${folder}/xfrd.state"
  zonelistfile: "${folder}/zone.list"
  server-count: 1
  verbosity: 1
  rrl-ratelimit: 0
remote-control:
  control-enable: no
${zones.map(({ origin, path }) => `zone:\n  name: "${origin}"\n  zonefile: "${path}"\n`).join('')}`;
}

/** What a server prints once it answers. */
const READY: Readonly<Record<Kind, RegExp>> = {
  Rondo: /"msg":"rondo answers on /,
  NSD: /nsd started/,
};

/** Starts the server of a seat; {@link answering} tells when it answers. */
export function takeSeat(kind: Kind, seat: Seat, network: Network, folder: TempFolder): Running {
  const name = `${seat.level}-${seat.side}`;
  if (kind === 'NSD') {
    const config = folder.write(`${name}/nsd.conf`, nsdConf(seat, folder.at(name)));
    return network.start(program('nsd')!, ['-d', '-c', config]);
  }
  const config = folder.write(`${name}/rondo.yaml`, rondoYaml(seat));
  return network.start(process.execPath, [RONDO, 'serve', '--config', config]);
}

/** Waits until a server answers. @throws Error with what it has printed when it does not */
export async function answering(kind: Kind, server: Running): Promise<void> {
  await server.says(READY[kind], 0, START_LIMIT_MS);
}
