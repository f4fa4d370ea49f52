// The kinds of probes: one line each.
import { agent } from './agent/settings.js';
import { dns } from './dns/settings.js';
import { exec } from './exec/settings.js';
import { file } from './file/settings.js';
import { grpc } from './grpc/settings.js';
import { http, https } from './http/settings.js';
import type { ProbeKind } from './kind.js';
import { mysql } from './mysql/settings.js';
import { pgsql } from './pgsql/settings.js';
import { redis } from './redis/settings.js';
import type { ProbeKindName } from './spec.js';
import { tcp } from './tcp/settings.js';
import { track } from './track/settings.js';

/** By name; the key of that name chooses the kind, but for `track`, which is one only where there is no other. */
export const KINDS = {
  http,
  https,
  tcp,
  dns,
  redis,
  pgsql,
  mysql,
  grpc,
  agent,
  exec,
  file,
  track,
} satisfies Record<ProbeKindName, ProbeKind>;

export const KIND_NAMES = Object.keys(KINDS) as ProbeKindName[];

/** A kind, by its name alone. */
export function kindOf(name: ProbeKindName): ProbeKind {
  return KINDS[name];
}

/** The kinds that have a key. */
export function kindsWith(key: string): ProbeKindName[] {
  return KIND_NAMES.filter(name => Object.hasOwn(KINDS[name].keys, key));
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(words: readonly string[]): string {
  return words.join(', ').replace(/, ([^,]*)$/, ' and $1');
}
