// Versions of zones that follow from what sources of members find.
import { ServedZone } from '../image/served-zone.js';
import { soaOf } from '../image/walk.js';
import { type Build, NEW } from './build.js';
import { withoutDifference } from './diff.js';
import { type Generation, withZones } from './generation.js';
import { type FindMembers, hasMembersOf, withMemberChanges, withMembers } from './open-zone.js';
import type { Serials } from './serials.js';
import { settleMembers, type ZoneChange } from './zone-change.js';
import type { BuiltZone, ZoneVersion } from './zone-version.js';

/** A generation that is not in force yet, with what it changes. */
export interface Prepared {
  readonly generation: Generation;
  readonly changes: readonly ZoneChange[];
}

export class MemberVersions {
  readonly #serials: Serials;
  readonly #find: FindMembers;

  constructor(serials: Serials, find: FindMembers) {
    this.#serials = serials;
    this.#find = find;
  }

  /** Gives the zones of a build their members. @param former the generation that it follows */
  fill(build: Build, former?: Generation): Build {
    if (build.added.every(({ zone }) => zone.open === undefined)) return build;
    const added = build.added.map(({ zone, replaces }) => {
      const open = replaces === NEW ? undefined : former?.zones[replaces].open;
      return { zone: withMembers(zone, this.#find, open), replaces };
    });
    return { ...build, added };
  }

  /** As that of the store. */
  prepare(former: Generation, keys: ReadonlySet<string>): Prepared | undefined {
    const next = new Map<ZoneVersion, BuiltZone>();
    const changes: ZoneChange[] = [];
    let octets = 0;
    for (const zone of former.zones) {
      if (!hasMembersOf(zone, keys)) continue;
      const version = withMembers(zone, this.#find);
      const soa = soaOf(new ServedZone(zone.image));
      const difference = withMemberChanges(withoutDifference(soa), zone.open, version.open);
      const change = settleMembers(version, zone, difference, this.#serials);
      if (change !== undefined) changes.push(change);
      next.set(zone, version);
      octets += version.image.image.byteLength + version.image.lineups.byteLength;
    }
    return next.size === 0 ? undefined : { generation: withZones(former, next, octets), changes };
  }
}
