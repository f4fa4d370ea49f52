// What stands in place of a page for those who may not look: its frame, which is filled when a token was typed.
import { type Assets, documentAround, type PagePath } from './document.js';
import { eventSearch } from './event-list.js';
import { questionForm } from './explanation.js';
import { htmlOf } from './html.js';
import { poolSearch } from './pool-search.js';
import { type Content, element, type Markup } from './tree.js';

const place = (id: string): Markup => element('div', { id });

const FRAMES: Readonly<Record<PagePath, () => Content>> = {
  '/': () => [
    place('troubles'),
    place('overview'),
    place('plans'),
    poolSearch({ q: '', count: '' }),
    place('pools'),
  ],
  '/explain': () => [questionForm({}), place('explanation')],
  '/events': () => [eventSearch({}), place('events')],
  '/queries': () => place('queries'),
};

/** @param why what is needed, for a person */
export function lockedPage(path: PagePath, why: string, assets: Assets): string {
  const [before, after] = documentAround(path, undefined, assets);
  const notice = element('p', { class: 'notice', id: 'locked', role: 'alert' }, why);
  return before + htmlOf(notice, FRAMES[path]()) + after;
}
