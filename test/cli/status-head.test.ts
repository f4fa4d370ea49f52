// The first lines of `rondo status`: what they say of receivers of notifications, and of secondaries that are told of versions.
import { expect, it } from 'vitest';
import { headLines } from '../../src/cli/status-head.js';
import { serverOf } from './status-of.js';

it.each([
  [[{ receiver: 'ops', sent: 1_200, failed: 0 }], 'receivers  1: 1,200 messages sent'],
  [
    [
      { receiver: 'ops', sent: 3, failed: 2, failure: '503 Service Unavailable' },
      { receiver: 'chat', sent: 4, failed: 0 },
    ],
    'receivers  2: 7 messages sent, 2 given up, ops fails: 503 Service Unavailable',
  ],
])('%j', (receivers, line) => {
  const lines = headLines(serverOf([], { receivers })).map(spans => spans.map(({ text }) => text).join(''));
  expect(lines).toContain(line);
});

it('zones that updates have led away from their files are counted, and the first named', () => {
  const since = new Date(Date.now() - 61_000).toISOString();
  const of = (zone: string, canSync = true) => ({ zone, rrsets: 2, since, canSync });
  const lineOf = (count: number, ...first: ReturnType<typeof of>[]) => {
    const zones = { count: 9, updated: { count, first } };
    const lines = headLines(serverOf([], { zones })).map(spans => spans.map(({ text }) => text).join(''));
    return lines.find(line => line.startsWith('updated'));
  };
  expect([
    lineOf(1, of('a.test', false)),
    lineOf(5, of('a.test'), of('b.test'), of('c.test'), of('d.test')),
  ]).toEqual([
    'updated    1 zone not as in the file: a.test (2 RRsets, for 1m 1s)',
    'updated    5 zones not as in the file: a.test (2 RRsets, for 1m 1s), b.test (2 RRsets, for 1m 1s), c.test (2 RRsets, for 1m 1s), 2 more; `rondo zone sync ZONE` writes its file',
  ]);
});

it('secondaries that are told of new versions are counted, and those named that fail', () => {
  const of = (index: number) => ({
    ...{ secondary: `192.0.2.${index}:53`, sent: 5, acknowledged: 0, refused: 0, givenUp: 0, behind: 0 },
    failure: { text: 'has not replied to 5 NOTIFYs', ageMs: 61_000 },
  });
  const refusing = { ...of(9), failure: { text: 'replies REFUSED', zone: 'a.test', ageMs: 2_000 } };
  const told = [refusing, of(1), of(2), of(3), { ...of(4), failure: undefined }];
  const lines = headLines(serverOf([], { told })).map(spans => spans.map(({ text }) => text).join(''));
  expect(lines.slice(lines.findIndex(line => line.startsWith('told')))).toEqual([
    'told       5 secondaries: 4 failing',
    '           192.0.2.9:53 of a.test replies REFUSED (for 2s)',
    '           192.0.2.1:53 has not replied to 5 NOTIFYs (for 1m 1s)',
    '           192.0.2.2:53 has not replied to 5 NOTIFYs (for 1m 1s)',
    '           and 1 more',
  ]);
});

it('certificates have a line each, with where they are shown, and what to do when they end', () => {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000 + 3_000).toISOString();
  const of = (state: 'early' | 'valid' | 'ending' | 'ended', [from, until]: [number, number], rest = {}) => ({
    ...{ name: `${state}.test`, listen: ['192.0.2.1:853', '[2001:db8::1]:853', '192.0.2.1:443'] },
    ...{ from: day(from), until: day(until), state, ...rest },
  });
  const textOf = (...certificates: ReturnType<typeof of>[]) =>
    headLines(serverOf([], { certificates }))
      .map(spans => spans.map(({ text }) => text).join(''))
      .filter(line => /^tls|^ {11}/.test(line));
  const on = 'on 192.0.2.1:853 and :443, [2001:db8::1]:853';
  const date = (days: number) => day(days).slice(0, 10);
  expect([
    ...textOf(of('ended', [-9, -2]), of('ending', [-80, 3]), of('early', [2, 90]), of('valid', [-1, 90])),
    ...textOf(of('valid', [-1, 62], { name: undefined, listen: [1, 2, 3, 4, 5].map(n => `127.0.0.1:${n}`) })),
  ]).toEqual([
    `tls        certificate of ended.test ${on} ended ${date(-2)} (1d 23h ago): renew it`,
    `           certificate of ending.test ${on} until ${date(3)} (3d left): renew it`,
    `           certificate of early.test ${on} is valid only from ${date(2)}: look at the clock of this machine`,
    '           and 1 more',
    `tls        certificate on 127.0.0.1:1, :2, :3 and 2 more until ${date(62)} (62d left)`,
  ]);
  expect(textOf()).toEqual([]);
});
