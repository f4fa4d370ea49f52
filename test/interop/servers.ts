// NSD, Knot, BIND and Rondo on loopback ports, all with the same zones, started and ended together.
import { setTimeout as pause } from 'node:timers/promises';
import { type Running, start } from '../support/processes.js';
import { program } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, startServe } from '../support/rondo.js';
import type { TempFolder } from '../support/temp-folder.js';
import { Asker } from './asker.js';

export const REFERENCES = ['NSD', 'Knot', 'BIND'] as const;

/** In the order of {@link REFERENCES}, and then Rondo. */
export const SERVERS = [...REFERENCES, 'Rondo'] as const;

/** A zone as master-file text, without `$ORIGIN`. */
export interface ZoneText {
  /** With its final dot. */
  readonly origin: string;
  readonly text: string;
}

/** What all servers are told beside their zones. */
export interface FleetSettings {
  /** The same answers for a client in a second, half of the others being truncated; 0 for no limit. */
  readonly perSecond?: number;
  /** The only client that may ask for a zone, by origin. */
  readonly askers?: Readonly<Record<string, string>>;
}

/** How long servers may take to load and answer, in milliseconds. */
const START_LIMIT_MS = 20_000;

const fileOf = ({ origin }: ZoneText) => `${origin === '.' ? 'root.' : origin}zone`;

/** The zones in the words of a server. @param lines of one of them, with the only client that may ask for it, or '' */
function zonesIn(
  zones: readonly ZoneText[],
  { askers = {} }: FleetSettings,
  lines: (zone: ZoneText, asker: string) => string,
): string {
  return zones.map(zone => lines(zone, askers[zone.origin] ?? '')).join('');
}

/** The configuration of one of them. */
type ConfOf = (folder: string, port: number, zones: readonly ZoneText[], settings: FleetSettings) => string;

const nsdConf: ConfOf = (folder, port, zones, settings) => {
  return `server:
  ip-address: 127.0.0.1@${port}
  username: ""
  chroot: ""
  zonesdir: "${folder}"
  database: ""
  pidfile: "${folder}/nsd/nsd.pid"
  xfrdfile: "${folder}/nsd/xfrd.state"
  zonelistfile: "${folder}/nsd/zone.list"
  server-count: 1
  tcp-count: 50
  rrl-ratelimit: ${settings.perSecond ?? 0}
  rrl-whitelist-ratelimit: 0
remote-control:
  control-enable: no
${zonesIn(
  zones,
  settings,
  (zone, asker) =>
    `zone:\n  name: "${zone.origin}"\n  zonefile: "${fileOf(zone)}"\n${asker && `  allow-query: ${asker} NOKEY\n`}`,
)}`;
};

const knotConf: ConfOf = (folder, port, zones, settings) => {
  const { perSecond = 0, askers = {} } = settings;
  const limit = perSecond > 0 ? `mod-rrl:\n  - id: all\n    rate-limit: ${perSecond}\n    slip: 2\n` : '';
  const lists = [...new Set(Object.values(askers))].map(
    asker => `mod-queryacl:\n  - id: "${asker}"\n    address: ${asker}\n`,
  );
  return `server:
  rundir: "${folder}/knot"
  listen: 127.0.0.1@${port}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
log:
  - target: stderr
    any: warning
database:
  storage: "${folder}/knot"
${limit}${lists.join('')}template:
  - id: default
    storage: "${folder}"
    zonefile-sync: -1
    zonefile-load: whole
    journal-content: none
    semantic-checks: soft
${limit && '    global-module: mod-rrl/all\n'}zone:
${zonesIn(
  zones,
  settings,
  (zone, asker) =>
    `  - domain: "${zone.origin}"\n    file: "${fileOf(zone)}"\n${asker && `    module: "mod-queryacl/${asker}"\n`}`,
)}`;
};

const bindConf: ConfOf = (folder, port, zones, settings) => {
  const { perSecond = 0 } = settings;
  return `options {
  directory "${folder}/bind";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  recursion no;
  dnssec-validation no;
  zero-no-soa-ttl no;
  minimal-responses no;
  max-records-per-type 0;
  notify no;
  pid-file none;
  lock-file none;
  session-keyfile none;
  empty-zones-enable no;
  check-names primary ignore;
  check-integrity no;
  check-sibling no;
  check-wildcard no;
  check-mx ignore;
  check-mx-cname ignore;
  check-srv-cname ignore;
  ${perSecond > 0 ? `rate-limit { responses-per-second ${perSecond}; slip 2; };` : ''}
};
controls { };
${zonesIn(
  zones,
  settings,
  (zone, asker) =>
    `zone "${zone.origin}" { type primary; file "${folder}/${fileOf(zone)}"; ${asker && `allow-query { ${asker}; }; `}};\n`,
)}`;
};

/** The configuration of Rondo, without its address. */
function rondoConf(zones: readonly ZoneText[], { perSecond = 0, askers = {} }: FleetSettings): string {
  const entries = zones.map(zone => {
    const asker = askers[zone.origin];
    return `  - { file: ${JSON.stringify(fileOf(zone))}${asker === undefined ? '' : `, answer-to: ${asker}`} }\n`;
  });
  const limit = perSecond > 0 ? `{ per-second: ${perSecond}, slip: 2, exempt: none }` : 'off';
  return `forward: off\nrate-limit: ${limit}\nzones:\n${entries.join('')}`;
}

/** Waits until a server answers. @returns the origins of the zones for which it does not say with AA that it has them */
async function refused(asker: Asker, zones: readonly ZoneText[]): Promise<string[]> {
  const deadline = performance.now() + START_LIMIT_MS;
  for (;;) {
    const queries = zones.map(({ origin }) => buildQuery(`${origin} SOA`, { rd: false }));
    const answers = await asker.udp(queries, 300);
    const isThere = (answer: Uint8Array | undefined) =>
      answer !== undefined && (answer[2] & 4) !== 0 && (answer[3] & 15) === 0;
    if (!answers.includes(undefined))
      return zones.filter((_, at) => !isThere(answers[at])).map(({ origin }) => origin);
    if (performance.now() > deadline) throw new Error('a server does not answer in time');
    await pause(50);
  }
}

/** Four servers that answer. */
export class Fleet {
  private constructor(
    readonly running: readonly Running[],
    /** In the order of {@link SERVERS}. */
    readonly askers: readonly Asker[],
    /** For each server the origins of the zones that it has not loaded. */
    readonly refused: readonly (readonly string[])[],
  ) {}

  /** Writes the zones and starts all servers. @throws Error with what a server has printed */
  static async start(
    folder: TempFolder,
    zones: readonly ZoneText[],
    settings: FleetSettings = {},
  ): Promise<Fleet> {
    for (const zone of zones) folder.write(fileOf(zone), `$ORIGIN ${zone.origin}\n${zone.text}`);
    const ports = [await quietPort(), await quietPort(), await quietPort()];
    const conf = (name: string, text: string) => folder.write(`${name}/server.conf`, text);
    const confOf = (name: string, text: ConfOf, at: number) =>
      conf(name, text(folder.path, ports[at], zones, settings));
    const yaml = folder.write('rondo.yaml', rondoConf(zones, settings));
    const running = [
      start(program('nsd')!, ['-d', '-c', confOf('nsd', nsdConf, 0)]),
      start(program('knotd')!, ['-c', confOf('knot', knotConf, 1)]),
      start(program('named')!, ['-g', '-n', '1', '-c', confOf('bind', bindConf, 2)]),
      startServe(['--config', yaml, '--listen', '127.0.0.1:0', '--admin', 'off']),
    ];
    const askers: Asker[] = [];
    try {
      const { port } = await answering(running[3]);
      for (const each of [...ports, port]) askers.push(await Asker.open(each));
      // NSD, Knot and Rondo answer when they have loaded; BIND says it.
      await running[2].says(/all zones loaded/, 0, START_LIMIT_MS);
      const without = await Promise.all(askers.map(asker => refused(asker, zones)));
      return new Fleet(running, askers, without);
    } catch (error) {
      for (const asker of askers) asker.close();
      await Promise.all(running.map(server => server.stop('SIGKILL')));
      const printed = running.map((server, at) => `${SERVERS[at]}: ${server.output.slice(-3000)}`);
      throw new Error([String(error), ...printed].join('\n'));
    }
  }

  async stop(): Promise<void> {
    for (const asker of this.askers) asker.close();
    await Promise.all(this.running.map(server => server.stop('SIGTERM')));
  }
}
