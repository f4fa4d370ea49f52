// Zones of other servers in rondo.yaml: what is asked for, which mistakes are found, and what is served of the file that is kept.
import { rmSync, utimesSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { COPY_END } from '../../src/config/copy-end.js';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import { nameToLabel } from '../../src/dns/name.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';
import { lines, load as loadFiles } from './load-files.js';

/** A copy that is whole. */
const copyFile = (...lines: readonly string[]) => masterFile(...lines, COPY_END);

let folder: TempFolder;
let loaded: Loaded | undefined;
beforeEach(() => {
  folder = new TempFolder();
  loaded = undefined;
});
afterEach(() => folder.remove());

/** The same server reads its files again. */
function load(expired: readonly string[] = []): Loaded {
  const options = { configFile: folder.at('rondo.yaml'), overrides: {}, expired: new Set(expired) };
  loaded = loadConfig(options, loaded?.memory, undefined, () => folder.at('state.json'));
  return loaded;
}

const served = ({ zones, leftOut, problems }: Loaded) => ({
  zones: zones.map(({ origin }) => nameToLabel(Buffer.from(origin, 'latin1'))),
  leftOut: leftOut.map(({ origin }) => nameToLabel(origin)),
  problems: problems.list.map(({ message }) => message),
});

test('a zone that a file holds is served from there, whether or not a copy came, and the entry is a mistake', () => {
  folder.write('own/a.example.zone', masterFile('www A 192.0.2.1'));
  const entry = '{ name: A.example, primaries: 192.0.2.1 }';
  for (const zones of [`[${entry}, own/a.example.zone]`, `[own/a.example.zone, ${entry}]`]) {
    folder.write('rondo.yaml', `zones: ${zones}\n`);
    loaded = undefined;
    expect(served(load())).toEqual({
      zones: ['a.example'],
      leftOut: [],
      problems: [`the zone a.example is in ${folder.at('own/a.example.zone')}, too: it is served from there`],
    });
    folder.write('state.transferred/a.example.zone', copyFile('www A 192.0.2.2'));
    const [zone] = load().zones;
    expect(zone.source).toBe(folder.at('own/a.example.zone'));
    rmSync(folder.at('state.transferred/a.example.zone'));
  }
});

test('an entry with primaries asks for a file beside the state file', () => {
  folder.write(
    'rondo.yaml',
    `zones:
  - { name: Sec.Example., primaries: 192.0.2.1 }
  - { name: ., primaries: ["[2001:db8::1]:5300", { address: 192.0.2.2, port: 54 }], max-size: 8MB, file: kept/root }
  - { name: 0/25.2.0.192.in-addr.arpa, primaries: [192.0.2.1], transfer: { notify-from: [192.0.2.9] } }
`,
  );
  const { config } = load();
  expect(config.secondaries.map(({ origin, ...rest }) => rest)).toEqual([
    {
      ...{ label: 'sec.example', file: folder.at('state.transferred/sec.example.zone') },
      primaries: [{ address: '192.0.2.1', port: 53 }],
      ...{ notifyFrom: [], maxOctets: 256 * 2 ** 20 },
    },
    {
      ...{ label: '.', file: folder.at('kept/root') },
      primaries: [
        { address: '2001:db8::1', port: 5300 },
        { address: '192.0.2.2', port: 54 },
      ],
      ...{ notifyFrom: [], maxOctets: 8 * 2 ** 20 },
    },
    {
      label: '0/25.2.0.192.in-addr.arpa',
      file: folder.at('state.transferred/0%2F25.2.0.192.in-addr.arpa.zone'),
      primaries: [{ address: '192.0.2.1', port: 53 }],
      ...{ notifyFrom: ['192.0.2.9'], maxOctets: 256 * 2 ** 20 },
    },
  ]);
});

test('it is left out until the file is there, and again when that is gone', () => {
  folder.write('rondo.yaml', 'zones: [{ name: sec.example, primaries: [192.0.2.1] }]\nforward: off\n');
  expect(served(load())).toEqual({ zones: [], leftOut: ['sec.example'], problems: [] });
  expect(loaded!.isServable).toBe(true);
  const file = folder.write('state.transferred/sec.example.zone', copyFile('www A 192.0.2.7'));
  // This server writes it, and needs not watch it.
  expect(loaded!.files).not.toContain(file);
  expect(served(load())).toEqual({ zones: ['sec.example'], leftOut: [], problems: [] });
  // The last good version takes the place of a broken one.
  folder.write('state.transferred/sec.example.zone', 'nothing of use\n');
  const broken = served(load());
  expect(broken.zones).toEqual(['sec.example']);
  expect(broken.problems.length).toBeGreaterThan(0);
  // So it does of half a one.
  folder.write('state.transferred/sec.example.zone', masterFile('www A 192.0.2.7'));
  expect(served(load())).toEqual({
    zones: ['sec.example'],
    leftOut: [],
    problems: ['the copy of sec.example is not whole: it has no end'],
  });
  // Expired.
  rmSync(file);
  expect(served(load())).toEqual({ zones: [], leftOut: ['sec.example'], problems: [] });
});

test('of a copy with very many mistakes some are told, and no doubts', () => {
  folder.write('rondo.yaml', 'zones: [{ name: sec.example, primaries: [192.0.2.1] }]\nforward: off\n');
  const doubts = '@ TXT ""\n'.repeat(150);
  folder.write('state.transferred/sec.example.zone', copyFile('www A 192.0.2.7', doubts));
  expect(load().problems).toMatchObject({ list: [], dropped: 0 });
  const mistakes = 'www A 192.0.2.256\n'.repeat(50);
  folder.write('state.transferred/sec.example.zone', copyFile('www A 192.0.2.7', mistakes));
  const { problems } = load();
  expect(problems.list).toHaveLength(3);
  expect(problems).toMatchObject({ dropped: 47, errorCount: 50 });
});

test('a copy is handed out as its entry says, else as the top does', () => {
  folder.write(
    'rondo.yaml',
    `zones:
  - { name: a.test, primaries: 192.0.2.1, transfer: { notify-from: 192.0.2.9 } }
  - { name: b.test, primaries: 192.0.2.1, transfer: { to: 192.0.2.7, notify: 192.0.2.7, notify-from: 192.0.2.9 } }
  - { name: c.test, primaries: 192.0.2.1, transfer: off }
transfer: { to: 192.0.2.8 }
`,
  );
  const { config } = load();
  const { rules, usual, files } = config.transfers;
  const ruleOf = (zone: string) =>
    rules[(files.get(folder.at(`state.transferred/${zone}.zone`)) ?? usual) - 1];
  expect(ruleOf('a.test')).toMatchObject({ to: [{ from: '192.0.2.8' }], notify: [] });
  expect(ruleOf('b.test')).toMatchObject({
    ...{ to: [{ from: '192.0.2.7' }], notify: [{ address: '192.0.2.7', port: 53 }] },
  });
  expect(ruleOf('c.test')).toBeUndefined();
  expect(config.secondaries.map(({ notifyFrom }) => notifyFrom)).toEqual([['192.0.2.9'], ['192.0.2.9'], []]);
});

test('what is only doubtful in a zone of others is not told', () => {
  folder.write('rondo.yaml', 'zones: [{ name: sec.example, primaries: [192.0.2.1] }]\nforward: off\n');
  folder.write('state.transferred/sec.example.zone', copyFile('@ MX 1 nowhere'));
  expect(served(load())).toEqual({ zones: ['sec.example'], leftOut: [], problems: [] });
});

test('health attaches to its records, once they are there', () => {
  folder.write(
    'rondo.yaml',
    `zones: [{ name: sec.example, primaries: [192.0.2.1] }]
forward: off
health: [{ match: www.sec.example A, tcp: 80 }]
`,
  );
  expect(served(load()).problems).toEqual([]);
  folder.write('state.transferred/sec.example.zone', copyFile('www A 192.0.2.7', 'www A 192.0.2.8'));
  expect(served(load()).problems).toEqual([]);
  expect(loaded!.zones[0].pools.map(({ name }) => name)).toEqual(['www.sec.example A']);
});

test.each<[entry: string, ...expected: string[]]>([
  [
    '{ name: a..b, primaries: [192.0.2.1] }',
    '1:17 error: expected the name of a zone, found "a..b": a label is empty',
  ],
  ['{ name: a.test, primaries: [] }', '1:25 error: expected 1 to 16 primaries, found an empty list'],
  [
    '{ name: a.test, primaries: [ns.test] }',
    '1:37 error: expected ADDRESS[:PORT], or a mapping with address, port and key, found "ns.test" -> write its address: names are not looked up here',
  ],
  [
    '{ name: a.test, primaries: [{ address: 192.0.2.1, port: 0 }] }',
    '1:65 error: expected a port from 1 to 65535, found 0',
  ],
  [
    '{ name: a.test, masters: [192.0.2.1] }',
    '1:9 error: the key "primaries" is missing: expected ADDRESS[:PORT], or a mapping with address, port and key, or a list of them',
    '1:25 error: unknown key "masters" -> it is called `primaries` here',
  ],
  [
    '{ name: a.test, primaries: [192.0.2.1], max-size: 2GB }',
    '1:59 error: expected an amount of memory from 1MB to 1024MB, such as 64MB or 1GB, found "2GB"',
  ],
  [
    '{ name: a.test, primaries: 192.0.2.1, transfer: { notify: 192.0.2.9 } }',
    '1:47 error: notify needs to: who is told of a version has to get it',
  ],
  [
    '{ name: a.test, primaries: 192.0.2.1, transfer: on }',
    '1:57 error: expected off or a mapping with to, notify and notify-from, found "on"',
  ],
  [
    '{ name: a.test, primaries: 192.0.2.1 }, { name: A.test., primaries: 192.0.2.2 }',
    '1:57 error: a.test has two entries with primaries -> name all primaries in one of them',
  ],
])('%s', (entry, ...expected) => {
  expect(lines(loadFiles({ 'rondo.yaml': `zones: [${entry}]\n` }))).toEqual(
    expected.map(line => `rondo.yaml:${line}`),
  );
});

test('without a state file the entry has to say where it is kept', () => {
  const text = 'state: off\nforward: off\nzones: [{ name: a.test, primaries: 192.0.2.1 }]\n';
  folder.write('rondo.yaml', text);
  const none = loadConfig(
    { configFile: folder.at('rondo.yaml'), overrides: {} },
    undefined,
    undefined,
    () => undefined,
  );
  expect(none.problems.list.map(({ message, hint }) => `${message} -> ${hint}`)).toEqual([
    'nothing says where a.test is kept -> write `file: PATH` in its entry, or set `state`',
  ]);
});

test('a copy that is too old is left out though it is there: at the start by what is kept of it, then by those who ask', () => {
  folder.write('rondo.yaml', 'zones: [{ name: old.example, primaries: 192.0.2.1 }]\n');
  const soa = 'old.example. 300 IN SOA ns. h. 7 7200 900 1209600 60';
  const file = folder.write(
    'state.transferred/old.example.zone',
    `${soa}\nold.example. 300 IN NS ns.\n${COPY_END}\n`,
  );
  const good = { zones: ['old.example'], leftOut: [], problems: [] };
  const tooOld = { zones: [], leftOut: ['old.example'], problems: [] };
  expect(served(load())).toEqual(good);
  expect(served(load([file]))).toEqual(tooOld);
  expect(served(load())).toEqual(good);
  const daysAgo = (days: number) => Date.now() / 1_000 - days * 86_400;
  utimesSync(file, daysAgo(20), daysAgo(20));
  // The clock of the system may have been set since.
  expect(served(load())).toEqual(good);
  loaded = undefined;
  expect(served(load())).toEqual(tooOld);
  expect(served(load())).toEqual(good);
  folder.write('state.transferred/old.example.zone.confirmed', '');
  utimesSync(`${file}.confirmed`, daysAgo(13), daysAgo(13));
  loaded = undefined;
  expect(served(load())).toEqual(good);
});
