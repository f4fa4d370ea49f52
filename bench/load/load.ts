// `npm run bench -- load`: NSD, Knot and Rondo load the same zone files in turn; writes the table of times and memory.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../median.js';
import { knot } from '../peers/knot.js';
import { nsd } from '../peers/nsd.js';
import type { Peer } from '../peers/peer.js';
import { rondo } from '../peers/rondo.js';
import { freePort } from '../serve/free-port.js';
import { measureStart, type Start } from './first-answer.js';
import { measureRandomNames } from './random-names.js';
import { LARGE_ORIGIN, writeLargeZone, writeSmallZones, type ZoneSet } from './zones.js';

const format = (value: number, digits = 0) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** In the order in which they take turns. */
const SERVERS: readonly Peer[] = [nsd, knot, rondo];

/** The starts of each server; empty for one that is not installed. */
async function measureSet(folder: string, zones: ZoneSet, rounds: number): Promise<Map<string, Start[]>> {
  const starts = new Map<string, Start[]>(SERVERS.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const peer of SERVERS) {
      const port = await freePort();
      try {
        const command = peer.prepare(join(folder, peer.name), port, { zones });
        starts.get(peer.name)!.push(await measureStart(command, port, zones.lastName));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
  return starts;
}

function table(title: string, starts: ReadonlyMap<string, readonly Start[]>): string[] {
  const of = (name: string, key: keyof Start) => median(starts.get(name)!.map(start => start[key]));
  const lines = [`| ${title} | to the first answer, s | resident, MB | peak, MB |`, '|---|---|---|---|'];
  for (const [name, { length }] of starts)
    lines.push(
      length === 0
        ? `| ${name} | not installed | | |`
        : `| ${name} | ${format(of(name, 'seconds'), 2)} | ${format(of(name, 'residentMb'))} | ${format(of(name, 'peakMb'))} |`,
    );
  if (starts.get('knot')!.length === 0) return lines;
  const ratio = (key: keyof Start) => format(of('rondo', key) / of('knot', key), 2);
  lines.push(
    `| rondo / knot | ${ratio('seconds')} (goal 2) | ${ratio('residentMb')} (goal 0.6) | ${ratio('peakMb')} |`,
  );
  return lines;
}

function randomNamesTable(large: ZoneSet, names: number, rounds: number): string[] {
  const turns = measureRandomNames(readFileSync(join(large.folder, `${LARGE_ORIGIN}.zone`)), names, rounds);
  const ratio = median(turns.map(turn => turn.large / turn.two));
  return [
    '| respond(), random names, one core | answers/s |',
    '|---|---|',
    `| zone of two names | ${format(median(turns.map(turn => turn.two)))} |`,
    `| zone of ${format(names)} names | ${format(median(turns.map(turn => turn.large)))} |`,
    `| ratio | ${format(ratio, 2)} (goal 0.7) |`,
  ];
}

/** Measures and gives the tables as Markdown. @param args `--names`, `--zones`, `--rounds` */
export async function measureLoad(args: readonly string[]): Promise<string[]> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      names: { type: 'string', default: '1000000' },
      zones: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '3' },
    },
  });
  const [names, count, rounds] = [values.names, values.zones, values.rounds].map(Number);
  const folder = mkdtempSync(join(tmpdir(), 'rondo-load-'));
  try {
    const large = writeLargeZone(join(folder, 'large'), names);
    const small = writeSmallZones(join(folder, 'small'), count);
    const title = (zones: ZoneSet, what: string) => `${what}, ${format(zones.records)} records`;
    return [
      ...table(
        title(large, `one zone of ${format(names)} names`),
        await measureSet(join(folder, 'a'), large, rounds),
      ),
      '',
      ...table(
        title(small, `${format(count)} zones of 5 records`),
        await measureSet(join(folder, 'b'), small, rounds),
      ),
      '',
      ...randomNamesTable(large, names, rounds),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
