// A catalog whose index came from elsewhere finds what one finds that has made its own, and the index is made when names are others.
import { expect, test } from 'vitest';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import type { ForwardRule } from '../../src/image/forward-rule.js';
import { LookupName } from '../../src/image/lookup-name.js';
import type { CompiledZone } from '../../src/image/served-zone.js';
import { Problems } from '../../src/source/problem.js';
import { IndexMaker } from '../../src/store/index-maker.js';
import { readMasterFile } from '../../src/zone/master/reader.js';

function image(origin: string) {
  const options = { file: 'zone', origin: nameFromText(origin), problems: new Problems() };
  return compileZone(readMasterFile(Buffer.from('@ 60 SOA ns root 1 2 3 4 5\n'), options), 0).compiled;
}

interface Content {
  readonly names: readonly string[];
  readonly forwards: readonly ForwardRule[];
}

const rule = { origin: nameFromText('c.test.'), route: 0 };
const first: Content = { names: ['a.test.', 'B.test.'], forwards: [rule] };

/** Which image, or which route, each name leads to. */
function found(catalog: Catalog, zones: readonly CompiledZone[]) {
  return ['x.a.test.', 'b.test.', 'x.c.test.', 'd.test.', 'c.test.'].map(text => {
    const zone = catalog.find(new LookupName().set(nameFromText(text)), TYPE.A);
    return zone === undefined ? catalog.route : zones.findIndex(({ image }) => image === zone.bytes.buffer);
  });
}

/** What {@link IndexMaker} makes of the names as files write them. */
function indexOf(maker: IndexMaker, { names, forwards }: Content) {
  let octets = 0;
  const zones = names.map(name => ({ origin: Buffer.from(nameFromText(name)).toString('latin1') }));
  const index = maker.make({ zones, rules: forwards, views: [] }, count => {
    octets += count;
  });
  return { index, octets };
}

test.each<[string, Partial<Content>, boolean]>([
  ['nothing is another', {}, true],
  ['zones stand in another order', { names: ['b.test.', 'a.test.'] }, false],
  ['a zone has another name', { names: ['a.test.', 'd.test.'] }, false],
  ['a zone is gone', { names: ['a.test.'] }, false],
  ['a rule has another name', { forwards: [{ ...rule, origin: nameFromText('d.test.') }] }, false],
  ['a rule leads elsewhere', { forwards: [{ ...rule, route: 1 }] }, false],
  ['a rule refuses', { forwards: [{ ...rule, route: -1 }] }, false],
  ['a rule is that of a zone', { forwards: [{ ...rule, origin: nameFromText('a.test.') }] }, false],
])('when %s', (_, change, isSame) => {
  const maker = new IndexMaker();
  const before = indexOf(maker, first);
  expect(before.octets).toBe(before.index.memory.byteLength);
  const content = { ...first, ...change };
  const { index, octets } = indexOf(maker, content);
  expect([index === before.index, octets === 0]).toEqual([isSame, isSame]);
  const zones = content.names.map(image);
  const posted = structuredClone({ zones, index });
  const own = new Catalog({ zones, forwards: content.forwards });
  const taken = new Catalog(posted);
  expect(found(taken, posted.zones)).toEqual(found(own, zones));
  expect([taken.hasUpstreams, taken.hasRoutes]).toEqual([own.hasUpstreams, own.hasRoutes]);
});
