// `rondo explain` of a pool with `limit: auto`: which addresses a client does not get, and why.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { explain } from '../../src/operate/explain.js';
import { type ServerState, stateOfFiles } from '../../src/operate/server-state.js';
import { atOnce } from '../../src/time/turns.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
let state: ServerState;

beforeAll(() => {
  folder = new TempFolder();
  folder.write('rondo.yaml', 'zones: app.test.yaml\n');
  const many = Array.from({ length: 100 }, (_, host) => `192.0.2.${host + 1}`).join(', ');
  folder.write(
    'app.test.yaml',
    `zone: app.test
pools:
  "@": { limit: auto, order: fixed, members: [10.9.1.4, 10.9.1.2, 10.9.9.1] }
  many: { limit: auto, members: [${many}] }
  sixes: { limit: auto, members: ["2001:db8::1", "2001:db8::2"] }
`,
  );
  state = stateOfFiles(loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} }));
});
afterAll(() => folder.remove());

const reasons = (name: string, type: string, client: string) =>
  atOnce(explain(state, { name, type, client })).pool!;

const LEFT_OUT = 'left out for 10.9.1.1: its resolver may sort it first';

test('a member that the client would sort first is left out for it, and said to be', () => {
  const { policy, members } = reasons('app.test', 'A', '10.9.1.1');
  expect(policy).toContain('without those that the client may sort first');
  expect(members.map(({ isIn, why }) => [isIn, why])).toEqual([
    [true, 'no probe'],
    [true, `${LEFT_OUT}; no probe`],
    [true, 'no probe'],
  ]);
});

test.each([
  ['a client elsewhere', 'app.test', 'A', '192.0.2.77'],
  ['a client of another network, of IPv6', 'sixes.app.test', 'AAAA', '2001:db8:1::7'],
  // More than an answer without EDNS has room for.
  ['an answer that is truncated', 'many.app.test', 'A', '198.51.100.7'],
])('nobody is said to be left out for %s', (_, name, type, from) => {
  for (const { why } of reasons(name, type, from).members) expect(why).not.toContain('left out');
});

test('of a client that asks by the other family nothing is known', () => {
  const whys = reasons('sixes.app.test', 'AAAA', '10.9.1.1').members.map(({ why }) => why);
  expect(whys[0]).not.toContain('left out');
  expect(whys[1]).toContain(LEFT_OUT);
});
