// One RRset as an object that reads from the columns of its zone.
import type { Name } from '../dns/name.js';
import type { Place } from '../source/problem.js';
import type { Pool } from './pool.js';
import type { Records } from './records.js';
import type { RRset } from './rrset.js';

/** What an RRset reads from: its zone. */
interface Source {
  readonly records: Records;
  poolOf(row: number): Pool | undefined;
  setPool(row: number, pool: Pool | undefined): void;
}

export class StoredRRset implements RRset {
  constructor(
    readonly zone: Source,
    /** Its row in the zone's records. */
    readonly row: number,
  ) {}

  get owner(): Name {
    const { records } = this.zone;
    return records.nodes.name(records.nodeOf(this.row));
  }

  get type(): number {
    return this.zone.records.typeOf(this.row);
  }

  get ttl(): number {
    return this.zone.records.ttlOf(this.row);
  }

  /** Signatures keep theirs. */
  set ttl(seconds: number) {
    this.zone.records.setTtl(this.row, seconds);
  }

  get rdatas(): readonly Uint8Array[] {
    const { records } = this.zone;
    const rdatas: Uint8Array[] = [];
    for (let at = records.firstRecord(this.row); at !== 0; at = records.nextRecord(at))
      rdatas.push(records.rdata(at));
    return rdatas;
  }

  get place(): Place {
    return this.zone.records.placeOf(this.row);
  }

  placeOf(index: number): Place {
    const { records } = this.zone;
    let record = records.firstRecord(this.row);
    for (let left = index; left > 0; left--) record = records.nextRecord(record);
    return records.placeOfRecord(this.row, record);
  }

  /** Whether several owners answer with it. */
  get isShared(): boolean {
    return this.zone.records.isShared(this.row);
  }

  get pool(): Pool | undefined {
    return this.zone.poolOf(this.row);
  }

  set pool(pool: Pool | undefined) {
    this.zone.setPool(this.row, pool);
  }
}
