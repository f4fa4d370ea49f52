// What `notify` in rondo.yaml may say: what is settled of it, mistakes with what is meant, and no secret in what is shown.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { loadReceivers } from '../../src/config/receiver-load.js';
import type { ReceiverSpec } from '../../src/notify/receiver.js';
import { renderProblem } from '../../src/source/render.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
  folder.write('url', 'https://hooks.example/SECRET\n');
  folder.write('key', '0123456789abcdef\n');
  folder.write('token', 'Bearer SECRET\n');
  folder.write('empty', '');
});
afterEach(() => folder.remove());

function load(notify: string): { receivers: readonly ReceiverSpec[]; said: string } {
  const { receivers, problems } = loadReceivers(folder.write('rondo.yaml', `notify: ${notify}\n`));
  return { receivers, said: problems.list.map(problem => renderProblem(problem)).join('\n') };
}

describe('a receiver', () => {
  it('has what nobody says', () => {
    const { receivers, said } = load('{ webhook: { file: url } }');
    expect(said).toBe('');
    expect(receivers).toMatchObject([
      {
        name: 'hooks.example',
        webhook: { url: 'https://hooks.example/SECRET', headers: {} },
        ...{ pools: [], zones: [], waitMs: 5_000, intervalMs: 30_000, flapMs: 600_000 },
        ...{ wantsFirst: false, timeoutMs: 10_000, retryMs: 600_000 },
      },
    ]);
    expect(receivers[0].events).toContain('pool-open');
    expect(receivers[0].events).not.toContain('reload-done');
  });

  it('has what is said', () => {
    const { receivers, said } = load(
      '{ name: a, webhook: "http://127.0.0.1:9/x", headers: { X-A: b, Authorization: { file: token } }, sign-with: key, events: [pool, "*-up"], pools: WWW.a.test., zones: [A.test], body: \'{"a": "{count}"}\', wait: 0, first-round: yes }',
    );
    expect(said).toBe('');
    expect(receivers).toMatchObject([
      {
        name: 'a',
        webhook: { headers: { 'X-A': 'b', Authorization: 'Bearer SECRET' }, key: '0123456789abcdef' },
        events: [
          ...['pool-down', 'pool-open', 'pool-fallback', 'pool-backup', 'pool-drained', 'pool-up'],
          ...['backend-up', 'upstream-up'],
        ],
        ...{ pools: ['www.a.test'], zones: ['a.test'], body: { json: { a: '{count}' } } },
        ...{ waitMs: 0, wantsFirst: true },
      },
    ]);
  });

  it('may be a program; names are made, and differ', () => {
    const { receivers, said } = load(
      '[{ exec: [./bin/tell, x] }, { exec: [tell] }, { name: b, exec: [tell] }]',
    );
    expect(said).toBe('');
    expect(receivers.map(({ name, exec }) => [name, exec?.command])).toEqual([
      ['tell', [folder.at('bin/tell'), 'x']],
      ['tell-2', ['tell']],
      ['b', ['tell']],
    ]);
  });

  it('is a part of the configuration, and new when its files are', () => {
    const file = folder.write('rondo.yaml', 'forward: 192.0.2.1\nnotify: { webhook: { file: url } }\n');
    const first = loadConfig({ configFile: file, overrides: {} });
    expect(first.files.some(path => path.endsWith('url'))).toBe(true);
    folder.write('url', 'https://other.example/\n');
    const second = loadConfig({ configFile: file, overrides: {} }, first.memory);
    expect(second.config.receivers.map(({ name }) => name)).toEqual(['other.example']);
    // A mistake leaves the receivers as they were.
    folder.write('rondo.yaml', 'forward: 192.0.2.1\nnotify: { webhook: { file: nonesuch } }\n');
    const third = loadConfig({ configFile: file, overrides: {} }, second.memory);
    expect(third.config.receivers.map(({ name }) => name)).toEqual(['other.example']);
  });
});

describe('mistakes', () => {
  it.each([
    [
      '{ webhook: hooks.example/SECRET }',
      'this is no URL of a receiver: write one that begins with https://',
    ],
    ['https://hooks.example/SECRET', 'write { webhook: URL }'],
    ['[https://hooks.example/SECRET]', 'write { webhook: URL }'],
    ['{ webhook: "https://u:SECRET@x.example/", exec: [a] }', 'a receiver has either webhook or exec'],
    ['{}', 'a receiver has either webhook or exec'],
    ['{ webhook: { file: nonesuch } }', 'cannot read'],
    ['{ webhook: { file: token } }', 'is no URL that begins with https:// or http://'],
    ['{ webhook: { env: RONDO_TEST_UNSET } }', 'the environment has no variable RONDO_TEST_UNSET'],
    ['{ webhook: { file: url }, ca: url }', 'holds no certificate in PEM form'],
    ['{ webhook: { file: url }, sign-with: empty }', 'holds a key of under 16 octets'],
    ['{ webhook: { file: url }, headers: { Authorization: Bearer SECRET } }', 'a secret does not stand here'],
    ['{ webhook: { file: url }, headers: { X-Api-Token: "SECRET" } }', 'a secret does not stand here'],
    ['{ webhook: { file: url }, headers: { Host: x } }', 'the header Host is made by Rondo'],
    ['{ webhook: { file: url }, headers: { "a b": x } }', 'expected the name of a header'],
    ['{ webhook: { file: url }, events: member-down }', 'did you mean backend-down?'],
    ['{ webhook: { file: url }, events: [backend_down] }', 'did you mean backend-down?'],
    ['{ webhook: { file: url }, events: [certificate] }', 'did you mean backend-warning?'],
    ['{ webhook: { file: url }, events: [pools] }', 'did you mean pool?'],
    ['{ webhook: { file: url }, events: [notify-failing] }', 'expected the name of an event'],
    ['{ webhook: { file: url }, format: slak }', 'expected json, slack, discord, alertmanager or text'],
    ['{ webhook: { file: url }, format: slack, body: x }', 'format and body exclude each other'],
    ['{ webhook: { file: url }, body: "{sumary}" }', 'did you mean {summary}?'],
    ['{ webhook: { file: url }, body: { a: [{ each: "{subjct}" }] } }', 'did you mean {subject}?'],
    ['{ webhook: { file: url }, body: "{{ .Status }}: {{ .X }}" }', '{{ .Status }} is no placeholder here'],
    ['{ webhook: { file: url }, body: "{{ .CommonAnnotations.summary }}" }', 'write {summary}'],
    ['{ webhook: { file: url }, body: { a: "{{status}}" } }', '(two braces stand for one): write {status}'],
    [
      '{ webhook: { file: url }, body: "{{ range .Alerts }}x{{ end }}" }',
      '`each` in a list stands for the events',
    ],
    ['{ webhook: { file: url }, body: "{{ $labels.job | toUpper }}" }', 'is no placeholder here'],
    ['{ webhook: { file: url }, body: "{{- if .Firing }}x" }', 'is no placeholder here'],
    [
      '{ webhook: { file: url }, format: teams }',
      'write a body of your own in place of it: `body: { text: "{text}" }`',
    ],
    ['{ webhook: { file: url }, format: mattermost }', 'write `slack`: it takes the same'],
    ['{ webhook: { file: url }, format: email }', 'a program sends it: `exec: ['],
    ['{ webhook: { file: url }, format: { a: b } }', 'a message of your own is called `body`'],
    ['{ email: ops@example.org }', 'a program sends mail: `exec: ['],
    ['{ msteams_configs: [] }', 'write `webhook: { file: PATH }`, and what that service takes under `body`'],
    ['{ exec: tell }', 'expected a list of the command and its arguments'],
    ['{ exec: ./tell urgent }', 'write a list: [./tell, urgent]'],
    ['{ exec: "tell 5" }', 'write a list: [tell, "5"]'],
    ['{ exec: "tell > log" }', 'no shell is involved'],
    ['{ url: "https://hooks.example/SECRET" }', 'it is called `webhook` here'],
    ['{ webhook: { url: "https://hooks.example/SECRET" } }', 'write the URL itself, without braces'],
    ['{ webhook: ["https://hooks.example/SECRET"] }', 'write one for each, in a list under `notify:`'],
    [
      '{ slack_configs: "https://hooks.example/SECRET" }',
      'write `webhook: { file: PATH }` and `format: slack`',
    ],
    [
      '{ webhook: { file: url }, secret: SECRET }',
      'it is called `sign-with` here, and names the file of the key',
    ],
    ['{ webhook: { file: url }, group_wait: 5s }', 'it is called `wait` here'],
    ['{ webhook: { file: url }, repeat_interval: 5h }', 'nothing is repeated'],
    ['{ webhook: { file: url }, headers: ["X-Token: SECRET"] }', 'write a mapping: `headers: {'],
    ['{ webhook: { file: url }, body: { a: {summary} } }', 'write "{summary}"'],
    ['{ webhook: { file: url }, body: [{ each: { a: {subject} } }] }', 'write "{subject}"'],
    ['{ exec: [tell], headers: { A: b } }', '`headers` is for a webhook'],
    ['[{ name: a, exec: [x] }, { name: a, exec: [y] }]', 'there are two receivers with the name a'],
    ['{ name: "a b", exec: [x] }', 'expected letters, digits, dots, dashes and underscores'],
    ['{ exec: [x], timeout: 2h }', 'expected a duration from 100ms to 1m'],
    ['{ exec: [x], evnts: pool }', 'did you mean `events`?'],
    [`[${Array.from({ length: 17 }, () => '{ exec: [x] }').join(', ')}]`, 'expected at most 16 receivers'],
  ])('%s', (notify, message) => {
    const { said } = load(notify);
    expect(said).toContain(message);
    expect(said).not.toContain('SECRET');
  });

  it.each(['{{', '{{"a": 1}', '{{a', 'a {{ b', '{{ x }}'])('%s stands for a brace', body => {
    expect(load(`{ webhook: { file: url }, body: { a: '${body}' } }`).said).toBe('');
  });

  it.each([
    '{ webhook: https://hooks.example/SECRET, evnts: pool }',
    '{ "webhook": "https://hooks.example/SECRET", evnts: pool }',
    "{ webhook: 'https://hooks.example/SECRET', evnts: pool }",
    '{ webhook: https://SECRET@hooks.example, evnts: pool }',
    '{ webhook: https://hooks.example/SECRET, events: [, ',
    '{ headers: { Authorization: "Bearer SECRET" }, webhook: 1 }',
    "{ headers: { authorization: 'SECRET' }, webhook: 1 }",
  ])('%s: no secret is shown', notify => {
    const { said } = load(notify);
    expect(said).toContain('error');
    expect(said).not.toContain('SECRET');
  });
});
