// What `rondo zone` prints.
import { expect, test } from 'vitest';
import { stepsText, zoneDetailText, zonesText } from '../../src/cli/zone-text.js';

const readAt = '2026-01-02T03:04:05Z';
const nowMs = Date.parse(readAt) + 90_000;
const line = { serial: 7, source: 'zones/a.yaml', readAt, pools: 2, isSigned: false };

test('a line for each zone, and below them why some are not as their files stand', () => {
  const zones = [
    { zone: 'a.example', ...line },
    { zone: 'long-name.example', ...line, serial: 1795997661, isSigned: true, kept: 'stays as read before' },
  ];
  expect(zonesText({ total: 2, zones }, nowMs)).toBe(`\
ZONE               SERIAL      POOLS  SIGNED  READ        FILE
a.example          7           2      no      1m 30s ago  zones/a.yaml
long-name.example  1795997661  2      yes     1m 30s ago  zones/a.yaml
long-name.example: stays as read before
`);
  expect(zonesText({ total: 0, zones: [] }, nowMs)).toBe('no zones\n');
});

test('zones that not everybody may ask for are marked, and who may is shown of one', () => {
  const zones = [
    { zone: 'a.example', ...line, isRestricted: true as const },
    { zone: 'b.example', ...line },
  ];
  expect(zonesText({ total: 2, zones }, nowMs)).toBe(`\
ZONE       SERIAL  POOLS  SIGNED  ANSWER-TO  READ        FILE
a.example  7       2      no      some       1m 30s ago  zones/a.yaml
b.example  7       2      no      any        1m 30s ago  zones/a.yaml
`);
  const access = {
    answerTo: ['local', ...Array.from({ length: 9 }, (_, index) => `10.0.0.${index}`)],
    transfer: { to: ['192.0.2.53', 'lab'], isTlsOnly: true as const },
  };
  const rows = zoneDetailText({ ...zones[0], names: 1, records: 2, ...access }, nowMs).split('\n');
  expect(rows.slice(-3)).toEqual([
    'answer-to  local, 10.0.0.0, 10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4, 10.0.0.5, 10.0.0.6 and 2 more',
    'transfer   to 192.0.2.53, lab, over TLS alone',
    '',
  ]);
});

test('one zone: what it holds, and since when', () => {
  expect(zoneDetailText({ zone: 'a.example', ...line, names: 1, records: 1200 }, nowMs)).toBe(`\
zone    a.example
serial  7
file    zones/a.yaml
read    2026-01-02T03:04:05Z (1m 30s ago)
holds   1,200 records at 1 name
pools   2 watched
signed  no
`);
});

test('secondaries that lack a version, each with its serial', () => {
  const behind = [
    { secondary: '192.0.2.53:53', acknowledged: 7, serial: 5, ageMs: 90_000 },
    { secondary: '192.0.2.54:53', acknowledged: 7, ageMs: 60_000 },
  ];
  const rows = zoneDetailText({ zone: 'a.example', ...line, names: 1, records: 2, behind }, nowMs).split(
    '\n',
  );
  expect(rows.slice(-3)).toEqual([
    'behind  192.0.2.53:53 has 5, and took note of 7 (for 1m 30s)',
    'behind  192.0.2.54:53 has no version, and took note of 7 (for 1m)',
    '',
  ]);
});

test('a copy: from whom, and when it was confirmed', () => {
  const copy = {
    zone: 'a.example',
    serial: 7,
    isExpired: false,
    ageMs: 60_000,
    nextMs: 300_000,
    from: '192.0.2.1:53',
    transfers: 1,
    failures: 0,
  };
  const text = zoneDetailText({ zone: 'a.example', ...line, names: 1, records: 1200, copy }, nowMs);
  expect(text.split('\n').slice(-3)).toEqual([
    'from    192.0.2.1:53',
    'copy    serial 7, confirmed 1m ago; next try in 5m',
    '',
  ]);
});

test('a zone that updates have changed: how far it is from its file, and what to do', () => {
  const updated = { rrsets: 12, since: readAt, canSync: true };
  const rowOf = (more: object) => {
    const view = { zone: 'a.example', ...line, names: 1, records: 2, updated: { ...updated, ...more } };
    return zoneDetailText(view, nowMs).split('\n').at(-2);
  };
  expect([rowOf({}), rowOf({ rrsets: 1, since: undefined, canSync: false })]).toEqual([
    'updated  12 RRsets are not as in the file, for 1m 30s; `rondo zone sync a.example` writes the file',
    'updated  1 RRset is not as in the file',
  ]);
});

test('of a zone that follows health it is said which view is shown', () => {
  const view = { zone: 'a.example', serial: 7, followsHealth: true, changes: [] } as const;
  const step = { from: 5, to: 7, came: 0, went: 1, records: ['- a.example. 5 IN A 192.0.2.1'] };
  expect(stepsText(view, [])).toBe('a.example has serial 7: nothing has changed for secondaries\n');
  expect(stepsText(view, [step]).split('\n')[0]).toBe(
    'a.example follows health: this is what secondaries get',
  );
  const detail = zoneDetailText({ ...view, ...line, names: 1, records: 2 }, nowMs);
  expect(detail).toContain('follows  health: under this serial secondaries get who is handed out\n');
});

test('steps from serial to serial, with how many records are not listed', () => {
  const view = { zone: 'a.example', serial: 7, changes: [] };
  const step = { from: 5, to: 7, came: 2, went: 1, records: ['- a.example. 0 IN A 192.0.2.1'] };
  expect(stepsText(view, [])).toBe('a.example has serial 7: nothing has changed\n');
  expect(stepsText(view, [step])).toBe(`\
5 to 7: 2 came, 1 went
  - a.example. 0 IN A 192.0.2.1
  and 2 more records
`);
});
