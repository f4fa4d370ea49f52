// The table of pools around its rows, and which pools and members are in it.
import type { MemberView, PoolView } from '../view/status.js';
import { COLUMNS } from './member-columns.js';
import { CONDITION, type Condition, conditionOf, MARK, stateOf } from './state-mark.js';
import { type Content, element, type Markup, words } from './tree.js';

/** Of a server with so few members all are shown at once; of others, those in trouble. */
export const FEW_MEMBERS = 50;
/** The most members of one pool that are shown at first. */
export const MOST_ROWS = 100;

/** In which order, and which direction. */
export interface Order {
  readonly column: string;
  readonly isDown: boolean;
}

/** Up, down, and back to the order of the pools. */
export function nextOrder(order: Order | undefined, column: string): Order | undefined {
  if (order?.column !== column) return { column, isDown: false };
  return order.isDown ? undefined : { column, isDown: true };
}

/** Where a page leads that is sorted by a column; undefined where a script sorts. */
export type SortHref = ((column: string) => string) | undefined;

function headCell(
  { key, title, about, isNumber }: (typeof COLUMNS)[number],
  order: Order | undefined,
  hrefOf: SortHref,
): Markup {
  const direction = order?.column === key && (order.isDown ? 'descending' : 'ascending');
  return element(
    'th',
    { class: words(`c-${key}`, isNumber && 'number'), scope: 'col', title: about, 'aria-sort': direction },
    hrefOf === undefined
      ? element('button', { type: 'button', 'data-act': 'sort', 'data-column': key }, title)
      : element('a', { href: hrefOf(key) }, title),
  );
}

export function poolTable(bodies: Content, order: Order | undefined, hrefOf?: SortHref): Markup {
  return element(
    'table',
    { class: 'pools' },
    element('caption', { class: 'unseen' }, 'Pools and their members'),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        COLUMNS.map(column => headCell(column, order, hrefOf)),
        element('td', { class: 'c-acts' }),
      ),
    ),
    bodies,
  );
}

/** What is looked for: in names of pools, endpoints, targets, tags, states and results, all words of it. */
export function isMember(member: MemberView, wanted: readonly string[]): boolean {
  const { endpoint, target = '', tags, lastCheck } = member;
  const text = [endpoint, target, ...tags, stateOf(member).word, lastCheck?.result ?? '']
    .join(' ')
    .toLowerCase();
  return wanted.every(word => text.includes(word));
}

/** The words of what somebody typed. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '');
}

/** The members of a pool that are looked for: all when its name has the words; undefined when none is. */
export function foundIn(pool: PoolView, wanted: readonly string[]): readonly MemberView[] | undefined {
  const name = pool.pool.toLowerCase();
  const rest = wanted.filter(word => !name.includes(word));
  if (rest.length === 0) return pool.members;
  const found = pool.members.filter(member => isMember(member, rest));
  return found.length === 0 ? undefined : found;
}

/** Whether somebody should look at it. */
export function isInTrouble(pool: PoolView): boolean {
  if (conditionOf(pool) !== CONDITION.WHOLE) return true;
  return pool.members.some(member => stateOf(member).mark !== MARK.UP);
}

const URGENCY: Readonly<Record<Condition, number>> = { fallback: 0, degraded: 1, whole: 2 };

const collator = new Intl.Collator('en', { numeric: true });

/** `app2` comes before `app10`. */
function byName(a: PoolView, b: PoolView): number {
  return collator.compare(a.pool, b.pool);
}

/** Pools in trouble first, and then by name. */
function byUrgency(a: PoolView, b: PoolView): number {
  const urgency = URGENCY[conditionOf(a)] - URGENCY[conditionOf(b)];
  return urgency !== 0 ? urgency : byName(a, b);
}

/** Compares pools: by name when the table is sorted by that, else by how urgent they are. */
export function poolsBy(order: Order | undefined): (a: PoolView, b: PoolView) => number {
  if (order?.column !== 'member') return byUrgency;
  return order.isDown ? (a, b) => byName(b, a) : byName;
}

/** Members in the order of a column; the order of the pool when it is that of no column. */
export function sorted(members: readonly MemberView[], order: Order | undefined): readonly MemberView[] {
  const column = COLUMNS.find(({ key }) => key === order?.column);
  if (column === undefined || order === undefined) return members;
  const ranked = members.map(member => ({ member, rank: column.rank(member) }));
  const compare = (a: number | string, b: number | string) => (a < b ? -1 : a > b ? 1 : 0);
  ranked.sort((a, b) => compare(a.rank, b.rank) * (order.isDown ? -1 : 1));
  return ranked.map(({ member }) => member);
}
