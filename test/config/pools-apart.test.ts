// Pools of several files that do not fit together after an edit, a start or a restart: all that was served stays served.
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { KeptFolder, keptFolderOf } from '../../src/config/kept-folder.js';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import { type Generation, makeGeneration } from '../../src/store/generation.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
let loaded: Loaded | undefined;
let generation: Generation | undefined;
beforeEach(() => {
  folder = new TempFolder();
  // Files that have just been written are never taken for unchanged.
  const laterMs = Date.now() + 60_000;
  vi.spyOn(Date, 'now').mockReturnValue(laterMs);
  folder.write('rondo.yaml', 'zones: zones/*\nforward: off\n');
  [loaded, generation] = [undefined, undefined];
});
afterEach(() => {
  vi.restoreAllMocks();
  folder.remove();
});

interface Text {
  readonly pool?: string;
  readonly keys?: string;
  readonly members?: string;
}

/** Writes `zones/NAME.yaml` with the zone `NAME.test`, which has one pool of that name. */
function write(name: string, { pool = name, keys = '', members = '[192.0.2.1]' }: Text = {}): void {
  const more = keys === '' ? '' : `${keys}, `;
  const probe = keys.includes('probe') ? '' : 'probe: { tcp: 1 }, ';
  folder.write(
    `zones/${name}.yaml`,
    `zone: ${name}.test\npools:\n  ${pool}: { ${more}${probe}members: ${members} }\n`,
  );
}

const to = (name: string) => `fallback: { pool: ${name}.${name}.test }`;
const follows = (name: string) => `probe: { track: ${name}.${name}.test A }`;

/** The same server reads its files again, or one that starts. */
function step({ isStart = false, kept = '' } = {}): Loaded {
  if (isStart) [loaded, generation] = [undefined, undefined];
  const stateFileOf = kept === '' ? undefined : () => folder.at(kept);
  loaded = loadConfig(
    { configFile: folder.at('rondo.yaml'), overrides: {} },
    loaded?.memory,
    undefined,
    stateFileOf,
  );
  generation = makeGeneration(loaded, generation);
  return loaded;
}

/** Has what is in force kept for a restart. */
function keep(): void {
  new KeptFolder(keptFolderOf(folder.at('kept'))!).keep(loaded!.memory, () => {});
}

/** Each pool in force with its members, and the one that it falls back to, when that is in force. */
function pools(): string[] {
  const all = generation?.pools ?? [];
  return all
    .map(({ name, pool }) => {
      const { found } = pool.fallbackPool ?? {};
      const other = all.find(each => each.name === found?.name)?.pool.recordsDigest;
      const joined = found !== undefined && other === found.recordsDigest ? ` > ${found.name[0]}` : '';
      return `${name[0]} ${pool.members.map(({ address }) => address.split('.')[3])}${joined}`;
    })
    .sort();
}

/** What is not served as its file stands. */
const faults = () =>
  loaded!.faults.map(
    ({ file, standing, zones, problem }) =>
      `${file.slice(folder.at('zones').length + 1)} ${standing} ${zones}: ${problem.message.replace(/\(\S*\/(\w\.yaml:\d+)\)/g, '($1)')}`,
  );

const served = () => loaded!.zones.map(({ source }) => source.slice(folder.at('zones').length + 1)).sort();

const ALL = ['a.yaml', 'b.yaml', 'c.yaml'];

describe('a circle over three zones', () => {
  const ORDERS = ['abc', 'acb', 'bac', 'bca', 'cab', 'cba'];
  const next: Record<string, string> = { a: 'b', b: 'c', c: 'a' };

  test.each(ORDERS)('that edits make in the order %s costs the last of them', order => {
    for (const name of 'abc') write(name);
    step();
    for (const name of order) {
      write(name, { keys: to(next[name]) });
      step();
    }
    const last = order[2];
    expect([served(), loaded!.leftOut]).toEqual([ALL, []]);
    expect(faults()).toEqual([
      expect.stringContaining(`${last}.yaml kept ${last}.test: this pool falls back`),
    ]);
    const joined = (name: string) => `${name} 1${name === last ? '' : ` > ${next[name]}`}`;
    expect(pools()).toEqual(['a', 'b', 'c'].map(joined));
    // It is in force again once it is mended.
    write(last, { members: '[192.0.2.7]' });
    step();
    expect([faults(), pools()[ALL.indexOf(`${last}.yaml`)]]).toEqual([[], `${last} 7`]);
  });

  test.each(['a', 'b', 'c'])('that a file brings back which was away costs one fallback: %s', back => {
    const [one, two] = 'abc'.replace(back, '');
    for (const name of 'abc')
      write(name, name === back || next[name] === back ? { keys: to(next[name]) } : {});
    step();
    const others = [one, two].map(name => `${name}.yaml`);
    rmSync(folder.at(`zones/${back}.yaml`));
    step();
    expect(served()).toEqual(others);
    write(next[back], { keys: to(next[next[back]]) });
    step();
    expect(served()).toEqual(others);
    write(back, { keys: to(next[back]) });
    step();
    expect([served(), loaded!.leftOut]).toEqual([ALL, []]);
    expect(faults()).toEqual([
      expect.stringContaining(`${back}.yaml left out : this pool falls back to itself`),
    ]);
    expect(pools()).toEqual(
      ['a', 'b', 'c'].map(name => `${name} 1${name === back ? '' : ` > ${next[name]}`}`),
    );
    // The file can be edited meanwhile, and is whole again without the circle.
    write(back, { keys: to(next[back]), members: '[192.0.2.8]' });
    step();
    expect([pools()[ALL.indexOf(`${back}.yaml`)], faults().length]).toEqual([`${back} 8`, 1]);
    write(next[back]);
    step();
    expect([faults(), pools()[ALL.indexOf(`${back}.yaml`)]]).toEqual([[], `${back} 8 > ${next[back]}`]);
  });

  test('costs one fallback at a start', () => {
    for (const name of 'abc') write(name, { keys: to(next[name]) });
    step();
    expect([served(), faults().length, loaded!.isServable]).toEqual([ALL, 1, true]);
    expect(pools().filter(each => each.includes('>'))).toHaveLength(2);
    step({ isStart: true, kept: 'kept' });
    expect([served(), faults().length]).toEqual([ALL, 1]);
  });

  test.each(['a', 'b', 'c'])('costs the edit after a restart, too: %s', last => {
    for (const name of 'abc') write(name, name === last ? {} : { keys: to(next[name]) });
    step();
    keep();
    write(last, { keys: to(next[last]), members: '[192.0.2.9]' });
    step();
    const before = [pools(), faults()];
    step({ isStart: true, kept: 'kept' });
    expect([pools(), faults()]).toEqual(before);
    expect(faults()).toHaveLength(1);
  });
});

describe('a pool that another falls back to', () => {
  const CHANGES: readonly [string, () => void][] = [
    ['has another name', () => write('b', { pool: 'x' })],
    ['has another type', () => write('b', { members: '["2001:db8::1"]' })],
    [
      'is in another zone',
      () => folder.write('zones/b.yaml', 'zone: x.test\nrecords: { www: { A: 192.0.2.1 } }\n'),
    ],
  ];

  test.each(CHANGES)('stays as it was when it %s, until its user is mended', (_, change) => {
    write('a', { keys: to('b') });
    write('b');
    step();
    keep();
    change();
    step();
    expect([served(), pools(), loaded!.leftOut]).toEqual([['a.yaml', 'b.yaml'], ['a 1 > b', 'b 1'], []]);
    expect(faults()).toEqual(['b.yaml kept b.test: no pool is called "b.b.test A"']);
    write('a');
    step();
    expect([faults(), pools()[0]]).toEqual([[], 'a 1']);
  });

  test.each(CHANGES.slice(0, 2))('stays as it was after a restart when it %s', (_, change) => {
    write('a', { keys: to('b') });
    write('b');
    step();
    keep();
    change();
    step({ isStart: true, kept: 'kept' });
    expect(pools()).toEqual(['a 1 > b', 'b 1']);
    expect(faults()).toEqual(['b.yaml kept b.test: no pool is called "b.b.test A"']);
  });

  test('may go: its user is served, also after a restart, and by a file that is new', () => {
    write('a', { keys: to('b') });
    write('b');
    step();
    keep();
    rmSync(folder.at('zones/b.yaml'));
    step();
    expect([served(), pools(), faults().length]).toEqual([['a.yaml'], ['a 1'], 1]);
    write('c', { keys: to('b') });
    step();
    expect([served(), pools(), faults().length]).toEqual([['a.yaml', 'c.yaml'], ['a 1', 'c 1'], 2]);
    step({ isStart: true, kept: 'kept' });
    expect([served(), pools(), faults().length]).toEqual([['a.yaml', 'c.yaml'], ['a 1', 'c 1'], 2]);
    step();
    expect([pools(), faults().length]).toEqual([['a 1', 'c 1'], 2]);
    write('b');
    step();
    expect([pools(), faults()]).toEqual([['a 1 > b', 'b 1', 'c 1 > b'], []]);
  });

  test('is known while somebody writes its file', () => {
    write('a');
    write('b');
    step();
    write('a', { keys: to('b') });
    const awaited = new Set([folder.at('zones/b.yaml')]);
    const options = { configFile: folder.at('rondo.yaml'), overrides: {}, awaited };
    loaded = loadConfig(options, loaded!.memory);
    generation = makeGeneration(loaded, generation);
    expect([loaded.problems.hasErrors, pools()]).toEqual([false, ['a 1 > b', 'b 1']]);
  });
});

describe('a pool that another follows', () => {
  test('may go: its user is served without a probe where nothing else is known', () => {
    write('a', { keys: follows('b') });
    write('b');
    step();
    rmSync(folder.at('zones/b.yaml'));
    step();
    expect([served(), faults().length]).toEqual([['a.yaml'], 1]);
    step({ isStart: true });
    expect([served(), loaded!.leftOut, faults()]).toEqual([
      ['a.yaml'],
      [],
      ['a.yaml left out : no pool that is probed is called "b.b.test A"'],
    ]);
    write('a', { keys: follows('b'), members: '[192.0.2.5]' });
    step();
    expect([served(), faults().length]).toEqual([['a.yaml'], 1]);
    write('b');
    step();
    expect([faults(), pools()]).toEqual([[], ['a 5', 'b 1']]);
  });

  test('may come back into a circle', () => {
    write('a', { keys: follows('b') });
    write('b');
    step();
    rmSync(folder.at('zones/b.yaml'));
    step();
    write('b', { keys: follows('a') });
    step();
    expect([served(), loaded!.leftOut]).toEqual([['a.yaml', 'b.yaml'], []]);
    expect(faults()).toEqual([expect.stringContaining('b.yaml left out : this pool follows itself')]);
  });
});

test('a file of a usual name that is restored at a restart is told of once', () => {
  folder.write('zones/z.test', '$TTL 60\n@ SOA ns root 1 3600 600 604800 60\n@ NS ns\nns A 192.0.2.1\n');
  write('a');
  step();
  keep();
  folder.write('zones/z.test', 'nothing\n');
  step({ isStart: true, kept: 'kept' });
  const said = loaded!.problems.list.filter(({ place }) => !place.file.endsWith('a.yaml'));
  expect(said.map(({ severity }) => severity)).toEqual(['error']);
  expect(served()).toEqual(['a.yaml', 'z.test']);
});
