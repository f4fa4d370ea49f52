// `rondo explain` and `rondo whatif` in views: by address, by key, with pools of one name in both.
import { afterAll, expect, test } from 'vitest';
import { stateFromFiles } from '../../src/cli/state-from-files.js';
import { explain } from '../../src/operate/explain.js';
import { whatIf } from '../../src/operate/what-if.js';
import { zoneCalled } from '../../src/operate/zone-view.js';
import { atOnce } from '../../src/time/turns.js';
import { SECRET } from '../support/signed.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const pool = (...members: string[]) =>
  `zone: a.test\npools: { www: { members: [${members}], probe: { tcp: 80 }, fallback: { pool: api } }, api: { members: [${members[0]}], probe: { tcp: 81 } } }\n`;
folder.write('a.yaml', pool('192.0.2.1', '192.0.2.2'));
folder.write(
  'near.yaml',
  'zone: near.test\npools: { www: { prefer: { 192.0.2.0/24: 192.0.2.1, inside: 192.0.2.2 }, members: [192.0.2.1, 192.0.2.2] } }\n',
);
folder.write('in.yaml', pool('10.0.0.1', '10.0.0.2'));
folder.write(
  'rondo.yaml',
  `zones: [a.yaml, near.yaml, { file: in.yaml, view: inside }]
views: { inside: { from: [10.0.0.0/8, lab] } }
keys: { lab: { secret: "${SECRET}" } }
forward: off
`,
);
const state = stateFromFiles(folder.at('rondo.yaml'))!;

test('explain says in which view a client is, and what it gets there', () => {
  const ask = (more: object) => atOnce(explain(state, { name: 'www.a.test', ...more }));
  const outside = ask({ client: '192.0.2.7' });
  expect(outside).not.toHaveProperty('view');
  expect([outside.hops[0].zone, outside.pool?.pool]).toEqual(['a.test', 'www.a.test A']);
  for (const who of [{ client: '10.1.2.3' }, { client: '192.0.2.7', key: 'lab' }])
    expect(ask(who)).toMatchObject({
      view: 'inside',
      hops: [{ zone: 'a.test@inside' }],
      pool: { pool: 'www.a.test@inside A' },
    });
  expect(() => ask({ key: 'lib' })).toThrow(/there is no key lib/);
});

test('a pool falls back to that of its own view', () => {
  const used = state.generation.pools.flatMap(({ name, pool: { fallbackPool } }) =>
    fallbackPool?.found === undefined ? [] : [[name, fallbackPool.found.name]],
  );
  expect(used).toEqual([
    ['www.a.test A', 'api.a.test A'],
    ['www.a.test@inside A', 'api.a.test@inside A'],
  ]);
});

test('whatif goes by the view of the client', () => {
  const plan = { name: 'www.a.test', down: ['10.0.0.1'], client: '10.1.2.3' };
  for (const who of [{}, { client: '192.0.2.7', key: 'lab' }])
    expect(atOnce(whatIf(state, { ...plan, ...who })).firsts).toEqual([{ first: '10.0.0.2', count: 1 }]);
  const outside = atOnce(whatIf(state, { ...plan, client: '192.0.2.7' })).firsts;
  expect(outside?.[0].first).toBe('192.0.2.1');
  expect(() => atOnce(whatIf(state, { ...plan, key: 'lib' }))).toThrow(/there is no key lib/);
});

test('a zone is called by its name and view; the name alone says which there are', () => {
  const { generation } = state;
  expect(zoneCalled(generation, 'A.test@inside').source).toBe(folder.at('in.yaml'));
  expect(() => zoneCalled(generation, 'a.test@outside')).toThrow(
    expect.objectContaining({ hint: 'there is a.test, a.test@inside' }),
  );
});

test('explain and whatif tell who comes first for the clients of a view', () => {
  const question = { name: 'www.near.test', client: '10.1.2.3' };
  const { pool, reply } = atOnce(explain(state, question));
  expect(pool?.policy).toContain('near members first, for 1 network of clients, the view inside');
  expect(reply?.answer[0].data).toBe('192.0.2.2');
  expect(atOnce(whatIf(state, { ...question, down: ['10.0.0.1'] })).firsts).toEqual([
    { first: '192.0.2.2', count: 1 },
  ]);
});
