// What is wrong with the lines of a list: some of them with their place, all of them counted.
import type { Problems } from '../../source/problem.js';

/** The most lines of one list that are shown. */
const MAX_SHOWN = 5;
/** Octets of a line that are shown. */
const MAX_EXCERPT = 200;
/** So many lines that cannot be read do not yet say that it is no list. */
const FEW = 10;

/** Where a line stands. */
export interface ListLine {
  readonly line: number;
  /** Its octets are `text[from]` to `text[to]`. */
  readonly from: number;
  readonly to: number;
}

export class ListReport {
  readonly #file: string;
  readonly #text: Uint8Array;
  readonly #problems: Problems;
  #unreadable = 0;
  #firstUnreadable = 1;
  #unsupported = 0;
  #firstUnsupported = 1;

  constructor(file: string, text: Uint8Array, problems: Problems) {
    this.#file = file;
    this.#text = text;
    this.#problems = problems;
  }

  /** A line, or a word of it at `at`, that is no form of a list. */
  unreadable({ line, from, to }: ListLine, at: number, message: string): void {
    if (this.#unreadable++ === 0) this.#firstUnreadable = line;
    if (this.#unreadable > MAX_SHOWN) return;
    const excerpt = this.#text.subarray(from, Math.min(to, from + MAX_EXCERPT));
    const column = Buffer.from(this.#text.subarray(from, at)).toString().length + 1;
    const sourceLine = Buffer.from(excerpt).toString();
    this.#problems.warning({ file: this.#file, line, column }, message, { sourceLine });
  }

  /** A rule that is about more than names, or depends on who asks. */
  unsupported({ line }: ListLine): void {
    if (this.#unsupported++ === 0) this.#firstUnsupported = line;
  }

  /** Whether it begins as a response policy zone or as a file of Unbound. */
  #isZoneOrUnbound(): boolean {
    const start = Buffer.from(this.#text.subarray(0, MAX_EXCERPT)).toString('latin1');
    return /^(?:\$TTL\s|\$ORIGIN\s|@\s.*\sSOA\s|\s*server:|\s*local-(?:zone|data):)/m.test(start);
  }

  /** Ends the report, when so many entries were read. */
  end(entries: number): void {
    const place = { file: this.#file, line: this.#firstUnreadable, column: 1 };
    const isMost = this.#unreadable > FEW && this.#unreadable > entries;
    // Such as one line that says `404: Not Found`.
    const isAll = this.#unreadable > 0 && entries + this.#unsupported === 0;
    if (isMost || isAll) {
      const count = `${this.#unreadable} of ${this.#unreadable + entries} lines cannot be read`;
      this.#problems.error(place, `${count}: that is no list of names`, {
        hint: this.#isZoneOrUnbound()
          ? 'zones for RPZ and files of Unbound are not read: take the list as hosts file, as plain names or for adblock'
          : 'was something else downloaded in its place?',
      });
    } else if (this.#unreadable > MAX_SHOWN)
      this.#problems.warning(place, `${this.#unreadable} lines in all cannot be read`);
    if (this.#unsupported > 0)
      this.#problems.warning(
        { file: this.#file, line: this.#firstUnsupported, column: 1 },
        `${this.#unsupported} rules, the first in this line, are about more than names, and have no effect here`,
      );
  }
}
