// What is wrong in a text that a person wrote: where, how bad, and what to do about it.

/** A position in a file; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Severity = 'error' | 'warning';

/** What is legal and probably not meant, and what to do about it. */
export interface Doubt {
  readonly message: string;
  readonly hint: string;
}

/** One mistake or doubt about an input file, ready to be shown with a caret. */
export interface Problem {
  readonly severity: Severity;
  readonly place: Place;
  /** What was expected and what was found, in one line without a final full stop. */
  readonly message: string;
  /** What to do next, or the nearest spelling. */
  readonly hint?: string;
  /** The line of the source, cut to a bounded length, under which the caret is drawn. */
  readonly sourceLine?: string;
  /** How many characters the caret underlines; 1 when absent. */
  readonly width?: number;
  /** Of problems that have the same here, one load keeps the first. */
  readonly once?: string;
}

/** The most problems that one load keeps; the rest are only counted. */
export const MAX_PROBLEMS = 100;

/** Collects the problems of one load, so that all are shown at once. */
export class Problems {
  readonly list: Problem[] = [];
  /** Problems beyond the most, {@link MAX_PROBLEMS} unless said otherwise: counted but not kept. */
  dropped = 0;
  /** How many are errors, those that are not kept among them. */
  errorCount = 0;
  /** Whether a file was not read to its end, because it has so many errors. */
  isCut = false;
  #lastError: Problem | undefined;
  readonly #areErrors: boolean;
  readonly #most: number;

  /** @param areErrors whether doubts are passed over @param most that are kept */
  constructor(areErrors = false, most = MAX_PROBLEMS) {
    this.#areErrors = areErrors;
    this.#most = most;
  }

  /** The same after it has crossed to another thread as plain data. */
  static from({
    list,
    dropped,
    errorCount,
    isCut,
  }: Pick<Problems, 'list' | 'dropped' | 'errorCount' | 'isCut'>): Problems {
    const problems = new Problems();
    problems.list.push(...list);
    problems.dropped = dropped;
    problems.errorCount = errorCount;
    problems.isCut = isCut;
    return problems;
  }

  add(problem: Problem): void {
    const { once } = problem;
    if (this.#areErrors && problem.severity !== 'error') return;
    if (once !== undefined && this.list.some(each => each.once === once)) return;
    const isError = problem.severity === 'error';
    if (isError) {
      this.errorCount++;
      this.#lastError = problem;
    }
    if (this.list.length === this.#most) {
      this.dropped++;
      // An error matters more than a doubt that came before it.
      const warning = isError ? this.list.findLastIndex(({ severity }) => severity === 'warning') : -1;
      if (warning < 0) return;
      this.list.splice(warning, 1);
    }
    this.list.push(problem);
  }

  error(
    place: Place,
    message: string,
    more: Partial<Pick<Problem, 'hint' | 'sourceLine' | 'width'>> = {},
  ): void {
    this.add({ severity: 'error', place, message, ...more });
  }

  warning(
    place: Place,
    message: string,
    more: Partial<Pick<Problem, 'hint' | 'sourceLine' | 'width'>> = {},
  ): void {
    this.add({ severity: 'warning', place, message, ...more });
  }

  /** Adds those of another collection. */
  addAll(others: Problems): void {
    for (const problem of others.list) this.add(problem);
    const further = others.errorCount - others.list.filter(({ severity }) => severity === 'error').length;
    this.dropped += this.#areErrors ? further : others.dropped;
    this.isCut ||= others.isCut;
    this.errorCount += further;
  }

  /** Adds those of another collection that are not here yet: the same words at the same place. */
  addNew(others: Problems): void {
    const keyOf = ({ place: { file, line, column }, message }: Problem) =>
      `${file}:${line}:${column} ${message}`;
    const known = new Set(this.list.map(keyOf));
    const dropped = Math.max(this.dropped, others.dropped);
    for (const problem of others.list) if (!known.has(keyOf(problem))) this.add(problem);
    this.dropped = dropped;
    this.errorCount = Math.max(this.errorCount, others.errorCount);
    this.isCut ||= others.isCut;
  }

  /** The problems file by file, as the files came up, and from top to bottom in each. */
  inOrder(): Problem[] {
    const files = [...new Set(this.list.map(({ place }) => place.file))];
    const rank = new Map(files.map((file, index) => [file, index]));
    return [...this.list].sort(
      ({ place: a }, { place: b }) =>
        rank.get(a.file)! - rank.get(b.file)! || a.line - b.line || a.column - b.column,
    );
  }

  get hasErrors(): boolean {
    return this.errorCount > 0;
  }

  /** The first error that is kept. */
  get firstError(): Problem | undefined {
    return this.list.find(({ severity }) => severity === 'error');
  }

  /** The error that was added last. */
  get lastError(): Problem | undefined {
    return this.#lastError;
  }
}
