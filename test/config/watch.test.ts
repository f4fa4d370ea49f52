// The watcher sees files and folders change, in whatever way it is done.
import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FileWatch, watchFiles } from '../../src/config/watch.js';
import { TempFolder } from '../support/temp-folder.js';

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
  const file = folder.write('a.zone', 'one');
  begin('a.zone');
  await changeAfter(() => writeFileSync(file, 'two!'));
  await changeAfter(() => writeFileSync(file, 'three'));
});

it('sees a file being replaced by renaming, again and again', async () => {
  folder.write('a.zone', 'one');
  begin('a.zone');
  for (const text of ['two', 'three', 'four'])
    await changeAfter(() => renameSync(folder.write('a.zone.tmp', text), folder.at('a.zone')));
});

it('sees a file go and come', async () => {
  const file = folder.write('a.zone', 'one');
  begin('a.zone');
  await changeAfter(() => rmSync(file));
  await changeAfter(() => writeFileSync(file, 'one'));
});

it('sees new names in a folder', async () => {
  folder.write('zones/a.zone', 'one');
  begin('zones', 'zones/a.zone');
  await changeAfter(() => void folder.write('zones/b.zone', 'new'));
});

it('sees folders of links being swapped, as Kubernetes does', async () => {
  folder.write('v1/a.zone', 'one');
  folder.write('v2/a.zone', 'two');
  symlinkSync('v1', folder.at('..data'));
  symlinkSync('..data/a.zone', folder.at('a.zone'));
  begin('a.zone');
  await changeAfter(() => {
    symlinkSync('v2', folder.at('..data_tmp'));
    renameSync(folder.at('..data_tmp'), folder.at('..data'));
  });
});

it('sees a folder being replaced by another of its name', async () => {
  folder.write('zones/a.zone', 'one');
  folder.write('next/a.zone', 'two');
  begin('zones/a.zone');
  await changeAfter(() => {
    renameSync(folder.at('zones'), folder.at('former'));
    renameSync(folder.at('next'), folder.at('zones'));
  });
  await changeAfter(() => void folder.write('zones/a.zone', 'three'));
});

it('sees a folder go and come', async () => {
  folder.write('zones/a.zone', 'one');
  begin('zones/a.zone');
  await changeAfter(() => rmSync(folder.at('zones'), { recursive: true }));
  await changeAfter(() => void folder.write('zones/a.zone', 'one'));
});

it('sees a link to a folder being turned to another', async () => {
  folder.write('v1/a.zone', 'one');
  folder.write('v2/a.zone', 'two');
  symlinkSync('v1', folder.at('zones'));
  begin('zones', 'zones/a.zone');
  await changeAfter(() => {
    symlinkSync('v2', folder.at('swap'));
    renameSync(folder.at('swap'), folder.at('zones'));
  });
});

it('sees the target of a link being written, and being replaced', async () => {
  const target = folder.write('elsewhere/real', 'one');
  folder.write('zones/b.zone', 'one');
  symlinkSync(target, folder.at('zones/a.zone'));
  begin('zones/a.zone', 'zones/b.zone');
  await changeAfter(() => writeFileSync(target, 'three'));
  await changeAfter(() => renameSync(folder.write('elsewhere/tmp', 'four!'), target));
});

it('follows an update to other files, and takes no notice of their neighbours', async () => {
  const former = folder.write('a/a.zone', 'one');
  const next = folder.write('b/b.zone', 'one');
  begin('a/a.zone');
  watch.update([next]);
  await changeAfter(() => {
    writeFileSync(former, 'two');
    folder.write('b/swap', 'x');
    mkdirSync(folder.at('b/sub'));
    writeFileSync(next, 'two');
  });
  expect(changes).toBe(1);
});

it('sees what changed between the load and the watch', async () => {
  const file = folder.write('a.zone', 'one');
  const sinceMs = Date.now();
  await changeAfter(() => {
    utimesSync(file, 0, 0);
    watch = watchFiles([file], () => wake?.(), { sinceMs });
  });
});

it('makes one change of many edits', async () => {
  const file = folder.write('a.zone', 'one');
  begin('a.zone');
  await changeAfter(() => {
    for (let round = 0; round < 20; round++) writeFileSync(file, `edit ${round}`);
  });
  expect(changes).toBe(1);
});
