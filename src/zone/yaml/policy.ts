// From the policy of a pool as written to that of one RRset, with fallback addresses among its records.
import { addressFromText, addressToText } from '../../dns/address.js';
import type { Name } from '../../dns/name.js';
import { TYPE } from '../../dns/types.js';
import type { YamlDocument, YamlPath } from '../../source/yaml-document.js';
import { durationText } from '../../time/duration.js';
import { AUTO, type LineupPolicy, type Order, type Threshold } from '../lineup-policy.js';
import type { Member } from '../pool.js';
import type { Zone } from '../zone.js';
import type { PolicyInput } from './policy-keys.js';
import { preferencesOf, unknownPreferences } from './prefer.js';

/** The RRset that gets a policy, and where mistakes are shown. */
export interface PolicyRequest {
  readonly zone: Zone;
  readonly owner: Name;
  readonly type: number;
  /** In the order of the RDATA, which holds nothing else yet. */
  readonly members: readonly Member[];
  readonly document: YamlDocument;
  /** Where the keys stand. */
  readonly path: YamlPath;
}

/** The type of the records of an address. */
export const typeOf = (address: string): number => (address.includes(':') ? TYPE.AAAA : TYPE.A);
const familyOf = (type: number) => (type === TYPE.A ? 'IPv4' : 'IPv6');

/** The order of a pool that does not name one. As long as the weights are equal, this is by turns. */
const USUAL_ORDER: Order = 'weighted';

function thresholdOf(below: PolicyInput['use-backups-below']): Threshold | undefined {
  if (below === undefined) return undefined;
  return typeof below === 'number' ? { count: below } : { percent: Number.parseInt(below, 10) };
}

const percentOf = (text: string | undefined) => (text === undefined ? undefined : Number.parseInt(text, 10));

/** Makes the addresses records of the RRset, unless they are members. @returns their indices */
function addSubstitutes(request: PolicyRequest, addresses: readonly string[]): number[] {
  const { zone, owner, type, document, path } = request;
  const { ttl } = zone.rrset(owner, type)!;
  addresses.forEach((text, index) => {
    const place = document.place([...path, 'fallback', index]);
    if (typeOf(text) === type) zone.add(owner, type, ttl, addressFromText(text)!, place);
  });
  const { rdatas } = zone.rrset(owner, type)!;
  const indices = new Map(rdatas.map((rdata, index) => [addressToText(rdata), index]));
  return addresses.flatMap(text => indices.get(text) ?? []);
}

/**
 * The policy of an RRset whose members are in the zone. Adds its fallback addresses to the RRset.
 * @returns what goes into its pool beside the members
 */
export function policyOf(request: PolicyRequest, input: PolicyInput): LineupPolicy {
  const { order = USUAL_ORDER, fallback } = input;
  const policy = {
    order,
    limit: input.limit,
    ...(input.prefer === undefined ? {} : { prefer: preferencesOf(input.prefer, request.members) }),
    allBackups: input['all-backups'],
    minimumLive: input['minimum-live'],
    slowStartMs: input['slow-start'],
    panicBelowPercent: percentOf(input['panic-below']),
    backupsBelow: thresholdOf(input['use-backups-below']),
    keepAtLeast: thresholdOf(input['keep-at-least']),
  };
  if (typeof fallback !== 'object') return { ...policy, fallback };
  if (!Array.isArray(fallback)) {
    const place = request.document.place([...request.path, 'fallback', 'pool']);
    return { ...policy, fallbackPool: { text: fallback.pool, place } };
  }
  return { ...policy, substitutes: addSubstitutes(request, fallback) };
}

/** Reports fallback addresses that could take the place of no member, and members without any. */
function checkAddresses(
  document: YamlDocument,
  path: YamlPath,
  addresses: readonly string[],
  types: ReadonlySet<number>,
): void {
  const given = new Set(addresses.map(typeOf));
  addresses.forEach((text, index) => {
    const type = typeOf(text);
    if (addresses.indexOf(text) < index) document.error([...path, index], `${text} stands twice`);
    else if (!types.has(type))
      document.error(
        [...path, index],
        `${text} has no place to take: no member has an ${familyOf(type)} address`,
      );
  });
  if (![...given].every(type => types.has(type))) return;
  for (const type of types)
    if (!given.has(type))
      document.error(path, `the members with ${familyOf(type)} addresses have no fallback address`);
}

/** With a longer time to live, in seconds, most clients go on with a member for longer than its failure takes to be noticed. */
const LONG_TTL = 60;

/**
 * Reports a time to live for which resolvers would keep members that are down. Not for one that was set for the pool itself.
 * @param what is handed out, for the message
 */
export function checkTtl(
  document: YamlDocument,
  path: YamlPath,
  ttl: number,
  { what, hint }: { readonly what: string; readonly hint: string },
): void {
  if (ttl <= LONG_TTL) return;
  const message = `resolvers keep ${what} for ${durationText(ttl * 1_000)}, members that have gone down since included`;
  document.warning(path, message, { hint });
}

/** Keys that decide about members that are down. */
const PROBED = ['fallback', 'use-backups-below', 'minimum-live', 'panic-below', 'slow-start'] as const;

/** A pool whose policy is checked. */
export interface CheckedPool {
  readonly document: YamlDocument;
  /** Where the keys stand. */
  readonly path: YamlPath;
  /** Its members by type: A, AAAA or both. */
  readonly families: ReadonlyMap<number, readonly Member[]>;
  readonly isProbed: boolean;
  /** Whether a source finds its members: then there may be none. */
  readonly isFound?: boolean;
}

const ONLY_BY_ORDER =
  'the backups are handed out only when operators take the others out: without a probe all members are up';

/** Keys that do nothing without a probe. */
function unprobedKeys({ isProbed, isFound }: CheckedPool) {
  return isProbed ? [] : PROBED.filter(key => isFound !== true || key !== 'fallback');
}

/** Reports what is wrong or doubtful about the policy of a pool. */
export function checkPolicy(pool: CheckedPool, input: PolicyInput): void {
  const { document, path, families, isProbed } = pool;
  const ineffective = (key: keyof PolicyInput, why: string) =>
    document.warning([...path, key], `${key} has no effect: ${why}`, { at: 'key' });
  for (const key of unprobedKeys(pool))
    if (input[key] !== undefined) ineffective(key, 'without a probe all members are up');
  const { order = USUAL_ORDER } = input;
  if (input['slow-start'] !== undefined && order !== 'weighted' && order !== 'sticky')
    ineffective('slow-start', `weights do not count in the order ${order}`);
  if (input.limit === AUTO && ![...families.keys()].some(type => type === TYPE.A || type === TYPE.AAAA))
    ineffective('limit', 'clients sort addresses, not other records');
  const members = [...families.values()].flat();
  for (const { clients, who } of input.prefer === undefined ? [] : unknownPreferences(input.prefer, members))
    document.error([...path, 'prefer', clients], `no member has the address or the tag ${who.slice(0, 60)}`);
  if (input['all-backups'] === true && members.every(({ backup }) => backup === undefined))
    ineffective('all-backups', 'no member is a backup');
  const hasOtherPool = typeof input.fallback === 'object' && !Array.isArray(input.fallback);
  if (
    input['use-backups-below'] !== undefined &&
    !hasOtherPool &&
    members.every(each => each.backup === undefined)
  )
    ineffective('use-backups-below', 'no member is a backup, and the fallback is no other pool');
  const keep = input['keep-at-least'];
  const fewest = Math.min(...[...families.values()].map(({ length }) => length));
  if (typeof keep === 'number' && keep > fewest)
    document.warning(
      [...path, 'keep-at-least'],
      `no member can be taken out without --force: there are only ${fewest}`,
    );
  if (!isProbed && members.some(({ backup }) => backup !== undefined))
    document.warning([...path, 'members'], ONLY_BY_ORDER, { at: 'key' });
  if (Array.isArray(input.fallback))
    checkAddresses(document, [...path, 'fallback'], input.fallback, new Set(families.keys()));
}
