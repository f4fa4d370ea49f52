// The plugin `cache` of CoreDNS.
import { durationMs } from '../../time/duration.js';
import type { BlockContext } from './coredns-block.js';
import type { Directive } from './corefile.js';
import type { Value } from './draft.js';

/** The longest times that CoreDNS keeps answers, in seconds. */
const USUAL = { max: 3_600, negative: 1_800 } as const;

const LONGEST = { max: 604_800, negative: 86_400, stale: 604_800 } as const;
const MAX_SIZE = 1_000_000;

function number(text: string | undefined, usual: number): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : usual;
}

/** `cache [TTL] [ZONES…] { success CAPACITY [TTL], denial CAPACITY [TTL], prefetch AMOUNT, serve_stale [DURATION] }`. */
export function draftCache({ words, block }: Directive, { draft, leave }: BlockContext): void {
  const longest = number(words[1], USUAL.max);
  const ttl: Record<string, Value> = {
    max: Math.max(1, Math.min(longest, LONGEST.max)),
    negative: Math.min(number(words[1], USUAL.negative), LONGEST.negative),
  };
  for (const line of block) {
    const [verb, first, second] = line.words;
    if (verb === 'success') {
      draft.cache.size = Math.min(MAX_SIZE, number(first, 9_984));
      ttl.max = Math.max(1, Math.min(number(second, longest), LONGEST.max));
    } else if (verb === 'denial')
      ttl.negative = Math.min(number(second, Number(ttl.negative)), LONGEST.negative);
    else if (verb === 'serve_stale') {
      const seconds = Math.floor((durationMs(first ?? '1h') ?? 3_600_000) / 1_000);
      draft.cache.stale = Math.min(LONGEST.stale, seconds);
    } else if (verb === 'prefetch') draft.cache.prefetch = number(first, 0) > 0;
    else leave(line);
  }
  draft.cache.ttl = ttl;
}
