// The page of pools as long as it is open: draws what is known, and does what is clicked and typed.

import { numberText, plural } from '../../view/plural.js';
import type { PoolView, StatusView } from '../../view/status.js';
import type { StreamHead } from '../../view/stream.js';
import { overview, troubles } from '../overview.js';
import { memberKey } from '../pool-body.js';
import { poolTable } from '../pool-table.js';
import { element } from '../tree.js';
import { AnswerRates } from './answer-rates.js';
import { get } from './api.js';
import { draw, oncePerFrame } from './draw.js';
import { Feed } from './feed.js';
import { FileProblems } from './file-problems.js';
import { openOrder } from './order-dialog.js';
import { PoolPasts } from './pool-pasts.js';
import { MOST_POOLS, PoolState } from './pool-state.js';
import { showFeed } from './session-bar.js';

const MORE_ROWS = 400;

/** An element that the server has made. */
const place = (id: string) => document.getElementById(id) as HTMLElement;

class PoolsPage {
  readonly #drawSoon = oncePerFrame(() => this.#draw());
  readonly #state = new PoolState();
  readonly #rates = new AnswerRates();
  readonly #pasts = new PoolPasts(this.#drawSoon);
  readonly #feed: Feed;
  readonly #problems = new FileProblems(this.#drawSoon);
  /** Large pools whose members were asked for, by what was known of them then. */
  readonly #asked = new Map<string, PoolView>();

  constructor() {
    const state = this.#state;
    this.#feed = new Feed({
      onBegin: () => state.forget(),
      onHead: head => {
        state.head = head;
        this.#rates.take(head);
        this.#drawSoon();
      },
      onPools: pools => {
        state.take(pools);
        this.#drawSoon();
      },
      onGone: pool => {
        state.drop(pool);
        this.#drawSoon();
      },
      onState: showFeed,
    });
  }

  begin(): void {
    // Where there is no pool the server has made no table.
    if (document.getElementById('pools') === null) return;
    const search = place('search') as HTMLFormElement;
    const field = search.elements.namedItem('q') as HTMLInputElement;
    const alone = new URLSearchParams(location.search).get('pool');
    if (alone !== null && field.value === '') field.value = alone;
    search.addEventListener('submit', event => event.preventDefault());
    search.addEventListener('input', () => this.#search(field));
    document.addEventListener('keydown', event => this.#key(event, field));
    place('pools').addEventListener('click', event => this.#click(event));
    this.#search(field);
    void this.#rates.begin();
    void this.#feed.run();
    this.#followEnd();
  }

  #search(field: HTMLInputElement): void {
    const trouble = (field.form as HTMLFormElement).elements.namedItem('trouble') as HTMLInputElement;
    this.#state.search(field.value);
    this.#state.onlyTrouble = trouble.checked;
    this.#drawSoon();
  }

  /** `/` leads to the field, as on many pages; Escape empties it. */
  #key(event: KeyboardEvent, field: HTMLInputElement): void {
    const isTyping = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === 'Escape' && event.target === field && field.value !== '') {
      field.value = '';
      this.#search(field);
    }
  }

  #click({ target }: Event): void {
    const button = (target as Element).closest<HTMLElement>('button[data-act]');
    if (button === null) return;
    const name = button.closest<HTMLElement>('tbody')?.dataset.key ?? '';
    const pool = this.#state.poolCalled(name);
    const { act, column = '' } = button.dataset;
    if (act === 'toggle' && pool !== undefined) this.#state.toggle(pool);
    if (act === 'more') this.#state.showMore(name, MORE_ROWS);
    if (act === 'pools') this.#state.mostPools += MOST_POOLS;
    if (act === 'sort') this.#sort(column);
    if (act === 'order' && pool !== undefined) {
      const key = button.closest<HTMLElement>('tr')?.dataset.key;
      const member = pool.members.find(each => memberKey(each) === key);
      if (member !== undefined) openOrder({ pool, member });
    }
    this.#drawSoon();
  }

  /** Asks for the members of a large pool that is open: it comes without them. */
  #askForMembers(pool: PoolView): void {
    if (this.#asked.get(pool.pool)?.members === pool.members) return;
    this.#asked.set(pool.pool, pool);
    void get<StatusView>('/status', [['only', pool.pool]]).then(
      ({ pools }) => {
        this.#state.take(pools);
        this.#drawSoon();
      },
      () => this.#asked.delete(pool.pool),
    );
  }

  /** Up, down, and back to the order of the pools. */
  #sort(column: string): void {
    const { order } = this.#state;
    if (order?.column !== column) this.#state.order = { column, isDown: false };
    else this.#state.order = order.isDown ? undefined : { column, isDown: true };
  }

  #draw(): void {
    const { head, order, mostPools } = this.#state;
    if (head === undefined) return;
    draw(place('troubles'), troubles(head, this.#problems.of(head)));
    draw(place('overview'), overview(head, Date.now(), this.#rates.tile(head)));
    const { shown } = this.#state;
    const visible = shown.slice(0, mostPools);
    const bodies = visible.map(each => this.#state.bodyOf(each, this.#pasts.of(each.pool.pool)));
    const open = visible.filter(({ pool }) => this.#state.isOpen(pool));
    this.#pasts.follow(open.map(({ pool }) => pool.pool));
    for (const { pool } of open) if (pool.members.length < pool.total) this.#askForMembers(pool);
    const more = shown.length - bodies.length;
    const attributes = { type: 'button', 'data-act': 'pools', id: 'more-pools' };
    draw(
      place('pools'),
      poolTable(bodies, order ?? { column: '', isDown: false }),
      shown.length > 0
        ? undefined
        : element('p', { class: 'nobody' }, 'No pool or member has all these words.'),
      more > 0 ? element('button', attributes, `Show ${plural(more, 'more pool')}`) : undefined,
    );
    this.#drawCount(shown.length, head);
  }

  #drawCount(count: number, { totals: { pools, members } }: StreamHead): void {
    const text =
      count === pools
        ? `${plural(pools, 'pool')}, ${plural(members, 'member')}`
        : `${numberText(count)} of ${plural(pools, 'pool')}`;
    const output = place('count');
    if (output.textContent !== text) output.textContent = text;
  }

  /** More pools come when the end of those that are shown is seen. */
  #followEnd(): void {
    addEventListener(
      'scroll',
      () => {
        const more = document.getElementById('more-pools');
        if (more !== null && more.getBoundingClientRect().top < innerHeight * 2) more.click();
      },
      { passive: true },
    );
  }
}

export function beginPools(): void {
  new PoolsPage().begin();
}
