// The page at /explain as the server makes it.
import { inTurns } from '../time/turns.js';
import type { ExplainView } from '../view/explain.js';
import { type Assets, documentAround, type Identity } from './document.js';
import { type AskedQuestion, explanation, questionForm, reasonRow } from './explanation.js';
import { htmlAround, htmlOf, SLOT } from './html.js';
import { element } from './tree.js';

export interface ExplainSubject {
  readonly identity: Identity;
  readonly asked: AskedQuestion;
  /** Absent when nothing was asked. */
  readonly view?: ExplainView;
  /** Why there is none. */
  readonly notice?: string;
}

/** The text of the page, in parts. */
export async function* explainPage(
  { identity, asked, view, notice }: ExplainSubject,
  assets: Assets,
): AsyncGenerator<string, void, void> {
  const [before, after] = documentAround('/explain', identity, assets);
  const members = view?.pool?.members ?? [];
  const content = [
    element('h2', {}, 'How does the next answer come about?'),
    questionForm(asked),
    element(
      'div',
      { id: 'explanation' },
      notice === undefined ? undefined : element('p', { class: 'notice', role: 'alert' }, notice),
      view === undefined ? undefined : explanation(view, undefined, SLOT),
    ),
  ];
  const [head, tail] = htmlAround(content);
  yield before + head;
  for await (const member of inTurns(members)) yield htmlOf(reasonRow(member));
  yield tail + after;
}
