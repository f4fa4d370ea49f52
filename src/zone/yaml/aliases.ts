// A pool of aliases: its owner has one CNAME record at a time, whose target is that of the member whose turn it is.
import { type Name, NameError, nameFromText, nameToLabel } from '../../dns/name.js';
import { TYPE } from '../../dns/types.js';
import type { YamlDocument, YamlPath } from '../../source/yaml-document.js';
import type { Member } from '../pool.js';
import type { Zone } from '../zone.js';
import { memberOf } from './member.js';
import type { MemberInput, PoolInput } from './zone-schema.js';

function targetOf(member: MemberInput): string | undefined {
  return 'target' in member ? member.target : undefined;
}

/** Whether members of a pool have targets. */
export function hasAliases({ members }: PoolInput): boolean {
  return members.some(member => targetOf(member) !== undefined);
}

function readTarget(text: string, origin: Name): Name | string {
  try {
    return nameFromText(text, origin);
  } catch (error) {
    if (error instanceof NameError) return error.message;
    throw error;
  }
}

/** Where a pool goes, and where it stands. */
export interface PoolPlace {
  readonly zone: Zone;
  readonly owner: Name;
  readonly ttl: number;
  readonly document: YamlDocument;
  readonly path: YamlPath;
  /** The names of all views; those that are written are not compared with them when absent. */
  readonly views?: readonly string[] | undefined;
}

/** Adds the CNAME records to the zone. @returns the members in their order */
export function addAliases(
  { zone, owner, ttl, document, path }: PoolPlace,
  { members, probe }: PoolInput,
): Member[] {
  const added: Member[] = [];
  for (const [index, input] of members.entries()) {
    const at = [...path, 'members', index];
    const text = targetOf(input);
    if (text === undefined) {
      const hint = 'a name with a CNAME has no addresses of its own (RFC 1034 §3.6.2)';
      document.error(at, 'members with a target and members without cannot share a pool', { hint });
      continue;
    }
    const target = readTarget(text, zone.origin);
    if (typeof target === 'string') {
      document.error([...at, 'target'], `expected a domain name, found "${text.slice(0, 60)}": ${target}`);
      continue;
    }
    const label = nameToLabel(target).toLowerCase();
    const own: Partial<Member> = input;
    if ((probe ?? own.probe) !== undefined && input.address === undefined)
      document.error(at, `${label} has no address to probe`, {
        hint: 'names are not looked up: add `address:`, or leave out the probe',
      });
    if (zone.add(owner, TYPE.CNAME, ttl, target, document.place(at)) === 'duplicate')
      document.error(at, `${label} stands twice in this pool`);
    else added.push({ ...memberOf({ input, document, path: at }, input.address ?? ''), target: label });
  }
  return added;
}

/** The policy of a pool of aliases: an answer has one of them (RFC 2181 §10.1). */
export function aliasPolicy(document: YamlDocument, path: YamlPath, input: PoolInput): PoolInput {
  const { fallback } = input;
  if (!Array.isArray(fallback)) return { ...input, limit: 1 };
  document.error([...path, 'fallback'], 'fallback addresses are for pools of addresses', { at: 'key' });
  return { ...input, limit: 1, fallback: undefined };
}
