// `rondo explain` and `rondo whatif` for clients that may not ask for a zone.
import { afterAll, expect, test } from 'vitest';
import { stateFromFiles } from '../../src/cli/state-from-files.js';
import { explain } from '../../src/operate/explain.js';
import { whatIf } from '../../src/operate/what-if.js';
import { atOnce } from '../../src/time/turns.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

folder.write('open.test.zone', masterFile('to CNAME www.inner.test.'));
folder.write('inner.yaml', 'zone: inner.test\npools: { www: { members: [10.0.0.1, 10.0.0.2] } }\n');
folder.write(
  'rondo.yaml',
  'zones: [open.test.zone, { file: inner.yaml, answer-to: 10.0.0.0/8 }]\nforward: off\n',
);
const state = stateFromFiles(folder.at('rondo.yaml'))!;

const NOT_TOLD = { name: 'www.inner.test', zone: 'inner.test' };

test('explain shows the way as far as it goes for the client, and no pool', () => {
  const seen = atOnce(explain(state, { name: 'to.open.test', type: 'A', client: '192.0.2.7' }));
  expect(seen.hops).toMatchObject([{ name: 'to.open.test', found: 'an alias (CNAME)' }, NOT_TOLD]);
  expect(seen.hops[1].found).toMatch(/`answer-to` does not name it/);
  expect(seen.pool).toBeUndefined();
  const refused = atOnce(explain(state, { name: 'www.inner.test', type: 'A', client: '192.0.2.7' }));
  expect(refused.reply?.status).toBe('REFUSED');
  const told = atOnce(explain(state, { name: 'to.open.test', type: 'A', client: '10.1.2.3' }));
  expect(told.pool?.pool).toBe('www.inner.test A');
});

test('whatif says so, too', () => {
  const plan = { name: 'www.inner.test', down: ['10.0.0.1'] };
  expect(() => atOnce(whatIf(state, { ...plan, client: '192.0.2.7' }))).toThrow(
    /www\.inner\.test is refused to 192\.0\.2\.7: `answer-to` does not name it/,
  );
  expect(atOnce(whatIf(state, { ...plan, client: '10.1.2.3' })).firsts).toEqual([
    { first: '10.0.0.2', count: 1 },
  ]);
});
