// Joins pools with those that they fall back to: they take their records over, so that lineups of the other can be handed out.
import { createHash } from 'node:crypto';
import { TYPE, typeToText } from '../dns/types.js';
import { poolName, trackedNames } from '../probe/track/pool-name.js';
import { spellingHint } from '../source/suggest.js';
import type { FallbackPool, FoundPool } from '../zone/lineup-policy.js';
import type { Pool } from '../zone/pool.js';
import type { RRset } from '../zone/rrset.js';
import type { Zone } from '../zone/zone.js';
import { circle, MAX_CANDIDATES } from './track-checks.js';
import type { TrackFault } from './track-faults.js';

/** A pool of a zone that was read. */
interface OwnPool {
  readonly name: string;
  readonly zone: Zone;
  readonly rrset: RRset;
}

/** What is remembered of a pool that others fall back to, for as long as its file has errors: plain data. */
export interface LentPool extends Omit<FoundPool, 'records'> {
  /** RDATA, an octet in each character. */
  readonly rdatas: readonly string[];
  /** The pool that it falls back to itself. */
  readonly next: string | undefined;
}

/** A pool that others may fall back to. */
type Held = OwnPool | LentPool;

/** A pool that falls back to another. */
interface Wanting extends OwnPool {
  readonly wanted: FallbackPool;
  /** The names of which the first that exists is meant. */
  readonly names: readonly string[];
}

/** Of a record, equal for equal ones. */
const keyOf = (rdata: Uint8Array) => Buffer.from(rdata).toString('latin1');

export class FallbackPools {
  readonly #held = new Map<string, Held>();
  readonly #wanting = new Map<string, Wanting>();
  readonly #skipped: Pick<ReadonlyMap<string, unknown>, 'has'>;

  /**
   * @param zones that were read
   * @param lent of zones that stay as they were, since their files have errors
   * @param skipped names of pools that do without their fallback
   */
  constructor(
    zones: Iterable<Zone>,
    {
      lent = [],
      skipped = new Map(),
    }: { lent?: Iterable<LentPool>; skipped?: Pick<ReadonlyMap<string, unknown>, 'has'> } = {},
  ) {
    this.#skipped = skipped;
    for (const pool of lent) this.#held.set(pool.name, pool);
    for (const zone of zones)
      if (zone.hasPools)
        for (const rrset of zone.pooled())
          this.#take({ name: poolName(rrset.owner, rrset.type, zone.view), zone, rrset });
  }

  #take(held: OwnPool): void {
    const { name, zone, rrset } = held;
    this.#held.set(name, held);
    const wanted = rrset.pool?.fallbackPool;
    if (wanted === undefined || this.#skipped.has(name)) return;
    const names = trackedNames(`${wanted.text} ${typeToText(rrset.type)}`, zone);
    this.#wanting.set(name, { ...held, wanted, names });
  }

  /** Whether such a pool is known. */
  has(name: string): boolean {
    return this.#held.has(name);
  }

  /** Those that name a pool that no zone here has, with the names that may be meant. */
  get missing(): readonly Wanting[] {
    return [...this.#wanting.values()].filter(
      each => this.#targetOf(each) === undefined && !this.#isOfOtherFamily(each),
    );
  }

  /** A pool whose members a source finds may have both families, and the other pool only one of them. */
  #isOfOtherFamily({ rrset: { type, pool }, names }: Wanting): boolean {
    if (pool?.discovered === undefined) return false;
    return type === TYPE.AAAA || names.some(name => this.#held.has(name.replace(/ A$/, ' AAAA')));
  }

  /** @param isComplete whether all pools are known, so that a missing one is a mistake */
  faults(isComplete: boolean): TrackFault[] {
    const missing = isComplete ? this.missing.map(each => this.#missingFault(each)) : [];
    const open = [...this.#wanting.values()].flatMap(each => this.#openFault(each) ?? []);
    return [...missing, ...open, ...this.#circles().map(round => this.#circleFault(round))];
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
      if (held !== undefined && 'rrset' in held) digested(held.rrset);
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
    const other = 'rrset' in target ? lentOf(target) : target;
    const records = takeOver(own, other.rdatas);
    const { name, source, recordsDigest, weights } = other;
    const found: FoundPool = { name, source, recordsDigest, records, weights };
    zone.rrset(rrset.owner, rrset.type)!.pool = { ...pool!, fallbackPool: { ...wanted, found } };
  }

  #circles(): string[][] {
    const next = new Map<string, string[]>();
    for (const held of this.#held.values()) if ('next' in held && held.next) next.set(held.name, [held.next]);
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
    const others = [...this.#held.keys()].slice(0, MAX_CANDIDATES).filter(each => each !== name);
    return {
      pools: [{ name, follows: [names], place: wanted.place }],
      message: `no pool is called "${last}"`,
      hint: spellingHint(last, others) ?? 'the other pool has the type of this one',
    };
  }

  /** The records of a pool are taken over when files are read, and what a source finds changes all the time. */
  #openFault({ name, names, wanted, ...own }: Wanting): TrackFault | undefined {
    const target = this.#targetOf({ name, names, wanted, ...own });
    if (target === undefined || !('rrset' in target) || target.rrset.pool?.discovered === undefined)
      return undefined;
    return {
      pools: [{ name, follows: [names], place: wanted.place }],
      message: `a source finds the members of "${target.name}", which so is no fallback for others`,
      hint: 'let that pool fall back to this one, or give this one addresses as `fallback`',
    };
  }

  #circleFault(round: readonly string[]): TrackFault {
    const places = round.map(name => {
      const place = this.#wanting.get(name)?.wanted.place;
      return place === undefined ? name : `${name} (${place.file}:${place.line})`;
    });
    const all = round.flatMap(name => this.#wanting.get(name) ?? []);
    return {
      pools: all.map(({ name, names, wanted }) => ({ name, follows: [names], place: wanted.place })),
      message: `this pool falls back to itself: ${[...places, round[0]].join(' → ')}`,
      hint: 'give one of these another `fallback`',
    };
  }
}

/** Adds the records of the other pool to the own RRset. @returns their indices there */
function takeOver({ zone, rrset, wanted }: Wanting, others: readonly string[]): number[] {
  const { owner, type, ttl } = rrset;
  for (const other of others) zone.add(owner, type, ttl, Buffer.from(other, 'latin1'), wanted.place);
  const own = rrset.rdatas.map(keyOf);
  const exact = new Map(own.map((key, index) => [key, index]));
  // Names in records are the same without regard to case.
  const caseless = new Map(own.map((key, index) => [key.toLowerCase(), index]));
  return others.map(other => exact.get(other) ?? caseless.get(other.toLowerCase())!);
}

/** What a pool lends to those that fall back to it. */
function lentOf({ name, zone: { source }, rrset }: OwnPool): LentPool {
  const recordsDigest = digested(rrset);
  const pool = rrset.pool!;
  const next = pool.fallbackPool?.found?.name;
  return { name, source, recordsDigest, rdatas: rrset.rdatas.map(keyOf), weights: weightsOf(pool), next };
}

/** The pools of a zone that others may fall back to while its file has errors, once all are joined; undefined when there are none. */
export function lentPools(zone: Zone): LentPool[] | undefined {
  // Without a probe they have lineups only when others fall back to them.
  const lent = [...zone.pooled()].filter(
    ({ pool }) => pool?.probe !== undefined || pool?.recordsDigest !== undefined,
  );
  if (lent.length === 0) return undefined;
  return lent.map(rrset => lentOf({ name: poolName(rrset.owner, rrset.type, zone.view), zone, rrset }));
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
