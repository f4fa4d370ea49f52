// A pool in the table: a row that says how it is, and below it a row for each member.
import type { HistoryView } from '../view/history.js';
import type { PlanView } from '../view/plan.js';
import { plural } from '../view/plural.js';
import { liveText, usingWords } from '../view/pool-words.js';
import type { MemberView, PoolView } from '../view/status.js';
import { shortCount } from './amounts.js';
import { COLUMNS, type Column, firstsOf, type MemberPlace } from './member-columns.js';
import { notesOf } from './member-notes.js';
import { plansOf } from './plan-list.js';
import { CONDITION_MARK, conditionOf, markOf, stateOf } from './state-mark.js';
import { type Content, element, KEY, type Markup, words } from './tree.js';

/** The most members whose states are drawn in the row of the pool. */
const MOST_MARKS = 40;

/** How a pool is shown. */
export interface PoolLook {
  readonly isOpen: boolean;
  /** The members that are shown, in their order. */
  readonly members: readonly MemberView[];
  /** How many more there are than are shown. */
  readonly more: number;
  /** Whether a script follows what is clicked; without one, links lead to what is not shown. */
  readonly isScripted: boolean;
  readonly seenMs: number;
  readonly nowMs: number;
  /** Its last hour and day; undefined while they are not known. */
  readonly past?: HistoryView;
  /** What is planned, of members of whatever pool. */
  readonly plans?: readonly PlanView[];
  /** What is chosen of it for an order, by keys of members; undefined for nothing. */
  readonly chosen?: ReadonlySet<string> | 'all';
}

/** Tells a member from the others of its pool. */
export function memberKey({ endpoint, target }: Pick<MemberView, 'endpoint' | 'target'>): string {
  return target === undefined ? endpoint : `${endpoint} ${target}`;
}

/** The address of the page that shows one pool alone. */
function poolHref(pool: string): string {
  return `/?pool=${encodeURIComponent(pool)}`;
}

/** Owner and type, of which its name consists. */
function namesOf(pool: string): readonly [owner: string, type: string] {
  const at = pool.lastIndexOf(' ');
  return [pool.slice(0, at), pool.slice(at + 1)];
}

function explainHref(pool: string): string {
  const [name, type] = namesOf(pool);
  return `/explain?${new URLSearchParams({ name, type })}`;
}

/** The name, which opens and closes it. */
function toggle({ pool }: PoolView, { isOpen, isScripted }: PoolLook): Content {
  const [owner, type] = namesOf(pool);
  const name = [element('span', { class: 'owner' }, owner), element('span', { class: 'type' }, ` ${type}`)];
  if (!isScripted) return element('a', { href: poolHref(pool) }, name);
  return element('button', { type: 'button', 'data-act': 'toggle', 'aria-expanded': String(isOpen) }, name);
}

function conditionText(pool: PoolView): Content {
  const text = [liveText(pool), ...usingWords(pool)].join(', ');
  return [markOf(CONDITION_MARK[conditionOf(pool)]), element('span', { class: 'word' }, text)];
}

/** Whether all that are looked for are chosen. */
function isWhole({ chosen, members, more }: PoolLook): boolean {
  return chosen === 'all' || (chosen !== undefined && chosen.size >= members.length + more);
}

function headRow(pool: PoolView, look: PoolLook): Markup {
  const marks = pool.members.slice(0, MOST_MARKS).map(member => markOf(stateOf(member).mark));
  const firsts = firstsOf(pool);
  return element(
    'tr',
    { class: words('pool', `is-${conditionOf(pool)}`), [KEY]: '' },
    element(
      'th',
      { colspan: COLUMNS.length + 1, scope: 'rowgroup' },
      element(
        'div',
        { class: 'head' },
        toggle(pool, look),
        look.isScripted &&
          pool.total > 0 &&
          chooser('choose-all', isWhole(look), `Choose all of ${pool.pool}`),
        element('span', { class: 'live' }, conditionText(pool)),
        look.isOpen ? undefined : element('span', { class: 'marks' }, marks),
        pool.explanation === '' ? undefined : element('span', { class: 'why' }, pool.explanation),
        element(
          'span',
          { class: 'sum' },
          `${pool.order}, ${shortCount(firsts)} handed out, `,
          element('a', { href: explainHref(pool.pool) }, 'explain'),
        ),
      ),
    ),
  );
}

/** A box that chooses a member, or all of a pool, for an order. */
function chooser(act: string, isChosen: boolean, text: string): Markup {
  return element('input', { type: 'checkbox', 'data-act': act, checked: isChosen, 'aria-label': text });
}

/** The cells of a row. Where a screen has no room for all, its details show those that are left out. */
function cellsOf(cell: (column: Column) => Content, note?: Content, box?: Content): Markup[] {
  return COLUMNS.map((column, index) =>
    element(
      index === 0 ? 'th' : 'td',
      {
        class: words(`c-${column.key}`, column.isNumber && 'number'),
        scope: index === 0 && 'row',
        'data-title': index > 1 && column.title,
      },
      index === 0 && box,
      cell(column),
      index === 0 && element('details', {}, element('summary', {}, 'details')),
      index === 1 && note,
    ),
  );
}

function memberRow(member: MemberView, place: MemberPlace, look: PoolLook): Markup {
  const { isScripted, chosen, plans = [] } = look;
  const { endpoint } = member;
  const { pool } = place.pool;
  const notes = [...notesOf(member, place.nowMs), ...plansOf(plans, member, pool)];
  const isChosen = chosen === 'all' || chosen?.has(memberKey(member)) === true;
  const box = isScripted && chooser('choose', isChosen, `Choose ${endpoint} in ${pool}`);
  const note = notes.length > 0 && element('small', { class: 'note' }, notes.join('; '));
  const button = element(
    'button',
    {
      type: 'button',
      'data-act': 'order',
      'aria-label': `Actions for ${endpoint} in ${pool}`,
    },
    '⋯',
  );
  return element(
    'tr',
    { class: `member is-${stateOf(member).mark}`, [KEY]: memberKey(member) },
    cellsOf(column => column.cell(member, place), note, box),
    element('td', { class: 'c-acts' }, isScripted && button),
  );
}

/** What leads to the members that are not shown. */
function moreRow({ pool }: PoolView, { more, isScripted }: PoolLook): Markup | undefined {
  if (more === 0) return undefined;
  const text = plural(more, 'more member');
  const link = isScripted
    ? element('button', { type: 'button', 'data-act': 'more' }, `Show ${text}`)
    : element('a', { href: poolHref(pool) }, text);
  return element(
    'tr',
    { class: 'more', [KEY]: ' more' },
    element('td', { colspan: COLUMNS.length + 1 }, link),
  );
}

/** What its members come to together, as below each backend of HAProxy's page. Of less than two there is nothing to add up. */
function totalRow(pool: PoolView): Content {
  if (pool.members.length < Math.max(2, pool.total)) return undefined;
  const cells = cellsOf(({ total }) => total?.(pool));
  return element('tr', { class: 'total', [KEY]: ' total' }, cells, element('td', { class: 'c-acts' }));
}

/** The rows of the members that are shown. */
export function memberRows(pool: PoolView, look: PoolLook): Markup[] {
  const { members, seenMs, nowMs, past } = look;
  const firsts = firstsOf(pool);
  const pasts = new Map(past?.members.map(each => [memberKey(each), each]));
  return members.map(member => {
    const place: MemberPlace = { pool, firsts, seenMs, nowMs, past: pasts.get(memberKey(member)) };
    return memberRow(member, place, look);
  });
}

/** The rows of a pool. @param members what stands for the rows of its members; these themselves when absent */
export function poolBody(pool: PoolView, look: PoolLook, members?: Content): Markup {
  return element(
    'tbody',
    { [KEY]: pool.pool },
    headRow(pool, look),
    look.isOpen && [members ?? memberRows(pool, look), moreRow(pool, look), totalRow(pool)],
  );
}
