// The difference between two images of a zone: which records went and which came.
import { compareNames, compareRdata, firstInOrder } from '../dns/canonical-order.js';
import { SOA_NUMBERS } from '../dns/soa-data.js';
import { TYPE } from '../dns/types.js';
import { Namesakes } from '../image/namesakes.js';
import { type CompiledZone, ServedZone } from '../image/served-zone.js';
import { isSameNode, recordsAt, soaOf, type ZoneRecord } from '../image/walk.js';
import { type RecordList, recordList } from './record-list.js';

/**
 * What leads from one version of a zone to the next, as plain data. The SOA is left out of the records: it frames the
 * difference (RFC 1995 §4), and its serial changes whatever else does.
 */
export interface Difference {
  /** The SOA of each version. */
  readonly olderSoa: ZoneRecord | undefined;
  readonly newerSoa: ZoneRecord | undefined;
  /**
   * How many records went and came, whether or not they are listed. A record with another TTL went and came.
   */
  readonly wentCount: number;
  readonly cameCount: number;
  /** In canonical order (RFC 4034 §6): by owner, then by type and RDATA. */
  readonly went: RecordList;
  readonly came: RecordList;
  /** Whether all are listed; else those of the first names are. */
  readonly isWhole: boolean;
}

/** More records than so many are not listed. */
const MAX_LISTED = 200_000;
/** Then those of the first names are. */
const FIRST_NAMES = 20;

/** A name that is in at least one of the images: its node in each, 0 where it has none. */
interface Pair {
  readonly older: number;
  readonly newer: number;
}

/** What came and went at one name. */
interface NodeDifference {
  readonly went: readonly ZoneRecord[];
  readonly came: readonly ZoneRecord[];
}

/** Compares two images. One instance serves one comparison. */
class Comparison {
  readonly #older: ServedZone;
  readonly #newer: ServedZone;

  constructor(older: CompiledZone, newer: CompiledZone) {
    this.#older = new ServedZone(older);
    this.#newer = new ServedZone(newer);
  }

  run(maxListed: number): Difference {
    let [wentCount, cameCount] = [0, 0];
    const changed = this.#unequalPairs().filter(pair => {
      const { went, came } = this.#at(pair);
      wentCount += went.length;
      cameCount += came.length;
      return went.length + came.length > 0;
    });
    const isWhole = wentCount + cameCount <= maxListed;
    const compare = (a: Pair, b: Pair) => compareNames(this.#nameOf(a), this.#nameOf(b));
    const first = isWhole ? changed.sort(compare) : firstInOrder(changed, FIRST_NAMES, compare);
    const listed = first.map(pair => this.#at(pair));
    return {
      olderSoa: soaOf(this.#older),
      newerSoa: soaOf(this.#newer),
      wentCount,
      cameCount,
      went: recordList(listed.flatMap(({ went }) => went)),
      came: recordList(listed.flatMap(({ came }) => came)),
      isWhole,
    };
  }

  /** The names whose records are not the same octet for octet: few, as a rule, of many. */
  #unequalPairs(): Pair[] {
    const [older, newer] = [this.#older, this.#newer];
    const pairs: Pair[] = [];
    let inBoth = 0;
    const inNewer = new Namesakes(older, newer);
    for (let place = 0; place < older.places; place++) {
      const node = older.nodeInPlace(place);
      if (node === 0) continue;
      const other = inNewer.of(node);
      if (other !== 0) inBoth++;
      if (other === 0 || !isSameNode(older, node, newer, other)) pairs.push({ older: node, newer: other });
    }
    const inOlder = new Namesakes(newer, older);
    if (inBoth < countNodes(newer))
      for (let place = 0; place < newer.places; place++) {
        const node = newer.nodeInPlace(place);
        if (node !== 0 && inOlder.of(node) === 0) pairs.push({ older: 0, newer: node });
      }
    return [...pairs, ...this.#unequalInChains()];
  }

  /** The same for the NSEC3 records, whose names no table leads to. Both chains are in canonical order. */
  #unequalInChains(): Pair[] {
    const [older, newer] = [chainOf(this.#older), chainOf(this.#newer)];
    const pairs: Pair[] = [];
    let [atOlder, atNewer] = [0, 0];
    while (atOlder < older.length || atNewer < newer.length) {
      const pair = { older: older[atOlder] ?? 0, newer: newer[atNewer] ?? 0 };
      const order = this.#order(pair);
      if (order <= 0) atOlder++;
      if (order >= 0) atNewer++;
      if (order < 0) pairs.push({ ...pair, newer: 0 });
      else if (order > 0) pairs.push({ ...pair, older: 0 });
      else if (!isSameNode(this.#older, pair.older, this.#newer, pair.newer)) pairs.push(pair);
    }
    return pairs;
  }

  /** Which of two nodes of the chains comes first; one that is there before one that is not. */
  #order({ older, newer }: Pair): number {
    if (older === 0 || newer === 0) return older === 0 ? 1 : -1;
    return compareNames(this.#older.nameOf(older), this.#newer.nameOf(newer));
  }

  #nameOf({ older, newer }: Pair): Uint8Array {
    return older === 0 ? this.#newer.nameOf(newer) : this.#older.nameOf(older);
  }

  #at({ older, newer }: Pair): NodeDifference {
    const former = older === 0 ? [] : recordsBesideSoa(this.#older, older);
    const next = newer === 0 ? [] : recordsBesideSoa(this.#newer, newer);
    return { went: without(former, next), came: without(next, former) };
  }
}

/** How many nodes the table holds. */
function countNodes(zone: ServedZone): number {
  let count = 0;
  for (let place = 0; place < zone.places; place++) if (zone.nodeInPlace(place) !== 0) count++;
  return count;
}

function chainOf(zone: ServedZone): number[] {
  const { denial } = zone;
  if (!denial?.isNsec3) return [];
  return Array.from({ length: denial.count }, (_, index) => denial.nodeAt(index));
}

function recordsBesideSoa(zone: ServedZone, node: number): ZoneRecord[] {
  return [...recordsAt(zone, node)].filter(({ type }) => type !== TYPE.SOA);
}

/** The records of one list that are not in the other, in order. */
function without(records: readonly ZoneRecord[], others: readonly ZoneRecord[]): ZoneRecord[] {
  const known = new Set(others.map(keyOf));
  return records
    .filter(record => !known.has(keyOf(record)))
    .sort((a, b) => a.type - b.type || compareRdata(a.rdata, b.rdata));
}

function keyOf({ type, ttl, rdata }: ZoneRecord): string {
  return `${type} ${ttl} ${Buffer.from(rdata.buffer, rdata.byteOffset, rdata.length).toString('latin1')}`;
}

/**
 * What leads from one image of a zone to another. Names whose records are the same are neither sorted nor
 * copied, so that it takes about as long as looking up every name once.
 * @param maxListed more records are counted but not listed
 */
export function diff(older: CompiledZone, newer: CompiledZone, maxListed = MAX_LISTED): Difference {
  return new Comparison(older, newer).run(maxListed);
}

/** The difference of a version to itself. */
export function withoutDifference(soa: ZoneRecord | undefined): Difference {
  const [went, came] = [recordList([]), recordList([])];
  return { olderSoa: soa, newerSoa: soa, wentCount: 0, cameCount: 0, went, came, isWhole: true };
}

/** Whether nothing but the serial of the SOA differs. */
export function isEmpty({ olderSoa, newerSoa, wentCount, cameCount }: Difference): boolean {
  return wentCount + cameCount === 0 && isSameBesideSerial(olderSoa, newerSoa);
}

/** Whether two SOA records differ in the serial at most. */
export function isSameBesideSerial(a: ZoneRecord | undefined, b: ZoneRecord | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.ttl !== b.ttl || a.rdata.length !== b.rdata.length) return false;
  const serialAt = a.rdata.length - SOA_NUMBERS;
  return a.rdata.every(
    (octet, index) => (index >= serialAt && index < serialAt + 4) || octet === b.rdata[index],
  );
}
