// What this server itself holds of a name that members are looked up for: all members of a pool, whatever their probes say.
import { OUTCOME, PROTOCOL } from '../answer/exchange.js';
import { LOOKUP, Lookup } from '../answer/lookup.js';
import { Responder } from '../answer/respond.js';
import { MAX_MESSAGE, RCODE } from '../dns/constants.js';
import { encodeQuery } from '../dns/encode-query.js';
import { MAX_NAME, type Name, nameFromText, nameKey, nameToLabel } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import {
  type LookupAnswer,
  lookupFailure,
  lookupRecord,
  readLookupAnswer,
} from '../forward/lookup-answer.js';
import { append } from '../health/lists-by-key.js';
import { LookupName } from '../image/lookup-name.js';
import { ServedZone } from '../image/served-zone.js';
import { rdataAt, ttlOf } from '../image/walk.js';
import { poolName } from '../probe/track/pool-name.js';
import type { Generation } from '../store/generation.js';

/** An answer, or the number of the route along which upstreams know one. */
export type OwnAnswer = LookupAnswer | { readonly route: number };

const NOWHERE = 'no zone here holds it, and no upstream is asked for it';
const AT_HOME =
  'such names are not asked for upstream: give their domain an upstream, or name it under forward.home.except';
const BROKEN = 'its zone has an error';
const DELEGATED = 'its zone delegates it to other servers';

/** Tells of a name whether it lies in a zone, so that what is known of it may change with the zones. */
export function holderIn({ catalog }: Pick<Generation, 'catalog'>): (name: string) => boolean {
  const wanted = new LookupName();
  return name => catalog.find(wanted.set(nameFromText(name)), TYPE.A) !== undefined;
}

export class OwnNames {
  readonly #generation: Generation;
  readonly #name = new LookupName();
  readonly #lookup = new Lookup();
  readonly #responder: Responder;
  readonly #output = new Uint8Array(MAX_MESSAGE);
  /** How many members each pool has: behind them further records may stand. */
  readonly #members: ReadonlyMap<string, number>;
  /** The owners whose members sources find, by each name that answers with them. */
  readonly #open = new Map<string, string>();
  readonly #sources = new Map<string, string[]>();

  constructor(generation: Generation) {
    this.#generation = generation;
    this.#responder = new Responder(generation.catalog);
    this.#members = new Map(generation.pools.map(({ name, pool }) => [name, pool.members.length]));
    for (const { open, image } of generation.zones) {
      if (open === undefined || image.view !== undefined) continue;
      const base = new ServedZone(open.base);
      for (const { gap } of open.pools) {
        const owner = nameToLabel(gap.owner).toLowerCase();
        for (const node of gap.nodes) this.#open.set(nameKey(base.nameOf(node)), owner);
        const { key } = gap.pool.discovered!.source;
        append(this.#sources, owner, key);
      }
    }
  }

  /** The owner of a pool whose members a source finds, when that is the name itself. */
  openOwner(text: string): string | undefined {
    const wanted = this.#name.set(nameFromText(text));
    const zone = this.#generation.catalog.find(wanted, TYPE.A);
    if (zone === undefined) return undefined;
    const lookup = this.#lookup;
    lookup.find(zone, wanted, TYPE.A);
    return lookup.node === 0 ? undefined : this.#open.get(nameKey(zone.nameOf(lookup.node)));
  }

  /** The keys of the sources of the pools of an owner. */
  sourcesOf(owner: string): readonly string[] {
    return this.#sources.get(owner) ?? [];
  }

  find(name: Name, type: number): OwnAnswer {
    const { catalog } = this.#generation;
    const wanted = this.#name.set(name);
    const zone = catalog.find(wanted, type);
    const { names } = catalog;
    const isElsewhere =
      zone === undefined || (names?.hasLocal && names.find(wanted, wanted.labels - zone.labels, true));
    return isElsewhere ? this.#outside(name, type) : this.#inZone(zone, wanted, type);
  }

  /** What no zone holds: names that stand alone or are blocked, and those of upstreams. */
  #outside(name: Name, type: number): OwnAnswer {
    const query = encodeQuery(0, name, type);
    const { exchange } = this.#responder;
    const output = this.#output;
    Object.assign(exchange, { input: query, start: 0, end: query.length, output, mayForward: true });
    exchange.protocol = PROTOCOL.TCP;
    const outcome = this.#responder.respond();
    if (outcome === OUTCOME.FORWARD) return { route: exchange.route };
    if (exchange.rcode === RCODE.SERVFAIL && this.#generation.catalog.isLeftOut) return lookupFailure(BROKEN);
    if (exchange.rcode === RCODE.REFUSED) return lookupFailure(NOWHERE);
    if (exchange.blockedBy !== undefined) return lookupFailure(`the list ${exchange.blockedBy} blocks it`);
    if (exchange.rcode === RCODE.NXDOMAIN && this.#generation.catalog.names?.isHome)
      return lookupFailure(AT_HOME);
    const message = output.slice(0, exchange.length);
    return { ...readLookupAnswer(message, name, exchange.question.questionEnd, type), isOwn: true };
  }

  #inZone(zone: ServedZone, wanted: LookupName, type: number): LookupAnswer {
    const lookup = this.#lookup;
    const nothing = { records: [], ttlSeconds: zone.negativeTtl, isOwn: true };
    const outcome = lookup.find(zone, wanted, type);
    const pool = lookup.node === 0 ? undefined : this.#open.get(nameKey(zone.nameOf(lookup.node)));
    const own = { ...nothing, ...(pool === undefined ? {} : { pool }) };
    switch (outcome) {
      case LOOKUP.HIT:
        // A pool without members says why, and holds nothing.
        if (zone.countOf(lookup.rrset) === 0) return own;
        return { ...own, ...this.#records(zone, lookup, type) };
      case LOOKUP.CNAME:
        return { ...own, ttlSeconds: ttlOf(zone, lookup.rrset), alias: rdataAt(zone, lookup.rrset, 0) };
      case LOOKUP.DNAME:
        return { ...own, ...renamed(zone, lookup, wanted) };
      case LOOKUP.NXDOMAIN:
        return { ...nothing, failure: 'NXDOMAIN', isNameError: true };
      case LOOKUP.REFERRAL:
        return { ...nothing, failure: DELEGATED };
      default:
        return own;
    }
  }

  #records(
    zone: ServedZone,
    { rrset, node }: Lookup,
    type: number,
  ): Pick<LookupAnswer, 'records' | 'ttlSeconds'> {
    const owner = Uint8Array.from(zone.nameOf(node));
    const count = this.#members.get(poolName(owner, type, zone.inView)) ?? zone.countOf(rrset);
    const records = Array.from({ length: count }, (_, index) =>
      lookupRecord(type, rdataAt(zone, rrset, index)),
    );
    return { records: records.flatMap(record => record ?? []), ttlSeconds: ttlOf(zone, rrset) };
  }
}

/** The name that a DNAME makes of it (RFC 6672 §2.2). */
function renamed(zone: ServedZone, { rrset, label }: Lookup, name: LookupName): Partial<LookupAnswer> {
  const target = rdataAt(zone, rrset, 0);
  const prefix = name.lower.subarray(0, name.labelAt[label]);
  if (prefix.length + target.length > MAX_NAME) return { failure: 'YXDOMAIN' };
  return { ttlSeconds: ttlOf(zone, rrset), alias: Uint8Array.from([...prefix, ...target]) };
}
