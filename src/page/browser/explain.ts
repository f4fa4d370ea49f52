// The page that explains an answer, as long as it is open: asks without a new page, and tries what is switched.
import type { ExplainView } from '../../view/explain.js';
import type { WhatIfView } from '../../view/what-if.js';
import { explanation, IMAGINED, type Imagined, type Trial } from '../explanation.js';
import { element } from '../tree.js';
import { get, type Parameters, refusalText } from './api.js';
import { draw } from './draw.js';

class ExplainPage {
  readonly #form = document.getElementById('question') as HTMLFormElement;
  readonly #place = document.getElementById('explanation') as HTMLElement;
  readonly #choices = new Map<string, Imagined>();
  #view: ExplainView | undefined;
  #trial: Omit<Trial, 'choices'> = {};
  /** Counts what was asked: a reply to a former question is passed over. */
  #asked = 0;

  begin(): void {
    this.#fill();
    this.#form.addEventListener('submit', event => {
      event.preventDefault();
      history.replaceState(
        null,
        '',
        `/explain?${new URLSearchParams([...this.#question].map(each => [...each]))}`,
      );
      this.#choices.clear();
      this.#trial = {};
      void this.#ask();
    });
    this.#place.addEventListener('change', event => this.#try(event.target as HTMLElement));
    if (this.#field('name') !== '') void this.#ask();
    else (this.#form.elements.namedItem('name') as HTMLElement).focus();
  }

  /** A page that was made without knowing who asks says nothing of what is asked. */
  #fill(): void {
    for (const [name, value] of new URLSearchParams(location.search)) {
      const field = this.#form.elements.namedItem(name);
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value ||= value;
    }
  }

  #field(name: string): string {
    return (this.#form.elements.namedItem(name) as HTMLInputElement).value.trim();
  }

  get #question(): Parameters {
    return ['name', 'type', 'client'].flatMap(name => {
      const value = this.#field(name);
      return value === '' ? [] : [[name, value] as const];
    });
  }

  async #ask(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const view = await get<ExplainView>('/explain', this.#question);
      if (asked !== this.#asked) return;
      this.#view = view;
      this.#draw();
    } catch (error) {
      this.#view = undefined;
      draw(this.#place, element('p', { class: 'notice', role: 'alert' }, `${refusalText(error)}.`));
    }
  }

  #try(target: HTMLElement): void {
    if (!(target instanceof HTMLSelectElement) || target.dataset.try === undefined) return;
    const chosen = IMAGINED.find(each => each === target.value);
    if (chosen === undefined) this.#choices.delete(target.dataset.try);
    else this.#choices.set(target.dataset.try, chosen);
    void this.#imagine();
  }

  async #imagine(): Promise<void> {
    const asked = ++this.#asked;
    const pool = this.#view?.pool?.pool;
    const place: Parameters = pool === undefined ? [] : [['pool', pool]];
    const changes: Parameters = [...this.#choices].map(([endpoint, what]) => [what, endpoint] as const);
    let trial: Omit<Trial, 'choices'> = {};
    if (changes.length > 0)
      trial = await get<WhatIfView>('/whatif', [...this.#question, ...place, ...changes]).then(
        view => ({ view }),
        error => ({ fault: refusalText(error) }),
      );
    if (asked !== this.#asked) return;
    this.#trial = trial;
    this.#draw();
  }

  #draw(): void {
    if (this.#view !== undefined)
      draw(this.#place, explanation(this.#view, { choices: this.#choices, ...this.#trial }));
  }
}

export function beginExplain(): void {
  new ExplainPage().begin();
}
