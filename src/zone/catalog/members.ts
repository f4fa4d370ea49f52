// What a catalog zone lists (RFC 9432 §4): its member zones, with the properties of each that have a meaning here.
import { MAX_NAME, type Name, nameFromKey, nameKey, nameToLabel } from '../../dns/name.js';
import { TYPE } from '../../dns/types.js';
import type { Place, Problems } from '../../source/problem.js';
import type { RRset } from '../rrset.js';
import type { Zone } from '../zone.js';

/** The schema that is understood (RFC 9432 §4.3.1). */
const VERSION = '2';

/** Plain data; names as {@link nameKey} has them. */
export interface CatalogMember {
  readonly zone: string;
  /** The unique label of its node, in lower case, an octet in each character. */
  readonly node: string;
  /** In the order of the zone. */
  readonly groups: readonly string[];
  /** The catalog that takes it over, if there is to be one (§4.4.1). */
  readonly coo?: string;
}

/** Such a catalog must not be processed (§5.1). */
class BrokenCatalogError extends Error {
  constructor(
    message: string,
    readonly place: Place,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** Labels of an owner in front of the origin, in lower case. @param origin its length in octets */
function labelsOf(owner: Name, origin: number): string[] {
  const key = nameKey(owner);
  const labels: string[] = [];
  for (let at = 0; at < owner.length - origin; at += owner[at] + 1)
    labels.push(key.slice(at + 1, at + 1 + owner[at]));
  return labels;
}

/** The strings of a TXT record, joined. */
function textOf(rdata: Uint8Array): string {
  let text = '';
  for (let at = 0; at < rdata.length; at += rdata[at] + 1)
    text += Buffer.from(rdata.subarray(at + 1, at + 1 + rdata[at])).toString('latin1');
  return text;
}

/** The one target of a PTR RRset (§4.2, §4.4.1). */
function targetOf({ rdatas, owner, place }: RRset): string {
  if (rdatas.length > 1)
    throw new BrokenCatalogError(`${nameToLabel(owner)} has ${rdatas.length} PTR records`, place);
  return nameKey(rdatas[0]);
}

function checkVersion(zone: Zone): void {
  const owner = versionOwner(zone.origin);
  const version = owner && zone.rrset(owner, TYPE.TXT);
  const place = version?.place ?? zone.soa!.place;
  if (version === undefined)
    throw new BrokenCatalogError('it has no version', place, 'a catalog has a TXT record `version` with 2');
  const texts = version.rdatas.map(textOf);
  if (texts.length === 1 && texts[0] === VERSION) return;
  const found = texts.map(text => JSON.stringify(text.slice(0, 40))).join(' and ');
  throw new BrokenCatalogError(`its version is ${found}`, place, 'only version 2 is understood (RFC 9432)');
}

function versionOwner(origin: Name): Name | undefined {
  const label = Buffer.from('\x07version', 'latin1');
  return label.length + origin.length > MAX_NAME ? undefined : Buffer.concat([label, origin]);
}

/** What was found of a node so far. */
interface Found {
  zone?: string;
  groups: readonly string[];
  coo?: string;
}

class Reading {
  readonly #zone: Zone;
  readonly #most: number;
  readonly #nodes = new Map<string, Found>();
  /** By the zone that is listed. */
  readonly #listed = new Set<string>();

  constructor(zone: Zone, most: number) {
    this.#zone = zone;
    this.#most = most;
  }

  read(): CatalogMember[] {
    checkVersion(this.#zone);
    const { origin } = this.#zone;
    for (const [owner, rrset] of this.#zone.answers()) {
      const labels = labelsOf(owner, origin.length);
      if (labels.pop() === 'zones') this.#take(labels, rrset);
    }
    return [...this.#nodes].flatMap(([node, { zone, groups, coo }]) =>
      zone === undefined ? [] : [{ zone, node, groups, ...(coo !== undefined && { coo }) }],
    );
  }

  /** @param labels in front of `zones` */
  #take(labels: readonly string[], rrset: RRset): void {
    if (labels.length === 0 || labels.length > 2) return;
    const [property, node] = labels.length === 1 ? [undefined, labels[0]] : labels;
    const { type, rdatas } = rrset;
    if (property === undefined && type === TYPE.PTR) this.#at(node).zone = this.#list(rrset);
    else if (property === 'group' && type === TYPE.TXT) this.#at(node).groups = rdatas.map(textOf);
    else if (property === 'coo' && type === TYPE.PTR) this.#at(node).coo = targetOf(rrset);
  }

  #list(rrset: RRset): string {
    const zone = targetOf(rrset);
    const { place } = rrset;
    if (this.#listed.has(zone))
      throw new BrokenCatalogError(`${nameToLabel(nameFromKey(zone))} is listed twice`, place);
    this.#listed.add(zone);
    if (this.#listed.size > this.#most)
      throw new BrokenCatalogError(
        `it lists more than ${this.#most} zones`,
        place,
        '`max-members` under `catalog` allows for more',
      );
    return zone;
  }

  #at(node: string): Found {
    const known = this.#nodes.get(node);
    if (known !== undefined) return known;
    const found: Found = { groups: [] };
    this.#nodes.set(node, found);
    return found;
  }
}

/**
 * The members of a catalog.
 * @param most members; one with more is broken
 * @param problems takes the reason when it is broken
 * @returns nothing when it is broken
 */
export function catalogMembers(zone: Zone, most: number, problems: Problems): readonly CatalogMember[] {
  if (zone.soa === undefined) return [];
  try {
    return new Reading(zone, most).read();
  } catch (error) {
    if (!(error instanceof BrokenCatalogError)) throw error;
    const { message, place, hint } = error;
    problems.error(place, `${zone.label} is no catalog that can be used: ${message}`, hint ? { hint } : {});
    return [];
  }
}
