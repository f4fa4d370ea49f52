// A table in the width that there is: what has no room in a row stands on lines below it, and some columns are left out.
import type { Line, Span } from './lines.js';
import { wrapLine } from './wrap-line.js';

/** The width that tables have where there is no terminal. */
export const USUAL_WIDTH = 150;
/** What stands between columns, and in front of the first. */
const GAP = '  ';
const BELOW = '    ';

export interface Column {
  readonly name: string;
  /** What a cell holds when it tells nothing: the column is shown only where somebody has something else in it. */
  readonly nothing?: string;
  /** It is left out when there is no room: of two, the one with the higher number. */
  readonly leftOut?: number;
  /** The least width; what has more text stands below as a whole. */
  readonly least?: number;
  /** Without room it stands below, as a whole. */
  readonly isBelow?: true;
  /** How it begins when it stands below. */
  readonly label?: string;
}

export type Row = readonly Span[];

export class TableLayout {
  readonly #columns: readonly Column[];
  readonly #width: number;
  /** Of each column; 0 for those that are not in the rows. */
  readonly #widths: number[];
  readonly #below = new Set<number>();
  readonly #leftOut: string[] = [];

  constructor(columns: readonly Column[], rows: readonly Row[], width: number) {
    this.#columns = columns;
    this.#width = width;
    this.#widths = columns.map(({ name, nothing }, column) => {
      if (rows.every(cells => cells[column].text === nothing)) return 0;
      return rows.reduce((most, cells) => Math.max(most, cells[column].text.length), name.length);
    });
    this.#fit();
  }

  /** The names of columns that have no room. */
  get leftOut(): readonly string[] {
    return this.#leftOut;
  }

  get head(): Line {
    return this.#row(this.#columns.map(({ name }) => ({ text: name, colour: 'bold' })));
  }

  /** The lines of a row. */
  lines(cells: Row): Line[] {
    const below = cells.flatMap(({ text }, column) => {
      const { label = '' } = this.#columns[column];
      return this.#isCut(column, text) && text !== '' ? `${label}${text}` : [];
    });
    const rest = below.length === 0 ? [] : [[{ text: BELOW + below.join('; ') }]];
    return [this.#row(cells), ...rest.flatMap(line => wrapLine(line, this.#width, BELOW.length))];
  }

  /** Whether a text has no room in its column, but does below. */
  #isCut(column: number, text: string): boolean {
    return this.#below.has(column) || (this.#widths[column] > 0 && text.length > this.#widths[column]);
  }

  #row(cells: Row): Line {
    return cells.flatMap((cell, column) => {
      const width = this.#widths[column];
      if (width === 0) return [];
      const text = cell.text.length > width ? `${cell.text.slice(0, width - 1)}…` : cell.text;
      return [{ text: GAP }, { ...cell, text }, { text: ' '.repeat(width - text.length) }];
    });
  }

  get #missing(): number {
    const all = this.#widths.reduce((sum, width) => sum + (width === 0 ? 0 : width + GAP.length), 0);
    return all - this.#width;
  }

  #fit(): void {
    for (const [column, { isBelow }] of this.#columns.entries())
      if (this.#missing > 0 && isBelow && this.#widths[column] > 0) {
        this.#below.add(column);
        this.#widths[column] = 0;
      }
    for (const [column, { name, least = Number.POSITIVE_INFINITY }] of this.#columns.entries())
      if (this.#missing > 0)
        this.#widths[column] = Math.min(
          this.#widths[column],
          Math.max(least, name.length, this.#widths[column] - this.#missing),
        );
    const spare = [...this.#columns.entries()].filter(([, { leftOut }]) => leftOut !== undefined);
    for (const [column, { name }] of spare.sort(([, a], [, b]) => b.leftOut! - a.leftOut!))
      if (this.#missing > 0 && this.#widths[column] > 0) {
        this.#widths[column] = 0;
        this.#leftOut.push(name);
      }
  }
}
