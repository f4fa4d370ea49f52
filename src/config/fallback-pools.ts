// Joins pools with those that they fall back to: they take their records over, so that lineups of the other can be handed out.
import { createHash } from 'node:crypto';
import { typeToText } from '../dns/types.js';
import { poolName, trackedNames } from '../probe/track/pool-name.js';
import { nearest } from '../source/suggest.js';
import type { FallbackPool, FoundPool } from '../zone/lineup-policy.js';
import type { Pool } from '../zone/pool.js';
import type { RRset } from '../zone/rrset.js';
import type { Zone } from '../zone/zone.js';
import { circle, MAX_CANDIDATES, type TrackFault } from './track-checks.js';

/** A pool of a zone that was read. */
interface Held {
  readonly name: string;
  readonly zone: Zone;
  readonly rrset: RRset;
}

/** A pool that falls back to another. */
interface Wanting extends Held {
  readonly wanted: FallbackPool;
  /** The names of which the first that exists is meant. */
  readonly names: readonly string[];
}

/** Of a record, equal for equal ones. */
const keyOf = (rdata: Uint8Array) => Buffer.from(rdata).toString('latin1');

export class FallbackPools {
  readonly #held = new Map<string, Held>();
  readonly #wanting = new Map<string, Wanting>();

  /** @param zones that were read */
  constructor(zones: Iterable<Zone>) {
    for (const zone of zones)
      if (zone.hasPools)
        for (const rrset of zone.pooled())
          this.#take({ name: poolName(rrset.owner, rrset.type), zone, rrset });
  }

  #take(held: Held): void {
    const { name, zone, rrset } = held;
    this.#held.set(name, held);
    const wanted = rrset.pool?.fallbackPool;
    if (wanted === undefined) return;
    const names = trackedNames(`${wanted.text} ${typeToText(rrset.type)}`, zone.origin);
    this.#wanting.set(name, { ...held, wanted, names });
  }

  /** Those that name a pool that no zone here has, with the names that may be meant. */
  get missing(): readonly Wanting[] {
    return [...this.#wanting.values()].filter(each => this.#targetOf(each) === undefined);
  }

  /** @param isComplete whether all pools are known, so that a missing one is a mistake */
  faults(isComplete: boolean): TrackFault[] {
    const missing = isComplete ? this.missing.map(each => this.#missingFault(each)) : [];
    return [...missing, ...this.#circles().map(round => this.#circleFault(round))];
  }

  /**
   * Has all that can be joined take the records over.
   * @param named by pools that are used again, which have taken them over before
   */
  link(named: Iterable<string>): void {
    const inCircle = new Set(this.#circles().flat());
    const done = new Set<string>();
    for (const start of this.#wanting.values()) {
      const chain: Wanting[] = [];
      for (let each: Wanting | undefined = start; each !== undefined; each = this.#next(each)) {
        if (done.has(each.name) || inCircle.has(each.name)) break;
        done.add(each.name);
        chain.push(each);
      }
      // From its end: each takes over what the next one has taken over.
      for (const each of chain.reverse()) this.#join(each);
    }
    for (const name of named) {
      const held = this.#held.get(name);
      if (held !== undefined) digested(held.rrset);
    }
  }

  #targetOf({ names }: Wanting): Held | undefined {
    const name = names.find(each => this.#held.has(each));
    return name === undefined ? undefined : this.#held.get(name);
  }

  #next(each: Wanting): Wanting | undefined {
    const target = this.#targetOf(each);
    return target === undefined ? undefined : this.#wanting.get(target.name);
  }

  #join(own: Wanting): void {
    const target = this.#targetOf(own);
    if (target === undefined) return;
    const { zone, rrset, wanted } = own;
    const { pool } = rrset;
    const records = takeOver(own, target.rrset);
    const found: FoundPool = {
      name: target.name,
      source: target.zone.source,
      recordsDigest: digested(target.rrset),
      records,
      weights: weightsOf(target.rrset.pool!),
    };
    zone.rrset(rrset.owner, rrset.type)!.pool = { ...pool!, fallbackPool: { ...wanted, found } };
  }

  #circles(): string[][] {
    const next = new Map<string, string[]>();
    for (const each of this.#wanting.values()) {
      const target = this.#targetOf(each);
      if (target !== undefined) next.set(each.name, [target.name]);
    }
    const seen = new Set<string>();
    return [...this.#wanting.keys()].flatMap(name => {
      const round = seen.has(name) ? undefined : circle(name, next);
      for (const each of round ?? []) seen.add(each);
      return round === undefined ? [] : [round];
    });
  }

  #missingFault({ name, names, wanted }: Wanting): TrackFault {
    const last = names[names.length - 1];
    const near = nearest(last, [...this.#held.keys()].slice(0, MAX_CANDIDATES));
    return {
      pools: [{ name, follows: [names], place: wanted.place }],
      message: `no pool is called "${last}"`,
      hint: near === undefined ? 'the other pool has the type of this one' : `did you mean \`${near}\`?`,
    };
  }

  #circleFault(round: readonly string[]): TrackFault {
    const all = round.map(name => this.#wanting.get(name)!);
    const places = all.map(({ name, wanted: { place } }) => `${name} (${place.file}:${place.line})`);
    return {
      pools: all.map(({ name, names, wanted }) => ({ name, follows: [names], place: wanted.place })),
      message: `this pool falls back to itself: ${[...places, round[0]].join(' → ')}`,
      hint: 'give one of these another `fallback`',
    };
  }
}

/** Adds the records of the other pool to the own RRset. @returns their indices there */
function takeOver({ zone, rrset, wanted }: Wanting, other: RRset): number[] {
  const { owner, type, ttl } = rrset;
  const { rdatas } = other;
  for (const rdata of rdatas) zone.add(owner, type, ttl, rdata, wanted.place);
  const own = rrset.rdatas.map(keyOf);
  const exact = new Map(own.map((key, index) => [key, index]));
  // Names in records are the same without regard to case.
  const caseless = new Map(own.map((key, index) => [key.toLowerCase(), index]));
  return rdatas.map(rdata => exact.get(keyOf(rdata)) ?? caseless.get(keyOf(rdata).toLowerCase())!);
}

function weightsOf({ members, substitutes = [], fallbackPool }: Pool): number[] {
  const others = fallbackPool?.found?.weights ?? [];
  return [...members.map(({ weight }) => weight), ...substitutes.map(() => 1), ...others];
}

/** Gives a pool the digest of its records. */
function digested(rrset: RRset): string {
  const hash = createHash('sha256');
  for (const rdata of rrset.rdatas) hash.update(Uint8Array.of(rdata.length >> 8, rdata.length)).update(rdata);
  const recordsDigest = hash.digest('base64');
  rrset.pool = { ...rrset.pool!, recordsDigest };
  return recordsDigest;
}
