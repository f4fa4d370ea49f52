// What catalogs ask for (RFC 9432 §5): a copy of each zone that they list, unless this server has that zone otherwise.
import { nameFromKey, nameToLabel } from '../dns/name.js';
import type { CatalogMember } from '../zone/catalog/members.js';
import { memberPath } from './copy-path.js';
import type { ZoneRequest } from './zone-requests.js';

/** A catalog with what it lists. */
export interface ListedCatalog {
  readonly request: ZoneRequest;
  readonly members: readonly CatalogMember[];
}

/** By a zone, as nameKey: the label of the catalog that has it. */
export type CatalogOwners = ReadonlyMap<string, string>;

/** What is known beside the catalogs. */
export interface CatalogContext {
  /** Zones that have an entry or a file, as nameKey. */
  readonly taken: ReadonlySet<string>;
  /** Of the load before. */
  readonly owners: CatalogOwners;
}

/** The most zones that one message names. */
const MAX_NAMED = 4;

const labelOf = (zone: string) => nameToLabel(nameFromKey(zone));

/** Zones of a catalog that are not taken, for one reason. */
class PassedOver {
  readonly #named: string[] = [];
  #count = 0;

  add(zone: string): void {
    if (this.#count++ < MAX_NAMED) this.#named.push(labelOf(zone));
  }

  report({ report, origin }: ZoneRequest, why: string, hint: string): void {
    if (this.#count === 0) return;
    const more = this.#count > this.#named.length ? ` and ${this.#count - this.#named.length} others` : '';
    report('warning', `the catalog ${origin} lists ${this.#named.join(', ')}${more}, ${why}`, hint);
  }
}

/** A catalog that lists a zone, and the one to which it hands it over. */
interface Claim {
  readonly label: string;
  readonly coo: string | undefined;
}

/** Who has a zone in the end that one catalog hands over to the next. Where they do so in a circle, it stays. */
function heirOf(holder: Claim, claims: readonly Claim[]): Claim {
  let heir = holder;
  for (let steps = 0; steps < claims.length; steps++) {
    const next = claims.find(({ label }) => label === heir.coo);
    if (next === undefined) return heir;
    heir = next;
  }
  return holder;
}

/**
 * Which catalog has each zone: the one that had it before, as long as it lists it. It goes to another one when the first says so
 * and the other lists it (RFC 9432 §4.4.1, §5.2). Of several new ones the first has it.
 */
function ownersOf(catalogs: readonly ListedCatalog[], { taken, owners }: CatalogContext): CatalogOwners {
  const claims = new Map<string, Claim[]>();
  for (const { request, members } of catalogs)
    for (const { zone, coo } of members) {
      if (taken.has(zone)) continue;
      const claim = { label: request.origin!, coo: coo && labelOf(coo) };
      const others = claims.get(zone);
      if (others === undefined) claims.set(zone, [claim]);
      else others.push(claim);
    }
  const chosen = new Map<string, string>();
  for (const [zone, list] of claims) {
    const former = owners.get(zone);
    const holder = list.find(({ label }) => label === former) ?? list[0];
    chosen.set(zone, heirOf(holder, list).label);
  }
  return chosen;
}

function requestOf({ request }: ListedCatalog, member: CatalogMember): ZoneRequest {
  const { catalog, report, origin: label } = request;
  const { usual, groups, folder } = catalog!;
  const group = member.groups.find(name => groups.has(name));
  const { transfer, answerTo, ...copy } = group === undefined ? usual : groups.get(group)!;
  const origin = nameFromKey(member.zone);
  const own = nameToLabel(origin);
  const file = memberPath(folder, own, member.node);
  const secondary = { origin, label: own, file, ...copy, catalog: label! };
  return { file, format: 'master', origin: own, report, secondary, transfer, answerTo };
}

/** What all catalogs ask for, and which of them has each zone. */
export function memberRequests(
  catalogs: readonly ListedCatalog[],
  context: CatalogContext,
): { readonly requests: readonly ZoneRequest[]; readonly owners: CatalogOwners } {
  const owners = ownersOf(catalogs, context);
  const requests: ZoneRequest[] = [];
  for (const catalog of catalogs) {
    const [here, elsewhere] = [new PassedOver(), new PassedOver()];
    for (const member of catalog.members)
      if (context.taken.has(member.zone)) here.add(member.zone);
      else if (owners.get(member.zone) !== catalog.request.origin) elsewhere.add(member.zone);
      else requests.push(requestOf(catalog, member));
    here.report(
      catalog.request,
      'which this server has otherwise: that stays',
      'take it out of the catalog, or here',
    );
    elsewhere.report(
      catalog.request,
      'which another catalog has: that stays',
      'take it out of one of them; `coo` lets it move (RFC 9432 §4.4.1)',
    );
  }
  return { requests, owners };
}
