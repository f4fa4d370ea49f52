// A member of a pool of a YAML zone, by what is written of it.
import { tracksOf } from '../../probe/parts.js';
import type { ProbeProfiles } from '../../probe/profiled.js';
import type { YamlDocument, YamlPath } from '../../source/yaml-document.js';
import { type Member, placesOfTracks } from '../pool.js';
import type { MemberInput } from './zone-schema.js';

/** What profiles follow has no place in the file of a zone. */
const NO_PROFILES: ProbeProfiles = new Map();

/** A member as written, and where. */
export interface WrittenMember {
  readonly input: MemberInput;
  readonly document: YamlDocument;
  readonly path: YamlPath;
}

/** @param address that is probed; empty when none is */
export function memberOf({ input, document, path }: WrittenMember, address: string): Member {
  const { port, weight = 1, backup, tags, probe, also }: Partial<Member> = input;
  const key = probe !== undefined ? 'probe' : also !== undefined ? 'also' : undefined;
  const tracks = (['probe', 'also'] as const).flatMap(each => {
    const own = each === 'probe' ? probe : also;
    const found = own === undefined ? [] : tracksOf(own, NO_PROFILES);
    return found.map(({ text, path: inner }) => ({ text, path: [each, ...inner] }));
  });
  return {
    address,
    weight,
    ...(port === undefined ? {} : { port }),
    ...(backup === undefined ? {} : { backup }),
    ...(tags === undefined ? {} : { tags }),
    ...(probe === undefined ? {} : { probe }),
    ...(also === undefined ? {} : { also }),
    ...(key === undefined ? {} : { probePlace: document.place([...path, key]) }),
    ...placesOfTracks(tracks, inner => document.place([...path, ...inner])),
  };
}
