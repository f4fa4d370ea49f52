// What this server itself holds of names that members are looked up for, whatever probes say of pools.
import { afterAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import type { Target } from '../../src/discover/source.js';
import { nameFromText, nameToLabel } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { holderIn, OwnNames } from '../../src/operate/own-names.js';
import { buildOf } from '../../src/store/build.js';
import type { Generation } from '../../src/store/generation.js';
import { ZoneStore } from '../../src/store/zone-store.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const ZONE = `zone: x.test
pools:
  app:
    probe: { tcp: 80 }
    fallback: [192.0.2.9]
    limit: 1
    members: [192.0.2.1, { address: 192.0.2.2, backup: true }, { address: 192.0.2.3, weight: 0 }]
  named: { members: [{ host: app.x.test }] }
  "*.wild": { members: [{ host: app.x.test }] }
records:
  www: { CNAME: app }
  away: { CNAME: www.up.example. }
  old: { DNAME: x.test. }
  here: { A: 127.0.0.1 }
  "_http._tcp": { SRV: [0 5 80 app] }
  sub: { NS: ns.other.example. }
`;

function generationOf(targets: readonly Target[] | undefined, forward = 'forward: 192.0.2.53'): Generation {
  folder.write('x.test.yaml', ZONE);
  folder.write('lists/dns.conf', 'address=/blocked.example/\nhost-record=alone.example,192.0.2.40\n');
  folder.write('rondo.yaml', `zones: [x.test.yaml, lists/dns.conf]\n${forward}\n`);
  const loaded = loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} });
  expect(loaded.problems.list.filter(({ severity }) => severity === 'error')).toEqual([]);
  return new ZoneStore(buildOf(loaded), undefined, () => ({ targets })).generation;
}

const namesOf = (...given: Parameters<typeof generationOf>) => new OwnNames(generationOf(...given));

/** What is found, in words. */
type TypeName = 'A' | 'AAAA' | 'SRV';

function found(names: OwnNames, name: string, type: TypeName = 'A'): string {
  const answer = names.find(nameFromText(name), TYPE[type]);
  if ('route' in answer) return `route ${answer.route}`;
  const { records, alias, failure, pool, isOwn } = answer;
  const texts = records.map(record =>
    'address' in record ? record.address : `${nameToLabel(record.target)}:${record.port}`,
  );
  if (alias !== undefined) texts.push(`alias ${nameToLabel(alias)}`);
  if (failure !== undefined) texts.push(failure);
  if (pool !== undefined) texts.push(`pool ${pool}`);
  return `${texts.join(', ')}${isOwn === true ? '' : ', not own'}`;
}

describe('names', () => {
  const generation = generationOf([{ host: '192.0.2.5' }]);
  const names = new OwnNames(generation);

  test.each<[string, TypeName, string]>([
    // All members of a pool, backups and such without weight among them, and no fallback address.
    ['app.x.test', 'A', '192.0.2.1, 192.0.2.2, 192.0.2.3'],
    ['APP.X.test', 'A', '192.0.2.1, 192.0.2.2, 192.0.2.3'],
    ['app.x.test', 'AAAA', ''],
    ['named.x.test', 'A', '192.0.2.5, pool named.x.test'],
    ['named.x.test', 'AAAA', 'pool named.x.test'],
    ['a.wild.x.test', 'A', '192.0.2.5, pool *.wild.x.test'],
    ['www.x.test', 'A', 'alias app.x.test'],
    ['away.x.test', 'A', 'alias www.up.example'],
    ['app.old.x.test', 'A', 'alias app.x.test'],
    ['here.x.test', 'A', '127.0.0.1'],
    ['_http._tcp.x.test', 'SRV', 'app.x.test:80'],
    ['none.x.test', 'A', 'NXDOMAIN'],
    ['a.sub.x.test', 'A', 'its zone delegates it to other servers'],
    ['alone.example', 'A', '192.0.2.40'],
    ['www.up.example', 'A', 'route 0'],
  ])('%s %s', (name, type, expected) => {
    expect(found(names, name, type)).toBe(expected);
  });

  test('such as private ones are not asked for upstream, and that is said', () => {
    expect(found(names, 'app1.internal')).toBe(
      'such names are not asked for upstream: give their domain an upstream, or name it under forward.home.except, not own',
    );
  });

  test('in a zone may change with the zones', () => {
    const mayHold = holderIn(generation);
    expect([mayHold('none.x.test'), mayHold('www.up.example')]).toEqual([true, false]);
  });
});

test('a pool without members holds nothing, and is known all the same', () => {
  const names = namesOf(undefined);
  expect(found(names, 'named.x.test')).toBe('pool named.x.test');
  expect(names.openOwner('named.x.test')).toBe('named.x.test');
  expect(names.sourcesOf('named.x.test')).toHaveLength(2);
  expect(names.openOwner('app.x.test')).toBeUndefined();
});

test('without upstreams, names outside the zones are nowhere', () => {
  const names = namesOf(undefined, 'forward: off');
  expect(found(names, 'www.up.example')).toBe(
    'no zone here holds it, and no upstream is asked for it, not own',
  );
});
