// Catalogs in rondo.yaml: which zones are asked for, in which way, what stays when a catalog is broken, and who has a zone of several.
import { renameSync, utimesSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { COPY_END } from '../../src/config/copy-end.js';
import { KeptFolder, keptFolderOf } from '../../src/config/kept-folder.js';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import { TempFolder } from '../support/temp-folder.js';
import { lines, load as loadFiles } from './load-files.js';

let folder: TempFolder;
let loaded: Loaded | undefined;
beforeEach(() => {
  folder = new TempFolder();
  loaded = undefined;
});
afterEach(() => folder.remove());

const stateFile = () => folder.at('state.json');

/** The same server reads its files again. */
function load(): Loaded {
  const options = { configFile: folder.at('rondo.yaml'), overrides: {} };
  loaded = loadConfig(options, loaded?.memory, undefined, stateFile);
  return loaded;
}

/** A version of a catalog has come. */
function writeCatalog(zone: string, ...records: readonly string[]): string {
  return folder.write(
    `state.transferred/${zone}.zone`,
    `${zone}. 0 IN SOA invalid. invalid. 1 3600 600 604800 0
${zone}. 0 IN NS invalid.
${records.map(record => record.replaceAll('CATZ', `${zone}.`)).join('\n')}
${COPY_END}
`,
  );
}

const VERSION = 'version.CATZ 0 IN TXT "2"';
const member = (node: string, zone: string) => `${node}.zones.CATZ 0 IN PTR ${zone}`;

/** Zones that catalogs list, and what is told of it all. */
function seen({ config, problems }: Loaded) {
  return {
    members: config.secondaries
      .filter(({ catalog }) => catalog !== undefined)
      .map(({ label, catalog, primaries }) => `${label} of ${catalog} from ${primaries[0].address}`),
    problems: problems.list.map(({ severity, message }) => `${severity}: ${message}`),
  };
}

const ONE = `forward: off
zones:
  - name: cat.test
    primaries: 192.0.2.1
    catalog: { max-members: 5, groups: { far: { primaries: 192.0.2.7, max-size: 8MB, transfer: { to: 192.0.2.8 } } } }
`;

test('zones that a catalog lists are copies of their own, and go with it', () => {
  folder.write('rondo.yaml', ONE);
  expect(seen(load())).toEqual({ members: [], problems: [] });
  writeCatalog(
    'cat.test',
    VERSION,
    member('a', 'One.Example.'),
    member('b', 'two.example.'),
    'group.b.zones.CATZ 0 IN TXT "near"',
    'group.b.zones.CATZ 0 IN TXT "f" "ar"',
    // Nothing that has a meaning here.
    'c.zones.CATZ 0 IN TXT "two.example."',
    'name.ext.a.zones.CATZ 0 IN TXT "x"',
    'group.d.zones.CATZ 0 IN TXT "far"',
    'a.b.c.zones.CATZ 0 IN PTR three.example.',
  );
  const members = ['one.example of cat.test from 192.0.2.1', 'two.example of cat.test from 192.0.2.7'];
  expect(seen(load())).toEqual({ members, problems: [] });
  const [, one, two] = loaded!.config.secondaries;
  expect(one).toMatchObject({ notifyFrom: [], maxOctets: 256 * 2 ** 20 });
  expect(two.maxOctets).toBe(8 * 2 ** 20);
  expect(one.file).toMatch(/state\.transferred\/members\/one\.example~[0-9a-f]{16}\.zone$/);
  const { rules, files } = loaded!.config.transfers;
  expect([files.get(one.file), rules[files.get(two.file)! - 1].to]).toEqual([
    undefined,
    [{ from: '192.0.2.8' }],
  ]);
  expect(loaded!.leftOut).toHaveLength(2);
  // A copy has come.
  folder.write(
    one.file.slice(folder.path.length),
    `one.example. 60 IN SOA a. b. 1 2 3 4 5\none.example. 60 IN NS a.\n${COPY_END}\n`,
  );
  expect(load().zones).toHaveLength(2);
  expect(loaded!.leftOut).toHaveLength(1);
  // With another node it is another copy, for all that was kept of the zone is to be forgotten.
  writeCatalog('cat.test', VERSION, member('x', 'one.example.'));
  expect(seen(load()).members).toEqual(members.slice(0, 1));
  expect(loaded!.config.secondaries[1].file).not.toBe(one.file);
});

const broken = (text: string) => `cat.test is no catalog that can be used: ${text}`;

test.each<[string, records: readonly string[]]>([
  ['it has no version', [member('a', 'new.example.')]],
  ['its version is "1"', ['version.CATZ 0 IN TXT "1"', member('a', 'new.example.')]],
  ['its version is "2" and "3"', [VERSION, 'version.CATZ 0 IN TXT "3"']],
  ['new.example is listed twice', [VERSION, member('a', 'new.example.'), member('b', 'NEW.example.')]],
  ['a.zones.cat.test has 2 PTR records', [VERSION, member('a', 'x.example.'), member('a', 'y.example.')]],
  [
    'coo.a.zones.cat.test has 2 PTR records',
    [VERSION, member('a', 'x.example.'), 'coo.a.zones.CATZ 0 IN PTR b.', 'coo.a.zones.CATZ 0 IN PTR c.'],
  ],
  ['it lists more than 5 zones', [VERSION, ...[...'abcdef'].map(node => member(node, `${node}.example.`))]],
])('a broken catalog changes nothing, now and after a restart: %s', (text, records) => {
  folder.write('rondo.yaml', ONE);
  writeCatalog('cat.test', VERSION, member('a', 'old.example.'));
  load();
  new KeptFolder(keptFolderOf(stateFile())!).keep(loaded!.memory, () => {});
  writeCatalog('cat.test', ...records);
  const stays = { members: ['old.example of cat.test from 192.0.2.1'], problems: [`error: ${broken(text)}`] };
  expect(seen(load())).toEqual(stays);
  expect(seen(load())).toEqual(stays);
  loaded = undefined;
  expect(seen(load())).toEqual(stays);
  // It is mended.
  writeCatalog('cat.test', VERSION);
  expect(seen(load())).toEqual({ members: [], problems: [] });
});

test('what an expired catalog lists goes on', () => {
  folder.write('rondo.yaml', ONE);
  const file = writeCatalog('cat.test', VERSION, member('a', 'old.example.'));
  load();
  renameSync(file, `${file}.expired`);
  const stays = { members: ['old.example of cat.test from 192.0.2.1'], problems: [] };
  expect(seen(load())).toEqual(stays);
  expect(seen(load())).toEqual(stays);
  loaded = undefined;
  expect(seen(load())).toEqual(stays);
  // Also where the file cannot be taken out of the way.
  renameSync(`${file}.expired`, file);
  utimesSync(file, 1, 1);
  loaded = undefined;
  expect(seen(load())).toEqual(stays);
});

test('zones that this server has otherwise stay', () => {
  folder.write('rondo.yaml', `${ONE}  - own.example.zone\n  - { name: far.example, primaries: 192.0.2.9 }\n`);
  folder.write('own.example.zone', '$ORIGIN own.example.\n@ 60 SOA a. b. 1 2 3 4 5\n@ 60 NS a.\n');
  writeCatalog(
    'cat.test',
    ...[VERSION, member('a', 'own.example.'), member('b', 'FAR.example.'), member('c', 'cat.test.')],
    member('d', 'new.example.'),
  );
  expect(seen(load())).toEqual({
    members: ['new.example of cat.test from 192.0.2.1'],
    problems: [
      'warning: the catalog cat.test lists own.example, far.example, cat.test, which this server has otherwise: that stays',
    ],
  });
});

test('a zone stays with the catalog that has it, until that hands it over', () => {
  const entry = (name: string, address: string) =>
    `  - { name: ${name}, primaries: ${address}, catalog: {} }\n`;
  folder.write(
    'rondo.yaml',
    `forward: off\nzones:\n${entry('new.test', '192.0.2.2')}${entry('old.test', '192.0.2.1')}`,
  );
  writeCatalog('new.test', VERSION);
  writeCatalog('old.test', VERSION, member('a', 'z.example.'));
  const old = ['z.example of old.test from 192.0.2.1'];
  expect(seen(load()).members).toEqual(old);
  const { file } = loaded!.config.secondaries[2];
  writeCatalog('new.test', VERSION, member('a', 'z.example.'));
  const clash = 'warning: the catalog new.test lists z.example, which another catalog has: that stays';
  expect(seen(load())).toEqual({ members: old, problems: [clash] });
  writeCatalog('old.test', VERSION, member('a', 'z.example.'), 'coo.a.zones.CATZ 0 IN PTR NEW.test.');
  expect(seen(load()).members).toEqual(['z.example of new.test from 192.0.2.2']);
  // With the same node the copy is the same.
  expect(loaded!.config.secondaries[2].file).toBe(file);
  // Two that hand it to each other: it does not go to and fro.
  writeCatalog('new.test', VERSION, member('a', 'z.example.'), 'coo.a.zones.CATZ 0 IN PTR old.test.');
  for (let times = 0; times < 3; times++) {
    writeCatalog('old.test', VERSION, member('a', 'z.example.'), 'coo.a.zones.CATZ 0 IN PTR new.test.');
    expect(seen(load()).members).toEqual(['z.example of new.test from 192.0.2.2']);
  }
  writeCatalog('old.test', VERSION);
  expect(seen(load())).toEqual({ members: ['z.example of new.test from 192.0.2.2'], problems: [] });
});

test.each<[entry: string, ...expected: string[]]>([
  [
    '{ name: a.test, primaries: 192.0.2.1, catalog: on }',
    '1:56 error: expected a mapping, such as {}, found "on"',
  ],
  [
    '{ name: a.test, primaries: 192.0.2.1, catalog: { max-members: 0, default-masters: 192.0.2.2 } }',
    '1:71 error: expected a whole number from 1 to 100000, found 0',
    '1:74 error: unknown key "default-masters" -> it is called `primaries` here',
  ],
  [
    '{ name: a.test, primaries: 192.0.2.1, catalog-role: interpret }',
    '1:47 error: unknown key "catalog-role" -> write `catalog: {}`, or what is said of its members in the braces',
  ],
])('%s', (entry, ...expected) => {
  expect(lines(loadFiles({ 'rondo.yaml': `zones: [${entry}]\n` }))).toEqual(
    expected.map(line => `rondo.yaml:${line}`),
  );
});
