// What a dnsmasq file says beside zones and forward rules: options about upstreams, their answers and how long these are kept.
import type { AddressAlias, AddressPrefix, AnswerEdits } from '../../dns/answer-edits.js';
import type { Name } from '../../dns/name.js';

/** How upstreams are chosen: `strict-order`, `all-servers`. */
export type UpstreamPolicy = 'strict' | 'parallel';

/** Absent fields are not mentioned in the file. Times in seconds. */
export interface DnsmasqSettings {
  /** Undefined when answers stay as they are. */
  readonly edits?: AnswerEdits;
  readonly policy?: UpstreamPolicy;
  /** The longest that clients are told (`max-ttl`). */
  readonly maxTtl?: number;
  /** For negative answers without an SOA (`neg-ttl`). */
  readonly negativeTtl?: number;
  readonly minCacheTtl?: number;
  readonly maxCacheTtl?: number;
  /** How long after its end an answer may be given (`use-stale-cache`); 0 for ever. */
  readonly stale?: number;
  /** Whether negative answers are not kept (`no-negcache`). */
  readonly forgetsNegative?: boolean;
  /** Files with further upstreams (`resolv-file`), of which the one that changed last counts; undefined for the usual one. */
  readonly resolvFiles?: readonly string[];
  /** Whether they are looked at only when all is read anew (`no-poll`). */
  readonly looksOnce?: boolean;
}

/** The same while a file is read. */
export class SettingsReading {
  readonly withoutTypes = new Set<number>();
  readonly aliases: AddressAlias[] = [];
  readonly bogus: AddressPrefix[] = [];
  readonly ignored: AddressPrefix[] = [];
  stopsRebind = false;
  isLocalhostAllowed = false;
  readonly rebindAllowed: Name[] = [];
  isSingleAllowed = false;
  resolvFiles: string[] | undefined;
  /** The plain ones. */
  readonly values: {
    -readonly [K in
      | 'policy'
      | 'maxTtl'
      | 'negativeTtl'
      | 'minCacheTtl'
      | 'maxCacheTtl'
      | 'stale'
      | 'forgetsNegative'
      | 'looksOnce']?: DnsmasqSettings[K];
  } = {};

  finish(): DnsmasqSettings {
    const { aliases, bogus, ignored, values, resolvFiles } = this;
    const allowed = this.rebindAllowed;
    const { isLocalhostAllowed, isSingleAllowed } = this;
    const rebind = this.stopsRebind ? { allowed, isLocalhostAllowed, isSingleAllowed } : undefined;
    const edits = { withoutTypes: [...this.withoutTypes], aliases, bogus, ignored, rebind };
    const isEdited =
      edits.withoutTypes.length + aliases.length + bogus.length + ignored.length > 0 || rebind !== undefined;
    return { ...values, ...(isEdited ? { edits } : {}), ...(resolvFiles && { resolvFiles }) };
  }
}
