// The records of a zone as text: all of them, the SOA first, then in canonical order, in a form that is read back as the same zone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { compareNames } from '../../src/dns/canonical-order.js';
import { nameFromText } from '../../src/dns/name.js';
import { stateOfFiles } from '../../src/operate/server-state.js';
import { zoneRecords, zoneText } from '../../src/operate/zone-records.js';
import { zoneCalled } from '../../src/operate/zone-view.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

/** More than are sorted at once. */
const HOSTS = 2_500;
const HEAD = '@ 300 SOA ns hostmaster 7 3600 600 604800 5\n@ NS ns\nns A 192.0.2.53\n';
const ODD = 'a\\.b TXT "x;\\"y\\"" \\000\n*.wild A 192.0.2.9\ndeep.below.here A 192.0.2.8\n';

function imageOf(name: string, text: string) {
  const file = folder.write(name, text);
  return zoneCalled(stateOfFiles(loadConfig({ overrides: { zones: [file] } })).generation, 'big.example')
    .image;
}

async function textOf(image: ReturnType<typeof imageOf>): Promise<string> {
  let text = '';
  for await (const part of zoneText(image)) text += part;
  return text;
}

let image: ReturnType<typeof imageOf>;
beforeAll(() => {
  const hosts = Array.from({ length: HOSTS }, (_, index) => `h${(index * 7919) % HOSTS} A 192.0.2.1\n`);
  image = imageOf('big.example.zone', HEAD + ODD + hosts.join(''));
});

test('a zone file has every record once, in canonical order, and is read back as the same', async () => {
  const text = await textOf(image);
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(HOSTS + 6);
  expect(lines[0]).toBe(
    'big.example. 300 IN SOA ns.big.example. hostmaster.big.example. 7 3600 600 604800 5',
  );
  const names = lines.map(line => nameFromText(line.split(' ')[0]));
  expect(names.every((name, index) => index === 0 || compareNames(names[index - 1], name) <= 0)).toBe(true);
  expect(await textOf(imageOf('again/big.example.zone', text))).toBe(text);
});

test('only records of a type, at a name and below it', async () => {
  const found: string[] = [];
  for await (const { name, type } of zoneRecords(image, { name: 'HERE.big.example', type: 'a' }))
    found.push(`${name} ${type}`);
  expect(found).toEqual(['deep.below.here.big.example. A']);
  expect(() => zoneRecords(image, { type: 'AAAAA' })).toThrow('AAAAA is no record type');
  expect(() => zoneRecords(image, { name: 'a..b' })).toThrow('a..b is no domain name');
});
