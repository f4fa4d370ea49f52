// A member of a pool of a YAML zone, by what is written of it.
import type { YamlDocument, YamlPath } from '../../source/yaml-document.js';
import type { Member } from '../pool.js';
import type { MemberInput } from './zone-schema.js';

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
  return {
    address,
    weight,
    ...(port === undefined ? {} : { port }),
    ...(backup === undefined ? {} : { backup }),
    ...(tags === undefined ? {} : { tags }),
    ...(probe === undefined ? {} : { probe }),
    ...(also === undefined ? {} : { also }),
    ...(key === undefined ? {} : { probePlace: document.place([...path, key]) }),
  };
}
