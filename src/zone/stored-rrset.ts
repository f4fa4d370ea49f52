// One RRset as an object that reads from the columns of its zone.
import type { Name } from '../dns/name.js';
import type { Place } from '../source/problem.js';
import type { Pool } from './pool.js';
import { ROW, ROW_FLAG } from './records.js';
import type { RRset, Zone } from './zone.js';

export class StoredRRset implements RRset {
  constructor(
    readonly zone: Zone,
    /** Its row in the zone's records. */
    readonly row: number,
  ) {}

  #word(index: number): number {
    return this.zone.records.rows[this.row + index];
  }

  get owner(): Name {
    return this.zone.records.name(this.#word(ROW.NODE));
  }

  get type(): number {
    return this.#word(ROW.KIND) & 0xffff;
  }

  get ttl(): number {
    return this.#word(ROW.TTL);
  }

  /** Signatures keep theirs. */
  set ttl(seconds: number) {
    this.zone.records.rows[this.row + ROW.TTL] = seconds;
  }

  get rdatas(): readonly Uint8Array[] {
    const { records } = this.zone;
    const rdatas: Uint8Array[] = [];
    for (let at = this.#word(ROW.RECORDS); at !== 0; at = records.nextRecord(at))
      rdatas.push(records.rdata(at));
    return rdatas;
  }

  get place(): Place {
    const file = this.zone.records.files[this.#word(ROW.FILE)];
    return { file, line: this.#word(ROW.LINE), column: this.#word(ROW.COLUMN) };
  }

  /** Whether several owners answer with it. */
  get isShared(): boolean {
    return (this.#word(ROW.KIND) & ROW_FLAG.SHARED) !== 0;
  }

  get pool(): Pool | undefined {
    return this.zone.poolOf(this.row);
  }

  set pool(pool: Pool | undefined) {
    this.zone.setPool(this.row, pool);
  }
}
