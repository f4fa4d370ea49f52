// `rondo explain` of names that lists speak of: which list, which line, and what makes an exception.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { explain } from '../../src/operate/explain.js';
import { type ServerState, stateOfFiles } from '../../src/operate/server-state.js';
import { atOnce } from '../../src/time/turns.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const HOSTS = Array.from({ length: 2_000 }, (_, number) => `0.0.0.0 h${number + 1}.hosts.example\n`).join('');

let folder: TempFolder;
let state: ServerState;

beforeAll(() => {
  folder = new TempFolder();
  folder.write(
    'rondo.yaml',
    `forward: 192.0.2.53
zones: [own.example.zone, d.conf]
block:
  - { file: ads.txt, answer: nxdomain, name: ads }
  - { file: more.txt, name: more }
  - { allow: mine.allow }
`,
  );
  folder.write('own.example.zone', masterFile('x CNAME www.tracker.example.\nad A 192.0.2.7'));
  folder.write('d.conf', 'no-resolv\nno-hosts\naddn-hosts=hosts\n');
  folder.write('hosts', `${HOSTS}192.0.2.9 nas.lan.example\n`);
  folder.write(
    'ads.txt',
    `# hosts
0.0.0.0 tracker.example www.tracker.example
||banners.example^
@@||good.banners.example^
mine.example
||both.example^
0.0.0.0 ad.own.example
`,
  );
  folder.write('more.txt', 'www.tracker.example\n||deep.banners.example^$important\nboth.example\n');
  folder.write('mine.allow', '\n\nmine.example\n');
  state = stateOfFiles(loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} }));
});
afterAll(() => folder.remove());

const found = (name: string, client = '127.0.0.1') =>
  atOnce(explain(state, { name, type: 'A', client })).hops.map(hop =>
    hop.found.replaceAll(`${folder.path}/`, ''),
  );

describe('the list and the line', () => {
  test.each([
    ['www.tracker.example', 'blocked by the list ads (ads.txt:2: www.tracker.example)'],
    ['a.b.banners.example', 'blocked by the list ads (ads.txt:3: banners.example and all below)'],
    ['x.deep.banners.example', 'blocked by the list more (more.txt:2: deep.banners.example and all below)'],
    ['both.example', 'blocked by the list more (more.txt:3: both.example)'],
    ['x.both.example', 'blocked by the list ads (ads.txt:6: both.example and all below)'],
    ['h77.hosts.example', 'blocked by the list hosts (hosts:77: h77.hosts.example)'],
    ['nas.lan.example', 'said by the list hosts (hosts:2001: nas.lan.example)'],
    ['9.2.0.192.in-addr.arpa', 'said by the list hosts (hosts: 9.2.0.192.in-addr.arpa)'],
    ['localhost', 'a name that stays at home'],
  ])('%s', (name, text) => {
    expect(found(name)).toEqual([text]);
  });
});

test.each([
  ['x.good.banners.example', 'ads (ads.txt:4: good.banners.example and all below)'],
  ['mine.example', 'mine.allow (mine.allow:3: mine.example)'],
])('an exception is named: %s', (name, list) => {
  const rest = 'forwarded to 192.0.2.53:53';
  expect(found(name)).toEqual([`no zone holds it, not blocked because of the list ${list}`, rest]);
});

test('an alias of a zone that leads to a blocked name', () => {
  expect(found('x.own.example')).toEqual([
    'an alias (CNAME)',
    'blocked by the list ads (ads.txt:2: www.tracker.example)',
  ]);
});

test('a zone goes before lists, and who may have nothing forwarded has nothing blocked', () => {
  expect(found('ad.own.example')).toEqual(['data']);
  expect(found('www.tracker.example', '203.0.113.9')).toEqual(['no zone holds it']);
});
