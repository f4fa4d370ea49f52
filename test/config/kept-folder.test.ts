// The folder of last good versions: its bounds, what is removed, and texts that are no use.
import { mkdirSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { STANDING } from '../../src/config/file-fault.js';
import { type KeptBounds, KeptFolder } from '../../src/config/kept-folder.js';
import { encodeKept } from '../../src/config/kept-text.js';
import { loadConfig } from '../../src/config/load.js';
import type { LoadMemory } from '../../src/config/load-memory.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
  folder.write('rondo.yaml', 'zones: [zones/*]\nforward: off\n');
});
afterEach(() => folder.remove());

const AMPLE: KeptBounds = { fileOctets: 100_000, allOctets: 1_000_000, files: 100 };
const path = () => folder.at('x.zones');
const kept = () => {
  try {
    return readdirSync(path());
  } catch {
    return [];
  }
};

function write(zone: string, lines = 1): void {
  const records = Array.from({ length: lines }, (_, index) => `n${index} A 192.0.2.${index % 250}`);
  folder.write(`zones/${zone}.example.zone`, masterFile(records.join('\n')));
}

function load(former?: LoadMemory) {
  // Files that have just been written are never taken for unchanged.
  const laterMs = Date.now() + 60_000;
  vi.spyOn(Date, 'now').mockReturnValue(laterMs);
  const loaded = loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} }, former, undefined, () =>
    folder.at('x.json'),
  );
  vi.restoreAllMocks();
  return loaded;
}

function keep({ memory }: ReturnType<typeof load>, bounds: Partial<KeptBounds> = {}): string[] {
  const remarks = new KeptFolder(path(), { ...AMPLE, ...bounds }).keep(memory, () => {});
  return remarks.map(({ why, text }) => `${why}: ${text.replaceAll(`${folder.path}/`, '')}`);
}

function isBehind({ memory }: ReturnType<typeof load>): boolean {
  const steps = new KeptFolder(path(), AMPLE).isBehind(memory);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

const standings = ({ faults }: ReturnType<typeof load>) =>
  faults.map(({ standing, zones }) => `${zones} ${standing}`);

describe('a file whose name does not tell that it is a zone', () => {
  test.each([[''], ['not a zone\n'], ['$TTL 60\n'], ['zone: ']])(
    'is served as it was kept when it says %j at the next start',
    text => {
      folder.write('zones/d.example', masterFile('www A 192.0.2.1'));
      folder.write('zones/e', 'zone: e.example\nrecords: { "@": { A: 192.0.2.1 } }\n');
      folder.write('zones/notes', 'shopping\n');
      keep(load());
      folder.write('zones/d.example', text);
      folder.write('zones/e', text);
      const loaded = load();
      expect(standings(loaded).sort()).toEqual(['d.example kept', 'e.example kept']);
      expect(loaded.unread.count).toBe(1);
    },
  );

  test('is not read when nothing was kept of it', () => {
    folder.write('zones/d.example', masterFile('www A 192.0.2.1'));
    keep(load());
    folder.write('zones/notes', '');
    const loaded = load();
    expect([loaded.zones.length, loaded.unread.count, loaded.faults.length]).toEqual([1, 1, 0]);
  });
});

describe('bounds', () => {
  beforeEach(() => {
    write('a');
    write('b', 400);
    write('c');
  });

  test('a long file is not kept, the others are', () => {
    const remarks = keep(load(), { fileOctets: 4_000 });
    expect(remarks).toEqual([
      'long: zones/b.example.zone is not kept: with what it includes it is over 4000 octets',
    ]);
    expect(kept()).toHaveLength(2);
  });

  test('what is included counts', () => {
    folder.write('zones/a.example.zone', masterFile('$INCLUDE more.inc'));
    folder.write('zones/more.inc', '; nothing\n'.repeat(1_000));
    expect(keep(load(), { fileOctets: 9_000 })).toEqual([
      'long: zones/a.example.zone is not kept: with what it includes it is over 9000 octets',
    ]);
  });

  test('all together', () => {
    expect(keep(load(), { allOctets: 4_000 })).toEqual([
      'full: zones/b.example.zone is not kept: all together would be over 4000 octets',
    ]);
    expect(kept()).toHaveLength(2);
  });

  test('number, which is said once', () => {
    expect(keep(load(), { files: 1 })).toEqual([
      'many: zones/b.example.zone is not kept: there are over 1 zone files',
    ]);
    expect(kept()).toHaveLength(1);
  });

  test('of a file that grew over a bound nothing is left, for it would not be the last good version', () => {
    const first = load();
    keep(first);
    write('a', 1_000);
    keep(load(first.memory), { fileOctets: 10_000 });
    expect(kept()).toHaveLength(2);
  });
});

describe('what is kept', () => {
  test('is written once, and the version before goes', () => {
    write('a');
    write('b');
    const first = load();
    expect(isBehind(first)).toBe(true);
    keep(first);
    expect(isBehind(first)).toBe(false);
    const names = kept();
    expect(isBehind(load())).toBe(false);
    write('a', 2);
    const second = load(first.memory);
    expect(isBehind(second)).toBe(true);
    keep(second);
    expect(kept()).toHaveLength(2);
    expect(kept().filter(name => names.includes(name))).toHaveLength(1);
  });

  test('is not what the file became after it was read', () => {
    write('a');
    const loaded = load();
    write('a', 2);
    expect(keep(loaded)).toEqual([]);
    expect(kept()).toEqual([]);
  });

  test('stays while the file is broken, and goes with it', () => {
    write('a');
    write('b');
    const first = load();
    keep(first);
    folder.write('zones/a.example.zone', 'broken\n');
    const second = load();
    expect(standings(second)).toEqual(['a.example kept']);
    keep(second);
    expect(kept()).toHaveLength(2);
    const third = load(second.memory);
    expect(standings(third)).toEqual(['a.example kept']);
    keep(third);
    expect(kept()).toHaveLength(2);
    renameSync(folder.at('zones/a.example.zone'), folder.at('a'));
    keep(load(third.memory));
    expect(kept()).toHaveLength(1);
  });

  test('gives way to what else is wanted, and is gone on with', () => {
    write('a');
    write('b');
    const { memory } = load();
    const keeper = new KeptFolder(path(), AMPLE);
    let left = 1;
    const stop = () => {
      if (left-- === 0) throw new RangeError('overtaken');
    };
    expect(() => keeper.keep(memory, stop)).toThrow(RangeError);
    expect(kept()).toHaveLength(1);
    keeper.keep(memory, () => {});
    expect(kept()).toHaveLength(2);
  });

  test('leaves nothing behind of processes that were killed', () => {
    write('a');
    const loaded = load();
    mkdirSync(path());
    const [old, young] = ['1', '2'].map(pid => `${'0'.repeat(32)}-${'0'.repeat(16)}.kept.${pid}`);
    for (const name of [old, young, 'notes.txt']) writeFileSync(folder.at(`x.zones/${name}`), 'x');
    utimesSync(folder.at(`x.zones/${old}`), 1, 1);
    keep(loaded);
    expect(kept().filter(name => !name.endsWith('.kept'))).toEqual([young, 'notes.txt']);
  });
});

describe('a text that is no use', () => {
  const warnings = ({ problems }: ReturnType<typeof load>) =>
    problems.list.filter(({ severity }) => severity === 'warning').map(({ message }) => message);

  /** Keeps two zones, breaks the first, and changes what was kept of it. */
  function spoil(change: (bytes: Buffer) => Uint8Array) {
    write('a');
    write('b');
    keep(load());
    folder.write('zones/a.example.zone', 'broken\n');
    for (const name of kept()) {
      const file = folder.at(`x.zones/${name}`);
      const bytes = readFileSync(file);
      if (bytes.includes('a.example.zone')) writeFileSync(file, change(bytes));
    }
    return load();
  }

  test.each<[string, (bytes: Buffer) => Uint8Array, RegExp]>([
    ['cut', bytes => bytes.subarray(0, -1), /that was kept in .* is no use: it is damaged/],
    ['empty', () => new Uint8Array(0), /it is damaged/],
    ['with one bit changed', bytes => bytes.with(-3, bytes.at(-3)! ^ 1) as Uint8Array, /it is damaged/],
  ])('%s', (_, change, message) => {
    const loaded = spoil(change);
    expect(warnings(loaded)).toEqual([expect.stringMatching(message)]);
    expect(standings(loaded)).toEqual([`a.example ${STANDING.LEFT_OUT}`]);
  });

  test('with an error by now', () => {
    const file = () => folder.at('zones/a.example.zone');
    const loaded = spoil(() =>
      encodeKept({
        ...{ file: file(), format: 'master', readMs: 0, folders: new Map() },
        files: new Map([[file(), { bytes: Buffer.from('@ SOA nonsense\n'), modifiedSeconds: 0 }]]),
      }),
    );
    expect(warnings(loaded)).toEqual([expect.stringMatching(/a\.example\.zone that was kept is no use: /)]);
    expect(standings(loaded)).toEqual([`a.example ${STANDING.LEFT_OUT}`]);
  });
});
