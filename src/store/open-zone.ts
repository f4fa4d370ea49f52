// Zones with pools whose members sources find: each list makes another version of the zone, without its file being read again.
import { sourceOf } from '../discover/registry.js';
import type { Target } from '../discover/source.js';
import type { SourceSpec } from '../discover/spec.js';
import { arranged } from '../health/lineup.js';
import { selectionOf } from '../health/selection.js';
import type { WatchedPool } from '../health/watched-pool.js';
import type { Gap } from '../image/gaps.js';
import { type CompiledZone, ServedZone } from '../image/served-zone.js';
import { randomWord } from '../image/slot-plan.js';
import { type Filling, splice } from '../image/splice.js';
import type { ZoneRecord } from '../image/walk.js';
import { filledPool } from '../zone/filled-pool.js';
import type { Lack } from '../zone/lineup-policy.js';
import type { Difference } from './diff.js';
import { inCanonicalOrder, recordList, recordsOf } from './record-list.js';

/** A pool as it is watched, without its members and the place of its lineup. */
export type ProbedPool = Omit<WatchedPool, 'pool' | 'table' | 'slot'>;

/** A pool whose members a source finds. */
export interface OpenProbedPool extends ProbedPool {
  readonly gap: Gap;
}

/** What came into a gap, and of which list. */
export interface FoundFilling extends Filling {
  /** Undefined as long as no list was ever had. */
  readonly targets: readonly Target[] | undefined;
}

/** What a zone was made from whose pools have members of sources: plain data. */
export interface OpenZone {
  /** The image without these members, as the builder has made it. */
  readonly base: CompiledZone;
  /** The other pools, by their places in that image. */
  readonly fixed: readonly WatchedPool[];
  readonly pools: readonly OpenProbedPool[];
  /** Of each pool what it is filled with; empty before that was looked for. */
  readonly fillings: readonly FoundFilling[];
}

/** What a source has found. */
export interface Found {
  /** Undefined as long as no list was ever had. */
  readonly targets: readonly Target[] | undefined;
  /** Why there is none, when that is known. */
  readonly failure?: string;
}

export type FindMembers = (source: SourceSpec) => Found;

/** A zone of a generation, or one that is to come into it. */
interface Zone {
  readonly image: CompiledZone;
  readonly pools: readonly WatchedPool[];
  readonly open?: OpenZone;
}

/** Why a pool has no members. */
function lackOf({ gap }: OpenProbedPool, { targets, failure }: Found): Lack {
  if (targets !== undefined) return { isKnown: true, why: 'the list has none' };
  if (failure === undefined) return { isKnown: false, why: 'their source was not read yet' };
  const { isPublic } = sourceOf(gap.pool.discovered!.source.kind);
  return { isKnown: false, why: failure, ...(isPublic ? {} : { clientWhy: 'their source fails' }) };
}

function fillingOf(open: OpenProbedPool, found: Found): FoundFilling {
  const { gap } = open;
  const { targets } = found;
  const filled = filledPool(gap, targets ?? []);
  if (filled.pool.members.length > 0) return { ...filled, gap, targets };
  // Members of the other family alone: of this one there is nothing, not even in reserve.
  if (targets !== undefined && targets.length > 0) return { ...filled, rdatas: [], gap, targets };
  const pool = { ...filled.pool, lack: lackOf(open, found) };
  const { rdatas } = filled;
  // Fallback addresses and other pools are found by those who watch it.
  if (rdatas.length > 0) return { pool, rdatas, gap, targets };
  const lineup = arranged(selectionOf([], pool, { detectionMs: 0 }), pool);
  return { pool, rdatas, gap, targets, lineup };
}

/** The pools that are watched: of one without members and records, only the first family is, or the one would stand there twice. */
function watchedOf(
  { pools }: OpenZone,
  fillings: readonly FoundFilling[],
  slots: readonly number[],
  table: Int32Array,
): WatchedPool[] {
  const without = new Set<string>();
  return pools.flatMap(({ gap: { owner }, ...probed }, index): WatchedPool[] => {
    const { pool, rdatas } = fillings[index];
    const key = Buffer.from(owner).toString('latin1');
    const isShown = rdatas.length > 0 || (pool.lack !== undefined && !without.has(key));
    if (pool.lack !== undefined) without.add(key);
    return isShown ? [{ ...probed, pool, table, slot: slots[index] }] : [];
  });
}

/** The zone with what sources have found now. A source without a list leaves a pool as `former` has it. */
export function withMembers<T extends Zone>(zone: T, find: FindMembers, former = zone.open): T {
  const { open } = zone;
  if (open === undefined) return zone;
  const kept = new Map(former?.pools.map(({ name }, index) => [name, former.fillings[index]?.targets]));
  const fillings = open.pools.map(each => {
    const found = find(each.gap.pool.discovered!.source);
    return fillingOf(each, { ...found, targets: found.targets ?? kept.get(each.name) });
  });
  const { compiled, slots } = splice(open.base, fillings, randomWord);
  const table = new Int32Array(compiled.lineups);
  const pools = [...open.fixed.map(each => ({ ...each, table })), ...watchedOf(open, fillings, slots, table)];
  const { row, transfer, version } = zone.image;
  const image = { ...compiled, row, transfer, version };
  return { ...zone, image, pools, open: { ...open, fillings } };
}

/** Whether one of these sources, by their keys, finds members of the zone. */
export function hasMembersOf({ open }: Zone, keys: ReadonlySet<string>): boolean {
  return open?.pools.some(({ gap }) => keys.has(gap.pool.discovered!.source.key)) ?? false;
}

/** The sources of these zones, each once, however many pools have members of it. */
export function sourcesOf(zones: Iterable<Pick<Zone, 'open'>>): SourceSpec[] {
  const all = new Map<string, SourceSpec>();
  for (const { open } of zones)
    for (const { gap } of open?.pools ?? []) {
      const { source } = gap.pool.discovered!;
      all.set(source.key, source);
    }
  return [...all.values()];
}

/** The records that sources have brought, by a key that is equal for equal ones. */
function recordsIn(open: OpenZone | undefined): Map<string, ZoneRecord> {
  const records = new Map<string, ZoneRecord>();
  if (open === undefined) return records;
  const base = new ServedZone(open.base);
  for (const { gap, pool, rdatas } of open.fillings)
    for (const node of gap.nodes) {
      const owner = base.nameOf(node).slice();
      const key = `${Buffer.from(owner).toString('latin1')} ${gap.type} ${gap.ttl} `;
      for (const rdata of rdatas.slice(0, pool.members.length))
        records.set(key + Buffer.from(rdata).toString('latin1'), {
          owner,
          type: gap.type,
          ttl: gap.ttl,
          rdata,
        });
    }
  return records;
}

/** Adds to a difference, which may be of nothing else, what sources have brought before and bring now. */
export function withMemberChanges(
  difference: Difference,
  former: OpenZone | undefined,
  next: OpenZone | undefined,
): Difference {
  if (former === undefined && next === undefined) return difference;
  const [before, after] = [recordsIn(former), recordsIn(next)];
  const went = [...before].filter(([key]) => !after.has(key)).map(([, record]) => record);
  const came = [...after].filter(([key]) => !before.has(key)).map(([, record]) => record);
  return {
    ...difference,
    wentCount: difference.wentCount + went.length,
    cameCount: difference.cameCount + came.length,
    went: recordList(inCanonicalOrder([...recordsOf(difference.went), ...went])),
    came: recordList(inCanonicalOrder([...recordsOf(difference.came), ...came])),
  };
}
