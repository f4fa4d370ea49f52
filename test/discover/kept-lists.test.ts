// The file of last good lists: as many as sources may bring have room in it.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAX_FOUND, MAX_FOUND_IN_ALL, MAX_TAGS } from '../../src/discover/bounds.js';
import { KeptLists } from '../../src/discover/kept-lists.js';
import type { Target } from '../../src/discover/source.js';
import { FakeClock } from '../support/fake-clock.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;

beforeEach(() => {
  folder = new TempFolder();
});

afterEach(() => folder.remove());

test('the longest lists with the longest tags are there after a restart', () => {
  const faults: string[] = [];
  const kept = () => new KeptLists(folder.at('state.json'), new FakeClock(), text => faults.push(text));
  const tags = Array.from({ length: MAX_TAGS }, (_, index) => `${'x'.repeat(60)}=${index}`.slice(0, 63));
  const target = (index: number): Target => ({
    host: `2001:db8:ffff:ffff:ffff:ffff:ffff:${(index + 0x1000).toString(16)}`,
    name: 'n'.repeat(253),
    port: 65_535,
    weight: 256,
    backup: 255,
    tags,
  });
  const list = Array.from({ length: MAX_FOUND }, (_, index) => target(index));
  const lists = new Map(
    Array.from({ length: MAX_FOUND_IN_ALL / MAX_FOUND }, (_, index) => [`source${index}`, list]),
  );
  const before = kept();
  before.changed(() => lists);
  before.close();
  expect(faults).toEqual([]);
  const after = kept().read();
  expect(faults).toEqual([]);
  expect([...after.values()].flat()).toHaveLength(MAX_FOUND_IN_ALL);
});
