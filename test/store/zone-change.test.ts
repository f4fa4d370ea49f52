// What a reload changed: zones that are new, gone or hold other records, and their serials.
import { rmSync, utimesSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import type { LoadMemory } from '../../src/config/load-memory.js';
import { serialOf } from '../../src/image/soa-serial.js';
import { changesText, changeViews } from '../../src/operate/change-view.js';
import { buildOf } from '../../src/store/build.js';
import type { Serials } from '../../src/store/serials.js';
import type { ZoneChange } from '../../src/store/zone-change.js';
import { ZoneStore } from '../../src/store/zone-store.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
  folder.write('rondo.yaml', 'zones: [zones/*]\nforward: off\n');
});
afterEach(() => folder.remove());

/** Writes a file that was last changed so many seconds after 1970. */
function write(name: string, text: string, seconds = 1000): void {
  utimesSync(folder.write(`zones/${name}`, text), seconds, seconds);
}

/** Of the load before. */
let memory: LoadMemory | undefined;

const load = (store?: ZoneStore) => {
  const loaded = loadConfig(
    { configFile: folder.at('rondo.yaml'), overrides: {} },
    store === undefined ? undefined : memory,
  );
  expect(loaded.problems.hasErrors).toBe(false);
  ({ memory } = loaded);
  return buildOf(loaded);
};

function reload(store: ZoneStore): readonly ZoneChange[] {
  const prepared = store.prepare(load(store));
  store.publish(prepared);
  return prepared.changes;
}

const serials = ({ generation }: ZoneStore) => generation.zones.map(({ image }) => serialOf(image));

const pool = (...lines: string[]) =>
  `zone: p.example\npools:\n  app:\n${lines.map(line => `    ${line}\n`).join('')}`;

test('of a pool its members count, and not how they are handed out or probed', () => {
  write('p.yaml', pool('members: [192.0.2.1, 192.0.2.2]'));
  const store = new ZoneStore(load());
  write(
    'p.yaml',
    pool('members: [{ address: 192.0.2.1, weight: 9 }, 192.0.2.2]', 'probe: { tcp: 80 }'),
    2000,
  );
  expect(reload(store)).toEqual([]);
  expect(serials(store)).toEqual([1000]);
  write('p.yaml', pool('members: [192.0.2.1, 192.0.2.3]'), 3000);
  expect(changesText(reload(store))).toBe('p.example: 1 record came, 1 went');
  expect(serials(store)).toEqual([3000]);
});

test('the zones of a dnsmasq file have serials of their own', () => {
  const rules = (second: string) => `address=/a.example/192.0.2.1\naddress=/b.example/${second}\n`;
  folder.write('rondo.yaml', 'zones: [{ file: zones/rules.conf, format: dnsmasq }]\nforward: off\n');
  write('rules.conf', rules('192.0.2.2'));
  const store = new ZoneStore(load());
  expect(serials(store)).toEqual([1000, 1000]);
  write('rules.conf', rules('192.0.2.3'), 900);
  // An address= answers below its name, too.
  expect(changesText(reload(store))).toBe('b.example: 2 records came, 2 went');
  expect(serials(store)).toEqual([1000, 1001]);
});

test('a serial that the file gives is that of the file, and goes on from there without it', () => {
  const text = (soa: string, address: string) =>
    `zone: s.example\n${soa}records: { www: { A: ${address} } }\n`;
  write('s.yaml', text('soa: { serial: 7000 }\n', '192.0.2.1'));
  const store = new ZoneStore(load());
  write('s.yaml', text('soa: { serial: 6000 }\n', '192.0.2.1'), 2000);
  expect(changesText(reload(store))).toBe('s.example: serial 6000, no record changed');
  write('s.yaml', text('', '192.0.2.2'), 3000);
  expect(changesText(reload(store))).toBe('s.example: 1 record came, 1 went');
  expect(serials(store)).toEqual([6001]);
});

test('very many zones are named in part, by name, and lead to one event of bounded size', () => {
  const store = new ZoneStore(load());
  for (let index = 0; index < 30; index++) write(`z${index}.example.zone`, masterFile('www A 192.0.2.1'));
  const changes = reload(store);
  expect(changesText(changes)).toMatch(
    /^z0\.example: new, 4 records; z1\.example: new.*; and 22 more zones$/,
  );
  expect(changeViews(changes)).toHaveLength(20);
  rmSync(folder.at('zones/z3.example.zone'));
  const lines = Array.from({ length: 30 }, (_, index) => `n${index} A 192.0.2.1`);
  write('z2.example.zone', masterFile('www A 192.0.2.1', ...lines), 2000);
  write('z4.example.zone', masterFile('www A 192.0.2.9'), 2000);
  const next = reload(store);
  expect(changesText(next)).toBe(
    'z2.example: 30 records came; z3.example: gone; z4.example: 1 record came, 1 went',
  );
  expect(changeViews(next).map(({ came, went, records }) => [came, went, records.length])).toEqual([
    [30, 0, 20],
    [0, 4, 0],
    [1, 1, 0],
  ]);
  expect(store.journal.since('z4.example', 1)).toBeUndefined();
});

test('a step is in the journal when the serial went on', () => {
  write('x.yaml', 'zone: x.example\n');
  write('y.yaml', 'zone: y.example\nrecords: { www: { A: 192.0.2.1 } }\n');
  const store = new ZoneStore(load());
  write('y.yaml', 'zone: y.example\nrecords: { www: { A: 192.0.2.2 } }\n', 2000);
  reload(store);
  const [step] = store.journal.since('y.example', 1000) ?? [];
  expect([step.fromSerial, step.toSerial, step.difference.cameCount]).toEqual([1000, 2000, 1]);
  rmSync(folder.at('zones/y.yaml'));
  reload(store);
  expect(store.journal.since('y.example', 1000)).toBeUndefined();
});

test('a serial is kept before anybody is answered by it, and only when it is new', () => {
  const kept: (number | undefined)[] = [];
  const keeping = {
    read: () => undefined,
    save: (all: Serials) => void kept.push(all.kept.zones.get('y.example')?.serial),
  };
  write('y.yaml', 'zone: y.example\nrecords: { www: { A: 192.0.2.1 } }\n');
  const store = new ZoneStore(load(), keeping);
  expect(kept).toEqual([]);
  store.keepSerials();
  store.keepSerials();
  expect(kept).toEqual([1000]);
  write('y.yaml', 'zone: y.example\nrecords: { www: { A: 192.0.2.2 } }\n', 900);
  const prepared = store.prepare(load(store));
  const former = store.generation;
  keeping.save = all => {
    expect(store.generation).toBe(former);
    kept.push(all.kept.zones.get('y.example')?.serial);
  };
  store.publish(prepared);
  expect(kept).toEqual([1000, 1001]);
  reload(store);
  expect(kept).toEqual([1000, 1001]);
});
