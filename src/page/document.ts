// The document around every page: its head, the bar at the top, the ways to the other pages.
import { API_ROOT } from '../view/api-root.js';
import { namesText } from '../view/fault-text.js';
import { elapsed } from './amounts.js';
import { htmlAround, SLOT } from './html.js';
import { element, type Markup } from './tree.js';

/** Where the files of the page are. */
export interface Assets {
  readonly script?: string;
  readonly style?: string;
  readonly icon?: string;
}

/** The pages, and their ways. */
export const PAGES = [
  { path: '/', title: 'Pools' },
  { path: '/explain', title: 'Explain' },
  { path: '/events', title: 'Events' },
  { path: '/queries', title: 'Queries' },
] as const;
export type PagePath = (typeof PAGES)[number]['path'];

/** What tells this server from others. */
export interface Identity {
  readonly release: string;
  readonly listen: readonly string[];
  readonly uptimeMs: number;
}

/** The most addresses that are named. */
const MOST_ADDRESSES = 3;

function head(title: string, { script, style, icon }: Assets): Markup {
  return element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', { name: 'color-scheme', content: 'light dark' }),
    element('title', {}, title),
    style === undefined ? undefined : element('link', { rel: 'stylesheet', href: style }),
    icon === undefined ? undefined : element('link', { rel: 'icon', type: 'image/svg+xml', href: icon }),
    script === undefined ? undefined : element('script', { type: 'module', src: script }),
  );
}

function identityLine({ release, listen, uptimeMs }: Identity): Markup {
  const nowMs = Date.now();
  const since = elapsed(nowMs - uptimeMs, nowMs);
  return element(
    'p',
    { class: 'identity' },
    `${namesText(listen, MOST_ADDRESSES)} · ${release} · up `,
    since,
  );
}

function bar(path: PagePath, identity: Identity | undefined): Markup {
  const links = PAGES.map(page =>
    element('a', { href: page.path, 'aria-current': page.path === path ? 'page' : undefined }, page.title),
  );
  return element(
    'header',
    { class: 'bar' },
    element('a', { class: 'skip', href: '#main' }, 'Skip to the content'),
    element('h1', {}, 'Rondo'),
    identity === undefined ? undefined : identityLine(identity),
    element('nav', { 'aria-label': 'Pages' }, links),
    element('div', { class: 'session', id: 'session' }),
  );
}

/** What else this address has. */
function foot(): Markup {
  const links = ['/metrics', '/healthz', '/readyz', `${API_ROOT}/status`].map(path =>
    element('a', { href: path }, path),
  );
  return element('footer', {}, links);
}

/**
 * The text of a document before its content and after it.
 * @param identity undefined for those who may not know
 */
export function documentAround(
  path: PagePath,
  identity: Identity | undefined,
  assets: Assets,
): readonly [before: string, after: string] {
  const { title } = PAGES.find(page => page.path === path)!;
  const html = element(
    'html',
    { lang: 'en' },
    head(`${title} – Rondo ${identity?.listen[0] ?? ''}`, assets),
    element(
      'body',
      { 'data-page': path },
      bar(path, identity),
      element('main', { id: 'main' }, SLOT),
      foot(),
    ),
  );
  const [before, after] = htmlAround(html);
  return [`<!doctype html>${before}`, after];
}
