// The file with the updates of a zone: written anew piece by piece, read in turns, and led back to a moment before.
import { readFileSync, statSync, truncateSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { nameFromText } from '../../../src/dns/name.js';
import { TYPE } from '../../../src/dns/types.js';
import { UpdateFile } from '../../../src/transfer/update/update-file.js';
import { Overlay, type RRsetChange } from '../../../src/zone/update/overlay.js';
import { ABSENT } from '../../../src/zone/update/rrset-state.js';
import { overlayLog, readLog, updateRecord } from '../../../src/zone/update/update-log.js';
import { TempFolder } from '../../support/temp-folder.js';

const ORIGIN = nameFromText('x.test.');
const folder = new TempFolder();
let opens = 0;

afterAll(() => folder.remove());

const added = (name: string, octets = 8): RRsetChange => ({
  ...{ owner: nameFromText(name, ORIGIN), type: TYPE.TXT },
  ...{ before: ABSENT, after: { ttl: 60, rdatas: [new Uint8Array(octets).fill(7)] } },
});

const namesOf = (overlay: Overlay) => [...overlay.entries].map(({ owner }) => Buffer.from(owner).toString());

function opened(): { file: UpdateFile; path: string; told: string[] } {
  const told: string[] = [];
  const path = folder.at(`${++opens}/x.test.updates`);
  const events = {
    cut: (octets: number) => told.push(`cut ${octets}`),
    damaged: (why: string) => told.push(why),
  };
  return { file: new UpdateFile(path, ORIGIN, events), path, told };
}

test('a long log is written in pieces of which none is long, and is the same when it is read again', async () => {
  const overlay = new Overlay([], 9);
  overlay.begin(100);
  for (let index = 0; index < 1_000; index++) overlay.take(added(`n${index}`, 200));
  const pieces = [...overlayLog(ORIGIN, overlay)];
  expect(pieces.length).toBeGreaterThan(3);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(70_000);

  const { file, path, told } = opened();
  await file.open();
  await file.rewrite(overlay);
  expect(statSync(path).size).toBe(file.mark.length);
  const again = new UpdateFile(path, ORIGIN, { cut: () => {}, damaged: () => {} });
  await again.open();
  expect(again.overlay.part).toEqual({ rrsets: 1_000, sinceSeconds: 100 });
  expect([again.overlay.serial, again.overlay.octets]).toEqual([9, overlay.octets]);
  expect(Buffer.concat([...overlayLog(ORIGIN, again.overlay)]).equals(Buffer.concat(pieces))).toBe(true);
  // Without the end of its last part the others count.
  truncateSync(path, file.mark.length - 1);
  await again.open();
  expect(again.overlay.size).toBeGreaterThan(500);
  expect(told).toEqual([]);
  await Promise.all([file.close(), again.close()]);
});

test('what could not come into force is taken back: from the file, and from what is known of it', async () => {
  const { file, path } = opened();
  await file.open();
  const keep = async (name: string, serial: number) => {
    const change = added(name);
    await file.append(updateRecord(ORIGIN, serial, [change], 100));
    file.overlay.begin(100);
    file.overlay.take(change);
    file.overlay.serial = serial;
  };
  await keep('a', 2);
  const { mark } = file;
  await keep('b', 3);
  await file.takeBack(mark);
  expect([namesOf(file.overlay), file.overlay.serial]).toEqual([
    namesOf(readLog(readFileSync(path), ORIGIN).overlay),
    2,
  ]);
  expect(file.overlay.size).toBe(1);
  await keep('c', 3);
  expect(readLog(readFileSync(path), ORIGIN)).toMatchObject({ updates: 2, torn: 0 });
  // Written anew meanwhile, as by an operator who has it written into the zone file, it holds nothing that is to be taken back.
  await file.rewrite(new Overlay([], 4));
  await file.takeBack(mark);
  expect([file.overlay.size, file.overlay.serial]).toEqual([0, 4]);
  await file.close();
});
