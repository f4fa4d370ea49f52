// Good and bad master files: Rondo must judge them as named-checkzone, nsd-checkzone and kzonecheck, and read the same records.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { nameFromText, nameKey, nameToText } from '../../src/dns/name.js';
import { rdataToText } from '../../src/dns/rdata/to-text.js';
import { typeToText } from '../../src/dns/types.js';
import { Problems } from '../../src/source/problem.js';
import { includeFromFolder } from '../../src/zone/master/include.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import type { Zone } from '../../src/zone/zone.js';
import { finish } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { rondo } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { OTHER_SPELLING, type Reference, ZONE_FILE_DIFFERENCES } from './zone-file-differences.js';
import { readRawZone } from './zone-files/raw-zone.js';

const FOLDER = join(import.meta.dirname, 'zone-files');

const missing = needs('named-checkzone', 'named-compilezone', 'nsd-checkzone', 'kzonecheck');

/** Only the form of the records and what the loader itself insists on; no opinions about hosts, and no look-ups. */
const BIND_OPTIONS =
  '-i none -k ignore -m ignore -M ignore -n ignore -r ignore -S ignore -T ignore -W ignore'.split(' ');

/** Problems are listed up to a limit in one run of the command, so few files share one. */
const FILES_PER_RUN = 15;

const temp = new TempFolder();
afterAll(() => temp.remove());

/** The names of the files in a folder; the origin of each is its name. */
function namesIn(folder: string): string[] {
  const files = readdirSync(join(FOLDER, folder)).filter(file => file.endsWith('.zone'));
  return files.map(file => basename(file, '.zone')).sort();
}

const good = namesIn('good');
const bad = namesIn('bad');

/** Files in which `rondo check` finds an error, by the places that it prints. */
async function refusedByRondo(folder: string, names: readonly string[]): Promise<Set<string>> {
  const refused = new Set<string>();
  for (let at = 0; at < names.length; at += FILES_PER_RUN) {
    const files = names.slice(at, at + FILES_PER_RUN).map(name => `${name}.zone`);
    const { stdout, stderr } = await rondo(['check', ...files], join(FOLDER, folder));
    for (const [, name] of `${stdout}${stderr}`.matchAll(/^([^\s:]+)\.zone:\d+:\d+: error: /gm))
      refused.add(name);
  }
  return refused;
}

async function accepts(folder: string, name: string): Promise<Record<Reference, boolean>> {
  const cwd = join(FOLDER, folder);
  const run = async (command: string, args: readonly string[]) =>
    (await finish(program(command)!, [...args, `${name}.zone`], cwd)).status === 0;
  const [bind, nsd, knot] = await Promise.all([
    run('named-checkzone', [...BIND_OPTIONS, name]),
    run('nsd-checkzone', [name]),
    run('kzonecheck', ['-o', name]),
  ]);
  return { bind, nsd, knot };
}

/** The references that must say the opposite of Rondo. */
function opponents(name: string): readonly Reference[] {
  return ZONE_FILE_DIFFERENCES.find(({ files }) => files.includes(name))?.from ?? [];
}

function read(name: string, bytes: Uint8Array): { zone: Zone; problems: Problems } {
  const problems = new Problems();
  const origin = nameFromText(`${name}.`);
  const include = includeFromFolder(join(FOLDER, 'good'));
  const file = join(FOLDER, 'good', `${name}.zone`);
  return { zone: readMasterFile(bytes, { file, origin, problems, include }), problems };
}

/** Every record, in words and in octets. */
function recordText(owner: Uint8Array, type: number, ttl: number, rdata: Uint8Array): string {
  const hex = Buffer.from(rdata).toString('hex');
  const name = nameToText(Buffer.from(nameKey(owner), 'latin1'));
  return `${name} ${ttl} ${typeToText(type)} ${rdataToText(type, rdata)} [${hex}]`;
}

function recordsOf(zone: Zone): string[] {
  const rrsets = [...zone.rrsets()];
  return rrsets
    .flatMap(({ owner, type, ttl, rdatas }) => rdatas.map(rdata => recordText(owner, type, ttl, rdata)))
    .sort();
}

async function dump(name: string, ...format: string[]): Promise<Buffer> {
  const output = temp.at(`${name}${format.join('')}`);
  const args = ['-q', ...BIND_OPTIONS, ...format, '-o', output, name, `${name}.zone`];
  await finish(program('named-compilezone')!, args, join(FOLDER, 'good'));
  return readFileSync(output);
}

/** Those that BIND can load, and so dump. */
const dumped = good.filter(name => !opponents(name).includes('bind') && !OTHER_SPELLING.includes(name));

describe('zone files', { timeout: 240_000 }, () => {
  beforeEach(context => context.skip(...missing));

  let refusedGood = new Set<string>();
  let refusedBad = new Set<string>();
  beforeAll(async () => {
    mkdirSync(temp.path, { recursive: true });
    refusedGood = await refusedByRondo('good', good);
    refusedBad = await refusedByRondo('bad', bad);
  }, 240_000);

  test('rondo check accepts the good ones and finds an error in each of the bad ones', () => {
    expect([...refusedGood]).toEqual([]);
    expect(bad.filter(name => !refusedBad.has(name))).toEqual([]);
  });

  test.each(good)('good/%s is accepted by the references, but for known differences', async name => {
    const verdicts = await accepts('good', name);
    const against = Object.entries(verdicts).flatMap(([who, accepted]) => (accepted ? [] : [who]));
    expect(against).toEqual(opponents(name));
  });

  test.each(bad)('bad/%s is refused by the references, but for known differences', async name => {
    const verdicts = await accepts('bad', name);
    const against = Object.entries(verdicts).flatMap(([who, accepted]) => (accepted ? [who] : []));
    expect(against).toEqual(opponents(name));
  });

  test.each(dumped)('good/%s holds the records that BIND reads, octet for octet', async name => {
    const { zone } = read(name, readFileSync(join(FOLDER, 'good', `${name}.zone`)));
    const raw = readRawZone(await dump(name, '-F', 'raw'));
    expect(recordsOf(zone)).toEqual(
      raw.map(each => recordText(each.owner, each.type, each.ttl, each.rdata)).sort(),
    );
  });

  test.each(dumped)('good/%s comes back the same from the text that BIND writes of it', async name => {
    const { zone } = read(name, readFileSync(join(FOLDER, 'good', `${name}.zone`)));
    const again = read(name, await dump(name, '-s', 'full'));
    expect(again.problems.list).toEqual([]);
    expect(recordsOf(again.zone)).toEqual(recordsOf(zone));
  });

  test('the table of differences names files that exist, each once', () => {
    const named = ZONE_FILE_DIFFERENCES.flatMap(({ files }) => files);
    expect(named.filter((name, at) => named.indexOf(name) !== at)).toEqual([]);
    expect(named.filter(name => !good.includes(name) && !bad.includes(name))).toEqual([]);
  });
});
