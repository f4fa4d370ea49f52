// The lessons of docs/lessons.md, typed as they stand there with the real programs: each in a network of its own.
import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import {
  commandsOf,
  SESSION_PROGRAMS,
  TIME_LIMIT_MS,
  typeSession,
  unshareArguments,
} from '../support/console-session.js';
import { fileOf, LESSON, readPages } from '../support/markdown.js';
import { needs, program } from '../support/programs.js';
import { RONDO } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

interface Lesson {
  /** The folder of its files and the first word of its heading. */
  readonly name: string;
  readonly programs: readonly string[];
  /** A name that its server holds. */
  readonly served: string;
  /** What root prepares in the network of the lesson. */
  readonly before?: string;
}

/** Answers for the upstream of a lesson, which the network of a test cannot reach. */
const UPSTREAM = [
  'ip addr add 8.8.8.8/32 dev lo',
  'echo \'{ zone: example.org, records: { "@": { A: 192.0.2.80 } } }\' > example.org.yaml',
  `RUNTIME_DIRECTORY=/nowhere '${process.execPath}' '${RONDO}' serve --zone example.org.yaml --listen 8.8.8.8:53 > /dev/null 2>&1 &`,
].join('\n');

const LESSONS: readonly Lesson[] = [
  {
    name: 'dnsmasq',
    programs: ['dnsmasq'],
    served: 'my-awesome-highload-app.local',
    before: UPSTREAM,
  },
  { name: 'IPVS', programs: [], served: 'app.test' },
  { name: 'nginx', programs: ['nginx'], served: 'app.test' },
  { name: 'HAProxy', programs: ['haproxy'], served: 'shop.test' },
  {
    name: 'PostgreSQL',
    programs: ['postgres', 'initdb', 'pg_basebackup', 'pg_ctl', 'psql'],
    served: 'db.test',
  },
];

const page = readPages().find(({ path }) => path === 'docs/lessons.md')!;

/** The part of the page that is one lesson. */
function partOf(name: string) {
  const from = page.lines.findIndex(line => line.startsWith(`## ${name}`)) + 1;
  const next = page.lines.findIndex((line, at) => at >= from && line.startsWith('## ')) + 1;
  const blocks = page.blocks.filter(({ line }) => line > from && (next === 0 || line < next));
  return { ...page, blocks };
}

beforeEach(context => context.skip(...needs(...SESSION_PROGRAMS, 'python3', 'curl')));

test.for(LESSONS)('$name', { timeout: TIME_LIMIT_MS + 10_000 }, async (lesson, context) => {
  context.skip(...needs(...lesson.programs));
  const spaces = unshareArguments();
  if (typeof spaces === 'string') return context.skip(true, `skipped: ${spaces}`);
  const folder = new TempFolder();
  onTestFinished(() => folder.remove());
  const part = partOf(lesson.name);
  for (const block of part.blocks) {
    const file = fileOf(block);
    if (file !== undefined) folder.write(file, block.text);
  }
  chmodSync(folder.write('bin/rondo', `#!/bin/sh\nexec '${process.execPath}' '${RONDO}' "$@"\n`), 0o755);
  const commands = commandsOf(part, LESSON);
  expect(commands.length).toBeGreaterThan(8);
  const paths = [folder.at('bin'), ...lesson.programs.map(each => dirname(program(each)!))];
  const { seen, shown, stderr } = await typeSession({
    folder,
    spaces,
    commands,
    served: `-p 5300 ${lesson.served}`,
    before: lesson.before,
    isUnprivileged: true,
    programs: paths.join(':'),
  });
  expect(seen, stderr).toEqual(shown);
});

test('every lesson is typed', () => {
  const headings = page.lines.filter(line => line.startsWith('## '));
  expect(headings.map(line => line.slice(3).split(':')[0])).toEqual(LESSONS.map(({ name }) => name));
});
