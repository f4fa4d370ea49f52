// `rondo explain` on the side of the server: how the next answer is made.

import { decode } from 'dns-packet';
import { LOOKUP, Lookup, type LookupOutcome } from '../answer/lookup.js';
import { STANDING } from '../config/file-fault.js';
import { placeOfKey } from '../config/key-uses.js';
import { canonicalAddress } from '../dns/endpoint.js';
import { isWithin, type Name, nameFromText, nameToLabel } from '../dns/name.js';
import { NO_KEY } from '../dns/tsig/key.js';
import { TYPE, typeToText } from '../dns/types.js';
import { inView, splitView } from '../dns/view-label.js';
import { upstreamToText } from '../forward/upstream.js';
import { OWN_ROUTE } from '../image/forward-rule.js';
import { LookupName } from '../image/lookup-name.js';
import type { ServedZone } from '../image/served-zone.js';
import { poolName } from '../probe/track/pool-name.js';
import { type Generation, mayForward } from '../store/generation.js';
import type { Steps } from '../time/turns.js';
import type { ExplainView, Hop, Question } from '../view/explain.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { nameAsked, typeAsked } from './asked-name.js';
import { keptText, problemLine } from './fault-text.js';
import { exceptionText, ruleText } from './list-text.js';
import { viewMessage } from './message-view.js';
import { askedHint } from './pool-names.js';
import { poolReason, withCounts, withLeftOut } from './pool-reasons.js';
import { Rehearsal } from './rehearsal.js';
import type { ServerState } from './server-state.js';

/** A question as asked. */
export interface Asked {
  readonly name: Name;
  readonly type: number;
  readonly from: string;
  /** The name of the key by which the query would be signed; undefined when by none. */
  readonly key?: string | undefined;
}

/** Who asks when nobody is named. */
const USUAL_CLIENT = '127.0.0.1';

/** @throws RequestError when there can be no such question */
export function askedOf({ name: given, type: wanted = 'A', client = USUAL_CLIENT, key }: Question): Asked {
  // A pool as `rondo status` prints it.
  const [, name, type] = /^(\S+) +(A|AAAA|CNAME|SRV|MX|HTTPS|SVCB)$/i.exec(given) ?? ['', given, wanted];
  const number = typeAsked(type);
  const address = canonicalAddress(client);
  if (address === undefined)
    throw new RequestError(ERROR_CODE.INVALID_INPUT, `${client} is no address of a client`);
  return { name: nameAsked(splitView(name)[0]), type: number, from: address, key };
}

const FOUND: Readonly<Record<LookupOutcome, string>> = {
  [LOOKUP.HIT]: 'data',
  [LOOKUP.NODATA]: 'no data of this type',
  [LOOKUP.NXDOMAIN]: 'no such name',
  [LOOKUP.REFERRAL]: 'a delegation',
  [LOOKUP.CNAME]: 'an alias (CNAME)',
  [LOOKUP.DNAME]: 'an alias above it (DNAME)',
  [LOOKUP.SIGNATURES]: 'signatures',
};

/** The place of a key among those of the server; NO_KEY when none is asked for. @throws RequestError when there is none of that name */
export function keyAsked(key: string | undefined, { config }: Pick<Generation, 'config'>): number {
  const place = key === undefined ? NO_KEY : placeOfKey(key, config.keys);
  if (key === undefined || place !== NO_KEY) return place;
  throw new RequestError(
    ERROR_CODE.INVALID_INPUT,
    `there is no key ${key}`,
    '`keys` of rondo.yaml names them',
  );
}

/** What a client is told that may not ask for a zone. */
export const NOT_ASKED = 'nothing that this client is told: `answer-to` does not name it';

/** The RRset that a name leads to, and how. */
interface Visit {
  readonly hop: Hop;
  readonly zone?: ServedZone;
  readonly rrset: number;
  /** What a pool of this RRset would be called: owner and type. */
  readonly pool?: string;
}

/** Why no answer is known to a name that no zone holds. */
function missing(name: Name, isLeftOut: boolean, { faults }: Generation): string {
  if (!isLeftOut) return 'no zone holds it';
  const [nearest] = faults
    .filter(({ standing }) => standing === STANDING.LEFT_OUT)
    .flatMap(({ zones, problem }) => zones.map(zone => ({ apex: nameFromText(splitView(zone)[0]), problem })))
    .filter(({ apex }) => isWithin(name, apex))
    .sort((a, b) => b.apex.length - a.apex.length);
  const why = nearest === undefined ? 'its file has an error' : problemLine(nearest.problem);
  return `its zone is left out: ${why}`;
}

function visit(rehearsal: Rehearsal, name: Name, type: number, generation: Generation): Visit {
  const wanted = new LookupName().set(name);
  const { catalog } = rehearsal;
  const zone = catalog.find(wanted, type);
  const label = nameToLabel(name);
  if (rehearsal.isSaidByNames(wanted, zone))
    return { hop: { name: label, found: ruleText(catalog.names!, wanted) }, rrset: 0 };
  if (zone === undefined) {
    const isLeftOut = catalog.isLeftOut;
    const why = missing(name, isLeftOut, generation);
    const found = isLeftOut ? why : `${why}${exceptionText(catalog.names, wanted)}`;
    return { hop: { name: label, found }, rrset: 0 };
  }
  const apex = inView(nameToLabel(Uint8Array.from(zone.origin)), zone.inView);
  if (!rehearsal.mayAsk(zone)) return { hop: { name: label, zone: apex, found: NOT_ASKED }, rrset: 0 };
  const lookup = new Lookup();
  const outcome = lookup.find(zone, wanted, type);
  const owner = lookup.node === 0 ? undefined : Uint8Array.from(zone.nameOf(lookup.node));
  const isAlias = outcome === LOOKUP.CNAME;
  const pool =
    owner !== undefined && (isAlias || outcome === LOOKUP.HIT)
      ? poolName(owner, isAlias ? TYPE.CNAME : type, zone.inView)
      : undefined;
  const isEmpty = generation.pools.some(each => each.name === pool && each.pool.members.length === 0);
  const by = lookup.isWildcard && owner !== undefined ? `, by the wildcard ${nameToLabel(owner)}` : '';
  const kept = keptText(apex, generation.faults);
  return {
    hop: {
      name: label,
      zone: apex,
      found: `${isEmpty ? 'a pool without members' : FOUND[outcome]}${by}`,
      ...(kept === '' ? {} : { kept }),
    },
    zone,
    rrset: lookup.rrset,
    ...(pool === undefined ? {} : { pool }),
  };
}

/** The names to which the aliases in an answer lead, in order. */
function targetsIn(message: Uint8Array): Name[] {
  const { answers = [] } = decode(Buffer.from(message));
  return answers.flatMap(answer => (answer.type === 'CNAME' ? [nameFromText(`${answer.data}.`)] : []));
}

/** The addresses in an answer; undefined when there was no room for all. */
function addressesIn(message: Uint8Array): ReadonlySet<string> | undefined {
  const { answers = [], flag_tc: isTruncated } = decode(Buffer.from(message));
  if (isTruncated) return undefined;
  const texts = answers.map(answer =>
    answer.type === 'A' || answer.type === 'AAAA' ? canonicalAddress(answer.data) : undefined,
  );
  return new Set(texts.filter(text => text !== undefined));
}

function restOf({ routes }: Generation, route: number): string {
  if (route === OWN_ROUTE) return 'this server itself, which tells the state of pools (health-txt)';
  return `forwarded to ${routes[route].map(upstreamToText).join(', ')}`;
}

/** The question, and who asks it. */
function headOf({ name, type, from }: Asked, rehearsal: Rehearsal, { config }: Generation) {
  const seen = config.views[rehearsal.view - 1];
  const whose = seen === undefined ? {} : { view: seen.name };
  return { name: nameToLabel(name), type: typeToText(type), from, ...whose };
}

/** @throws RequestError */
export function* explain(
  { generation, health, clock, counts }: ServerState,
  question: Question,
): Steps<ExplainView> {
  const asked = askedOf(question);
  const { name, type, from } = asked;
  const rehearsal = yield* Rehearsal.of(generation, keyAsked(asked.key, generation));
  const answer = rehearsal.ask(name, type, from, mayForward(generation, from));
  const names = 'route' in answer ? [name] : [name, ...targetsIn(answer.message)];
  const visits = names.map(each => visit(rehearsal, each, type, generation));
  const view = { ...headOf(asked, rehearsal, generation), hops: visits.map(({ hop }) => hop) };
  if ('route' in answer) {
    const found = restOf(generation, answer.route);
    const more = yield* askedHint(generation.pools, view.name, undefined);
    return { ...view, ...more, hops: [...view.hops, { name: 'the rest', found }] };
  }
  // All of them, since pools follow others and are tied to others.
  const watches = new Map(health.watchesOf(generation.pools).map(watch => [watch.watched.name, watch]));
  // The last pool on the way; one of aliases may lead to one of addresses.
  const last = visits.findLast(({ pool }) => pool !== undefined && watches.has(pool));
  const watch = watches.get(last?.pool ?? '');
  const message = Buffer.from(answer.message);
  const shown = { answer: message.toString('base64'), reply: viewMessage(message) };
  if (last === undefined || watch === undefined)
    return { ...view, ...(yield* askedHint(generation.pools, view.name, message)), ...shown };
  const { zone, rrset } = last;
  // The rehearsal has taken the turn that the next answer will take; with preferences that may be one of theirs.
  const isCounted = zone?.hasTurn(rrset) === true && watch.watched.pool.prefer === undefined;
  const turn = isCounted ? (zone.nextTurn(rrset) - 1) >>> 0 : undefined;
  const now = {
    watch,
    candidates: watch.candidates(),
    selection: watch.selection(),
    lineup: watch.lineup(),
  };
  const reason = yield* poolReason(now, health.history, clock.now(), turn);
  const counted = withCounts(reason, watch.watched, counts);
  const pool = withLeftOut(counted, watch.watched.pool, addressesIn(message), from);
  return { ...view, pool, ...shown };
}
