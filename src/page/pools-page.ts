// The page at `/` as the server makes it: the overview and the pools, whole without any script.
import { Turns } from '../time/turns.js';
import { numberText } from '../view/plural.js';
import type { PoolView } from '../view/status.js';
import { type Assets, documentAround } from './document.js';
import { htmlAround, htmlOf, SLOT } from './html.js';
import { type Head, overview, type ShownProblem, troubles } from './overview.js';
import { memberRows, type PoolLook, poolBody } from './pool-body.js';
import { poolSearch } from './pool-search.js';
import {
  byUrgency,
  FEW_MEMBERS,
  foundIn,
  isInTrouble,
  MOST_ROWS,
  poolTable,
  sorted,
  wordsOf,
} from './pool-table.js';
import { element } from './tree.js';

/** The members in trouble come first where not all have room. */
const BY_STATE = { column: 'state', isDown: false };

/** A server as it is, its pools one after another. */
export interface PoolsSubject {
  readonly head: Head;
  readonly pools: AsyncIterable<PoolView>;
  /** Mistakes in files. */
  readonly problems: readonly ShownProblem[];
  /** Said in place of pools. */
  readonly notice?: string;
}

/** What of it is to be shown. */
export interface PoolsChoice {
  /** Words that pools or members have. */
  readonly q?: string;
  /** Only pools in trouble. */
  readonly trouble?: string;
  /** One pool alone, with all its members. */
  readonly pool?: string;
}

/** How a pool is shown; undefined when it is not looked for. */
function lookFor(
  pool: PoolView,
  { q = '', trouble = '', pool: alone }: PoolsChoice,
  isSmall: boolean,
): PoolLook | undefined {
  const nowMs = Date.now();
  const wanted = wordsOf(q);
  const found = foundIn(pool, wanted);
  if (found === undefined || (trouble !== '' && !isInTrouble(pool))) return undefined;
  const isOpen = isSmall || alone !== undefined || wanted.length > 0 || isInTrouble(pool);
  const most = alone === undefined ? MOST_ROWS : Number.POSITIVE_INFINITY;
  const members = found.length <= most ? found : sorted(found, BY_STATE).slice(0, most);
  return { isOpen, members, more: found.length - members.length, isScripted: false, seenMs: nowMs, nowMs };
}

/** The text of a pool, which may have very many rows. */
async function bodyText(pool: PoolView, look: PoolLook): Promise<string> {
  if (look.members.length <= MOST_ROWS) return htmlOf(poolBody(pool, look));
  const turns = new Turns();
  const [before, after] = htmlAround(poolBody(pool, look, SLOT));
  let text = before;
  for (let from = 0; from < look.members.length; from += MOST_ROWS) {
    text += htmlOf(memberRows(pool, { ...look, members: look.members.slice(from, from + MOST_ROWS) }));
    if (turns.isOver) await turns.pass();
  }
  return text + after;
}

/** The rows of the pools, those in trouble first. They are kept as text until all are there. */
async function* bodies(
  { head, pools }: PoolsSubject,
  choice: PoolsChoice,
): AsyncGenerator<string, void, void> {
  const isSmall = head.totals.members <= FEW_MEMBERS;
  const made: { readonly pool: PoolView; readonly text: string }[] = [];
  for await (const pool of pools) {
    const look = lookFor(pool, choice, isSmall);
    // The members have become text, and would take room until the end.
    if (look !== undefined) made.push({ pool: { ...pool, members: [] }, text: await bodyText(pool, look) });
  }
  made.sort((a, b) => byUrgency(a.pool, b.pool));
  for (const { text } of made) yield text;
  if (made.length === 0) yield htmlOf(nobody(choice));
}

function nobody({ q = '' }: PoolsChoice) {
  const text = q === '' ? 'No pool is in trouble.' : `No pool or member has “${q}”.`;
  const cell = element('td', { class: 'nobody', colspan: 99 }, text);
  return element('tbody', {}, element('tr', {}, cell));
}

/** The text of the page, in parts. */
export async function* poolsPage(
  subject: PoolsSubject,
  choice: PoolsChoice,
  assets: Assets,
): AsyncGenerator<string, void, void> {
  const { head } = subject;
  const [before, after] = documentAround('/', head, assets);
  const { pools } = head.totals;
  yield before;
  yield htmlOf(
    element('div', { id: 'troubles' }, troubles(head, subject.problems)),
    element('div', { id: 'overview' }, overview(head, Date.now())),
  );
  if (pools > 0) yield* poolsSection(subject, choice);
  else yield htmlOf(element('p', { class: 'nobody' }, 'There is no pool, and so nothing is probed.'));
  yield after;
}

/** The pools, and what filters them. */
async function* poolsSection(subject: PoolsSubject, choice: PoolsChoice): AsyncGenerator<string, void, void> {
  const { head, notice } = subject;
  const { pools, members } = head.totals;
  yield htmlOf(
    poolSearch({
      q: choice.q ?? '',
      isTrouble: choice.trouble !== undefined,
      count: `${numberText(pools)} pools, ${numberText(members)} members`,
    }),
    notice === undefined ? undefined : element('p', { class: 'notice' }, notice),
  );
  const [tableBefore, tableAfter] = htmlAround(element('div', { id: 'pools' }, poolTable(SLOT)));
  yield tableBefore;
  yield* bodies(subject, choice);
  yield tableAfter;
}
