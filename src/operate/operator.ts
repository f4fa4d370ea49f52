// The operator: carries out drain, maint, ready and weight, keeps them, and ends those whose time is over.

import { type AdminOverride, type AdminOverrides, MAX_OVERRIDES } from '../health/admin-override.js';
import type { HealthEngine } from '../health/engine.js';
import { type TooFew, tooFewAfter } from '../health/keep-at-least.js';
import type { PoolMembers } from '../health/members.js';
import type { Cancel, Clock } from '../time/clock.js';
import { momentText } from '../time/rfc3339.js';
import type { AdminOrder, AdminOutcome, DirectedMember } from '../view/admin-order.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import type { EventLog } from './event-log.js';
import { type Selected, select } from './selection.js';
import { StateFile } from './state-file.js';

/** The longest wait of one timer: node's own limit is 24 days. */
const MAX_WAIT_MS = 86_400_000;

export interface OperatorParts {
  readonly overrides: AdminOverrides;
  readonly health: Pick<HealthEngine, 'members' | 'watches' | 'fallbacks' | 'refresh'>;
  readonly events: Pick<EventLog, 'directed' | 'expired' | 'noState'>;
  readonly clock: Clock;
}

export class Operator {
  readonly #parts: OperatorParts;
  /** Where overrides are kept; undefined for nowhere. */
  #file: StateFile | undefined;
  /** Why nothing can be kept. */
  #obstacle: string | undefined;
  #cancel: Cancel = () => {};

  constructor(parts: OperatorParts) {
    this.#parts = parts;
  }

  /** Takes up what was kept in a file, and keeps in it what follows. Call before the first lineup. */
  resume(path: string | undefined): void {
    const { overrides, events, clock } = this.#parts;
    if (path === undefined) return;
    const file = new StateFile(path, clock);
    try {
      for (const override of file.read()) overrides.set(override);
      this.#file = file;
    } catch (error) {
      // What cannot be read must not be overwritten either.
      this.#obstacle = (error as Error).message;
      events.noState((error as Error).message);
    }
    overrides.expire(clock.now());
    this.#wait();
  }

  /** Overrides that were given so far, by what they were. */
  readonly counts = { ready: 0, drain: 0, maint: 0, weight: 0 };

  /**
   * Does what is asked; when it returns, every answer is given by it.
   * @throws RequestError when nothing was done
   */
  carryOut(order: AdminOrder): AdminOutcome {
    mustHaveEffect(order);
    const { health, overrides, events } = this.#parts;
    const selected = select(health.members(), order.members, order.pool);
    const next = selected.map(each => this.#next(each, order));
    const size = overrides.sizeWith(next);
    if (size > MAX_OVERRIDES && size > overrides.size)
      throw new RequestError(
        ERROR_CODE.LIMIT_REACHED,
        `more than ${MAX_OVERRIDES} members would be under overrides of operators`,
        'make some ready',
      );
    if (order.force !== true) mustKeepEnough(tooFewAfter(health.watches, overrides, next), next.length);
    for (const each of next) overrides.set(each);
    if (order.state !== undefined) this.counts[order.state]++;
    if (order.weight !== undefined) this.counts.weight++;
    const warnings = this.#publish(selected);
    const members = selected.map(each => this.#show(each));
    events.directed(members, order);
    return { members, warnings: [...warnings, ...this.#ineffective(selected, order)] };
  }

  /** Ends the waiting; what was said stays in the file. */
  close(): void {
    this.#cancel();
  }

  #next(
    { pool, member }: Selected<PoolMembers>,
    { state, weight, forMs, reason, by }: AdminOrder,
  ): AdminOverride {
    const { overrides, clock } = this.#parts;
    const nowMs = clock.now();
    const said = overrides.of(pool.pool, member.address);
    const { address } = member;
    const former: AdminOverride = said ?? { pool: pool.pool, address, state: 'ready', sinceMs: nowMs };
    const keptWeight = weight === undefined ? former.weight : (weight ?? undefined);
    if (state === undefined) return { ...former, weight: keptWeight, by: by ?? former.by };
    const untilMs = forMs === undefined || state === 'ready' ? undefined : nowMs + forMs;
    const sinceMs = former.state === state ? former.sinceMs : nowMs;
    return {
      pool: pool.pool,
      address,
      weight: keptWeight,
      state,
      sinceMs,
      untilMs,
      ...(state === 'ready' ? {} : { reason, by }),
    };
  }

  /** Writes lineups and file. @returns what the operator should know */
  #publish(selected: readonly { readonly pool: Pick<PoolMembers, 'pool'> }[]): string[] {
    const { health } = this.#parts;
    const names = new Set(selected.map(({ pool }) => pool.pool));
    health.refresh(names);
    this.#wait();
    const warnings = health
      .fallbacks(names)
      .map(({ pool, explanation }) => `${pool} has no live member in service: ${explanation}`);
    const obstacle = this.#keep() ?? this.#obstacle;
    if (obstacle !== undefined)
      warnings.push(`this ends with the process, since it could not be kept: ${obstacle}`);
    return warnings;
  }

  /** @returns why not */
  #keep(): string | undefined {
    try {
      this.#file?.write(this.#parts.overrides.all);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  #ineffective(selected: readonly Selected<PoolMembers>[], { weight }: AdminOrder): string[] {
    if (weight === undefined) return [];
    const pools = new Set(
      selected
        .filter(({ pool: { order } }) => order !== 'weighted' && order !== 'sticky')
        .map(({ pool }) => pool),
    );
    return [...pools].map(({ pool, order }) => `weights do not count in ${pool}, whose order is ${order}`);
  }

  #show({
    pool: { pool },
    member: { endpoint, address, configuredWeight },
  }: Selected<PoolMembers>): DirectedMember {
    const { overrides, clock } = this.#parts;
    const {
      state = 'ready',
      weight = configuredWeight,
      untilMs,
      reason,
      by,
    } = overrides.of(pool, address) ?? {};
    return {
      pool,
      member: endpoint,
      state,
      weight,
      ...(untilMs === undefined ? {} : { until: momentText(untilMs, clock) }),
      ...(reason === undefined ? {} : { reason }),
      ...(by === undefined ? {} : { by }),
    };
  }

  /** Waits for the first override that ends by itself. */
  #wait(): void {
    const { overrides, clock } = this.#parts;
    this.#cancel();
    const endMs = overrides.firstEndMs;
    if (endMs === undefined) return;
    this.#cancel = clock.after(Math.min(MAX_WAIT_MS, Math.max(0, endMs - clock.now())), () => this.#expire());
  }

  #expire(): void {
    const { overrides, events, clock } = this.#parts;
    const over = overrides.expire(clock.now());
    if (over.length === 0) {
      this.#wait();
      return;
    }
    const warnings = this.#publish(over.map(({ pool }) => ({ pool: { pool } })));
    events.expired(over, warnings);
  }
}

/** @throws RequestError when an order says nothing, or more than can be done */
function mustHaveEffect({ state, weight, forMs }: AdminOrder): void {
  if (state === undefined && weight === undefined)
    throw new RequestError(ERROR_CODE.INVALID_INPUT, 'a state or a weight is needed');
  if (forMs !== undefined && state !== 'drain' && state !== 'maint')
    throw new RequestError(ERROR_CODE.INVALID_INPUT, 'forMs goes with drain and maint');
}

/** The most pools that a refusal names. */
const MAX_NAMED = 3;

/** @throws RequestError when pools would have too few live members */
function mustKeepEnough(lacking: readonly TooFew[], count: number): void {
  if (lacking.length === 0) return;
  const named = lacking
    .slice(0, MAX_NAMED)
    .map(
      ({ pool, live, total, keep }) =>
        `${pool} would have ${live} of ${total} live, and keeps at least ${keep}`,
    );
  const more = lacking.length > MAX_NAMED ? `; and ${lacking.length - MAX_NAMED} more pools` : '';
  throw new RequestError(
    ERROR_CODE.TOO_FEW_LIVE,
    `nothing was changed for ${count === 1 ? 'this member' : `these ${count} members`}: ${named.join('; ')}${more}`,
    '--force overrules this',
  );
}
