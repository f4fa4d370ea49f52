// Every configuration and zone file of the tests and the documents, written into folders for two builds to read.
import { cpSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { AGREED } from '../../test/e2e/dnsmasq/agreed-lines.js';
import { CONFS } from '../../test/e2e/dnsmasq/confs.js';
import { DISPUTED } from '../../test/e2e/dnsmasq/disputed-lines.js';
import { ROOT as ROOT_AREA } from '../../test/interop/area.js';
import { AREAS } from '../../test/interop/areas.js';
import { randomZones } from '../../test/interop/random-zones.js';
import { readCases } from '../../test/support/case-file.js';
import { CHANGED_SECONDS, writeFiles } from '../../test/support/case-folder.js';
import { readPages } from '../../test/support/markdown.js';
import { Random } from '../../test/support/random.js';
import { writeLargeZone } from '../load/zones.js';
import type { Configuration } from './configuration.js';

/** Seeds of random zones, and how many each makes up. */
const SEEDS = Array.from({ length: 40 }, (_, seed) => seed + 1);
const ZONES_A_SEED = 5;

const LARGE_NAMES = 20_000;
const CONFIG = 'rondo.yaml';

class Corpus {
  readonly list: Configuration[] = [];

  constructor(readonly folder: string) {}

  /** A new folder with these files. */
  add(name: string, files: Readonly<Record<string, string>>, read: Partial<Configuration>): void {
    const cwd = this.make();
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
      utimesSync(join(cwd, path), CHANGED_SECONDS, CHANGED_SECONDS);
    }
    this.list.push({ name, cwd, ...read });
  }

  make(): string {
    const cwd = join(this.folder, String(this.list.length));
    mkdirSync(cwd, { recursive: true });
    return cwd;
  }
}

/** Those of test/cases. */
function addCases(corpus: Corpus, root: string): void {
  for (const each of readCases(join(root, 'test/cases'))) {
    const cwd = corpus.make();
    writeFiles(cwd, each);
    corpus.list.push({ name: `test/cases/${each.name}`, cwd, config: CONFIG });
  }
}

/** Each zone file of the comparison with other servers, and those that are signed there. */
function addZoneFiles(corpus: Corpus, root: string): void {
  for (const folder of ['zone-files/good', 'zone-files/bad', 'hierarchy/zones']) {
    const from = join(root, 'test/interop', folder);
    const cwd = corpus.make();
    cpSync(from, cwd, { recursive: true });
    const files = readdirSync(from).sort();
    for (const file of files) utimesSync(join(cwd, file), CHANGED_SECONDS, CHANGED_SECONDS);
    const zones = files.filter(file => file.endsWith('.zone') || folder.startsWith('hierarchy'));
    for (const file of zones)
      corpus.list.push({ name: `test/interop/${folder}/${file}`, cwd, files: [file] });
  }
}

/** Configurations and single lines for dnsmasq. */
function addDnsmasq(corpus: Corpus): void {
  const fill = (text: string) =>
    text
      .replaceAll('@FOLDER', '.')
      .replaceAll(/@([ABC])\b/g, (_, letter) => `127.0.0.1#1005${letter.charCodeAt(0) % 10}`);
  for (const { about, text, files = {} } of CONFS) {
    const further = Object.entries(files).map(([name, content]) => [name, fill(content)]);
    const all = { 'case.conf': `no-resolv\n${fill(text)}\n`, ...Object.fromEntries(further) };
    corpus.add(`dnsmasq conf: ${about}`, all, { files: ['case.conf'] });
  }
  for (const line of [AGREED, ...Object.values(DISPUTED)].join('\n').split('\n'))
    if (line !== '')
      corpus.add(
        `dnsmasq line: ${line}`,
        { 'case.conf': `${line.replaceAll('|', '\n')}\n` },
        { files: ['case.conf'] },
      );
}

/** The zones that other servers are asked about, by hand and at random. */
function addInterop(corpus: Corpus): void {
  const add = (name: string, zones: readonly { readonly origin: string; readonly text: string }[]) => {
    const files = Object.fromEntries(zones.map(({ text }, index) => [`${index}.zone`, text]));
    const entries = zones.map(({ origin }, index) => ({ file: `${index}.zone`, origin }));
    corpus.add(name, { ...files, [CONFIG]: JSON.stringify({ zones: entries }) }, { config: CONFIG });
  };
  for (const { about, zones } of [...AREAS, ROOT_AREA]) add(`zones by hand: ${about}`, zones);
  for (const seed of SEEDS) add(`random zones: ${seed}`, randomZones(new Random(seed), ZONES_A_SEED));
}

/** The examples of the documents. */
function addDocuments(corpus: Corpus, root: string): void {
  for (const { path, blocks } of readPages(root)) {
    const configs: string[] = [];
    const files: Record<string, string> = {};
    for (const { info, text } of blocks) {
      const file = /^(?:yaml|dns|conf|ini) ([\w./-]+)$/.exec(info)?.[1];
      if (file === CONFIG) configs.push(text);
      else if (info === 'yaml zone') files[`zones/${(parse(text) as { zone: string }).zone}.yaml`] = text;
      else if (file !== undefined) files[file] = text;
    }
    for (const [index, text] of configs.entries())
      corpus.add(`${path}, configuration ${index + 1}`, { ...files, [CONFIG]: text }, { config: CONFIG });
    for (const file of Object.keys(files).filter(name => /\.(zone|yaml|conf)$/.test(name)))
      corpus.add(`${path}, ${file}`, files, { files: [file] });
  }
}

function addShipped(corpus: Corpus, root: string): void {
  const cwd = corpus.make();
  cpSync(join(root, 'zones'), join(cwd, 'zones'), { recursive: true });
  cpSync(join(root, CONFIG), join(cwd, CONFIG));
  corpus.list.push({ name: 'as shipped', cwd });
}

/** Writes all of them below a folder, which is emptied first. @param root the checkout whose tests are read */
export function writeCorpus(folder: string, root: string): Configuration[] {
  rmSync(folder, { recursive: true, force: true });
  const corpus = new Corpus(folder);
  addShipped(corpus, root);
  addCases(corpus, root);
  addZoneFiles(corpus, root);
  addDnsmasq(corpus);
  addInterop(corpus);
  addDocuments(corpus, root);
  const large = corpus.make();
  writeLargeZone(large, LARGE_NAMES);
  corpus.list.push({ name: `${LARGE_NAMES} names`, cwd: large, files: readdirSync(large) });
  return corpus.list;
}
