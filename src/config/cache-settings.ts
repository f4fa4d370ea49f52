// How answers of upstreams are kept, settled: what rondo.yaml says of `cache`, else what dnsmasq files say, else what is usual.
import { dirname, resolve } from 'node:path';
import type { ConfigInput } from './schema.js';

/** How answers are kept; forward/cache/settings.ts has the same. */
export interface Keeping {
  /** For how long after their time they are given out when no upstream answers; 0: not at all. */
  readonly staleSeconds: number;
  /** Whether popular ones are asked for again before they expire. */
  readonly prefetches: boolean;
  /** Bounds of TTLs, and the longest time for which it is kept that there is nothing. */
  readonly minTtlSeconds: number;
  readonly maxTtlSeconds: number;
  readonly maxNegativeSeconds: number;
  /** The same without an SOA; 0: it is not kept. */
  readonly bareNegativeSeconds: number;
}

export const USUAL_KEEPING: Keeping = {
  staleSeconds: 86_400,
  prefetches: true,
  minTtlSeconds: 0,
  maxTtlSeconds: 86_400,
  maxNegativeSeconds: 10_800,
  bareNegativeSeconds: 0,
};

/** How many answers are kept, 0 for none; undefined when it is not said. */
export function cacheSize(input: ConfigInput['cache']): number | undefined {
  if (input === 'off') return 0;
  return typeof input === 'object' ? input.size : input;
}

/** @param said what dnsmasq files say */
export function settleKeeping(input: ConfigInput['cache'], said: Partial<Keeping> = {}): Keeping {
  const usual = { ...USUAL_KEEPING, ...said };
  const { stale, prefetch, ttl = {} } = typeof input === 'object' ? input : {};
  return {
    staleSeconds: stale === 'off' ? 0 : (stale ?? usual.staleSeconds),
    prefetches: prefetch ?? usual.prefetches,
    minTtlSeconds: ttl.min ?? usual.minTtlSeconds,
    maxTtlSeconds: ttl.max ?? usual.maxTtlSeconds,
    maxNegativeSeconds: ttl.negative ?? usual.maxNegativeSeconds,
    bareNegativeSeconds: usual.bareNegativeSeconds,
  };
}

/** The file that keeps answers over a restart, if one is named. @param configFile rondo.yaml, beside which it is looked for */
export function cacheFile(input: ConfigInput['cache'], configFile: string | undefined): string | undefined {
  const { file } = typeof input === 'object' ? input : {};
  return file === undefined ? undefined : resolve(dirname(configFile ?? '.'), file);
}
