// Two backends on one address: the error has records that say it, and these can be taken as they are.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
});
afterEach(() => folder.remove());

function load(zone: string, config = '') {
  folder.write('zone.yaml', `zone: app.test\n${zone}\n`);
  folder.write('rondo.yaml', `zones: zone.yaml\nforward: off\n${config}\n`);
  return loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} });
}

const hintOf = (pools: string) => load(`pools: ${pools}`).problems.firstError?.hint ?? '';
const snippets = (hint: string) => [...hint.matchAll(/`([^`]+)`/g)].map(([, text]) => text);

test.each([
  ['{ "@": { probe: { http: /ok }, members: ["127.0.0.1:8081", "127.0.0.1:8082"] } }', '_http._tcp.app.test'],
  ['{ www: { members: ["127.0.0.1:8081", "127.0.0.1:8082", "127.0.0.2:8083"] } }', '_http._tcp.www.app.test'],
  [
    '{ www: { probe: { pgsql: true, user: x }, members: [{ address: "::1", port: 1, weight: 60 }, { address: "::1", port: 2, weight: 45 }] } }',
    '_postgresql._tcp.www.app.test',
  ],
])('what the hint says can be written as it stands: %s', (pools, owner) => {
  const [records, health, https] = snippets(hintOf(pools));
  const { problems, models } = load(records, health);
  expect(problems.list).toEqual([]);
  const [zone] = models.values();
  const [pool] = [...zone.pooled()];
  expect(Buffer.from(pool.owner).toString('latin1')).toContain(owner.split('.')[0]);
  expect(pool.rdatas.length).toBe(2);
  if (https !== undefined) {
    const web = load(`records: { backend: { A: 127.0.0.1 }, "@": { ${https} } }`);
    expect(web.problems.list.filter(({ severity }) => severity === 'error')).toEqual([]);
  }
});

test('weights are kept, and what is not on the web gets no HTTPS records', () => {
  const hint = hintOf(
    '{ db: { probe: { redis: true }, members: [{ address: 127.0.0.1, port: 1, weight: 60 }, { address: 127.0.0.1, port: 2, weight: 45 }] } }',
  );
  expect(hint).toContain('SRV: [0 60 1 backend, 0 45 2 backend]');
  expect(hint).not.toContain('HTTPS');
});

test('without ports there is nothing that SRV records would say', () => {
  expect(hintOf('{ "@": { members: [127.0.0.1, 127.0.0.1] } }')).toBe(
    'an answer carries no ports: one member per address',
  );
});
