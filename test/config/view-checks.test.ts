// Mistakes in `views`, and in entries that name one: the place, the cause and what to do.
import { basename } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import type { Overrides } from '../../src/config/overrides.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

function problemsOf(yaml: string, overrides: Overrides = {}): string[] {
  const folder = new TempFolder();
  onTestFinished(() => folder.remove());
  for (const name of ['a', 'b', 'c'])
    folder.write(`${name}.zone`, `$ORIGIN a.test.\n${masterFile('www A 192.0.2.1')}`);
  const prefer = 'prefer: { inside: 192.0.2.1 }';
  folder.write('p.yaml', `zone: p.test\npools: { a: { ${prefer}, members: [192.0.2.1] } }\n`);
  folder.write(
    'q.yaml',
    `zone: q.test\npools: { a: { ${prefer}, members: { from: file, path: q.json } } }\n`,
  );
  folder.write('names.conf', 'address=/b.test/192.0.2.1\n');
  folder.write('rondo.yaml', yaml);
  const { problems } = loadConfig({ configFile: folder.at('rondo.yaml'), overrides });
  return problems.list.map(({ place: { file, line, column }, severity, message, hint }) => {
    const where = file.endsWith('rondo.yaml') ? '' : `${basename(file)}:`;
    const text = `${where}${line}:${column}: ${severity}: ${message.replaceAll(`${folder.path}/`, '')}`;
    return hint === undefined ? text : `${text}; ${hint}`;
  });
}

const zone = (view: string) => `zones: { file: a.zone, view: ${view} }\n`;

test.each<[string, string[]]>([
  [`${zone('inside')}views: { inside: { from: 10.0.0.0/8 } }\n`, []],
  [
    `${zone('insde')}views: { inside: { from: 10.0.0.0/8 } }\n`,
    [
      '1:30: error: there is no view insde; did you mean `inside`?',
      '2:10: warning: no zone is in the view inside, and no pool prefers members for it; add `view: inside` to the entry of a zone, or inside to the `prefer` of a pool',
    ],
  ],
  [zone('inside'), ['1:30: error: there is no view inside; `views` names none']],
  [
    `${zone('b')}views: { a: { from: any }, b: { from: 10.0.0.0/8 } }\n`,
    [
      '2:28: warning: nobody is in the view b: a takes all; let it stand before a',
      '2:10: warning: no zone is in the view a, and no pool prefers members for it; add `view: a` to the entry of a zone, or a to the `prefer` of a pool',
    ],
  ],
  [
    `${zone('a')}views: { a: { from: lab } }\n`,
    ['2:21: error: there is no key lab; `keys` names none; clients are addresses and prefixes'],
  ],
  [
    `${zone('a')}views: { a: { match-clients: 10.0.0.0/8 } }\n`,
    [
      '2:10: error: there is neither from nor listen',
      '2:15: error: unknown key "match-clients"; it is called `from` here',
    ],
  ],
  [
    `${zone('Inside')}views: { Inside: { from: any } }\n`,
    [
      '2:10: error: a view has a name of lower-case letters, digits, - and _, which begins with a letter and has 32 at most',
    ],
  ],
  [
    'zones: [a.zone, { file: names.conf, view: a }]\nviews: { a: { from: 10.0.0.0/8 } }\n',
    ['1:25: error: names.conf is a file of dnsmasq, whose names all clients see; leave out `view`'],
  ],
  [
    'zones: [{ name: c.test, catalog: produce }, { file: a.zone, view: a, in-catalog: c.test }]\nviews: { a: { from: 10.0.0.0/8 } }\n',
    [
      '1:70: error: zones in a view are in no catalog, and no catalog is in a view; leave out this key, or `view`',
    ],
  ],
  [
    'zones: [{ file: a.zone, view: a }, { file: a.zone, view: b }]\nviews: { a: { from: 10.0.0.1 }, b: { from: 10.0.0.2 } }\n',
    ['1:44: error: a.zone is read for other clients already; give each view a file of its own'],
  ],
  [`listen: [192.0.2.1, "::1"]\n${zone('a')}views: { a: { listen: [192.0.2.1, "[::1]:53"] } }\n`, []],
  [
    `listen: [192.0.2.1, "192.0.2.1:5353"]\n${zone('a')}views: { a: { from: any, listen: [192.0.2.1, 192.0.2.2] } }\n`,
    ['3:46: error: 192.0.2.2 is no address of `listen`; those are 192.0.2.1:53, 192.0.2.1:5353'],
  ],
  [
    `${zone('a')}views: { a: { listen: "192.0.2.1:53" } }\n`,
    ['2:23: error: 192.0.2.1:53 is no address of `listen`; add `listen: 192.0.2.1:53`'],
  ],
  [
    `listen: [0.0.0.0, 192.0.2.1]\n${zone('a')}views: { a: { listen: 192.0.2.1 } }\n`,
    [
      '3:23: error: queries to 192.0.2.1 come through 0.0.0.0:53 of `listen`; write single addresses in `listen`, in place of that',
    ],
  ],
  ['zones: p.yaml\nviews: { inside: { from: 10.0.0.0/8 } }\n', []],
  ['zones: q.yaml\nviews: { inside: { from: 10.0.0.0/8 } }\n', []],
  ['zones: p.yaml\n', ['p.yaml:2:25: error: there is no view inside; `views` names none']],
  [
    'zones: [q.yaml, { file: a.zone, view: insider }]\nviews: { insider: { from: 10.0.0.0/8 } }\n',
    ['q.yaml:2:25: error: there is no view inside; did you mean `insider`?'],
  ],
  [
    `zones: a.zone
health: [{ match: www.a.test A, tcp: 80, ttl: 0, prefer: { inside: 192.0.2.1, in: 192.0.2.1 } }]
views: { inside: { from: 10.0.0.0/8 } }
`,
    [
      '2:79: error: there is no view in; known views: inside',
      'a.zone:6:1: warning: the A pool of www.a.test has one member: when it is down there is no other',
    ],
  ],
  [`${zone('a')}views: { a: {} }\n`, ['2:10: error: there is neither from nor listen']],
  [
    `listen: 192.0.2.1\n${zone('a')}views: { a: { match-destinations: 192.0.2.1 } }\n`,
    [
      '3:10: error: there is neither from nor listen',
      '3:15: error: unknown key "match-destinations"; it is called `listen` here, and takes addresses of `listen`',
    ],
  ],
  [
    `listen: [192.0.2.1, 192.0.2.2]\nzones: [{ file: a.zone, view: a }, { file: b.zone, view: b }, { file: c.zone, view: c }]
views: { a: { listen: 192.0.2.1 }, b: { listen: 192.0.2.2, from: 10.0.0.1 }, c: { from: lab, listen: 192.0.2.1 } }
keys: { lab: { secret: "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=" } }
`,
    ['3:78: warning: nobody is in the view c: a takes all; let it stand before a'],
  ],
])('%s', (yaml, expected) => {
  expect(problemsOf(yaml)).toEqual(expected);
});

test('there may be 64 views', () => {
  const views = (count: number) =>
    Array.from({ length: count }, (_, index) => `  v${index}: { from: 10.0.0.${index} }\n`).join('');
  expect(problemsOf(`${zone('v1')}views:\n${views(65)}`)).toEqual(
    expect.arrayContaining([expect.stringContaining('error: there are over 64 views')]),
  );
  const some = problemsOf(`${zone('v1')}views:\n${views(64)}`);
  expect(some.filter(text => text.includes('error'))).toEqual([]);
});

test('a listener that --listen leaves out is told', () => {
  const text = `listen: [192.0.2.1, 127.0.0.1]\n${zone('a')}views: { a: { listen: [127.0.0.1, 192.0.2.1] } }\n`;
  expect(problemsOf(text, { listen: ['127.0.0.1:5300'] })).toEqual([
    '3:35: warning: no query comes to 192.0.2.1, for --listen names others; leave the flag out, or let it name this address, too',
  ]);
});
