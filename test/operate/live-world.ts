// A stream of changes on a fake clock: pools, what is found of their members, orders, files, and who reads.
import { AdminOverrides } from '../../src/health/admin-override.js';
import type { WatchedPool } from '../../src/health/watched-pool.js';
import { EventRing } from '../../src/observe/event-ring.js';
import { LiveFeed } from '../../src/operate/live-feed.js';
import type { LiveConnection } from '../../src/operate/live-reader.js';
import { poolView } from '../../src/operate/pool-view.js';
import type { Finding } from '../../src/probe/result.js';
import type { MemberView, PoolView } from '../../src/view/status.js';
import type { StreamHead } from '../../src/view/stream.js';
import { engineOn, poolOf } from '../health/engine-world.js';
import { LiveView } from '../support/live-client.js';

export const POOLS = 8;
export const MEMBERS = 30;
export const addressOf = (pool: number, member: number) => `10.0.${pool}.${member}`;

/** A connection in memory; while it is slow, it takes what is sent, but has no room. */
export class Connection implements LiveConnection {
  readonly view = new LiveView();
  unread = 0;
  isClosed = false;
  isSlow = false;
  wasCut = false;
  leave: () => void = () => undefined;
  #wake: () => void = () => undefined;

  write(text: Buffer): void {
    if (this.isSlow) this.unread += text.length;
    if (!this.isClosed) this.view.take(text.toString());
  }

  async room(): Promise<void> {
    while (this.isSlow && !this.isClosed)
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
  }

  end(text: Buffer): void {
    this.write(text);
    this.close();
  }

  cut(): void {
    this.wasCut = true;
    this.close();
  }

  close(): void {
    this.isClosed = true;
    this.leave();
    this.#wake();
  }

  read(): void {
    this.isSlow = false;
    this.unread = 0;
    this.#wake();
  }
}

/** What of the files can be otherwise. */
export interface Files {
  readonly pools: readonly number[];
  readonly weight: number;
  readonly slowStart: boolean;
  readonly large: boolean;
}

export const FILES: Files = { pools: [0, 1, 2, 3, 4], weight: 1, slowStart: false, large: false };

export function pool(number: number, { weight, slowStart, large }: Files): WatchedPool {
  const count = large && number === 1 ? 80 : MEMBERS;
  const members = Array.from({ length: count }, (_, member) => ({
    ...{ address: addressOf(number, member), port: 80, weight: member === 0 ? weight : 1 },
    ...(number === 2 && member < 5 ? { tied: addressOf(3, member) } : {}),
  }));
  const watched = poolOf(members, { name: `app${number}.test A` });
  const partner = number === 2 ? { partner: 'app3.test A' } : {};
  const slow = slowStart ? { slowStartMs: 20_000 } : {};
  return { ...watched, ...partner, pool: { ...watched.pool, ...slow } };
}

export class World {
  readonly found: Record<string, Finding> = {};
  readonly overrides = new AdminOverrides();
  readonly ring = new EventRing();
  readonly errors: Error[] = [];
  readonly feed: LiveFeed;
  readonly #engine;
  readonly #clock;
  readonly #answers = new Map<string, number>();
  #files: Files | undefined;
  #pools = new Map<number, WatchedPool>();
  #fails = false;
  /** How often counts of members were asked for. */
  viewed = 0;

  constructor() {
    const { clock, engine } = engineOn(this.found, { overrides: this.overrides });
    this.#clock = clock;
    this.#engine = engine;
    this.feed = new LiveFeed({
      ...{ clock, health: engine, events: this.ring, counts: this.counts },
      head: async () => {
        if (this.#fails) throw new Error('no head');
        return { lastEvent: this.ring.last } as StreamHead;
      },
      onError: error => this.errors.push(error),
    });
  }

  get counts() {
    return {
      of: ({ name }: WatchedPool, member: number) => {
        this.viewed++;
        return { answers: this.#answers.get(`${name} ${member}`) ?? 0, first: 0 };
      },
    };
  }

  /** Loads the files: pools that are in them as before stay the same objects. */
  load(files: Files): void {
    const { pools, ...rest } = files;
    const { pools: _, ...before } = this.#files ?? { pools };
    if (JSON.stringify(before) !== JSON.stringify(rest)) this.#pools.clear();
    this.#files = files;
    const watched = pools.map(number => this.#pools.get(number) ?? pool(number, files));
    this.#pools = new Map(pools.map((number, place) => [number, watched[place]]));
    this.#engine.apply(watched);
  }

  answer(number: number, member: number): void {
    const key = `app${number}.test A ${member}`;
    this.#answers.set(key, (this.#answers.get(key) ?? 0) + 1);
  }

  order(number: number, member: number, state: 'drain' | 'maint' | 'ready'): void {
    const name = `app${number}.test A`;
    this.overrides.set({ pool: name, address: addressOf(number, member), state, sinceMs: this.#clock.now() });
    this.#engine.refresh(new Set([name]));
    this.ring.add('admin', false, `${name} ${member} ${state}`);
  }

  join(after?: string): Connection {
    const connection = new Connection();
    connection.leave = this.feed.join(connection, after === undefined ? undefined : Number(after));
    return connection;
  }

  /** The server cannot say any more how it is. */
  fail(): void {
    this.#fails = true;
  }

  /** Nothing changes from now on. */
  freeze(): void {
    this.#engine.stop();
  }

  advance(ms: number): Promise<void> {
    return this.#clock.advance(ms);
  }

  /** Until nothing is under way. */
  async rest(): Promise<void> {
    for (let turn = 0; turn < 60; turn++) await new Promise(resolve => setImmediate(resolve));
  }

  get status(): Map<string, PoolView> {
    const sources = { counts: this.counts, nowMs: this.#clock.now() };
    const views = this.#engine.watches.map(watch => {
      const indices = watch.endpoints.length > 50 ? [] : [...watch.endpoints.keys()];
      return poolView({ watch, indices }, sources);
    });
    return new Map(views.map(view => [view.pool, JSON.parse(JSON.stringify(view))]));
  }
}

/** What grows with time alone, what is counted, and what is told on the clock of the system. */
export const MOVING = ['sinceMs', 'downMs', 'checks', 'failures', 'answers', 'first', 'lastCheck'];

/** What has to be the same. */
export function steady(pools: ReadonlyMap<string, PoolView>) {
  const memberOf = ({ admin, heldMs, lateMs, ...member }: MemberView) => ({
    ...Object.fromEntries(Object.entries(member).filter(([key]) => !MOVING.includes(key))),
    ...{ admin: admin?.state, isHeld: heldMs !== undefined, isLate: lateMs !== undefined },
  });
  const sorted = [...pools].sort(([one], [other]) => (one < other ? -1 : 1));
  return sorted.map(([name, view]) => [name, { ...view, members: view.members.map(memberOf) }]);
}
