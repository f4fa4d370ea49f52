// The works that the servers are measured with: what they serve, and what they are asked.
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { APEX, hostLabel, LARGE_ORIGIN, writeLargeZone, type ZoneSet } from '../load/zones.js';
import type { QueryKind } from '../traffic/query-writer.js';

const POOL = 'my-awesome-highload-app.local';
/** The zone of the upstream to which other names are forwarded. */
export const UPSTREAM_ORIGIN = 'upstream.example';
const FORWARDED_NAMES = 1000;
const ABSENT_NAMES = 10_000;

/** One work. */
export interface Work {
  /** As a peer names the works that it can do. */
  readonly letter: string;
  readonly title: string;
  readonly kinds: readonly QueryKind[];
  /** The rcode of a right answer. */
  readonly rcode: 'NOERROR' | 'NXDOMAIN';
  readonly site: 'pool' | 'large';
  readonly isProbed?: boolean;
  readonly tcpPerUdp?: number;
  /** Forwarding: whether answers may be kept. */
  readonly forwards?: 'cached' | 'uncached';
  /** Queries under way in all; 256 when absent. */
  readonly window?: number;
  /** Ports that they come from; 8 when absent. */
  readonly ports?: number;
  /** Whether each query comes from another address. */
  readonly isFromAnywhere?: boolean;
}

const pool: QueryKind = { name: POOL };
const forwarded = { name: UPSTREAM_ORIGIN, numbered: { prefix: 'host', count: FORWARDED_NAMES } };
const MIXED: readonly QueryKind[] = [
  pool,
  { ...pool, edns: true },
  { ...pool, edns: true },
  { ...pool, cookie: true },
  { name: POOL, numbered: { prefix: 'absent', count: ABSENT_NAMES }, edns: true },
];

const PROBED_POOL: Work = {
  letter: 'a',
  title: 'pool of two A records, probed',
  kinds: [pool],
  rcode: 'NOERROR',
  site: 'pool',
  isProbed: true,
};

const ABSENT: Work = {
  letter: 'c',
  title: '10,000 names that do not exist',
  kinds: [{ name: POOL, numbered: { prefix: 'absent', count: ABSENT_NAMES } }],
  rcode: 'NXDOMAIN',
  site: 'pool',
};

const MIX: Work = {
  letter: 'd',
  title: 'a mix: plain, EDNS, cookies, some NXDOMAIN, 5% over TCP',
  kinds: MIXED,
  rcode: 'NOERROR',
  site: 'pool',
  tcpPerUdp: 5 / 95,
};

const FORWARDED: Work = {
  letter: 'e',
  title: 'forwarded names, kept',
  kinds: [forwarded],
  rcode: 'NOERROR',
  site: 'pool',
  forwards: 'cached',
  window: 128,
};

const UNCACHED: Work = {
  ...FORWARDED,
  letter: 'f',
  title: 'forwarded names, not kept',
  forwards: 'uncached',
};

const MANY_PORTS: Work = {
  ...PROBED_POOL,
  letter: 'g',
  title: 'as (a), but each query under way from a port of its own',
  ports: 256,
};

const ANYWHERE: Work = {
  ...PROBED_POOL,
  letter: 'h',
  title: 'as (a), but each query from a random address of 127.0.0.0/8',
  isFromAnywhere: true,
};

/** All works; `names` is the size of the large zone. */
export function works(names: number): readonly Work[] {
  const large: Work = {
    letter: 'b',
    title: `${names.toLocaleString('en-US')} names, asked at random`,
    kinds: [{ name: LARGE_ORIGIN, numbered: { prefix: 'host', count: names } }],
    rcode: 'NOERROR',
    site: 'large',
  };
  return [PROBED_POOL, large, ABSENT, MIX, FORWARDED, UNCACHED, MANY_PORTS, ANYWHERE];
}

function writePool(folder: string): ZoneSet {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${POOL}.zone`), `${APEX}@ 0 A 127.0.0.1\n@ 0 A 127.0.0.2\n`);
  return { folder, origins: [POOL], lastName: POOL, records: 5 };
}

/** Writes the zone of the upstream. */
export function writeUpstream(folder: string): ZoneSet {
  mkdirSync(folder, { recursive: true });
  const hosts = Array.from({ length: FORWARDED_NAMES }, (_, number) => `${hostLabel(number)} A 10.0.0.1\n`);
  writeFileSync(join(folder, `${UPSTREAM_ORIGIN}.zone`), APEX + hosts.join(''));
  return {
    folder,
    origins: [UPSTREAM_ORIGIN],
    lastName: `${hostLabel(0)}.${UPSTREAM_ORIGIN}`,
    records: 1003,
  };
}

/** The A records of a zone file of the bench, as a hosts file. */
function writeHosts(zones: ZoneSet): string {
  const [origin] = zones.origins;
  const path = join(zones.folder, 'hosts');
  const file = openSync(path, 'w');
  let lines: string[] = [];
  const flush = () => {
    writeSync(file, lines.join(''));
    lines = [];
  };
  for (const [, owner, address] of readFileSync(join(zones.folder, `${origin}.zone`), 'latin1').matchAll(
    /^(\S+)(?: \d+)?(?: IN)? A (\S+)$/gm,
  )) {
    lines.push(`${address} ${owner === '@' ? origin : `${owner}.${origin}`}\n`);
    if (lines.length === 10_000) flush();
  }
  flush();
  closeSync(file);
  return path;
}

/** Writes what a work needs to be served. */
export function writeSite(
  site: Work['site'],
  folder: string,
  names: number,
): { zones: ZoneSet; hostsFile: string } {
  const zones = site === 'pool' ? writePool(folder) : writeLargeZone(folder, names);
  return { zones, hostsFile: writeHosts(zones) };
}
