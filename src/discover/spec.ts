// What is settled about the source of a pool's members: plain data, alike for pools that have the same source.
import { createHash } from 'node:crypto';
import type { SourceName } from './registry.js';
import type { SourceRules } from './source.js';

export interface SourceSpec extends SourceRules {
  readonly kind: SourceName;
  /** Equal for those that find the same. */
  readonly key: string;
  /** How people know it. */
  readonly label: string;
  /** What the runner of the kind takes. */
  readonly settings: object;
}

/** The key of a source with these settings. */
export function sourceKey(kind: SourceName, settings: object): string {
  return createHash('sha256')
    .update(`${kind} ${JSON.stringify(settings)}`)
    .digest('base64url')
    .slice(0, 22);
}
