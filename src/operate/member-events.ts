// What is told of sources of members, and of what they bring.
import { MAX_SOURCES } from '../discover/bounds.js';
import type { SourceState } from '../discover/discovery.js';
import { CHANGE, type ZoneChange } from '../store/zone-change.js';
import { MAX_EVENT_POOLS } from '../view/event.js';
import { EVENT } from '../view/event-names.js';
import { namesText } from '../view/fault-text.js';
import { plural } from '../view/plural.js';
import type { EventTeller } from './event-teller.js';
import { memberChanges, memberChangeText } from './member-changes.js';

/** What has become of a source. */
function sourceText({ source, failure, targets, isKnown, isPart }: SourceState): string {
  const members = plural(targets, 'member');
  if (failure === undefined) return `source ${source} is in order again: ${members}`;
  if (isPart) return `source ${source}, of ${members}, fails in part: ${failure}`;
  const rest = isKnown ? `the last good list, of ${targets}, stays` : 'there was no list yet';
  return `source ${source} fails: ${failure}; ${rest}`;
}

export class MemberEvents {
  readonly #teller: EventTeller;

  constructor(teller: EventTeller) {
    this.#teller = teller;
  }

  /**
   * Tells that a source begins to fail, fails for another reason, or is in order again.
   * @param pools that have members of it
   */
  source(state: SourceState, pools: readonly string[] = []): void {
    const { source, failure } = state;
    const name = failure === undefined ? EVENT.SOURCE_WORKING : EVENT.SOURCE_FAILING;
    // Those of both families have one name.
    const owners = [...new Set(pools.map(pool => pool.split(' ')[0]))];
    const whose = owners.length === 0 ? '' : ` (members of ${namesText(owners)})`;
    const fields = { source, reason: failure, pools: pools.slice(0, MAX_EVENT_POOLS) };
    this.#teller.tell(name, fields, `${sourceText(state)}${whose}`, { subject: source, pools });
  }

  /** Tells that so many sources are not asked as others are, the most at once; 0 when that is over. */
  leftOut(count: number): void {
    const name = count === 0 ? EVENT.SOURCE_WORKING : EVENT.SOURCE_FAILING;
    const reason = `at most ${MAX_SOURCES} sources of members are asked`;
    const text =
      count === 0
        ? 'all sources of members are asked'
        : `${count} sources of members are not asked: ${reason}; their pools have no members, or those of before: put lists together`;
    this.#teller.tell(name, { count, reason: count === 0 ? undefined : reason }, text, {
      subject: 'sources',
    });
  }

  /** Tells that pools have other members, and which came and went. */
  changed(changes: readonly ZoneChange[]): void {
    for (const change of changes) {
      if (change.kind !== CHANGE.CHANGED) continue;
      const { zone } = change;
      for (const members of memberChanges(change.difference, zone)) {
        const { pool, came, went } = members;
        const text = memberChangeText(members);
        const notice = { name: EVENT.SOURCE_CHANGED, subject: pool, zones: [zone], pools: [pool], text };
        this.#teller.change(notice, { zone, pool, came: came.length, went: went.length }, 'changed');
      }
    }
  }

  /** Tells what is wrong with the file that keeps what sources have found. */
  file(problem: string): void {
    this.#teller.tell(EVENT.SOURCE_FILE, {}, problem);
  }
}
