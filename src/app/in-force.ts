// What puts a generation in force: after a reload, when members change, and when addresses of upstreams do, one after another.

import type { HealthEngine } from '../health/engine.js';
import { Reclaim } from '../image/reclaim.js';
import type { Log } from '../observe/log.js';
import type { AnswerCounts } from '../operate/answer-counts.js';
import { type GenerationHandler, handlerGeneration } from '../serve/generation-handler.js';
import { addressTrouble } from '../serve/listen-error.js';
import type { Threads } from '../serve/threads.js';
import type { Generation } from '../store/generation.js';
import type { Prepared } from '../store/member-versions.js';
import type { ZoneUpdate } from '../store/update-versions.js';
import type { HostAddresses } from '../store/upstream-hosts.js';
import type { ZoneChange } from '../store/zone-change.js';
import type { ZoneStore } from '../store/zone-store.js';
import { byTurns, inTurns, Turns } from '../time/turns.js';
import type { NotifyKnowledge } from '../transfer/notify-states.js';
import type { Descriptors } from './descriptors.js';
import type { EventSide } from './event-side.js';
import { FollowSide } from './follow-side.js';
import type { ForwardingSide } from './forwarding-side.js';
import type { MembersSide } from './members-side.js';
import { NotifySide } from './notify-side.js';
import type { Adopted, Built } from './reloader.js';
import type { SecondarySide } from './secondary-side.js';

/** Those that go by the generation in force. */
export interface Followers {
  readonly store: ZoneStore;
  readonly health: HealthEngine;
  readonly handler: GenerationHandler;
  readonly threads: Threads;
  readonly log: Log;
  readonly events: EventSide;
  readonly descriptors: Descriptors;
  readonly side: ForwardingSide;
  readonly members: MembersSide;
  readonly counts: Pick<AnswerCounts, 'assign'>;
  /** Opens and closes listeners as the configuration says. @throws Error when an address cannot be had */
  setListeners(generation: Generation): Promise<void>;
  /** Zones of other servers. */
  readonly secondaries: SecondarySide;
}

export class InForce {
  readonly #reclaim = new Reclaim();
  readonly #parts: Followers;
  readonly #notify: NotifySide;
  readonly #follow: FollowSide;
  /** Resolves when the last of those that were asked for is in force. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: Followers) {
    this.#parts = parts;
    this.#notify = new NotifySide(parts.log);
    this.#follow = new FollowSide(parts.store, () => this.#setVersions());
    parts.health.onWritten = watched => this.#follow.wrote(watched);
  }

  /**
   * Puts in force what was built. Lineups are filled from the known states first, so that no answer shows a
   * dead member. Addresses that cannot be had hold nothing else up: the sockets stay as they were.
   */
  adopt(built: Built): Promise<Adopted> {
    return this.#inTurn(() => this.#adopt(built));
  }

  /** Puts addresses of upstreams that are given by name in force. */
  setHosts(hosts: HostAddresses): Promise<void> {
    return this.#inTurn(async () => {
      const generation = this.#parts.store.setHosts(hosts);
      this.#parts.descriptors.follow(generation);
      await this.follow(generation);
    });
  }

  /** Puts other members of sources in force. @param keys of the sources */
  setMembers(keys: ReadonlySet<string>): Promise<void> {
    return this.#inTurn(async () => {
      const prepared = this.prepareMembers(keys);
      if (prepared === undefined) return;
      const { generation, changes } = prepared;
      // Nobody has seen the new lineups yet, which so are written once.
      await this.#parts.health.applyByTurns(generation.pools);
      await this.follow(generation, changes);
      this.followMembers();
      this.#reclaim.add(generation.newOctets);
      this.#reclaim.beginIfDue();
    });
  }

  /** Puts the next versions of zones in force that secondaries are to see otherwise. */
  #setVersions(): Promise<void> {
    return this.#inTurn(async () => {
      const { store, threads } = this.#parts;
      const steps = await byTurns(this.#follow.next());
      store.keepSerials();
      for await (const step of inTurns(steps)) {
        this.#follow.publish(step);
        await threads.tellVersions(step);
        this.#follow.show(step);
        // What changes together was gathered before the version was made.
        this.#notify.tell(step.changes, 0);
      }
    });
  }

  /**
   * Puts in force what updates have made of a zone.
   * @returns whether it could be done so; else the zone is to be read and compiled again
   */
  setUpdated(update: ZoneUpdate): Promise<boolean> {
    return this.#inTurn(async () => {
      const { store } = this.#parts;
      const { prepareUpdate } = await import('../store/update-versions.js');
      const prepared = await byTurns(prepareUpdate(store.generation, update));
      if (prepared === undefined) return false;
      const { generation, changes } = prepared;
      store.publish(prepared);
      await this.follow(generation, changes);
      this.#reclaim.add(generation.newOctets);
      this.#reclaim.beginIfDue();
      return true;
    });
  }

  /** As {@link setMembers}, as long as nobody answers and nothing is probed. @returns what is in force then, if that is another one */
  prepareMembers(keys: ReadonlySet<string>): Prepared | undefined {
    const { store, events, counts } = this.#parts;
    const prepared = store.prepareMembers(keys);
    if (prepared === undefined) return undefined;
    const { generation, changes } = prepared;
    this.#parts.descriptors.follow(generation);
    counts.assign(generation.pools);
    store.publish(prepared);
    events.log.members.changed(changes);
    return prepared;
  }

  /** Goes on from the first load, of which so many octets are left over. */
  begin(octets: number): void {
    this.followMembers();
    this.#notify.begin();
    this.#reclaim.add(octets);
    this.#reclaim.collectSoonIfDue();
  }

  /** Keeps the heap small when many members are probed. */
  followMembers(): void {
    const { store, health, events } = this.#parts;
    events.keep(health);
    const { pools } = store.generation;
    this.#reclaim.followMembers(pools.reduce((sum, { pool }) => sum + pool.members.length, 0));
  }

  /**
   * Hands the generation in force to the parts that work by it. Resolves when all threads answer by it: from then on whoever
   * asks gets the zones as they are after these changes.
   */
  async follow(generation: Generation, changes: readonly ZoneChange[] = []): Promise<void> {
    const { log, events, handler, threads, side, secondaries, store } = this.#parts;
    await Promise.all([this.#follow.expect(generation.config), this.#notify.expect(generation.config)]);
    const turns = new Turns();
    const step = await byTurns(this.#follow.follow(generation, changes));
    store.keepSerials();
    side.follow(generation);
    void secondaries.follow(generation.config);
    if (turns.isOver) await turns.pass();
    log.level = generation.config.log.level;
    events.notifier.follow(generation.config.receivers);
    handler.follow(handlerGeneration(generation));
    await threads.tell(generation, step);
    this.#follow.show(step);
    this.#notify.follow(generation, step.changes);
  }

  /** What is known of secondaries that are told of new versions; undefined while nobody ever was. */
  get told(): NotifyKnowledge | undefined {
    return this.#notify.known;
  }

  /** How many versions health has made, by zone. */
  get healthVersions(): ReadonlyMap<string, number> {
    return this.#follow.made;
  }

  /** Nobody is told of anything any more. */
  stop(): void {
    this.#follow.stop();
    this.#notify.stop();
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(run);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #adopt({ build, comparisons }: Built): Promise<Adopted> {
    const { store, health, descriptors, members, counts, setListeners } = this.#parts;
    await members.expect(build.added.map(({ zone }) => zone));
    const prepared = await byTurns(store.prepareInSteps(build, comparisons));
    const next = prepared.generation;
    descriptors.follow(next);
    counts.assign(next.pools);
    await byTurns(health.fill(next.pools));
    const unheard = await setListeners(next).then(() => undefined, addressTrouble);
    const turns = new Turns();
    store.publish(prepared);
    await health.applyByTurns(next.pools);
    if (turns.isOver) await turns.pass();
    await this.follow(next, prepared.changes);
    members.follow(next);
    this.followMembers();
    this.#reclaim.add(build.newOctets);
    this.#reclaim.beginIfDue();
    return { prepared, unheard };
  }
}
