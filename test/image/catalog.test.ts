// A catalog that takes over the names of the one before it finds what one that was made anew finds.
import { expect, test } from 'vitest';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog, type CatalogParts } from '../../src/image/catalog.js';
import { LookupName } from '../../src/image/lookup-name.js';
import { Problems } from '../../src/source/problem.js';
import { readMasterFile } from '../../src/zone/master/reader.js';

function image(origin: string) {
  const options = { file: 'zone', origin: nameFromText(origin), problems: new Problems() };
  return compileZone(readMasterFile(Buffer.from('@ 60 SOA ns root 1 2 3 4 5\n'), options), 0).compiled;
}

const forwards = [{ origin: nameFromText('c.test.'), route: 0 }];
const [a, b] = ['a.test.', 'b.test.'].map(image);
const first: CatalogParts = { zones: [a, b], forwards };

/** Which image, or which route, each name leads to. */
function found(catalog: Catalog, zones: CatalogParts['zones']) {
  return ['x.a.test.', 'b.test.', 'x.c.test.', 'd.test.'].map(text => {
    const zone = catalog.find(new LookupName().set(nameFromText(text)), TYPE.A);
    return zone === undefined ? catalog.route : zones.findIndex(({ image }) => image === zone.bytes.buffer);
  });
}

test.each<[string, CatalogParts]>([
  ['nothing', { ...first, zones: [a, b] }],
  ['the records of a zone', { zones: [a, image('b.test.')], forwards }],
  ['the order', { zones: [b, a], forwards }],
  ['the name of a zone', { zones: [a, image('d.test.')], forwards }],
  ['how many there are', { zones: [a], forwards }],
  ['the name of a rule', { zones: [a, b], forwards: [{ origin: nameFromText('d.test.'), route: 0 }] }],
  ['where a rule leads to', { zones: [a, b], forwards: [{ ...forwards[0], route: 1 }] }],
])('when %s is not as before', (_, next) => {
  const before = new Catalog(first);
  const expected = found(before, first.zones);
  const taken = new Catalog(next, before);
  expect(found(taken, next.zones)).toEqual(found(new Catalog(next), next.zones));
  expect(found(before, first.zones)).toEqual(expected);
  expect(taken.hasUpstreams).toBe(true);
});
