// The project's documents taken apart: fenced blocks, prose, links, headings and tables.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A console block of whose output only the form is right: its numbers and times are others each time. */
export const LIKE = 'console like';

/** A console block that needs PostgreSQL: test/e2e/failover.test.ts runs it. */
export const PGSQL = 'console pgsql';

/** A console block that needs the programs of a lesson: test/interop/lessons.interop.ts runs it. */
export const LESSON = 'console lesson';

/** A fenced block. */
export interface Block {
  /** Line of the opening fence, counted from 1. */
  readonly line: number;
  /** What stands behind the opening fence; may be empty. */
  readonly info: string;
  readonly text: string;
}

export interface Page {
  /** Path from the root of the repository. */
  readonly path: string;
  readonly blocks: readonly Block[];
  /** The page without its blocks. */
  readonly prose: string;
  /** The whole page. */
  readonly lines: readonly string[];
}

const FENCED = /^```(.*)\n([\s\S]*?)^```$/gm;

function readPage(path: string, root: string): Page {
  const text = readFileSync(join(root, path), 'utf8');
  const blocks = [...text.matchAll(FENCED)].map(({ index, 1: info, 2: body }) => {
    return { line: text.slice(0, index).split('\n').length, info: info.trim(), text: body };
  });
  return { path, blocks, prose: text.replace(FENCED, ''), lines: text.split('\n') };
}

/** The README, everything under docs/, and the page about the benchmarks. */
export function readPages(root = ROOT): Page[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  const paths = docs.filter(name => name.endsWith('.md')).sort();
  return ['README.md', ...paths.map(name => join('docs', name)), 'bench/README.md'].map(path =>
    readPage(path, root),
  );
}

/** Kinds of blocks that show no file: sessions, commands, and what is only to be looked at. */
const NO_FILE = new Set(['console', LIKE, PGSQL, LESSON, 'sh', 'text']);
/** Objects that programs get: test/cli/json-forms.test.ts reads them. */
const FORM = 'json form ';

/** The file that a block shows; undefined when it shows none. @throws Error for a kind of block that no test knows */
export function fileOf({ info, text }: Block): string | undefined {
  if (NO_FILE.has(info) || info.startsWith(FORM)) return undefined;
  if (info === 'yaml zone') return `zones/${(parse(text) as { zone: string }).zone}.yaml`;
  const file = /^(?:yaml|json|dns|conf|ini|python) ([\w./-]+)$/.exec(info)?.[1];
  if (file === undefined) throw new Error(`no test knows blocks of the kind "${info}"`);
  return file;
}

/** Targets of links and pictures. */
export function linksOf({ prose }: Page): string[] {
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(match => match[1]);
}

/** The anchors that GitHub gives to the headings. */
export function anchorsOf({ prose }: Page): string[] {
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** The code in the first column of the tables whose header begins with `header`. */
export function firstColumn({ prose }: Page, header: string): string[] {
  const tables = prose.match(/^\|.*\n\|[-| ]+\|\n(?:\|.*\n)*/gm) ?? [];
  const rows = tables
    .filter(table => table.startsWith(`| ${header} |`))
    .flatMap(table => table.trim().split('\n').slice(2));
  return rows.flatMap(row => [...row.split(' | ')[0].matchAll(/`([^`]+)`/g)].map(match => match[1]));
}
