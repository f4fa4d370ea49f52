// A small difference of a zone of other servers: by it the zone in force is changed, and its file need not be read again for that.
import { lowerName, type Name, nameKey } from '../dns/name.js';
import type { RecordParts } from '../dns/record-text.js';
import { TYPE } from '../dns/types.js';
import type { Steps } from '../time/turns.js';
import type { RRsetChange } from '../zone/update/overlay.js';
import { isSameState } from '../zone/update/rrset-state.js';
import { DraftRRset, type HeldRRset, HOLDS, type ZoneContents } from './update/zone-draft.js';

/** Longer ones are left to a reload. */
const MAX_RECORDS = 2_500;

/** Types of which no record can make a zone wrong, whatever else is in it: what is wrong in a zone is found when its file is read. */
const PLAIN: ReadonlySet<number> = new Set([
  ...[TYPE.A, TYPE.AAAA, TYPE.TXT, TYPE.MX, TYPE.SRV, TYPE.PTR, TYPE.CAA],
]);

interface Step {
  readonly isAdded: boolean;
  readonly record: RecordParts;
}

/** What a transfer has brought. */
export interface ReceivedDifference {
  readonly fromSerial: number;
  /** Of the later version. */
  readonly soa: RecordParts;
  /** In their order. */
  readonly steps: readonly Step[];
}

/** Takes the records of a transfer, as long as they are few. */
export class DifferenceSteps {
  #steps: Step[] | undefined = [];

  take(record: RecordParts, isAdded: boolean): void {
    if (this.#steps?.push({ record, isAdded }) === MAX_RECORDS) this.#steps = undefined;
  }

  /** Undefined when there were too many. */
  get all(): readonly Step[] | undefined {
    return this.#steps;
  }
}

/** An RRset to which steps are made. */
interface Changing {
  readonly owner: Name;
  readonly before: HeldRRset;
  readonly draft: DraftRRset;
}

/** @returns whether the step could be made */
function make(draft: DraftRRset, { isAdded, record: { ttl, rdata } }: Step): boolean {
  if (!isAdded) {
    if (!draft.has(rdata)) return false;
    draft.delete(rdata);
    return true;
  }
  // Records of one RRset with several TTLs are brought into line when a file is read.
  if (draft.size > 0 && draft.ttl !== ttl) return false;
  draft.ttl = ttl;
  draft.add(rdata);
  return true;
}

/**
 * What a difference makes of the RRsets of a zone in force, its SOA among them.
 * @returns undefined when the zone has to be read again for it
 */
export function* rrsetChanges(
  contents: ZoneContents,
  { soa, steps }: ReceivedDifference,
): Steps<RRsetChange[] | undefined> {
  const rrsets = new Map<string, Changing>();
  for (const step of steps) {
    yield;
    const { type } = step.record;
    const owner = lowerName(step.record.owner);
    const key = `${type} ${nameKey(owner)}`;
    let changing = rrsets.get(key);
    if (changing === undefined) {
      if (!PLAIN.has(type) || contents.types(owner).includes(TYPE.CNAME)) return undefined;
      const before = contents.rrset(owner, type);
      if (before.holds !== HOLDS.RECORDS) return undefined;
      changing = { owner, before, draft: new DraftRRset(type, before) };
      rrsets.set(key, changing);
    }
    if (!make(changing.draft, step)) return undefined;
  }
  const changes = [...rrsets.values()].map(
    ({ owner, before, draft }): RRsetChange => ({ owner, type: draft.type, before, after: draft.state }),
  );
  const { owner, type, ttl, rdata } = soa;
  const before = contents.rrset(contents.origin, type);
  return [
    ...changes.filter(change => !isSameState(change.type, change.before, change.after)),
    { owner: lowerName(owner), type, before, after: { ttl, rdatas: [rdata] } },
  ];
}
