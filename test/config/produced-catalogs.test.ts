// Catalogs that this server makes of its zones: what they list, and when they are another version.
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import { labelOfZone } from '../../src/config/load-memory.js';
import { nameToText } from '../../src/dns/name.js';
import { rdataToText } from '../../src/dns/rdata/to-text.js';
import { typeToText } from '../../src/dns/types.js';
import { Problems } from '../../src/source/problem.js';
import { catalogZone } from '../../src/zone/catalog/catalog-zone.js';
import { catalogMembers } from '../../src/zone/catalog/members.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';
import { lines, load as loadFiles } from './load-files.js';

let folder: TempFolder;
let loaded: Loaded | undefined;
beforeEach(() => {
  folder = new TempFolder();
  loaded = undefined;
});
afterEach(() => folder.remove());

function load(): Loaded {
  const options = { configFile: folder.at('rondo.yaml'), overrides: {} };
  loaded = loadConfig(options, loaded?.memory, undefined, () => folder.at('state.json'));
  return loaded;
}

/** The zone with what stands in it, without its SOA. */
function catalogIn({ zones, models }: Loaded) {
  const zone = zones.find(each => labelOfZone(each) === 'cat.test')!;
  const records = [...(models.get(zone)?.answers() ?? [])].slice(1).flatMap(([owner, { type, rdatas }]) =>
    rdatas.map(rdata => {
      const node = nameToText(owner).replace(/[0-9a-f]{32}/, '#');
      return `${node} ${typeToText(type)} ${rdataToText(type, rdata)}`;
    }),
  );
  return { zone, records };
}

const CONFIG = `forward: off
zones:
  - { file: "a/*.zone", in-catalog: cat.test }
  - { name: far.test, primaries: 192.0.2.1, in-catalog: { name: Cat.Test., group: "of others" } }
  - { name: cat.test, catalog: produce, transfer: { to: 192.0.2.7 } }
`;

test('a catalog lists the zones of the entries that name it, and is the same as long as they are', () => {
  folder.write('rondo.yaml', CONFIG);
  for (const zone of ['x.test', 'y.test']) folder.write(`a/${zone}.zone`, masterFile());
  const first = catalogIn(load());
  expect(loaded!.problems.list).toEqual([]);
  expect(first.records).toEqual([
    'cat.test. NS invalid.',
    'version.cat.test. TXT "2"',
    ...['#.zones.cat.test. PTR x.test.', '#.zones.cat.test. PTR y.test.'],
    ...['#.zones.cat.test. PTR far.test.', 'group.#.zones.cat.test. TXT "of others"'],
  ]);
  const { transfers } = loaded!.config;
  expect(transfers.rules[transfers.files.get(first.zone.source)! - 1].to).toEqual([{ from: '192.0.2.7' }]);
  expect(catalogIn(load()).zone).toBe(first.zone);
  // Another version of a zone is no other catalog; a file with an error does not take its zone out.
  folder.write('a/x.test.zone', masterFile('new A 192.0.2.1'));
  folder.write('a/y.test.zone', 'no zone\n');
  expect(catalogIn(load()).zone).toBe(first.zone);
  loaded = undefined;
  expect(catalogIn(load()).records).toEqual(first.records);
  folder.write('a/y.test.zone', masterFile());
  load();
  rmSync(folder.at('a/x.test.zone'));
  expect(catalogIn(load()).records).not.toContain('#.zones.cat.test. PTR x.test.');
});

test('what is made is read as it is meant, with names of every kind', () => {
  const key = (...labels: readonly string[]) =>
    `${labels.map(label => String.fromCharCode(label.length) + label).join('')}\0`;
  const long = key('x'.repeat(63), 'y'.repeat(63), 'z'.repeat(63), 'w'.repeat(61));
  const listed = [key('a', 'test'), '\0', long, key('../../etc', 'b.c', '\x00\xff')].map(zone => ({
    zone,
    group: 'g',
  }));
  const origin = Buffer.from(key('cat'), 'latin1');
  const zone = catalogZone(origin, listed, { source: 'test', nowSeconds: 1 });
  const problems = new Problems();
  const members = catalogMembers(zone, 10, problems);
  expect(problems.list).toEqual([]);
  expect(members.map(member => ({ zone: member.zone, groups: member.groups }))).toEqual(
    listed.map(each => ({ zone: each.zone, groups: ['g'] })),
  );
  expect(new Set(members.map(({ node }) => node)).size).toBe(listed.length);
});

test.each<[zones: string, ...expected: string[]]>([
  [
    '[{ file: a.zone, in-catalog: other.test }]',
    '1:37 error: there is no catalog other.test here -> add `{ name: other.test, catalog: produce }` under zones:',
  ],
  [
    '[{ file: a.zone, in-catalog: a..b }]',
    '1:37 error: expected the name of a catalog, found "a..b": a label is empty',
  ],
  [
    '[{ name: far.test, primaries: 192.0.2.1, in-catalog: { name: other.test } }]',
    '1:69 error: there is no catalog other.test here -> add `{ name: other.test, catalog: produce }` under zones:',
  ],
  [
    '[{ name: c.test, catalog: produce }, { name: C.test., catalog: produce }]',
    '1:53 error: the catalog c.test has two entries -> leave one of them out',
  ],
  [
    '[{ name: c.test, catalog: produce, primaries: 192.0.2.1 }]',
    '1:43 error: unknown key "primaries" -> `primaries` does not stand beside `name`, `catalog`',
  ],
  ['[{ name: c.test, catalog: make }]', '1:34 error: expected produce, found "make"'],
])('%s', (zones, ...expected) => {
  const files = {
    'a.zone': `$ORIGIN a.test.\n${masterFile()}`,
    'rondo.yaml': `zones: ${zones}\nforward: off\n`,
  };
  expect(lines(loadFiles(files))).toEqual(expected.map(line => `rondo.yaml:${line}`));
});
