// The page at `/` as the server makes it: the overview and the pools, whole without any script.
import { Turns } from '../time/turns.js';
import { numberText } from '../view/plural.js';
import type { MemberView, PoolView } from '../view/status.js';
import { type AnswerSubject, answerTile } from './answer-tile.js';
import { type Assets, documentAround } from './document.js';
import { htmlAround, htmlOf, SLOT } from './html.js';
import { type Head, overview, type ShownProblem, troubles } from './overview.js';
import { planList } from './plan-list.js';
import { memberRows, type PoolLook, poolBody } from './pool-body.js';
import { countText, poolSearch } from './pool-search.js';
import {
  FEW_MEMBERS,
  foundIn,
  isInTrouble,
  MOST_ROWS,
  poolsBy,
  poolTable,
  sorted,
  wordsOf,
} from './pool-table.js';
import { hrefOf, orderOf, type PoolsChoice, sortHref } from './pools-choice.js';
import { type Content, element, type Markup } from './tree.js';

/** The most rows of one page, those of pools among them: it is to be seen at once, however many there are. */
export const PAGE_ROWS = 150;
/** So many of them are made in one step. */
const ROWS_OF_STEP = 16;
/** The members in trouble come first where not all have room. */
const BY_STATE = { column: 'state', isDown: false };

/** A server as it is. */
export interface PoolsSubject {
  readonly head: Head;
  readonly answers: AnswerSubject;
  /** One after another, to find those that are looked for; of members those that are needed for that. */
  readonly pools: AsyncIterable<PoolView>;
  /** One of them with all its members. */
  view(pool: string): Promise<PoolView | undefined>;
  /** Mistakes in files. */
  readonly problems: readonly ShownProblem[];
  /** Said in place of pools. */
  readonly notice?: string;
}

/** A pool that is looked for. */
interface Listed {
  /** Without its members, which would take room until all pools are known. */
  readonly pool: PoolView;
  /** How many members are looked for. */
  readonly found: number;
  readonly rows: number;
}

/** One part of the rows. */
interface Part {
  readonly pools: readonly Listed[];
  /** Of one pool alone, the first of the members that are shown. */
  readonly from?: number;
}

/** Whether members are looked for by words that they have: else all of a pool are, and what they are called does not matter. */
export function isByWords({ q = '' }: PoolsChoice): boolean {
  return wordsOf(q).length > 0;
}

/** The members of a pool that are looked for; undefined when it is not. */
function wantedOf(pool: PoolView, { q = '', trouble = '' }: PoolsChoice): readonly MemberView[] | undefined {
  return trouble !== '' && !isInTrouble(pool) ? undefined : foundIn(pool, wordsOf(q));
}

function isOpen(pool: PoolView, { q = '', pool: alone }: PoolsChoice, { totals }: Head): boolean {
  return totals.members <= FEW_MEMBERS || alone !== undefined || q !== '' || isInTrouble(pool);
}

/** The pools that are looked for, in their order. */
async function listed({ head, pools }: PoolsSubject, choice: PoolsChoice): Promise<Listed[]> {
  const list: Listed[] = [];
  for await (const pool of pools) {
    const wanted = wantedOf(pool, choice);
    if (wanted === undefined) continue;
    const found = isByWords(choice) ? wanted.length : pool.total;
    const rows = 1 + (isOpen(pool, choice, head) ? Math.min(found, MOST_ROWS) : 0);
    list.push({ pool: { ...pool, members: [] }, found, rows });
  }
  const compare = poolsBy(orderOf(choice));
  return list.sort((a, b) => compare(a.pool, b.pool));
}

/** The parts that are a page each: of several pools some of them, of one alone some of its members. */
function partsOf(list: readonly Listed[], choice: PoolsChoice): Part[] {
  const [first] = list;
  if (choice.pool !== undefined && list.length === 1) {
    const pages = Math.max(1, Math.ceil(first.found / PAGE_ROWS));
    return Array.from({ length: pages }, (_, page) => ({ pools: list, from: page * PAGE_ROWS }));
  }
  const parts: Listed[][] = [];
  let room = 0;
  for (const each of list) {
    room -= each.rows;
    if (room < 0) {
      parts.push([]);
      room = PAGE_ROWS - each.rows;
    }
    parts[parts.length - 1].push(each);
  }
  return parts.map(pools => ({ pools }));
}

/** The rows of a pool, some after others; nothing when there is no such pool any more. */
function* bodyParts(
  pool: PoolView | undefined,
  { head }: PoolsSubject,
  choice: PoolsChoice,
  from?: number,
): Generator<string, void, void> {
  const found = pool === undefined ? undefined : wantedOf(pool, choice);
  if (pool === undefined || found === undefined) return;
  const order = orderOf(choice) ?? (found.length > MOST_ROWS ? BY_STATE : undefined);
  const [first, most] = from === undefined ? [0, MOST_ROWS] : [from, PAGE_ROWS];
  const members = sorted(found, order).slice(first, first + most);
  const nowMs = Date.now();
  const more = from === undefined ? found.length - members.length : 0;
  const times = { seenMs: nowMs, nowMs };
  const look: PoolLook = {
    isOpen: isOpen(pool, choice, head),
    members,
    more,
    isScripted: false,
    plans: head.plans,
    ...times,
  };
  const [before, after] = htmlAround(poolBody(pool, look, SLOT));
  yield before;
  for (let row = 0; look.isOpen && row < members.length; row += ROWS_OF_STEP)
    yield htmlOf(memberRows(pool, { ...look, members: members.slice(row, row + ROWS_OF_STEP) }));
  yield after;
}

/** The rows of one part. */
async function* bodies(
  subject: PoolsSubject,
  choice: PoolsChoice,
  { pools, from }: Part,
): AsyncGenerator<string, void, void> {
  const turns = new Turns();
  for (const { pool } of pools) {
    const view = await subject.view(pool.pool);
    for (const part of bodyParts(view, subject, choice, from)) {
      if (turns.isOver) await turns.pass();
      yield part;
    }
  }
}

function nobody({ q = '' }: PoolsChoice): Markup {
  const text = q === '' ? 'No pool is in trouble.' : `No pool or member has “${q}”.`;
  const cell = element('td', { class: 'nobody', colspan: 99 }, text);
  return element('tbody', {}, element('tr', {}, cell));
}

/** The ways to the other parts. @param page counts from 0 */
function pager(choice: PoolsChoice, page: number, pages: number): Content {
  const way = (to: number, rel: string, text: string) =>
    to >= 0 && to < pages && element('a', { href: hrefOf({ ...choice, page: to + 1 }), rel }, text);
  return (
    pages > 1 &&
    element(
      'nav',
      { class: 'pages', 'aria-label': 'Parts of the table' },
      way(page - 1, 'prev', '← before'),
      element('span', {}, `page ${numberText(page + 1)} of ${numberText(pages)}`),
      way(page + 1, 'next', 'next →'),
    )
  );
}

/** The text of the page, in parts. */
export async function* poolsPage(
  subject: PoolsSubject,
  choice: PoolsChoice,
  assets: Assets,
): AsyncGenerator<string, void, void> {
  const { head } = subject;
  const [before, after] = documentAround('/', head, assets);
  yield before;
  yield htmlOf(
    element('div', { id: 'troubles' }, troubles(head, subject.problems)),
    element('div', { id: 'overview' }, overview(head, Date.now(), answerTile(subject.answers))),
    element('div', { id: 'plans' }, planList(head.plans ?? [], Date.now(), false)),
  );
  if (head.totals.pools > 0) yield* poolsSection(subject, choice);
  else yield htmlOf(element('p', { class: 'nobody' }, 'There is no pool, and so nothing is probed.'));
  yield after;
}

/** The pools, and what filters them. */
async function* poolsSection(subject: PoolsSubject, choice: PoolsChoice): AsyncGenerator<string, void, void> {
  const { head, notice } = subject;
  const list = await listed(subject, choice);
  const parts = partsOf(list, choice);
  const page = Math.min(choice.page ?? 1, Math.max(1, parts.length)) - 1;
  yield htmlOf(
    poolSearch({
      q: choice.q ?? '',
      isTrouble: choice.trouble !== undefined,
      count: countText(list.length, head.totals),
    }),
    notice !== undefined && element('p', { class: 'notice' }, notice),
  );
  const table = poolTable(SLOT, orderOf(choice), column => sortHref(choice, column));
  const [before, after] = htmlAround(
    element('div', { id: 'pools' }, table, pager(choice, page, parts.length)),
  );
  yield before;
  if (list.length === 0) yield htmlOf(nobody(choice));
  else yield* bodies(subject, choice, parts[page]);
  yield after;
}
