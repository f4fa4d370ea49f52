// Which keys may change which zones by dynamic update, and what of them: settled by the file that a zone is read from.
import { typeFromText } from '../dns/types.js';
import { plainKeyName } from './key-uses.js';
import type { UpdateEntry } from './update-keys.js';
import { type NamePattern, patternFromText } from './update-pattern.js';
import type { ZoneRequest } from './zone-requests.js';

/** What one key may change: plain data. */
export interface UpdateGrant {
  /** The name of the key, as {@link plainKeyName}. */
  readonly key: string;
  /** Undefined for all names of the zone. */
  readonly names: readonly NamePattern[] | undefined;
  /** Undefined for all types; then the SOA and the NS of the apex stay as they are. */
  readonly types: readonly number[] | undefined;
}

/** Who may change the zones of a file. */
export type UpdatePolicy = readonly UpdateGrant[];

/** What is said of the zones of a file. */
export interface UpdateRule {
  readonly policy: UpdatePolicy;
  /** How the file is read. */
  readonly format: ZoneRequest['format'];
}

/** By path of the file that zones are read from. */
export type UpdateSettings = ReadonlyMap<string, UpdateRule>;

const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** What an entry says. */
function policyOf(entry: UpdateEntry): UpdatePolicy {
  if (Array.isArray(entry))
    return entry.map(key => ({ key: plainKeyName(key), names: undefined, types: undefined }));
  return Object.entries(entry).map(([key, grant]) => {
    const { names, types } = grant === 'any' ? {} : grant;
    return {
      key: plainKeyName(key),
      names: names && listOf(names).map(patternFromText),
      types: types && listOf(types).map(type => typeFromText(type)!),
    };
  });
}

export function settleUpdates(
  requests: readonly Pick<ZoneRequest, 'file' | 'format' | 'update'>[],
): UpdateSettings {
  const rules = new Map<string, UpdateRule>();
  // Of several entries for a file, the first has it read.
  for (const { file, format, update } of requests)
    if (update !== undefined && !rules.has(file)) rules.set(file, { policy: policyOf(update), format });
  return rules;
}

/** The names of all keys that may change anything. */
export function updatingKeys(settings: UpdateSettings): string[] {
  return [...new Set([...settings.values()].flatMap(({ policy }) => policy.map(({ key }) => key)))];
}
