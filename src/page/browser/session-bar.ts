// The right end of the bar: whether what is seen is of now, and whose token is used.
import { MARK, type Mark, markOf } from '../state-mark.js';
import { element } from '../tree.js';
import { draw } from './draw.js';
import type { FeedState } from './feed.js';
import { showNotice } from './notice.js';
import { forgetToken, onToken, token } from './session.js';
import { askForToken } from './token-dialog.js';

const WORDS: Readonly<Record<FeedState, readonly [Mark, string]>> = {
  live: [MARK.UP, 'live'],
  reconnecting: [MARK.FAILING, 'reconnecting …'],
  stopped: [MARK.DOWN, 'stopped'],
};

let shown: FeedState | undefined;
let reason = '';

function drawBar(): void {
  const place = document.getElementById('session');
  if (place === null) return;
  const button = (act: string, text: string) =>
    element('button', { type: 'button', class: 'quiet', 'data-session': act }, text);
  const state = shown === undefined ? undefined : WORDS[shown];
  draw(
    place,
    state === undefined
      ? undefined
      : element(
          'span',
          { class: `word feed is-${state[0]}`, role: 'status', title: reason },
          markOf(state[0]),
          state[1],
        ),
    token() === undefined ? button('enter', 'Enter token') : button('forget', 'Forget token'),
  );
}

/** Shows whether the page is as the server is. */
export function showFeed(state: FeedState, why = ''): void {
  if (state === shown && why === reason) return;
  [shown, reason] = [state, why];
  drawBar();
}

export function beginSessionBar(): void {
  drawBar();
  onToken(why => {
    drawBar();
    const text = `${why}. It is forgotten.`;
    if (why !== '') showNotice({ text, warnings: [], isBad: true });
  });
  document.getElementById('session')?.addEventListener('click', event => {
    const act = (event.target as Element).closest<HTMLElement>('[data-session]')?.dataset.session;
    if (act === 'enter') void askForToken();
    if (act === 'forget') forgetToken();
  });
}
