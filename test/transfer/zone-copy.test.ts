// The file that is kept of a zone: it is read back as it was transferred, and differences are applied to it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { nameFromText, nameToText } from '../../src/dns/name.js';
import { fieldsOf } from '../../src/dns/rdata/table.js';
import type { RecordParts } from '../../src/dns/record-text.js';
import { typeFromText } from '../../src/dns/types.js';
import { Problems } from '../../src/source/problem.js';
import { NetChanges } from '../../src/transfer/net-changes.js';
import { applyChanges, firstLineOf, ZoneCopy } from '../../src/transfer/zone-copy.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import { rdataExamples } from '../dns/rdata-examples.js';
import { wireOf } from '../dns/words.js';
import { TempFolder } from '../support/temp-folder.js';
import { APEX, record, soa } from './primary-messages.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const keyOf = ({ owner, type, ttl, rdata }: RecordParts) =>
  `${nameToText(owner)} ${ttl} ${type} ${Buffer.from(rdata).toString('hex')}`;

/** What the file holds, as the server reads it. */
function readBack(path: string): string[] {
  const problems = new Problems();
  const zone = readMasterFile(readFileSync(path), { file: path, origin: APEX, problems });
  expect(problems.list).toEqual([]);
  const records: string[] = [];
  for (const { owner, type, ttl, rdatas } of zone.rrsets())
    for (const rdata of rdatas) records.push(keyOf({ owner, type, ttl, rdata }));
  return records.sort();
}

async function copyOf(path: string, records: readonly RecordParts[]): Promise<void> {
  const copy = new ZoneCopy(path);
  for (const each of records) copy.put(each);
  await copy.flush();
  await copy.finish();
}

/** Of types whose text does not hold all forms of their octets. */
const octets: [type: string, hex: string][] = [
  ['LOC', '00010101794944027f536003017a7901'],
  ['NAPTR', '01015c01030340380141013f00'],
  ['TYPE65280', ''],
  ['TYPE65280', 'c00c22'],
  ['NULL', '00ff'],
  ['TXT', '0522205c3b09'],
];

test('records of every type are read back octet for octet', async () => {
  const hosts = ['*', 'A', '\\000\\255', '\\"\\;\\(', 'x\\.y', '\\$ORIGIN', '\\@', 'a.b.c'];
  const examples = rdataExamples.map(([type, text]) => ({
    type: typeFromText(type)!,
    rdata: wireOf(type, text),
  }));
  const further = octets.map(([type, hex]) => ({
    type: typeFromText(type)!,
    rdata: Buffer.from(hex, 'hex'),
  }));
  // A record of each kind of owner, then one owner for each example: some may not stand beside one another.
  const records = [
    soa(1),
    ...hosts.map(host => ({
      ...record('x.sec.test. 300 IN TXT "x"'),
      owner: nameFromText(`${host}.sec.test.`),
    })),
    ...[...examples, ...further]
      .filter(({ type }) => type !== typeFromText('SOA'))
      .map((each, index) => ({ ...each, ttl: index, owner: nameFromText(`r${index}.sec.test.`) })),
  ];
  expect(new Set(records.map(({ type }) => type)).size).toBeGreaterThanOrEqual(fieldsOf.size - 1);
  const path = folder.at('types/sec.test.zone');
  await copyOf(path, records);
  expect(readBack(path)).toEqual(records.map(keyOf).sort());
  expect(await firstLineOf(path)).toBe(readFileSync(path, 'latin1').split('\n')[0]);
});

test('differences lead to the next file, or leave the one that is there', async () => {
  const path = folder.at('steps/sec.test.zone');
  const hosts = Array.from({ length: 2_500 }, (_, index) => record(`h${index}.sec.test. 60 IN A 192.0.2.1`));
  await copyOf(path, [soa(1), ...hosts]);
  const changes = new NetChanges();
  for (const each of hosts.slice(0, 100)) changes.remove(each);
  const more = record('new.sec.test. 60 IN A 192.0.2.2');
  changes.add(more);
  await applyChanges(path, soa(2), changes);
  const second = [soa(2), ...hosts.slice(100), more].map(keyOf).sort();
  expect(readBack(path)).toEqual(second);
  const wrong = new NetChanges();
  wrong.remove(hosts[0]);
  await expect(applyChanges(path, soa(3), wrong)).rejects.toThrow(
    'removes what is not there: h0.sec.test. A',
  );
  expect(readBack(path)).toEqual(second);
  expect(readdirSync(folder.at('steps'))).toEqual(['sec.test.zone']);
  await expect(applyChanges(folder.at('none/x.zone'), soa(3), wrong)).rejects.toThrow('ENOENT');
  expect(existsSync(folder.at('none'))).toBe(false);
});

test('a copy that is abandoned leaves the version before', async () => {
  const path = folder.at('left/sec.test.zone');
  await copyOf(path, [soa(1)]);
  const copy = new ZoneCopy(path);
  copy.put(soa(2));
  await copy.flush();
  await copy.abandon();
  await copy.abandon();
  expect(readBack(path)).toEqual([keyOf(soa(1))]);
  expect(readdirSync(folder.at('left'))).toEqual(['sec.test.zone']);
});
