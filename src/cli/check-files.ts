// Reads files as serve would, and says what is wrong with them.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.js';
import { withPort } from '../config/import/address-text.js';
import { updatesFolder } from '../config/kept-folders.js';
import { type Loaded, loadConfig } from '../config/load.js';
import { checkPrograms } from '../config/program-checks.js';
import { configSchema } from '../config/schema.js';
import { checkSources } from '../config/source-checks.js';
import { isLeftover, type Unread, unreadTexts } from '../config/unread-files.js';
import { updatedPartOf } from '../config/update-layer.js';
import { stateFileOf } from '../operate/state-file.js';
import { partView } from '../operate/updated-zones.js';
import type { Problem } from '../source/problem.js';
import type { Zone } from '../zone/zone.js';
import { isColoured, paint } from './colour.js';
import { exitCodeOfLoad } from './load-exit-code.js';
import { count, printProblems } from './print-problems.js';
import { updatedText } from './updated-text.js';

/** One of the keys of a configuration, at the top. */
const CONFIGURATION = new RegExp(`^(?:${Object.keys(configSchema.shape).join('|')})\\s*:`, 'm');

/** The most zones that are listed one by one. */
const MOST_LISTED = 20;

/** The most sources of members that are told of one zone. */
const MOST_SOURCES = 3;

/** Prints what is wrong, a summary and what was found; the exit status tells it, too. */
export async function checkFiles(paths: string[], flags: { config?: string }): Promise<void> {
  const files = paths.map(filesOf);
  const configFile = flags.config ?? files.find(isConfiguration);
  const named = files.filter(file => file !== configFile);
  // Who lets a shell write out `zones/*` did not mean what editors leave behind.
  const leftovers = named.length > 1 ? named.filter(isLeftover) : [];
  const others = named.filter(file => !leftovers.includes(file));
  const zones = others.length > 0 ? others : undefined;
  const loaded = loadConfig({ configFile, overrides: { zones }, isStrict: true });
  const { problems } = loaded;
  await checkSources(loaded.models.values(), problems);
  if (loaded.configFile !== undefined) checkPrograms(loaded.configFile, problems);
  printProblems(problems, 'rondo check');
  const found = [...loaded.models.values()].map(contentsOf);
  process.stdout.write(`${summary(loaded, found)}\n`);
  const broken = new Set(problems.list.filter(isError).map(({ place }) => place.file));
  list(found.filter(({ zone }) => !broken.has(zone.source)));
  listCopies(loaded.config);
  listUpdated(loaded);
  listUnread(loaded.unread);
  for (const file of leftovers)
    process.stdout.write(`not read: ${file} (by its name a copy, or switched off)\n`);
  const { resolv } = loaded.memory.facts;
  if (resolv !== undefined)
    process.stdout.write(`upstreams from ${resolv.path}: ${resolv.servers.join(', ')}\n`);
  process.exitCode = exitCodeOfLoad(loaded);
}

const isError = ({ severity }: Problem) => severity === 'error';

/** The verdict, and how much was found. */
function summary({ problems, zones }: Loaded, found: readonly Contents[]): string {
  const { hasErrors, errorCount, isCut, list: kept, dropped } = problems;
  const error = `${isCut ? 'at least ' : ''}${count(errorCount, 'error')}`;
  const [text, colour] = hasErrors ? [error, 'red' as const] : ['OK', 'green' as const];
  const verdict = isColoured() ? paint(text, colour) : text;
  const records = found.reduce((sum, each) => sum + each.records, 0);
  const warnings = kept.length + dropped - errorCount;
  return `${verdict}: ${count(zones.length, 'zone')}, ${count(records, 'record')}, ${count(warnings, 'warning')}`;
}

/** What one zone holds. */
interface Contents {
  readonly zone: Zone;
  readonly records: number;
  /** How many members each pool has that are written. */
  readonly pools: readonly number[];
  /** From where the members of the others come. */
  readonly sources: readonly string[];
}

function contentsOf(zone: Zone): Contents {
  let records = 0;
  for (const { rdatas } of zone.rrsets()) records += rdatas.length;
  const pooled = [...zone.pooled()];
  const found = pooled.flatMap(({ pool }) => pool?.discovered?.source.label ?? []);
  const written = pooled.filter(({ pool }) => pool?.discovered === undefined);
  return { zone, records, pools: written.map(({ rdatas }) => rdatas.length), sources: [...new Set(found)] };
}

/** One line for each zone: name, records, pools, file. */
function list(found: readonly Contents[]): void {
  for (const { zone, records, pools, sources } of found.slice(0, MOST_LISTED)) {
    const members = pools.reduce((sum, each) => sum + each, 0);
    const pooled =
      pools.length === 0 ? '' : `, ${count(pools.length, 'pool')} of ${count(members, 'member')}`;
    const more = sources.length - MOST_SOURCES;
    const others =
      sources.length === 0
        ? ''
        : `, members found by a server: ${sources.slice(0, MOST_SOURCES).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
    const named = zone.isNamedByFile ? ', by its name' : '';
    process.stdout.write(
      `  ${zone.label}: ${count(records, 'record')}${pooled}${others} (${zone.source}${named})\n`,
    );
  }
  if (found.length > MOST_LISTED) process.stdout.write(`  … and ${found.length - MOST_LISTED} more\n`);
}

/** One line for each zone of other servers: from whom it comes. */
function listCopies({ secondaries }: Pick<Config, 'secondaries'>): void {
  for (const { label, primaries } of secondaries.slice(0, MOST_LISTED)) {
    const servers = primaries.map(({ address, port }) => withPort(address, port));
    process.stdout.write(`  ${label}: a copy from ${servers.join(', ')}\n`);
  }
  const more = secondaries.length - MOST_LISTED;
  if (more > 0) process.stdout.write(`  … and ${count(more, 'more zone')} of other servers\n`);
}

/** One line for each zone that updates of a server have led away from its file, as far as this user may know. */
function listUpdated({ config, models }: Loaded): void {
  const { updates, state, listen } = config;
  const stateFile = updates.size === 0 ? undefined : stateFileOf(state, listen);
  if (stateFile === undefined) return;
  let listed = 0;
  for (const zone of models.values()) {
    const rule = updates.get(zone.source);
    const part = rule && updatedPartOf(zone, updatesFolder(stateFile));
    if (rule === undefined || part === undefined) continue;
    if (++listed > MOST_LISTED) break;
    const view = partView(part, rule);
    process.stdout.write(`  ${zone.label}: by updates, ${updatedText(zone.label, view, Date.now())}\n`);
  }
}

/** One line for each file that a pattern matches and that is no zone. */
function listUnread(unread: Unread): void {
  const texts = unreadTexts(unread);
  for (const text of texts) process.stdout.write(`not read: ${text}\n`);
  if (unread.count > texts.length)
    process.stdout.write(`… and ${unread.count - texts.length} more are not read\n`);
}

/** A folder stands for its rondo.yaml, or for the zone files in it. */
function filesOf(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return path;
  const config = join(path, 'rondo.yaml');
  return existsSync(config) ? config : join(path, '*');
}

/** Whether a YAML file is a configuration: it has one of its keys at the top, and not that of every zone. */
function isConfiguration(file: string): boolean {
  if (!/\.ya?ml$/.test(file)) return false;
  try {
    const text = readFileSync(file, 'utf8');
    return CONFIGURATION.test(text) && !/^zone\s*:/m.test(text);
  } catch {
    return false;
  }
}
