// The page of pools as long as it is open: draws what is known, and does what is clicked and typed.

import { plural } from '../../view/plural.js';
import type { PoolView } from '../../view/status.js';
import { chosenBar, type Target } from '../order-target.js';
import { overview, troubles } from '../overview.js';
import { memberKey } from '../pool-body.js';
import { countText } from '../pool-search.js';
import { foundIn, nextOrder, poolTable } from '../pool-table.js';
import { element } from '../tree.js';
import { AnswerRates } from './answer-rates.js';
import { draw, oncePerFrame } from './draw.js';
import { Feed } from './feed.js';
import { FileProblems } from './file-problems.js';
import { LargePools } from './large-pools.js';
import { openOrder } from './order-dialog.js';
import { beginPlans, drawPlans } from './plans.js';
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
  readonly #large: LargePools;

  constructor() {
    const state = this.#state;
    this.#large = new LargePools((pools, askedMs) => {
      state.take(pools, askedMs);
      this.#drawSoon();
    });
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
    const asked = new URLSearchParams(location.search);
    field.value ||= asked.get('pool') ?? '';
    const column = asked.get('sort');
    if (column !== null) this.#state.order = { column, isDown: asked.has('down') };
    search.addEventListener('submit', event => event.preventDefault());
    search.addEventListener('input', () => this.#search(field));
    document.addEventListener('keydown', event => this.#key(event, field));
    beginPlans();
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
    const button = (target as Element).closest<HTMLElement>('[data-act]');
    if (button === null) return;
    const name = button.closest<HTMLElement>('tbody')?.dataset.key ?? '';
    const pool = this.#state.poolCalled(name);
    const { act, column = '' } = button.dataset;
    if (pool !== undefined) this.#clickIn(pool, act, button.closest('tr')?.dataset.key ?? '');
    if (act === 'more') this.#state.showMore(name, MORE_ROWS);
    if (act === 'pools') this.#state.mostPools += MOST_POOLS;
    if (act === 'sort') this.#state.order = nextOrder(this.#state.order, column);
    if (act === 'order-chosen') this.#orderChosen();
    if (act === 'choose-none') this.#state.chosen.clear();
    this.#drawSoon();
  }

  /** @param key of the member in whose row it is */
  #clickIn(pool: PoolView, act: string | undefined, key: string): void {
    const { chosen, words } = this.#state;
    if (act === 'toggle') this.#state.toggle(pool);
    if (act === 'choose') chosen.toggle(pool, key);
    if (act === 'choose-all') chosen.toggleAll(pool, foundIn(pool, words) ?? []);
    const member = pool.members.find(each => memberKey(each) === key);
    if (act === 'order' && member !== undefined) openOrder([{ pool, members: [member], isAll: false }]);
  }

  get #targets(): Target[] {
    return this.#state.chosen.targets(name => this.#state.poolCalled(name));
  }

  #orderChosen(): void {
    openOrder(this.#targets, () => {
      this.#state.chosen.clear();
      this.#drawSoon();
    });
  }

  #draw(): void {
    const { head, order, mostPools } = this.#state;
    if (head === undefined) return;
    draw(place('troubles'), troubles(head, this.#problems.of(head)));
    draw(place('overview'), overview(head, Date.now(), this.#rates.tile(head)));
    drawPlans(head.plans);
    const { shown } = this.#state;
    const visible = shown.slice(0, mostPools);
    const bodies = visible.map(each => this.#state.bodyOf(each, this.#pasts.of(each.pool.pool)));
    const open = visible.filter(({ pool }) => this.#state.isOpen(pool));
    this.#pasts.follow(open.map(({ pool }) => pool.pool));
    this.#large.follow(this.#state.partsOf(visible));
    const more = shown.length - bodies.length;
    const attributes = { type: 'button', 'data-act': 'pools', id: 'more-pools' };
    draw(
      place('pools'),
      poolTable(bodies, order),
      shown.length === 0 && element('p', { class: 'nobody' }, 'No pool or member has all these words.'),
      more > 0 && element('button', attributes, `Show ${plural(more, 'more pool')}`),
      chosenBar(this.#targets),
    );
    const count = countText(shown.length, head.totals);
    if (place('count').textContent !== count) place('count').textContent = count;
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
