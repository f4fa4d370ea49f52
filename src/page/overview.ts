// The server as a whole: a few large numbers, and what is not as it should be.

import { faultTexts } from '../view/fault-text.js';
import { numberText, plural } from '../view/plural.js';
import type { ProblemsView } from '../view/problem.js';
import type { StatusView } from '../view/status.js';
import { elapsed } from './amounts.js';
import { MARK, type Mark, markOf } from './state-mark.js';
import { type Content, element, KEY, type Markup } from './tree.js';

/** A status without its pools. */
export type Head = Omit<StatusView, 'pools' | 'leftOut'>;

/** A part of the line below a number. */
interface Word {
  readonly mark: Mark;
  readonly text: string;
}

function some(count: number, what: string, mark: Mark): Word[] {
  return count === 0 ? [] : [{ mark, text: `${numberText(count)} ${what}` }];
}

function wordList(list: readonly Word[]): Content {
  return list.map(({ mark, text }) => element('span', { class: `word is-${mark}` }, markOf(mark), text));
}

/** A large number with its name above and its parts below. */
export function tile(title: string, value: Content, below: Content, beside?: Content): Markup {
  return element(
    'div',
    { class: 'tile', [KEY]: title },
    element('dt', {}, title),
    element('dd', { class: 'value' }, value, beside),
    element('dd', { class: 'below' }, below),
  );
}

function poolTile({ totals: { pools, whole, onFallback } }: Head): Markup {
  return tile(
    'Pools',
    numberText(pools),
    wordList([
      ...some(whole, 'whole', MARK.UP),
      ...some(pools - whole - onFallback, 'degraded', MARK.FAILING),
      ...some(onFallback, 'on fallback', MARK.DOWN),
    ]),
  );
}

function memberTile({ totals }: Head): Markup {
  const { members, up, down, unknown, drain, maint } = totals;
  return tile(
    'Members',
    numberText(members),
    wordList([
      ...some(up, 'up', MARK.UP),
      ...some(down, 'down', MARK.DOWN),
      ...some(unknown, 'not probed', MARK.UNKNOWN),
      ...some(drain, 'drained', MARK.DRAIN),
      ...some(maint, 'in maintenance', MARK.MAINT),
    ]),
  );
}

function upstreamTile({ upstreams }: Head): Markup {
  const failing = upstreams.filter(each => each.failing).map(({ upstream }) => upstream);
  const below =
    failing.length === 0
      ? [{ mark: MARK.UP, text: 'none fails' }]
      : [{ mark: MARK.DOWN, text: `${failing.length} failing: ${failing.slice(0, 2).join(', ')}` }];
  return tile('Upstreams', numberText(upstreams.length), wordList(below));
}

function zoneTile({ zones, reload }: Head, nowMs: number): Markup {
  const ago = ['loaded ', elapsed(Date.parse(reload.lastSuccess), nowMs), ' ago'];
  return tile('Zones', numberText(zones.count), element('span', {}, ago));
}

function cacheTile({ entries, hits, misses }: NonNullable<Head['cache']>): Markup {
  const asked = hits + misses;
  const share =
    asked === 0 ? 'not asked yet' : `${Math.round((hits / asked) * 100)}% of lookups answered from it`;
  return tile('Cache', numberText(entries), share);
}

/** @param answers the tile of answers a second, where that is known */
export function overview(head: Head, nowMs: number, answers?: Markup): Markup {
  return element(
    'dl',
    { class: 'tiles' },
    answers,
    head.totals.pools === 0 ? undefined : [poolTile(head), memberTile(head)],
    head.upstreams.length === 0 ? undefined : upstreamTile(head),
    zoneTile(head, nowMs),
    head.cache === undefined ? undefined : cacheTile(head.cache),
  );
}

/** A mistake in a file, with what it has led to. */
function trouble(title: string, text: string, key: string): Markup {
  return element(
    'li',
    { [KEY]: key },
    element('strong', {}, markOf(MARK.DOWN), title),
    element('pre', {}, text),
  );
}

/** The most mistakes that are shown. */
const MOST_TROUBLES = 8;

/** What is wrong in a file, with its line and a caret under it. */
export type ShownProblem = Pick<ProblemsView['problems'][number], 'severity' | 'text'>;

/** What the mistakes in files have led to: with their lines where these are known. */
function fileTroubles({ reload, zones }: Head, problems: readonly ShownProblem[]): Markup[] {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const { refused, unheard } = reload;
  const faults = faultTexts(zones.faults ?? []);
  const shown = (text: string) => {
    const found = errors.find(each => each.text.replace(': error: ', ': ').startsWith(text));
    return found?.text ?? text;
  };
  return [
    ...(refused === undefined ? [] : [trouble('The last edit is not in force', shown(refused), 'refused')]),
    ...(unheard === undefined ? [] : [trouble('It listens where it did before', unheard, 'unheard')]),
    ...faults.map(({ what, problem }) => trouble(what, shown(problem), problem)),
  ];
}

/** What is not served as its file stands, and what fails beside the pools; nothing when all is well. */
export function troubles(head: Head, problems: readonly ShownProblem[] = []): Markup | undefined {
  const { sources = [], receivers = [] } = head;
  const list = [
    ...fileTroubles(head, problems),
    ...sources.flatMap(({ source, failure, members }) =>
      failure === undefined
        ? []
        : [trouble(`${source} fails; its last list of ${plural(members, 'member')} stays`, failure, source)],
    ),
    ...receivers.flatMap(({ receiver, failure }) =>
      failure === undefined ? [] : [trouble(`${receiver} cannot be told`, failure, receiver)],
    ),
  ];
  if (list.length === 0) return undefined;
  const more = list.length - MOST_TROUBLES;
  return element(
    'section',
    { class: 'troubles', 'aria-label': 'What is wrong' },
    element('ul', {}, list.slice(0, MOST_TROUBLES)),
    more > 0 ? element('p', {}, `and ${numberText(more)} more`) : undefined,
  );
}
