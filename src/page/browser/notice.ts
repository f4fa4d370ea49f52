// Says what was done, at the lower edge of the page, with a way to take it back.
import { element } from '../tree.js';
import { refusalText } from './api.js';
import { draw } from './draw.js';

export interface Notice {
  readonly text: string;
  readonly warnings: readonly string[];
  readonly isBad?: boolean;
  /** Takes it back. @returns what is said then */
  readonly undo?: () => Promise<string>;
}

let place: HTMLElement | undefined;
let shown: Notice | undefined;

function made(): HTMLElement {
  if (place !== undefined) return place;
  place = document.createElement('div');
  place.className = 'notices';
  place.setAttribute('role', 'status');
  document.body.append(place);
  place.addEventListener('click', event => {
    const act = (event.target as Element).closest<HTMLElement>('[data-notice]')?.dataset.notice;
    if (act === 'close') close();
    if (act === 'undo') void undo();
  });
  return place;
}

function close(): void {
  shown = undefined;
  draw(made());
}

async function undo(): Promise<void> {
  const notice = shown;
  if (notice?.undo === undefined) return;
  try {
    showNotice({ text: await notice.undo(), warnings: [] });
  } catch (error) {
    showNotice({ ...notice, text: `Not taken back: ${refusalText(error)}.`, isBad: true });
  }
}

/** It stays until it is closed or there is another. */
export function showNotice(notice: Notice): void {
  shown = notice;
  const { text, warnings, undo: back, isBad } = notice;
  const button = (act: string, title: string) =>
    element('button', { type: 'button', 'data-notice': act }, title);
  draw(
    made(),
    element(
      'div',
      { class: isBad === true ? 'notice-box is-bad' : 'notice-box' },
      element(
        'p',
        {},
        text,
        warnings.map(warning => element('small', {}, ` ${warning}`)),
      ),
      back === undefined ? undefined : button('undo', 'Undo'),
      button('close', 'Close'),
    ),
  );
}
