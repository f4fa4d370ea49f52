// Mistakes in files with their lines: asked for whenever a server says that there are others.
import type { ProblemsView } from '../../view/problem.js';
import type { Head, ShownProblem } from '../overview.js';
import { get } from './api.js';

export class FileProblems {
  readonly #onView: () => void;
  /** What the server said of its files when it was asked last. */
  #asked = '';
  #known: readonly ShownProblem[] = [];

  /** @param onView called when there is something new */
  constructor(onView: () => void) {
    this.#onView = onView;
  }

  /** Those that are known; asks for them when the server is in another state. */
  of({ reload: { refused, unheard, failed }, zones: { faults } }: Head): readonly ShownProblem[] {
    const said = JSON.stringify([refused, unheard, failed, faults]);
    const isWell = refused === undefined && unheard === undefined && faults === undefined;
    if (said !== this.#asked) void this.#ask(said, isWell);
    return isWell ? [] : this.#known;
  }

  async #ask(said: string, isWell: boolean): Promise<void> {
    this.#asked = said;
    if (isWell) return;
    const view = await get<ProblemsView>('/problems').catch(() => undefined);
    this.#known = view?.problems ?? [];
    this.#onView();
  }
}
