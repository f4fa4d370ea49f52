// BIND, Knot, NSD and PowerDNS as primaries of one secondary, each with a zone of its own that is edited in its own way.
import { existsSync, rmSync } from 'node:fs';
import { finish, type Running, start } from '../support/processes.js';
import { program } from '../support/programs.js';
import type { TempFolder } from '../support/temp-folder.js';
import { POWERDNS_TABLES } from './powerdns-tables.js';

/** Where a primary runs, and who is told of changes. */
export interface PrimaryPlace {
  /** A folder of its own. */
  readonly folder: TempFolder;
  readonly name: string;
  readonly port: number;
  /** The port of the secondary on 127.0.0.1. */
  readonly secondary: number;
  /** With its final dot. */
  readonly zone: string;
}

/** One way to run a primary. */
export interface PrimaryKind {
  /** Programs that it needs. */
  readonly programs: readonly string[];
  /** Writes its configuration. @returns the command */
  configure(place: PrimaryPlace): readonly [command: string, ...args: string[]];
  /** Puts a version of the zone where it is taken from. @param lines records of a master file, the SOA first */
  write(place: PrimaryPlace, lines: readonly string[]): Promise<void>;
  /** Has it taken. */
  apply(place: PrimaryPlace, running: Running): void | Promise<void>;
}

const at = ({ folder, name }: PrimaryPlace, file = '') => folder.at(`${name}/${file}`);

async function writeMaster(place: PrimaryPlace, lines: readonly string[]): Promise<void> {
  place.folder.write(`${place.name}/own.zone`, `${lines.join('\n')}\n`);
}

function reload(_place: PrimaryPlace, { child }: Running): void {
  child.kill('SIGHUP');
}

const bind: PrimaryKind = {
  programs: ['named'],
  configure(place) {
    const { port, secondary, zone } = place;
    const text = `options {
  directory "${at(place)}";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  recursion no;
  dnssec-validation no;
  notify explicit;
  also-notify { 127.0.0.1 port ${secondary}; };
  notify-delay 0;
  notify-rate 1000;
  startup-notify-rate 1000;
  allow-transfer { 127.0.0.1; };
  ixfr-from-differences yes;
  pid-file none;
  lock-file none;
  session-keyfile none;
  empty-zones-enable no;
};
controls { };
zone "${zone}" { type primary; file "own.zone"; };
`;
    return [program('named')!, '-g', '-n', '1', '-c', place.folder.write(`${place.name}/own.conf`, text)];
  },
  write: writeMaster,
  apply: reload,
};

const knot: PrimaryKind = {
  programs: ['knotd'],
  configure(place) {
    const { port, secondary, zone } = place;
    const text = `server:
  rundir: "${at(place)}"
  listen: 127.0.0.1@${port}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
log:
  - target: stderr
    any: info
database:
  storage: "${at(place)}"
remote:
  - id: secondary
    address: 127.0.0.1@${secondary}
acl:
  - id: near
    address: 127.0.0.1
    action: transfer
zone:
  - domain: "${zone}"
    storage: "${at(place)}"
    file: own.zone
    notify: secondary
    acl: near
    zonefile-load: difference
    zonefile-sync: -1
    journal-content: changes
`;
    return [program('knotd')!, '-c', place.folder.write(`${place.name}/own.conf`, text)];
  },
  write: writeMaster,
  apply: reload,
};

const nsd: PrimaryKind = {
  programs: ['nsd'],
  configure(place) {
    const { port, secondary, zone } = place;
    const text = `server:
  ip-address: 127.0.0.1@${port}
  username: ""
  chroot: ""
  zonesdir: "${at(place)}"
  database: ""
  pidfile: "${at(place, 'nsd.pid')}"
  xfrdfile: "${at(place, 'xfrd.state')}"
  zonelistfile: "${at(place, 'zone.list')}"
  xfrdir: "${at(place)}"
  server-count: 1
  rrl-ratelimit: 0
  xfrd-reload-timeout: 0
  verbosity: 2
remote-control:
  control-enable: no
zone:
  name: "${zone}"
  zonefile: own.zone
  notify: 127.0.0.1@${secondary} NOKEY
  provide-xfr: 127.0.0.1 NOKEY
  store-ixfr: yes
  create-ixfr: yes
`;
    return [program('nsd')!, '-d', '-c', place.folder.write(`${place.name}/own.conf`, text)];
  },
  write: writeMaster,
  apply: reload,
};

/** From a record of a master file to a row of PowerDNS, which wants names without a final dot. */
function rowOf(line: string): string {
  const [owner, ttl, , type, ...rest] = line.split(' ');
  const plain = (text: string) => text.replace(/(?<=.)\.$/, '');
  const isMx = type === 'MX';
  const words = (isMx ? rest.slice(1) : rest).map(word => (type === 'TXT' ? word : plain(word)));
  return `(1, '${plain(owner)}', '${type}', '${words.join(' ')}', ${ttl}, ${isMx ? rest[0] : 0})`;
}

const powerDns: PrimaryKind = {
  programs: ['pdns_server', 'sqlite3'],
  configure(place) {
    const { folder, name, port } = place;
    const text = `launch=gsqlite3
gsqlite3-database=${at(place, 'own.db')}
gsqlite3-pragma-synchronous=0
local-address=127.0.0.1:${port}
socket-dir=${at(place)}
daemon=no
guardian=no
primary=yes
allow-axfr-ips=127.0.0.1
only-notify=
xfr-cycle-interval=1
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
zone-cache-refresh-interval=0
version-string=anonymous
`;
    folder.write(`${name}/pdns.conf`, text);
    return [program('pdns_server')!, `--config-dir=${at(place)}`];
  },
  async write(place, lines) {
    const isNew = !existsSync(at(place, 'own.db'));
    const name = place.zone.slice(0, -1);
    // That of its configuration is not always known yet when it looks for new versions after a start.
    const told = `INSERT INTO domainmetadata (domain_id, kind, content) VALUES (1, 'ALSO-NOTIFY', '127.0.0.1:${place.secondary}');`;
    const domain = `INSERT INTO domains (id, name, type) VALUES (1, '${name}', 'MASTER');${told}`;
    const sql = `${isNew ? POWERDNS_TABLES + domain : ''}
BEGIN; DELETE FROM records;
INSERT INTO records (domain_id, name, type, content, ttl, prio) VALUES ${lines.map(rowOf).join(',\n')};
COMMIT;`;
    const script = place.folder.write(`${place.name}/next.sql`, sql);
    const { status, stderr } = await finish(program('sqlite3')!, [
      at(place, 'own.db'),
      '.timeout 10000',
      `.read ${script}`,
    ]);
    if (status !== 0) throw new Error(stderr);
  },
  // It finds the serial by itself.
  apply() {},
};

export const PRIMARY_KINDS = { BIND: bind, Knot: knot, NSD: nsd, PowerDNS: powerDns } as const;
export type PrimaryName = keyof typeof PRIMARY_KINDS;

/** A primary that runs, ends and begins anew. */
export class Primary {
  readonly place: PrimaryPlace;
  readonly #kind: PrimaryKind;
  #running: Running | undefined;

  constructor(name: PrimaryName, place: Omit<PrimaryPlace, 'name'>) {
    this.place = { ...place, name: `primaries/${name}` };
    this.#kind = PRIMARY_KINDS[name];
  }

  begin(): void {
    // A journal that BIND has left behind when it was killed need not lead to the file that it finds, which it then refuses.
    rmSync(at(this.place, 'own.zone.jnl'), { force: true });
    const [command, ...args] = this.#kind.configure(this.place);
    this.#running = start(command, args);
  }

  async kill(): Promise<void> {
    await this.#running?.stop('SIGKILL');
    this.#running = undefined;
  }

  /** Gives it another version, which it takes at once, or when it begins. */
  async publish(lines: readonly string[]): Promise<void> {
    await this.#kind.write(this.place, lines);
    if (this.#running !== undefined) await this.#kind.apply(this.place, this.#running);
  }

  get output(): string {
    return this.#running?.output ?? '';
  }
}
