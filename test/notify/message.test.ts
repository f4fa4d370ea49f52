// What stands in messages: the default that docs/notifications.md shows, the formats, and templates that nothing breaks out of.
import { describe, expect, it } from 'vitest';
import { wants } from '../../src/notify/choice.js';
import { FORMATS } from '../../src/notify/formats.js';
import { Gathering } from '../../src/notify/gathering.js';
import { eventsCalled } from '../../src/notify/keys.js';
import { messageOf } from '../../src/notify/message.js';
import type { Notice } from '../../src/notify/notice.js';
import { faultsIn, type Template } from '../../src/notify/template.js';
import { EVENT, EVENT_NAMES } from '../../src/view/event-names.js';
import { FakeClock } from '../support/fake-clock.js';
import { readPages } from '../support/markdown.js';
import { down, noticeOf, SPEC, up } from './notices.js';

const ORIGIN = { id: '1ca58d20-6045-4834-8815-0dc9a0935e30', host: 'ns1', wallMs: Date.UTC(2026, 10, 29) };

function bodyOf(body: Template, ...notices: Notice[]): string {
  const gathering = new Gathering(new FakeClock(), SPEC);
  for (const notice of notices) gathering.add(notice);
  return messageOf(gathering.take(), { ...SPEC, body }, ORIGIN).body;
}

const jsonOf = (body: Template, ...notices: Notice[]): unknown => JSON.parse(bodyOf(body, ...notices));

/** The keys of a value, those of the first item of a list for a list. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return [shapeOf(value[0])];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

it('docs/notifications.md shows a message as it is', () => {
  const page = readPages().find(({ path }) => path === 'docs/notifications.md');
  const shown: unknown = JSON.parse(page?.blocks.find(({ info }) => info === 'text')?.text ?? '');
  const made = jsonOf(FORMATS.json, down('192.0.2.1:80'), noticeOf(EVENT.POOL_OPEN, 'app.example A'));
  expect(shapeOf(made)).toEqual(shapeOf(shown));
  expect(made).toMatchObject({ summary: (shown as { summary: string }).summary });
});

it('docs/notifications.md lists the events, and those that are told without a choice', () => {
  const page = readPages().find(({ path }) => path === 'docs/notifications.md');
  const named = page?.lines.filter(line => /^\| `[a-z]+-[a-z-]+`/.test(line)) ?? [];
  const listed = named.flatMap(line =>
    [...line.split('|')[1].matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  expect(listed.sort()).toEqual(EVENT_NAMES.filter(name => !name.startsWith('notify-')).sort());
});

describe('formats', () => {
  const evil = '<!channel> & "quotes" \\ \n `x` {summary}';

  it('of JSON hold any text', () => {
    for (const format of ['json', 'slack', 'discord', 'alertmanager'] as const)
      expect(() => jsonOf(FORMATS[format], down('a', { text: evil }))).not.toThrow();
    expect(jsonOf(FORMATS.slack, down('a', { text: evil }))).toEqual({
      text: 'ns1: &lt;!channel&gt; &amp; "quotes" \\ \\u{a} `x` {summary}',
    });
  });

  it('of Alertmanager have the same labels when a trouble ends, and an end', () => {
    const [begun] = jsonOf(FORMATS.alertmanager, down('a')) as [Record<string, unknown>];
    const [ended] = jsonOf(FORMATS.alertmanager, up('a')) as [Record<string, unknown>];
    expect(begun).toEqual({
      labels: { alertname: 'rondo-backend', instance: 'ns1', subject: 'a', pool: 'www.a.test A' },
      annotations: { summary: 'backend-down a' },
      startsAt: '2026-01-01T00:00:00.000Z',
      endsAt: '2026-01-02T00:00:00.000Z',
    });
    expect(ended).toMatchObject({ labels: begun.labels, endsAt: '2026-01-01T00:00:00.000Z' });
  });

  it('of text are lines', () => {
    expect(bodyOf(FORMATS.text, down('a'))).toBe('ns1: backend-down a\n');
    expect(bodyOf(FORMATS.text, down('a'), up('b'))).toBe(
      'ns1: 1 backend down, 1 backend up: a, b\n- backend-down a\n- backend-up b\n',
    );
  });
});

describe('templates', () => {
  it.each<[unknown, unknown]>([
    [
      { a: '{count}', b: 'n={count}', c: [1, true, null] },
      { a: 1, b: 'n=1', c: [1, true, null] },
    ],
    [
      [{ each: '{subject} {event} {status}' }, 'x'],
      ['a backend-down bad', 'x'],
    ],
    [{ list: [{ each: { '{subject}': '{changes}' } }] }, { list: [{ '{subject}': 1 }] }],
    [{ a: '{{summary}' }, { a: '{summary}' }],
    [{ a: '{summary}{summary}' }, { a: 'backend-down abackend-down a' }],
    [{ each: 'no list' }, { each: 'no list' }],
    [{ __proto__: null, constructor: '{host}' }, { constructor: 'ns1' }],
  ])('%j come to %j', (template, body) => {
    expect(faultsIn(template)).toEqual([]);
    expect(jsonOf({ json: template as never }, down('a'))).toEqual(body);
  });

  it('of text leave braces alone that are written twice', () => {
    expect(bodyOf({ text: '{{"a": {count}}' }, down('a'))).toBe('{"a": 1}');
  });

  it.each<[unknown, string]>([
    ['{sumary}', 'there is no placeholder {sumary}: did you mean {summary}?'],
    [{ a: ['{subject}'] }, 'there is no placeholder {subject}'],
    [[{ each: '{subjekt}' }], 'there is no placeholder {subjekt}: did you mean {subject}?'],
    ['{}', 'there is no placeholder {}'],
    ['{constructor}', 'there is no placeholder {constructor}'],
  ])('%j are refused', (template, message) => {
    const said = faultsIn(template).map(fault => `${fault.message}: ${fault.hint}`);
    expect(said).toHaveLength(1);
    expect(said[0].startsWith(message)).toBe(true);
  });
});

describe('a receiver', () => {
  const wanted = (spec: object, notice: Notice) => wants({ ...SPEC, ...spec }, notice);
  const inPool = (pool: string) => down('a', { pools: [pool] });

  it.each<[object, Notice, boolean]>([
    [{ events: [EVENT.POOL_UP] }, down('a'), false],
    [{ pools: ['www.a.test'] }, inPool('www.a.test A'), true],
    [{ pools: ['www.a.test a'] }, inPool('www.a.test A'), true],
    [{ pools: ['www.a.test aaaa'] }, inPool('www.a.test A'), false],
    [{ pools: ['*.a.test'] }, inPool('WWW.a.test A'), true],
    [{ pools: ['*.a.test'] }, inPool('a.test A'), false],
    [{ pools: ['*.a.test'] }, noticeOf(EVENT.RELOAD_FAILED, 'files', { pools: undefined }), true],
    [{ zones: ['a.test'] }, inPool('deep.www.a.test A'), true],
    [{ zones: ['a.test'] }, inPool('aa.test A'), false],
    [{ zones: ['*.net', 'b.test'] }, inPool('www.x.net A'), true],
    [
      { zones: ['b.test'] },
      { name: EVENT.RELOAD_FAULTS, subject: 'zones', zones: ['b.test'], text: '' },
      true,
    ],
    [
      { zones: ['b.test'] },
      { name: EVENT.RELOAD_FAULTS, subject: 'zones', zones: ['c.test'], text: '' },
      false,
    ],
    [{ zones: ['b.test'] }, { name: EVENT.UPSTREAM_DOWN, subject: 'x', text: '' }, true],
  ])('with %j', (spec, notice, isWanted) => {
    expect(wanted(spec, notice)).toBe(isWanted);
  });

  it('may name events by kind and by pattern', () => {
    expect(eventsCalled('pool')).toEqual([
      ...['pool-down', 'pool-open', 'pool-fallback', 'pool-backup', 'pool-drained'],
      'pool-up',
    ]);
    expect(eventsCalled('*-down')).toEqual(['backend-down', 'pool-down', 'upstream-down']);
    expect(eventsCalled('*')).not.toContain('notify-failing');
    expect(eventsCalled('nonesuch')).toEqual([]);
  });
});
