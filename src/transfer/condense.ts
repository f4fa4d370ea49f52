// Several steps of a zone as one: what came and went again is left out (RFC 1995 §4, condensation).
import { RECORD_FIXED } from '../dns/constants.js';
import type { RecordList } from '../store/record-list.js';

/** What leads from one version of a zone to a later one. */
export interface Step {
  readonly went: RecordList;
  readonly came: RecordList;
}

/** The records of a list, each as its octets in it. */
function* eachOf({ octets }: RecordList): Generator<Uint8Array> {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  for (let at = 0; at < octets.length; ) {
    const head = at + 1 + octets[at];
    const end = head + RECORD_FIXED + view.getUint16(head + 8);
    yield octets.subarray(at, end);
    at = end;
  }
}

/** Records by a key that is equal for equal ones. */
type Records = Map<string, Uint8Array>;

/** Moves records into one list, unless they are in the other: then they are in none. */
function move(records: RecordList, to: Records, from: Records): void {
  for (const record of eachOf(records)) {
    const key = Buffer.from(record.buffer, record.byteOffset, record.length).toString('latin1');
    if (!from.delete(key)) to.set(key, record);
  }
}

function listOf(records: Records): RecordList {
  return { count: records.size, octets: Buffer.concat([...records.values()]) };
}

/** @param steps one after another, at least one */
export function condense(steps: readonly Step[]): Step {
  if (steps.length === 1) return steps[0];
  const went: Records = new Map();
  const came: Records = new Map();
  for (const step of steps) {
    move(step.went, went, came);
    move(step.came, came, went);
  }
  return { went: listOf(went), came: listOf(came) };
}
