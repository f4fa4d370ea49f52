// The table in docs/rotation.md: which rows it has, and how it is written.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Limit, Row } from './measure.js';
import { SCENES } from './scenes.js';

const PAGE = fileURLToPath(new URL('../../../docs/rotation.md', import.meta.url));
const HEADING = '| client |';
const SUFFIX: Readonly<Record<Limit, string>> = { none: '', auto: ', `limit: auto`' };

/** The name of a row. */
export const rowName = (client: string, limit: Limit): string => `${client}${SUFFIX[limit]}`;

const lineOf = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** The rows of the page by their names. */
export function readRows(): ReadonlyMap<string, Row> {
  const lines = readFileSync(PAGE, 'utf8').split('\n');
  const from = lines.findIndex(line => line.startsWith(HEADING));
  const end = lines.findIndex((line, index) => index > from && !line.startsWith('|'));
  return new Map(
    lines.slice(from + 2, end).map(line => {
      const [name, ...cells] = line.slice(2, -2).split(' | ');
      return [name, cells];
    }),
  );
}

/** Puts rows into the page in place of those that it has. */
export function writeRows(rows: ReadonlyMap<string, Row>): void {
  const lines = readFileSync(PAGE, 'utf8').split('\n');
  const from = lines.findIndex(line => line.startsWith(HEADING));
  const end = lines.findIndex((line, index) => index > from && !line.startsWith('|'));
  const titles = ['client', ...SCENES.map(({ title }) => title)];
  const table = [titles, titles.map(() => '---'), ...[...rows].map(([name, row]) => [name, ...row])];
  lines.splice(from, end - from, ...table.map(lineOf));
  writeFileSync(PAGE, lines.join('\n'));
}
