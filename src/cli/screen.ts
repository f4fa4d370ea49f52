// A terminal on which lines are shown again and again, as many as it has room for.
import { cutLine, type Line, lineText, plainLine } from './lines.js';

const HOME = '\u001b[H';
const CLEAR = '\u001b[2J';
const CLEAR_TO_RIGHT = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
/** Of a terminal that does not say. */
const USUAL = { rows: 24, columns: 80 };

/** What is needed of a terminal. */
export interface Terminal {
  readonly rows?: number;
  readonly columns?: number;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
}

/** The lines that fit; the last says how many do not. */
export function fittedLines(lines: readonly Line[], rows: number, columns: number): Line[] {
  const room = Math.max(1, rows);
  const shown =
    lines.length <= room
      ? lines
      : [
          ...lines.slice(0, room - 1),
          plainLine(`… and ${lines.length - room + 1} more lines: name pools, or enlarge the window`),
        ];
  return shown.map(line => cutLine(line, columns));
}

export class Screen {
  readonly #terminal: Terminal;
  readonly #isColoured: boolean;
  #lines: readonly Line[] = [];
  #isClear = false;

  constructor(terminal: Terminal, isColoured: boolean) {
    this.#terminal = terminal;
    this.#isColoured = isColoured;
    terminal.on('resize', () => {
      this.#isClear = false;
      this.draw(this.#lines);
    });
  }

  /** Shows the lines in place of those before, with one write: nothing flickers. */
  draw(lines: readonly Line[]): void {
    this.#lines = lines;
    const { rows = USUAL.rows, columns = USUAL.columns } = this.#terminal;
    const texts = fittedLines(lines, rows, columns).map(line => lineText(line, this.#isColoured));
    const start = this.#isClear ? HOME : CLEAR + HOME;
    this.#isClear = true;
    this.#terminal.write(`${start}${texts.join(`${CLEAR_TO_RIGHT}\n`)}${CLEAR_TO_RIGHT}${CLEAR_BELOW}`);
  }
}
