// A small difference of a zone of other servers: by it the zone in force is changed, and its file need not be read again for that.
import { lowerName, type Name, nameKey } from '../dns/name.js';
import type { RecordParts } from '../dns/record-text.js';
import { TYPE } from '../dns/types.js';
import type { Steps } from '../time/turns.js';
import type { RRsetChange } from '../zone/update/overlay.js';
import { ABSENT, isSameState, type RRsetState, rdataKey } from '../zone/update/rrset-state.js';
import { HOLDS, type ZoneContents } from './update/zone-draft.js';

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
class DraftRRset {
  readonly owner: Name;
  readonly type: number;
  readonly #before: RRsetState;
  #ttl: number;
  readonly #rdatas: Map<string, Uint8Array>;

  constructor(owner: Name, type: number, { ttl, rdatas }: RRsetState) {
    this.owner = owner;
    this.type = type;
    this.#before = { ttl, rdatas };
    this.#ttl = ttl;
    this.#rdatas = new Map(rdatas.map(rdata => [rdataKey(type, rdata), rdata]));
  }

  /** @returns whether it could be made */
  make({ isAdded, record: { ttl, rdata } }: Step): boolean {
    const key = rdataKey(this.type, rdata);
    if (!isAdded) return this.#rdatas.delete(key);
    // Records of one RRset with several TTLs are brought into line when a file is read.
    if (this.#rdatas.size > 0 && this.#ttl !== ttl) return false;
    this.#ttl = ttl;
    this.#rdatas.set(key, rdata);
    return true;
  }

  get change(): RRsetChange {
    const rdatas = [...this.#rdatas.values()];
    const after = rdatas.length === 0 ? ABSENT : { ttl: this.#ttl, rdatas };
    return { owner: this.owner, type: this.type, before: this.#before, after };
  }
}

/**
 * What a difference makes of the RRsets of a zone in force, its SOA among them.
 * @returns undefined when the zone has to be read again for it
 */
export function* rrsetChanges(
  contents: ZoneContents,
  { soa, steps }: ReceivedDifference,
): Steps<RRsetChange[] | undefined> {
  const drafts = new Map<string, DraftRRset>();
  for (const step of steps) {
    yield;
    const { type } = step.record;
    const owner = lowerName(step.record.owner);
    const key = `${type} ${nameKey(owner)}`;
    let draft = drafts.get(key);
    if (draft === undefined) {
      if (!PLAIN.has(type) || contents.types(owner).includes(TYPE.CNAME)) return undefined;
      const held = contents.rrset(owner, type);
      if (held.holds !== HOLDS.RECORDS) return undefined;
      draft = new DraftRRset(owner, type, held);
      drafts.set(key, draft);
    }
    if (!draft.make(step)) return undefined;
  }
  const changes = [...drafts.values()].map(({ change }) => change);
  const { owner, type, ttl, rdata } = soa;
  const before = contents.rrset(contents.origin, type);
  return [
    ...changes.filter(change => !isSameState(change.type, change.before, change.after)),
    { owner: lowerName(owner), type, before, after: { ttl, rdatas: [rdata] } },
  ];
}
