// The page at /explain as the server makes it.
import type { ExplainView } from '../view/explain.js';
import { type Assets, documentAround, type Identity } from './document.js';
import { type AskedQuestion, explanation, questionForm } from './explanation.js';
import { htmlOf } from './html.js';
import { element } from './tree.js';

export interface ExplainSubject {
  readonly identity: Identity;
  readonly asked: AskedQuestion;
  /** Absent when nothing was asked. */
  readonly view?: ExplainView;
  /** Why there is none. */
  readonly notice?: string;
}

/** The text of the page. */
export function explainPage({ identity, asked, view, notice }: ExplainSubject, assets: Assets): string {
  const [before, after] = documentAround('/explain', identity, assets);
  const content = htmlOf(
    element('h2', {}, 'How does the next answer come about?'),
    questionForm(asked),
    element(
      'div',
      { id: 'explanation' },
      notice === undefined ? undefined : element('p', { class: 'notice', role: 'alert' }, notice),
      view === undefined ? undefined : explanation(view),
    ),
  );
  return before + content + after;
}
