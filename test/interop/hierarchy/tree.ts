// The hierarchy: its zones, signed from the leaves up, and the seats of the name servers that serve them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { finish } from '../../support/processes.js';
import { program } from '../../support/programs.js';
import type { TempFolder } from '../../support/temp-folder.js';
import { BIND_OPTIONS, type Denial } from '../signed-zones.js';

const SOURCES = join(import.meta.dirname, 'zones');

/** A zone of the tree. */
export interface TreeZone {
  /** With its final dot. */
  readonly origin: string;
  /** The zone file as it is served. */
  readonly path: string;
}

/** A name server: one process. */
export interface Seat {
  readonly level: string;
  readonly side: 'left' | 'right';
  readonly addresses: readonly string[];
  readonly zones: readonly TreeZone[];
}

/** Where resolvers ask. */
export const RESOLVER_ADDRESS = '203.0.113.53';

/** From the leaves up, so that a zone is signed before its parent; those without a denial stay unsigned. */
const LEVELS: Readonly<Record<string, Readonly<Record<string, Denial | undefined>>>> = {
  leaf: {
    'child.good.test.': undefined,
    'good.test.': 'nsec',
    'guest.test.': 'nsec3',
    'deep.er.test.': 'nsec3',
    'pool.test.': undefined,
    'asn.test.': undefined,
  },
  top: { 'test.': 'nsec3-opt-out', 'in-addr.arpa.': undefined, 'ip6.arpa.': undefined },
  root: { '.': 'nsec' },
};

/** Every level twice, in networks of two operators: as a zone should have its name servers. */
const OPERATORS = [
  { side: 'left', v4: '192.0.2.', v6: '2001:db8:1::' },
  { side: 'right', v4: '198.51.100.', v6: '2001:db8:2::' },
] as const;

/** The last part of the addresses of a level's name servers. */
const HOST: Readonly<Record<string, number>> = { root: 1, top: 2, leaf: 3 };

const pathOf = (folder: TempFolder, origin: string) =>
  folder.at(origin === '.' ? 'root.zone' : `${origin}zone`);

/** @param folder that of {@link plant} */
export const seatsOf = (folder: TempFolder): Seat[] =>
  OPERATORS.flatMap(({ side, v4, v6 }) =>
    Object.entries(LEVELS).map(([level, zones]) => ({
      level,
      side,
      addresses: [`${v4}${HOST[level]}`, `${v6}${HOST[level]}`],
      zones: Object.keys(zones).map(origin => ({ origin, path: pathOf(folder, origin) })),
    })),
  );

async function run(command: string, args: readonly string[]): Promise<void> {
  const { status, stderr } = await finish(program(command)!, args);
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
}

/** Signs a zone file in its place; `-g` takes the DS records of children that were signed before. */
async function sign(folder: TempFolder, origin: string, denial: Denial): Promise<void> {
  const path = pathOf(folder, origin);
  const keys = ['-K', folder.path];
  await run('dnssec-keygen', ['-q', ...keys, '-a', 'ECDSAP256SHA256', '-f', 'KSK', origin]);
  const options = ['-q', '-S', '-z', '-g', ...keys, '-d', folder.path, '-o', origin, ...BIND_OPTIONS[denial]];
  await run('dnssec-signzone', [...options, '-f', path, path]);
}

/** Writes all zones into the folder, signed. */
export async function plant(folder: TempFolder): Promise<void> {
  for (const name of readdirSync(SOURCES)) folder.write(name, readFileSync(join(SOURCES, name)));
  for (const zones of Object.values(LEVELS))
    for (const [origin, denial] of Object.entries(zones))
      if (denial !== undefined) await sign(folder, origin, denial);
}

/** The key of the root, as the fields of its DNSKEY record. */
export function rootKey(folder: TempFolder): string[] {
  const name = readdirSync(folder.path).find(file => /^K\.\+.*\.key$/.test(file))!;
  const fields = /DNSKEY\s+(.*)/.exec(readFileSync(folder.at(name), 'utf8').replace(/^;.*\n/gm, ''));
  return fields![1].trim().split(/\s+/);
}

/** All zones as they were written, without signatures. */
export const PLAIN_ZONES: readonly TreeZone[] = Object.values(LEVELS).flatMap(zones =>
  Object.keys(zones).map(origin => ({
    origin,
    path: join(SOURCES, origin === '.' ? 'root.zone' : `${origin}zone`),
  })),
);

/** Whether answers from the zone of this name can be validated. */
export function isSigned(name: string): boolean {
  const zones = Object.values(LEVELS).flatMap(each => Object.entries(each));
  const around = zones.filter(([origin]) => origin === '.' || `.${name}`.endsWith(`.${origin}`));
  around.sort(([a], [b]) => b.length - a.length);
  return around[0][1] !== undefined;
}

/** For resolvers: where the root is. */
export const HINTS = `. 3600000 NS ns1.root.
. 3600000 NS ns2.root.
ns1.root. 3600000 A 192.0.2.1
ns1.root. 3600000 AAAA 2001:db8:1::1
ns2.root. 3600000 A 198.51.100.1
ns2.root. 3600000 AAAA 2001:db8:2::1
`;
