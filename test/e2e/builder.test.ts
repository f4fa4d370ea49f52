// Reloads that another thread reads and compiles: what comes back, and what becomes of those that fail or come too late.
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { Problems } from '../../src/source/problem.js';
import { renderProblem } from '../../src/source/render.js';
import { buildOf } from '../../src/store/build.js';
import { BuilderSupervisor, type BuildOutcome } from '../../src/store/builder-supervisor.js';
import type { ZoneChange } from '../../src/store/zone-change.js';
import { ZoneStore } from '../../src/store/zone-store.js';
import { BUILT } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const THREAD = new URL('store/builder-thread.js', BUILT);
const begin = (options: WorkerOptions) => new Worker(THREAD, options);

let folder: TempFolder;
let close: () => Promise<void> = async () => {};
beforeEach(() => {
  folder = new TempFolder();
  folder.write('rondo.yaml', 'zones: [zones/*]\nforward: off\n');
  write('a', 'www A 192.0.2.1');
  write('b', 'www A 192.0.2.2');
});
afterEach(async () => {
  await close();
  folder.remove();
});

/** @param line one or more */
function write(zone: string, line: string): void {
  folder.write(`zones/${zone}.example.zone`, masterFile(line));
}

const manyLines = (count: number) =>
  Array.from({ length: count }, (_, index) => `n${index} A 192.0.2.1`).join('\n');

/** A server's store with its builder; `workers` holds the threads that were begun. */
function setUp(spawn = begin, idleMs?: number) {
  const options = { configFile: folder.at('rondo.yaml'), overrides: {} };
  // Files that have just been written are never taken for unchanged.
  const laterMs = Date.now() + 60_000;
  vi.spyOn(Date, 'now').mockReturnValue(laterMs);
  const loaded = loadConfig(options);
  vi.restoreAllMocks();
  const store = new ZoneStore(buildOf(loaded));
  const workers: Worker[] = [];
  const builder = new BuilderSupervisor({
    options,
    memory: loaded.memory,
    zones: () => store.generation.zones,
    spawn: given => {
      workers.push(spawn(given));
      return workers[workers.length - 1];
    },
    idleMs,
  });
  close = () => builder.close();
  return { store, builder, workers };
}

type Setup = ReturnType<typeof setUp>;

function built(outcome: BuildOutcome): Extract<BuildOutcome, { kind: 'built' }> {
  if (outcome.kind !== 'built') throw new Error(outcome.kind);
  return outcome;
}

/** Puts in force what was built. */
function adopt({ store, builder }: Setup, outcome: BuildOutcome): readonly ZoneChange[] {
  const { build, comparisons } = built(outcome);
  const prepared = store.prepare(build, comparisons);
  store.publish(prepared);
  builder.adopted();
  return prepared.changes;
}

const named = (changes: readonly ZoneChange[]) => changes.map(({ kind, zone }) => `${zone} ${kind}`);
const labels = ({ store }: Setup) => store.generation.zones.map(({ label }) => label);

test('what changed is read, and zones whose files are as they were are the same', async () => {
  const setup = setUp();
  const [kept] = setup.store.generation.zones;
  write('b', 'www A 192.0.2.9');
  write('c', 'www A 192.0.2.3');
  const outcome = built(await setup.builder.build());
  expect(outcome.build.added.map(({ zone }) => zone.label)).toEqual(['b.example', 'c.example']);
  expect(named(adopt(setup, outcome))).toEqual(['b.example changed', 'c.example new']);
  expect(labels(setup)).toEqual(['a.example', 'b.example', 'c.example']);
  expect(setup.store.generation.zones[0]).toBe(kept);
  expect(setup.workers).toHaveLength(1);
});

test('a builder that has ended leaves to the next what was read before', async () => {
  const setup = setUp(begin, 0);
  for (const address of ['192.0.2.7', '192.0.2.8']) {
    write('b', `www A ${address}`);
    const outcome = built(await setup.builder.build());
    expect(outcome.build.added.map(({ zone }) => zone.label)).toEqual(['b.example']);
    const ended = new Promise(resolve => setup.workers.at(-1)?.once('exit', resolve));
    expect(named(adopt(setup, outcome))).toEqual(['b.example changed']);
    await ended;
  }
  expect(setup.workers).toHaveLength(2);
});

test('a build that did not come into force leaves nothing behind', async () => {
  const setup = setUp();
  write('b', 'www A 192.0.2.9');
  await setup.builder.build();
  const outcome = built(await setup.builder.build());
  expect(outcome.build.added.map(({ zone }) => zone.label)).toEqual(['b.example']);
  expect(named(adopt(setup, outcome))).toEqual(['b.example changed']);
});

test('problems have their places, and zones with errors stay as they were', async () => {
  const { builder } = setUp();
  write('b', 'www A 192.0.2.256');
  const outcome = built(await builder.build());
  expect(outcome.build.added).toEqual([]);
  expect(outcome.build.faults).toMatchObject([{ standing: 'kept', zones: ['b.example'] }]);
  const problems = Problems.from(outcome.report.problems);
  expect(problems.errorCount).toBe(1);
  expect(renderProblem(problems.list[0])).toMatch(
    /b\.example\.zone:\d+:7: .*\| www A 192\.0\.2\.256\n[ |]+\^/s,
  );
});

test('a reload is given up for a newer one, which has all of it', async () => {
  const setup = setUp();
  write('b', 'www A 192.0.2.9');
  const first = setup.builder.build();
  setup.builder.overtake();
  expect(await first).toEqual({ kind: 'overtaken' });
  expect(named(adopt(setup, await setup.builder.build()))).toEqual(['b.example changed']);
  expect(setup.workers).toHaveLength(1);
});

test('a long file is given up in the middle', async () => {
  const setup = setUp();
  write('b', manyLines(300_000));
  const first = setup.builder.build();
  await new Promise(resolve => setup.workers[0]?.once('online', resolve) ?? setImmediate(resolve));
  setup.builder.overtake();
  expect(await first).toEqual({ kind: 'overtaken' });
  write('b', 'www A 192.0.2.9');
  expect(named(adopt(setup, await setup.builder.build()))).toEqual(['b.example changed']);
});

test('a builder that dies fails its reload alone, and the next one compares with what is in force', async () => {
  const setup = setUp();
  write('b', 'www A 192.0.2.9');
  adopt(setup, await setup.builder.build());
  const [kept] = setup.store.generation.zones;
  write('b', manyLines(100_000));
  const failed = expect(setup.builder.build()).rejects.toThrow(/the thread that reads the files failed/);
  void setup.workers[0].terminate();
  await failed;
  write('b', 'www A 192.0.2.10');
  const outcome = built(await setup.builder.build());
  // What was remembered is lost with the thread.
  expect(outcome.build.added.map(({ zone }) => zone.label)).toEqual(['a.example', 'b.example']);
  expect(named(adopt(setup, outcome))).toEqual(['b.example changed']);
  expect(setup.store.generation.zones[0]).not.toBe(kept);
});

/** Takes memory without end. */
const GREEDY = 'const all = []; for (;;) all.push(new Array(10_000).fill(0).map(() => ({})));';

test('one that takes too much memory fails its reload alone', async () => {
  const resourceLimits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 };
  let begun = 0;
  const setup = setUp(options =>
    begun++ === 0 ? new Worker(GREEDY, { ...options, eval: true, resourceLimits }) : begin(options),
  );
  write('c', 'www A 192.0.2.3');
  await expect(setup.builder.build()).rejects.toThrow(/MiB of objects/);
  expect(named(adopt(setup, await setup.builder.build()))).toEqual(['c.example new']);
});

test('of very many zones all arrive', async () => {
  const setup = setUp();
  for (let index = 0; index < 600; index++) write(`z${index}`, 'www A 192.0.2.1');
  expect(adopt(setup, await setup.builder.build())).toHaveLength(600);
  expect(labels(setup)).toHaveLength(602);
});
