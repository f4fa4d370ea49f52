// Measures the rows of a table that are asked for on the command line, and draws the table.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bound, Build, Row } from './bound.js';

const UNMEASURED = 'not measured';

/** What was measured. */
export interface Measured {
  /** Whether it is worth keeping: all rows in full. */
  readonly isKept: boolean;
  /** Whether each row could be measured, whatever it showed. */
  readonly isWhole: boolean;
  readonly lines: string[];
}

interface Wish {
  readonly rows: readonly Row[];
  readonly builds: readonly Build[];
  readonly isShort: boolean;
}

/** @throws Error that names the rows there are */
function readWish(args: readonly string[], all: readonly Row[]): Wish {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { short: { type: 'boolean', default: false }, against: { type: 'string' } },
  });
  const names = positionals.flatMap(text => text.split(','));
  const unknown = names.find(name => all.every(row => row.name !== name));
  if (unknown !== undefined)
    throw new Error(`no row is named ${unknown}; there are ${all.map(({ name }) => name).join(', ')}`);
  const before = values.against === undefined ? [] : [{ name: 'before', checkout: resolve(values.against) }];
  return {
    rows: names.length === 0 ? all : all.filter(({ name }) => names.includes(name)),
    builds: [{ name: 'rondo', checkout: process.cwd() }, ...before],
    isShort: values.short,
  };
}

/** A row that fails as a whole is a line of its own. */
async function run(row: Row, wish: Wish, folder: string): Promise<readonly Bound[]> {
  process.stderr.write(`bench: ${row.name}\n`);
  mkdirSync(folder, { recursive: true });
  try {
    return await row.run({ ...wish, folder });
  } catch (error) {
    const why = (error as Error).message.replace(/\s+/g, ' ');
    return [{ what: `${row.name}: ${UNMEASURED}: ${why}`, goal: '', isMet: undefined, reached: new Map() }];
  }
}

/** A server that could not be measured says so in its place; that of another project may be missing. */
function isUnmeasured({ what, reached }: Bound): boolean {
  return what.includes(UNMEASURED) || reached.get('rondo')?.startsWith('failed') === true;
}

function tableOf(bounds: readonly Bound[]): string[] {
  const servers = [...new Set(bounds.flatMap(({ reached }) => [...reached.keys()]))];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const verdict = ({ isMet }: Bound) => (isMet === undefined ? '' : isMet ? 'yes' : 'no');
  return [
    line(['what', 'goal', 'reached', ...servers]),
    line(['', '', '', ...servers].map(() => '---')),
    ...bounds.map(bound =>
      line([bound.what, bound.goal, verdict(bound), ...servers.map(name => bound.reached.get(name) ?? '')]),
    ),
  ];
}

/**
 * Measures and gives the table.
 * @param args names of rows; `--short`, `--against`
 * @param all the rows that there are
 */
export async function measureRows(args: readonly string[], all: readonly Row[]): Promise<Measured> {
  const wish = readWish(args, all);
  const folder = mkdtempSync(join(tmpdir(), 'rondo-bench-'));
  const busyBefore = loadavg()[0].toFixed(1);
  const bounds: Bound[] = [];
  try {
    for (const row of wish.rows) bounds.push(...(await run(row, wish, join(folder, row.name))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const load = `Load average of the machine before it began: ${busyBefore}.`;
  return {
    isWhole: !bounds.some(isUnmeasured),
    isKept: wish.rows.length === all.length && !wish.isShort,
    lines: [load, '', ...tableOf(bounds)],
  };
}
