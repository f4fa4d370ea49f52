// What `rondo check` says of lists of members: everything at its place, without a server.
import { expect, it } from 'vitest';
import { checkSources } from '../../src/config/source-checks.js';
import { lines, load } from './load-files.js';

/** The problems of one list, in the file `t/list.EXTENSION`. */
async function problemsOf(list: string, extension = 'json', pool = 'probe: { tcp: 80 }', more = '') {
  const loaded = load({
    'rondo.yaml': 'zones: z/*\nforward: off\n',
    'z/a.test.yaml': `zone: a.test\npools:\n  "@":\n    ${pool}\n    members: { from: file, path: ../t/list.${extension}${more} }\n`,
    [`t/list.${extension}`]: list,
  });
  await checkSources(loaded.models.values(), loaded.problems);
  return lines(loaded).map(line => line.replace('t/list.', ''));
}

const targets = (...texts: unknown[]) => JSON.stringify([{ targets: texts }]);
const labels = (text: string) => `[{"targets":["192.0.2.1:80"],"labels":${text}}]`;
const TARGET = 'error: expected ADDRESS:PORT, ADDRESS, or a whole name in place of ADDRESS, found';

it.each<[list: string, expected: string]>([
  // Syntax.
  ['', 'json:1:1 error: expected a value, found the end of the file'],
  ['[\n  {"targets": []},\n]', 'json:3:1 error: expected a value, found ] -> take the comma before it away'],
  [
    '[{"targets": ["192.0.2.1"],}]',
    'json:1:28 error: expected a key in double quotes, found } -> take the comma before it away',
  ],
  [
    '[{"targets": ["192.0.2.1" "192.0.2.2"]}]',
    'json:1:27 error: expected a comma or ], found "192.0.2.2" -> a comma stands between two values',
  ],
  [
    "[{'targets': []}]",
    "json:1:3 error: expected a key in double quotes, or }, found ' -> JSON has double quotes",
  ],
  ['[{"targets" ["192.0.2.1"]}]', 'json:1:13 error: expected a colon after the key, found ['],
  [
    '[{"targets": ["192.0.2.1]}]',
    'json:1:15 error: expected a value or ], found "192.0.2.1]}] -> a text ends with a " in the same line',
  ],
  [
    '[] # none',
    'json:1:4 error: expected the end of the file, found # -> JSON has no comments; a list in YAML may have them',
  ],
  ['[{"targets": [True]}]', 'json:1:15 error: expected a value or ], found True'],
  ['[{"targets": []', 'json:1:16 error: expected a comma or }, found the end of the file'],
  [
    '- targets: [192.0.2.1]',
    'json:1:1 error: expected a value, found - -> this looks like YAML: the name of such a file ends in .yaml',
  ],
  ['\ufeff[]', 'json:1:1 error: expected a value, found \ufeff -> save it without a byte order mark'],
  // Forms.
  ['{"targets": []}', 'json:1:1 error: expected a list of { targets: [ADDRESS:PORT], labels: {} }'],
  ['["192.0.2.1:80"]', 'json:1:2 error: expected a mapping'],
  ['[{"targets": "192.0.2.1:80"}]', 'json:1:14 error: expected a list'],
  ['[{"targets": ["192.0.2.1", 5]}]', 'json:1:28 error: expected ADDRESS:PORT'],
  ['[{"labels": {}}]', 'error: expected a list'],
  [labels('["rack"]'), 'error: expected a mapping'],
  [labels('{"rack": ["r1"]}'), 'error: expected a text'],
  ['[{"targets": [], "label": {}}]', 'json:1:18 error: unknown key "label" -> did you mean `labels`?'],
  ['[{"target": []}]', 'json:1:3 error: unknown key "target" -> it is called `targets` here'],
  ['[{"targets": [], "weight": 3}]', 'unknown key "weight" -> write `labels: { __weight__: "NUMBER" }`'],
  [
    '[{"targets": [], "job": "x"}]',
    'unknown key "job" -> leave it out: a group has only `targets` and `labels`',
  ],
  // Targets.
  [
    targets('http://192.0.2.1:80/metrics'),
    `json:1:14 ${TARGET} "http://192.0.2.1:80/metrics" -> write 192.0.2.1:80 alone`,
  ],
  [targets('localhost:9100'), 'found "localhost:9100" -> write 127.0.0.1:9100'],
  [targets('web1:80'), 'found "web1:80" -> write the name with its domain, as in web1.example.org'],
  [targets(':9100'), 'found ":9100" -> write the address before the port: ADDRESS:9100'],
  [targets('192.0.2.1:http'), 'found "192.0.2.1:http" -> write a number in place of http'],
  [targets('192.0.2.1:0'), 'found "192.0.2.1:0" -> a port is from 1 to 65535'],
  [targets('192.0.2.1, 192.0.2.2'), 'found "192.0.2.1, 192.0.2.2" -> write each target as a text of its own'],
  [targets('192.0.2.300:80'), 'found "192.0.2.300:80" -> each number is at most 255; 300 is more'],
  [
    targets('192.0.2.0/24'),
    'found "192.0.2.0/24" -> write the address alone, without the length of a prefix',
  ],
  [
    targets('192.0.2.1:80', '192.0.2.1:81'),
    'warning: 192.0.2.1 stands in the list before, with another port',
  ],
  [
    targets(),
    'z/a.test.yaml:5:34 error: the list has no members -> write `allow-empty: yes` if that is meant',
  ],
  [
    targets(...Array.from({ length: 1025 }, (_, at) => `10.0.${at >> 8}.${at & 255}:80`)),
    'json:1:1 error: 1025 targets; a pool has at most 1024 members',
  ],
  // Labels.
  [labels('{"__weight__": "257"}'), 'json:1:54 error: expected 0 to 256, found "257"'],
  [labels('{"__backup__": "yes"}'), 'error: expected 0 to 255, found "yes"'],
  [
    labels('{"weight": "3"}'),
    'warning: the label weight says nothing about the member -> write `__weight__`',
  ],
  [
    labels('{"__wieght__": "3"}'),
    'warning: the label __wieght__ has no effect -> did you mean `__weight__`?',
  ],
])('%s', async (list, expected) => {
  expect(await problemsOf(list)).toEqual([expect.stringContaining(expected)]);
});

it('refuses more values than a server parses', async () => {
  expect(await problemsOf(`[${'{},'.repeat(131_072)}{}]`)).toEqual([
    expect.stringContaining(
      'z/a.test.yaml:5:34 error: json: the list has over 131072 values, be they targets or labels',
    ),
  ]);
});

it.each([
  targets('192.0.2.1', '192.0.2.2:80', '[2001:db8::1]:80', 'app.internal:80'),
  labels('{"rack": "r1", "n": 3, "__meta_x": "y", "__weight__": "3", "__address__": "z"}'),
  '[{"targets": ["192.0.2.1"], "labels": null}, {"targets": []}]',
  // Keys that stand twice are a matter of YAML, and escapes and numbers of JSON.
  '[{"targets": ["\\u0031.1.1.1"], "labels": {"a": -1.5e+3, "b": "\\\\ \\" \\n"}}]',
])('%s is in order', async list => {
  expect(await problemsOf(list)).toEqual([]);
});

it('a probe that leaves the port to the members wants one of each, or one for all', async () => {
  const list = targets('192.0.2.1', '2001:db8::1', '192.0.2.2:80');
  const missing = (host: string, written: string) =>
    expect.stringContaining(
      `${host} has no port, which the tcp probe needs -> write ${written}:PORT, or \`port: PORT\` beside \`from\` for all`,
    );
  expect(await problemsOf(list, 'json', 'probe: { tcp: true }')).toEqual([
    missing('192.0.2.1', '192.0.2.1'),
    missing('2001:db8::1', '[2001:db8::1]'),
  ]);
  expect(await problemsOf(list, 'json', 'probe: { tcp: true }', ', port: 80')).toEqual([]);
});

it('a list in YAML has its places, too, and one that is meant to be empty is in order', async () => {
  expect(await problemsOf('- targets:\n    - 192.0.2.1\n    - web\n', 'yml')).toEqual([
    expect.stringContaining(`yml:3:7 ${TARGET} "web"`),
  ]);
  expect(await problemsOf('- targets: [192.0.2.1\n', 'yaml')).toEqual([
    expect.stringContaining('yaml:1:12 error: expected a ] for this ['),
  ]);
  expect(await problemsOf('[]', 'json', 'probe: { tcp: 80 }', ', allow-empty: yes')).toEqual([]);
});

it('files that are not there, patterns without a match and tokens are told where they are named', async () => {
  const loaded = load({
    'rondo.yaml': 'zones: z/*\nforward: off\n',
    'z/a.test.yaml':
      'zone: a.test\npools:\n  a: { members: { from: file, path: [../t/a.json, ../t/b-*.json, ../no/*.json, ../t/d.json] } }\n' +
      '  b: { members: { from: file, path: [../t/a.json, ../t/b-*.json, ../no/*.json, ../t/d.json] } }\n' +
      '  c:\n    members:\n      from: http\n      url: http://192.0.2.1/\n      token: { file: token }\n',
    't/d.json/x': '',
  });
  expect(loaded.problems.hasErrors).toBe(false);
  expect(loaded.isServable).toBe(true);
  await checkSources(loaded.models.values(), loaded.problems);
  expect(lines(loaded)).toEqual([
    'z/a.test.yaml:3:31 error: no file matches t/b-*.json',
    'z/a.test.yaml:3:31 error: no file matches no/*.json: no is not there',
    'z/a.test.yaml:3:31 error: t/a.json is not there',
    'z/a.test.yaml:3:31 error: t/d.json is no regular file',
    'z/a.test.yaml:8:12 error: the token cannot be read: z/token (ENOENT)',
  ]);
});
