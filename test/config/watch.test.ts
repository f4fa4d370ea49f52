// The watcher sees files and folders change, in whatever way it is done.
import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { REST_TIMES } from '../../src/config/file-rest.js';
import { type FileWatch, watchFiles } from '../../src/config/watch.js';
import type { WatchFolder } from '../../src/source/folder-watches.js';
import { FakeClock } from '../support/fake-clock.js';
import { TempFolder } from '../support/temp-folder.js';

/** What looks half-written is awaited as long as what does not. */
const SHORT = { ...REST_TIMES, doubtMs: REST_TIMES.settleMs };

let folder: TempFolder;
let watch: FileWatch;
let changes: number;
let wake: (() => void) | undefined;

function begin(...names: string[]): void {
  watch = watchFiles(
    names.map(name => folder.at(name)),
    () => {
      changes++;
      wake?.();
    },
    { times: SHORT },
  );
}

/** Resolves with the next change after `act`; the test's time limit is the only other end. */
async function changeAfter(act: () => void): Promise<void> {
  const seen = new Promise<void>(resolve => {
    wake = resolve;
  });
  act();
  await seen;
}

beforeEach(() => {
  folder = new TempFolder();
  changes = 0;
  wake = undefined;
});
afterEach(async () => {
  await watch.close();
  folder.remove();
});

it('sees a file being written, at once after the start too', async () => {
  const file = folder.write('a.zone', 'one\n');
  begin('a.zone');
  await changeAfter(() => writeFileSync(file, 'two!\n'));
  await changeAfter(() => writeFileSync(file, 'three\n'));
});

it('sees a file being replaced by renaming, again and again', async () => {
  folder.write('a.zone', 'one\n');
  begin('a.zone');
  for (const text of ['two', 'three', 'four'])
    await changeAfter(() => renameSync(folder.write('a.zone.tmp', `${text}\n`), folder.at('a.zone')));
});

it('sees a file go and come', async () => {
  const file = folder.write('a.zone', 'one\n');
  begin('a.zone');
  await changeAfter(() => rmSync(file));
  await changeAfter(() => writeFileSync(file, 'one\n'));
});

it('sees new names in a folder', async () => {
  folder.write('zones/a.zone', 'one\n');
  begin('zones', 'zones/a.zone');
  await changeAfter(() => void folder.write('zones/b.zone', 'new\n'));
});

it('sees folders of links being swapped, as Kubernetes does', async () => {
  folder.write('v1/a.zone', 'one\n');
  folder.write('v2/a.zone', 'two\n');
  symlinkSync('v1', folder.at('..data'));
  symlinkSync('..data/a.zone', folder.at('a.zone'));
  begin('a.zone');
  await changeAfter(() => {
    symlinkSync('v2', folder.at('..data_tmp'));
    renameSync(folder.at('..data_tmp'), folder.at('..data'));
  });
});

it('sees a folder being replaced by another of its name', async () => {
  folder.write('zones/a.zone', 'one\n');
  folder.write('next/a.zone', 'two\n');
  begin('zones/a.zone');
  await changeAfter(() => {
    renameSync(folder.at('zones'), folder.at('former'));
    renameSync(folder.at('next'), folder.at('zones'));
  });
  await changeAfter(() => void folder.write('zones/a.zone', 'three\n'));
});

it('sees a folder go and come', async () => {
  folder.write('zones/a.zone', 'one\n');
  begin('zones/a.zone');
  await changeAfter(() => rmSync(folder.at('zones'), { recursive: true }));
  await changeAfter(() => void folder.write('zones/a.zone', 'one\n'));
});

it('sees a link to a folder being turned to another', async () => {
  folder.write('v1/a.zone', 'one\n');
  folder.write('v2/a.zone', 'two\n');
  symlinkSync('v1', folder.at('zones'));
  begin('zones', 'zones/a.zone');
  await changeAfter(() => {
    symlinkSync('v2', folder.at('swap'));
    renameSync(folder.at('swap'), folder.at('zones'));
  });
});

it('sees the target of a link being written, and being replaced', async () => {
  const target = folder.write('elsewhere/real', 'one\n');
  folder.write('zones/b.zone', 'one\n');
  symlinkSync(target, folder.at('zones/a.zone'));
  begin('zones/a.zone', 'zones/b.zone');
  await changeAfter(() => writeFileSync(target, 'three\n'));
  await changeAfter(() => renameSync(folder.write('elsewhere/tmp', 'four!'), target));
});

it('follows an update to other files, and takes no notice of their neighbours', async () => {
  const former = folder.write('a/a.zone', 'one\n');
  const next = folder.write('b/b.zone', 'one\n');
  begin('a/a.zone');
  watch.update([next]);
  await changeAfter(() => {
    writeFileSync(former, 'two\n');
    folder.write('b/swap', 'x\n');
    mkdirSync(folder.at('b/sub'));
    writeFileSync(next, 'two\n');
  });
  expect(changes).toBe(1);
});

it('sees what changed between the load and the watch', async () => {
  const file = folder.write('a.zone', 'one\n');
  const sinceMs = Date.now();
  await changeAfter(() => {
    utimesSync(file, 0, 0);
    watch = watchFiles([file], () => wake?.(), { sinceMs });
  });
});

it('makes one change of many edits', async () => {
  const file = folder.write('a.zone', 'one\n');
  begin('a.zone');
  await changeAfter(() => {
    for (let round = 0; round < 20; round++) writeFileSync(file, `edit ${round}\n`);
  });
  expect(changes).toBe(1);
});

it('sees the target of a dangling link appear, and that of a link to a link', async () => {
  symlinkSync('elsewhere/deep/real', folder.at('second'));
  symlinkSync('second', folder.at('a.zone'));
  begin('a.zone');
  await changeAfter(() => void folder.write('elsewhere/deep/real', 'one\n'));
  await changeAfter(() => {
    symlinkSync('elsewhere/other', folder.at('swap'));
    folder.write('elsewhere/other', 'two\n');
    renameSync(folder.at('swap'), folder.at('second'));
  });
});

it('sees a folder being replaced at once by a file of its name, and back', async () => {
  folder.write('zones/a.zone', 'one\n');
  folder.write('file', 'no folder\n');
  begin('zones', 'zones/a.zone');
  await changeAfter(() => {
    renameSync(folder.at('zones'), folder.at('former'));
    renameSync(folder.at('file'), folder.at('zones'));
  });
  await changeAfter(() => {
    rmSync(folder.at('zones'));
    renameSync(folder.at('former'), folder.at('zones'));
  });
  await changeAfter(() => void folder.write('zones/a.zone', 'two\n'));
});

it('sees a file become a folder, and a file again', async () => {
  const file = folder.write('zones/a.zone', 'one\n');
  begin('zones', 'zones/a.zone');
  await changeAfter(() => {
    rmSync(file);
    mkdirSync(file);
  });
  await changeAfter(() => {
    rmSync(file, { recursive: true });
    writeFileSync(file, 'one\n');
  });
});

it('sees a folder high above move away, and come back', async () => {
  folder.write('a/b/c/zones/a.zone', 'one\n');
  begin('a/b/c/zones', 'a/b/c/zones/a.zone');
  await changeAfter(() => renameSync(folder.at('a'), folder.at('away')));
  await changeAfter(() => renameSync(folder.at('away'), folder.at('a')));
  await changeAfter(() => void folder.write('a/b/c/zones/a.zone', 'two\n'));
});

it('sees a file come whose folders are not there yet', async () => {
  begin('etc/rondo/rondo.yaml');
  mkdirSync(folder.at('etc'));
  await changeAfter(() => void folder.write('etc/rondo/rondo.yaml', 'one\n'));
});

/** A watch that is told of nothing, and what it has seen. */
async function silentWatch(refusal?: string) {
  const clock = new FakeClock();
  const troubles: string[] = [];
  const watchFolder: WatchFolder = () => {
    if (refusal !== undefined) throw Object.assign(new Error(refusal), { code: refusal });
    return { close: () => {}, on: () => {} } as unknown as ReturnType<WatchFolder>;
  };
  for (const name of ['a', 'b', 'c']) folder.write(`${name}.zone`, 'one\n');
  // Times of files have some milliseconds for a unit, in which the test may be over.
  utimesSync(folder.path, 1, 1);
  const onTrouble = (message: string) => void troubles.push(message);
  const paths = ['.', 'a.zone', 'b.zone', 'c.zone'].map(name => folder.at(name));
  watch = watchFiles(paths, () => changes++, { clock, watchFolder, onTrouble });
  await clock.advance(60_000);
  expect(changes).toBe(0);
  return { clock, troubles };
}

it('sees changes that the system does not tell of, such as those of other machines', async () => {
  const { clock, troubles } = await silentWatch();
  folder.write('b.zone', 'two\n');
  await clock.advance(6_000);
  expect(changes).toBe(1);
  folder.write('d.zone', 'new\n');
  await clock.advance(6_000);
  expect(changes).toBe(2);
  expect(troubles).toEqual([]);
});

it('says that the system refuses to watch, and looks more often', async () => {
  const { clock, troubles } = await silentWatch('ENOSPC');
  expect(troubles).toEqual([
    'changes of files may be seen late, since the system watches no more folders (ENOSPC); raise fs.inotify.max_user_watches',
  ]);
  folder.write('b.zone', 'two\n');
  await clock.advance(1_200);
  expect(changes).toBe(1);
});

it('looks at all files soon after more events than the system may have kept', async () => {
  const clock = new FakeClock();
  let tell: Parameters<WatchFolder>[1] = () => {};
  const watchFolder: WatchFolder = (_, onEvent) => {
    tell = onEvent;
    return { close: () => {}, on: () => {} } as unknown as ReturnType<WatchFolder>;
  };
  const paths = Array.from({ length: 1_500 }, (_, index) => folder.write(`${index}.zone`, 'one\n'));
  watch = watchFiles(paths, () => changes++, { clock, watchFolder });
  writeFileSync(paths[1_499], 'two\n');
  await clock.advance(400);
  for (let count = 0; count < 10_000; count++) tell('change', 'other');
  await clock.advance(400);
  expect(changes).toBe(1);
});

it('a link that leads to itself is no trouble, and is seen to become a file', async () => {
  symlinkSync(folder.at('circle'), folder.at('circle'));
  watch = watchFiles([folder.at('circle')], () => wake?.(), { times: SHORT, sinceMs: 0 });
  await changeAfter(() => {
    rmSync(folder.at('circle'));
    folder.write('circle', 'text\n');
  });
});
