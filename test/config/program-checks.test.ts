// What `rondo check` says of programs: whether they are there, and can be run.
import { chmodSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkPrograms } from '../../src/config/program-checks.js';
import { lines, load } from './load-files.js';

function said(text: string, files: Record<string, string> = {}, programs: readonly string[] = []): string[] {
  const loaded = load({ 'rondo.yaml': `zones: []\nlisten: 127.0.0.1:53\n${text}\n`, ...files });
  for (const name of programs) chmodSync(loaded.folder.at(name), 0o755);
  const before = loaded.problems.list.length;
  checkPrograms(loaded.folder.at('rondo.yaml'), loaded.problems);
  return lines(loaded)
    .slice(before)
    .map(line => line.replace('rondo.yaml:', ''));
}

const tell = (program: string) => `notify: { exec: [${program}] }`;

it.each<[program: string, content: string | undefined, expected: string]>([
  ['./nothere.sh', undefined, '3:18 warning: there is no program nothere.sh'],
  ['tell', 'x', '3:18 warning: there is no program tell in the PATH -> write ./tell'],
  ['no-such-program-here', undefined, 'in the PATH -> write its whole path'],
  ['./bin', undefined, 'there is no program bin'],
  ['./script', 'echo a\n', 'script is no program -> a script begins with #!'],
  ['./script', '#!/bin/nosuchshell -e\n', 'script begins with #!/bin/nosuchshell, which is not there'],
  ['./script', '#!/bin/sh\r\necho\r\n', 'the first line of script ends as in Windows'],
])('%s', (program, content, expected) => {
  const name = program.replace('./', '');
  const files = content === undefined ? {} : { [name]: content };
  expect(said(tell(program), files, Object.keys(files))).toEqual([expect.stringContaining(expected)]);
});

it('one that this user may not run', () => {
  expect(said(tell('./script'), { script: '#!/bin/sh\n' })).toEqual([
    expect.stringContaining('this user may not run script -> `chmod +x script`'),
  ]);
});

it('one that anybody may change', () => {
  const loaded = load({ 'rondo.yaml': `zones: []\n${tell('./script')}\n`, script: '#!/bin/sh\n' });
  chmodSync(loaded.folder.at('script'), 0o757);
  checkPrograms(loaded.folder.at('rondo.yaml'), loaded.problems);
  expect(lines(loaded).at(-1)).toMatch(
    /warning: anybody may write to script, so the server does not run script -> `chmod o-w script` ends that$/,
  );
});

it('those that can be run are in order', () => {
  expect(said(tell('/bin/sh, -c, "true"'))).toEqual([]);
  expect(said(tell('sh'))).toEqual([]);
  expect(said(tell('./script'), { script: '#! /bin/sh -e\n' }, ['script'])).toEqual([]);
  expect(said(tell('./link/env'), { 'link/env': '#!/usr/bin/env node\n' }, ['link/env'])).toEqual([]);
});

it('a folder is none, and probes and their parts have programs, too', () => {
  const text = `probes:
  a: { exec: [./folder] }
  b: { all: [{ tcp: 80 }, { not: { exec: [./gone, x] } }] }
notify: [{ exec: [sh] }, { exec: [./lost] }]`;
  expect(said(text, { 'folder/x': '' })).toEqual([
    '4:15 warning: folder is a folder -> write the path of a program in it',
    expect.stringContaining('5:43 warning: there is no program gone'),
    expect.stringContaining('6:35 warning: there is no program lost'),
  ]);
});
