// What is said of zones whose versions are to follow health: signed ones, and what pools say that other servers cannot do.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
});
afterEach(() => folder.remove());

const load = (): Loaded => loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} });
const FOLLOW = 'transfer: { to: 192.0.2.53, health: follow }';

test('keys that have no meaning to secondaries are named at the first pool that has some', () => {
  folder.write(
    'x.test.yaml',
    `zone: x.test
pools:
  plain: { members: [192.0.2.1, 192.0.2.2], probe: { tcp: 9 } }
  app: { members: [{ address: 192.0.2.1, weight: 3 }, 192.0.2.2], limit: 1, probe: { tcp: 9 } }
  b: { members: [192.0.2.1, 192.0.2.2], order: sticky, slow-start: 10s, probe: { tcp: 9 } }
  c: { members: [192.0.2.1, 192.0.2.2], fallback: servfail, prefer: same-subnet, probe: { tcp: 9 } }
  d: { members: [192.0.2.1, 192.0.2.2], limit: 1, probe: { tcp: 9 } }
`,
  );
  folder.write('rondo.yaml', `zones: x.test.yaml\n${FOLLOW}\n`);
  const about = load().problems.list.filter(({ message }) => message.startsWith('secondaries'));
  expect(about).toMatchObject([
    {
      severity: 'warning',
      place: { line: 4 },
      message:
        'secondaries know records alone, so this stays here: limit, weight, order: sticky, slow-start, prefer, fallback: servfail (of app.x.test A, b.x.test A, c.x.test A and 1 more)',
      sourceLine: expect.stringContaining('app:'),
    },
  ]);
  folder.write('rondo.yaml', 'zones: x.test.yaml\ntransfer: { to: 192.0.2.53 }\n');
  expect(load().problems.list).toEqual([]);
});

test('a signed zone is refused, unless its own entry says otherwise', () => {
  folder.write(
    's.test.zone',
    `$ORIGIN s.test.
$TTL 60
@ SOA ns root 1 2 3 4 5
@ RRSIG SOA 13 2 60 20400101000000 20200101000000 1 s.test. aaaa
@ NS ns
ns A 192.0.2.1
`,
  );
  folder.write('rondo.yaml', `zones: s.test.zone\n${FOLLOW}\n`);
  const { message, place } = load().problems.firstError!;
  expect(message).toBe('s.test is signed: versions that follow health would not fit its signatures');
  expect(place).toMatchObject({ file: folder.at('s.test.zone'), line: 3 });
  folder.write(
    'rondo.yaml',
    `zones: [{ file: s.test.zone, transfer: { to: 192.0.2.53, health: all } }]\n${FOLLOW}\n`,
  );
  const { problems, config } = load();
  expect(problems.hasErrors).toBe(false);
  expect(config.transfers.rules.map(({ isFollowing, ttl }) => [isFollowing, ttl])).toEqual([
    [true, 5],
    [false, 5],
  ]);
});

test('words and times that are not possible are shown', () => {
  folder.write('rondo.yaml', 'transfer: { to: any, health: folow, ttl: 0 }\n');
  const messages = load().problems.list.map(({ message }) => message);
  expect(messages).toEqual([
    expect.stringContaining('expected follow or all'),
    expect.stringContaining('expected whole seconds from 1 to 86400'),
  ]);
});
