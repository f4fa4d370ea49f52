// An image that was patched answers as one that was compiled of the same records.
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { Lookup } from '../../src/answer/lookup.js';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { compileZone } from '../../src/image/build.js';
import { LookupName } from '../../src/image/lookup-name.js';
import { isPatchable, isWorn, patch } from '../../src/image/patch.js';
import type { RRsetPatch } from '../../src/image/rrset-patch.js';
import { type CompiledZone, ServedZone } from '../../src/image/served-zone.js';
import { countRecords, nodesOf, recordsAt, type ZoneRecord } from '../../src/image/walk.js';
import { diff, isSameBesideSerial } from '../../src/store/diff.js';
import { atOnce } from '../../src/time/turns.js';
import { APEX, zoneOf } from '../store/images.js';

const line = fc.oneof(
  fc
    .record({
      owner: fc.constantFrom('a', 'b', 'a.b', 'c.a', '*.a', 'x.y.a', 'deep.er.c', '@', 'ns.cut', '*', 'w.b'),
      ttl: fc.constantFrom(60, 300),
      rest: fc.constantFrom(
        'A 192.0.2.1',
        'A 192.0.2.2',
        'AAAA 2001:db8::1',
        'TXT "one" "two"',
        'TXT one',
        'MX 10 a',
        'MX 20 x.y.a',
        'SRV 1 1 1 q.c.a',
        'HTTPS 1 ns.cut',
        'NS z.a',
      ),
    })
    .filter(({ owner, rest }) => owner === '@' || !rest.startsWith('NS'))
    .map(({ owner, ttl, rest }) => `${owner} ${ttl} ${rest}`),
  fc.constantFrom('alias 60 CNAME a', 'alias 60 CNAME b'),
);
const zones = fc
  .array(fc.array(line, { maxLength: 14 }), { minLength: 2, maxLength: 6 })
  .map(all => all.map(lines => `${APEX}cut NS ns.cut\n${lines.join('\n')}\n`));

function compiledOf(text: string): CompiledZone {
  const zone = zoneOf(text);
  zone.isPatched = true;
  return compileZone(zone, 0).compiled;
}

/** The RRsets of a zone by owner and type. */
function rrsetsOf(zone: ServedZone): Map<string, ZoneRecord[]> {
  const rrsets = new Map<string, ZoneRecord[]>();
  for (const node of nodesOf(zone))
    for (const record of recordsAt(zone, node)) {
      const key = `${Buffer.from(record.owner).toString('latin1')} ${record.type}`;
      rrsets.set(key, [...(rrsets.get(key) ?? []), record]);
    }
  return rrsets;
}

/** What leads from one zone to another. */
function patchesTo(from: CompiledZone, to: CompiledZone): RRsetPatch[] {
  const [before, after] = [rrsetsOf(new ServedZone(from)), rrsetsOf(new ServedZone(to))];
  return [...new Map([...before, ...after]).entries()].flatMap(([key, [{ owner, type }]]): RRsetPatch[] => {
    const records = after.get(key) ?? [];
    if (JSON.stringify(records) === JSON.stringify(before.get(key))) return [];
    return [{ owner, type, ttl: records[0]?.ttl ?? 0, rdatas: records.map(({ rdata }) => rdata) }];
  });
}

const NAMES = [
  '@',
  'a',
  'b',
  'a.b',
  'c.a',
  '*.a',
  'y.a',
  'x.y.a',
  'q.y.a',
  'q.c.a',
  'er.c',
  'c',
  'deep.er.c',
];
const MORE = [
  'nothing',
  'q.nothing',
  'cut',
  'ns.cut',
  'q.cut',
  'alias',
  'w.b',
  'q.w.b',
  'z.a',
  '*',
  'q.deep.er.c',
];
const TYPES = [TYPE.A, TYPE.AAAA, TYPE.TXT, TYPE.MX, TYPE.SRV, TYPE.NS, TYPE.SOA, TYPE.CNAME, TYPE.HTTPS];

/** All that queries find in a zone, with the nodes that targets lead to. */
function findings(zone: ServedZone): string[] {
  const lookup = new Lookup();
  const name = new LookupName();
  const nameAt = (node: number) => (node === 0 ? '-' : Buffer.from(zone.nameOf(node)).toString('latin1'));
  return [...NAMES, ...MORE].flatMap(text =>
    TYPES.map(type => {
      const outcome = lookup.find(zone, name.set(nameFromText(text, zone.origin.slice())), type);
      const { rrset, label, encloser, isWildcard } = lookup;
      const count = rrset === 0 ? 0 : zone.countOf(rrset);
      const targets = Array.from({ length: rrset !== 0 && zone.hasTargets(rrset) ? count : 0 }, (_, index) =>
        nameAt(zone.targetAt(rrset, index)),
      ).sort();
      const found = rrset === 0 ? '' : `${zone.typeOf(rrset)} ${count} ${zone.hasTurn(rrset)} ${targets}`;
      return `${text} ${type}: ${outcome} ${label} ${encloser} ${isWildcard} ${nameAt(lookup.node)} ${found}`;
    }),
  );
}

test('a zone that is patched again and again answers as one that was compiled', () => {
  fc.assert(
    fc.property(zones, texts => {
      let image = compiledOf(texts[0]);
      for (const text of texts.slice(1)) {
        const wanted = compiledOf(text);
        const patches = patchesTo(image, wanted);
        const [former, next] = [image, new ServedZone(wanted)];
        const before = findings(new ServedZone(former));
        image = atOnce(patch(image, patches));
        const zone = new ServedZone(image);
        const { wentCount, cameCount, newerSoa } = diff(wanted, image);
        expect([wentCount, cameCount]).toEqual([0, 0]);
        expect(isSameBesideSerial(newerSoa, diff(wanted, wanted).newerSoa)).toBe(true);
        expect(countRecords(zone)).toBe(countRecords(next));
        expect(findings(zone)).toEqual(findings(next));
        expect(zone.negativeTtl).toBe(next.negativeTtl);
        expect(findings(new ServedZone(former))).toEqual(before);
      }
    }),
  );
});

it('grows its table and its counters, and says when it is worn', () => {
  const image = compiledOf(APEX);
  const origin = new ServedZone(image).origin.slice();
  const patches = Array.from({ length: 20_000 }, (_, index) => ({
    owner: nameFromText(`n${index}.sub`, origin),
    type: TYPE.A,
    ttl: 60,
    rdatas: [Uint8Array.of(192, 0, 2, 1), Uint8Array.of(192, 0, 2, 2)],
  }));
  const zone = new ServedZone(atOnce(patch(image, patches)));
  const node = zone.find(new LookupName().set(patches[19_999].owner), 0);
  expect(countRecords(zone)).toBe(countRecords(new ServedZone(image)) + 40_000);
  const rrset = zone.rrset(node, TYPE.A);
  expect([zone.takeTurn(rrset), zone.takeTurn(rrset), zone.nextTurn(rrset)]).toEqual([0, 1, 2]);
  expect([isWorn(image), isWorn(atOnce(patch(image, patches)))]).toEqual([false, true]);
  const gone = atOnce(
    patch(
      atOnce(patch(image, patches)),
      patches.map(each => ({ ...each, rdatas: [] })),
    ),
  );
  expect(diff(image, gone)).toMatchObject({ wentCount: 0, cameCount: 0 });
  const empty = new ServedZone(gone);
  expect(empty.find(new LookupName().set(nameFromText('sub', origin)), 0)).toBe(0);
});

it('is not for zone cuts, pools, and zones that were not compiled for it', () => {
  const zone = new ServedZone(compiledOf(`${APEX}cut NS ns.cut\na A 192.0.2.1\n`));
  const at = (text: string) => zone.find(new LookupName().set(nameFromText(text, zone.origin.slice())), 0);
  expect(isPatchable(zone, at('a'), TYPE.A)).toBe(true);
  expect(isPatchable(zone, 0, TYPE.TXT)).toBe(true);
  expect(isPatchable(zone, zone.apex, TYPE.NS)).toBe(true);
  expect(isPatchable(zone, at('cut'), TYPE.NS)).toBe(false);
  expect(isPatchable(zone, 0, TYPE.DNAME)).toBe(false);
  const plain = new ServedZone(compileZone(zoneOf(APEX), 0).compiled);
  expect(isPatchable(plain, 0, TYPE.A)).toBe(false);
});

it('makes most versions in the memory of the one before, each of which stays as it is', () => {
  const text = (names: readonly number[]) =>
    `${APEX}mail.sub A 192.0.2.9\n@ MX 1 mail.sub\n*.wild CNAME n7.sub\n${names.map(name => `n${name}.sub A 192.0.2.${name}\na${name} CNAME n${name}.sub\n`).join('')}`;
  const found = (image: CompiledZone) => {
    const zone = new ServedZone(image);
    const records = [...nodesOf(zone)].flatMap(node =>
      [...recordsAt(zone, node)].map(each => [node, each] as const),
    );
    const lines = records.map(([node, { owner, rdata }]) => {
      const rrset = zone.rrset(node, TYPE.CNAME);
      const target = rrset === 0 ? 0 : zone.targetAt(rrset, 0);
      return `${Buffer.from(owner).toString('latin1')} ${rdata} ${target === 0 ? '' : Buffer.from(zone.nameOf(target)).toString('latin1')}`;
    });
    return [zone.places > 0 && countRecords(zone), ...lines.sort()];
  };
  const names = new Set<number>();
  let image = compiledOf(text([]));
  const [memories, kept]: [Set<SharedArrayBuffer>, [CompiledZone, unknown][]] = [new Set(), []];
  const origin = new ServedZone(image).origin.slice();
  const patchOf = (owner: string, type: number, rdata: Uint8Array, isThere: boolean): RRsetPatch => ({
    ...{ owner: nameFromText(owner, origin), type, ttl: 60, rdatas: isThere ? [rdata] : [] },
  });
  for (let step = 0; step < 500; step++) {
    const name = (step * 7) % 190;
    const isThere = !names.delete(name);
    if (isThere) names.add(name);
    const patches = [
      patchOf(`n${name}.sub`, TYPE.A, Uint8Array.of(192, 0, 2, name), isThere),
      patchOf(`a${name}`, TYPE.CNAME, nameFromText(`n${name}.sub`, origin), isThere),
    ];
    image = atOnce(patch(image, patches));
    memories.add(image.image);
    if (step % 50 > 1) continue;
    expect(found(image)).toEqual(found(compiledOf(text([...names]))));
    kept.push([image, found(image)]);
  }
  for (const [version, what] of kept) expect(found(version)).toEqual(what);
  expect(memories.size).toBeLessThan(8);
  expect(memories.size).toBeGreaterThan(1);
});

it('takes more room when very many records lead to a name that goes', () => {
  const lines = Array.from({ length: 25_000 }, (_, index) => `n${index} MX 1 mail\n`).join('');
  const image = compiledOf(`${APEX}mail A 192.0.2.9\n${lines}`);
  const origin = new ServedZone(image).origin.slice();
  const gone = { owner: nameFromText('mail', origin), type: TYPE.A, ttl: 60, rdatas: [] };
  const zone = new ServedZone(atOnce(patch(image, [gone])));
  const node = zone.find(new LookupName().set(nameFromText('n24999', origin)), 0);
  expect(zone.targetAt(zone.rrset(node, TYPE.MX), 0)).toBe(0);
  expect(countRecords(zone)).toBe(countRecords(new ServedZone(image)) - 1);
});
