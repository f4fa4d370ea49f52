// Endpoints that follow a pool or a member: they are down while it has no live member, or is down itself.
import { memberName, splitName } from '../probe/track/pool-name.js';
import type { Steps } from '../time/turns.js';
import { isOnFallback } from './candidate.js';
import { Composed, type Moved } from './composed.js';
import type { Endpoint } from './endpoint.js';
import { append } from './lists-by-key.js';
import { withPartners } from './partners.js';
import type { Watch } from './watch.js';

const NONE: readonly Moved[] = [];
const NOBODY: readonly never[] = [];

export class Followers {
  /** The watches that an endpoint belongs to. */
  readonly #watchesOf = new Map<Endpoint, readonly Watch[]>();
  /** By the name of the pool or member that they follow. */
  readonly #following = new Map<string, Endpoint[]>();
  /** By the name of a pool, the addresses of members that are followed, or are parts. */
  readonly #followedMembers = new Map<string, string[]>();

  readonly #composed: Composed;
  /** Publishes a lineup. */
  write: (watch: Watch) => void;

  private constructor(composed: Composed, write: (watch: Watch) => void) {
    this.#composed = composed;
    this.write = write;
  }

  /** Those among the members of these pools. @param write publishes a lineup */
  static *among(watches: readonly Watch[], write: (watch: Watch) => void): Steps<Followers> {
    const followers = new Followers(new Composed(watches), write);
    for (const watch of watches) {
      followers.#join(watch);
      yield;
    }
    followers.#findFollowed();
    return followers;
  }

  #findFollowed(): void {
    for (const name of new Set([...this.#following.keys(), ...this.#composed.followed])) {
      const [pool, address] = splitName(name);
      if (address !== undefined) append(this.#followedMembers, pool, address);
    }
  }

  /** Most endpoints belong to one pool, whose endpoints have one list. */
  #join(watch: Watch): void {
    const alone: readonly Watch[] = [watch];
    for (const endpoint of watch.endpoints) {
      const known = this.#watchesOf.get(endpoint);
      if (known === undefined) {
        this.#watchesOf.set(endpoint, alone);
        this.#composed.add(endpoint);
        if (endpoint.follows !== undefined) append(this.#following, endpoint.follows, endpoint);
      } else if (known.at(-1) !== watch) this.#watchesOf.set(endpoint, [...known, watch]);
    }
  }

  /** The watches of which it is a member, and those of the members that it is a part of. */
  watchesOf(endpoint: Endpoint): readonly Watch[] {
    const own = this.#watchesOf.get(endpoint) ?? [];
    const composed = this.#composed.of(endpoint);
    if (composed.length === 0) return own;
    return [...new Set([...own, ...composed.flatMap(each => this.#watchesOf.get(each) ?? [])])];
  }

  /** The members that it is a part of. */
  wholesOf(part: Endpoint): readonly Endpoint[] {
    return this.#composed.of(part);
  }

  /** Whether it is a member of a pool, and not only a part of members. */
  isMember(endpoint: Endpoint): boolean {
    return this.#watchesOf.has(endpoint);
  }

  /** Has members take in a result of one of their parts. @returns whose state changed */
  compose(part: Endpoint, isGood: boolean, nowMs: number): readonly Moved[] {
    const composed = this.#composed.of(part);
    if (composed.length === 0) return NONE;
    this.#composed.count(part, isGood);
    return this.#composed.settle(composed, nowMs);
  }

  /** The same of all members that are made of parts. @param isConcerned which of them; all when absent */
  composeAll(nowMs: number, isConcerned: (endpoint: Endpoint) => boolean = () => true): void {
    this.#composed.settle(this.#composed.all.filter(isConcerned), nowMs);
  }

  /**
   * Has those who follow these pools or members of them, and those who follow theirs, be up or down with them, and writes their
   * lineups. It ends, since none follows itself, and each of a chain is seen after the one that it follows.
   * @param isConcerned who is to; all when absent
   * @returns whose state changed
   */
  update(
    watches: readonly Watch[],
    nowMs: number,
    isConcerned: (endpoint: Endpoint) => boolean = () => true,
  ): Moved[] {
    const moved: Moved[] = [];
    const changed = [...watches];
    for (const watch of changed)
      for (const [name, isDown] of this.#followedIn(watch)) {
        const composed = this.#composed.ofPool(name).filter(isConcerned);
        for (const move of this.#composed.settle(composed, nowMs)) this.#take(move, moved, changed);
        for (const endpoint of this.#following.get(name) ?? NOBODY) {
          const from = endpoint.state;
          if (!isConcerned(endpoint) || !endpoint.follow(isDown, nowMs)) continue;
          if (endpoint.state !== from) this.#take({ endpoint, from }, moved, changed);
          else for (const each of withPartners(this.watchesOf(endpoint))) this.write(each);
        }
      }
    return moved;
  }

  /** A pool that is followed, and members of it that are: their names, and whether they are down. */
  *#followedIn(watch: Watch): Generator<readonly [name: string, isDown: boolean], void, void> {
    const { name } = watch.watched;
    const isFollowed = this.#following.has(name) || this.#composed.ofPool(name).length > 0;
    if (isFollowed) yield [name, watch.isOnFallback];
    for (const address of this.#followedMembers.get(name) ?? [])
      yield [memberName(name, address), isOnFallback(watch.candidatesAt(address))];
  }

  #take(move: Moved, moved: Moved[], changed: Watch[]): void {
    const own = withPartners(this.watchesOf(move.endpoint));
    for (const each of own) this.write(each);
    moved.push(move);
    changed.push(...own);
  }
}
