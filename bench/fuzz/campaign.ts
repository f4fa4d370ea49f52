// Hands mutated inputs to a target until the time or the number is over, or one of them fails.
import { Random } from '../../test/support/random.js';
import { minimise } from './minimise.js';
import { mutate } from './mutate.js';
import type { Target } from './target.js';

/** One that took too long is tried again: memory may have been tidied up just then. */
const TRIES = 3;
/** Inputs that were made of others are mutated further, so many at most. */
const MAX_MADE = 256;

export interface Campaign {
  readonly target: Target;
  readonly corpus: readonly Buffer[];
  readonly seed: number;
  /** So many inputs at most. */
  readonly count: number;
  /** For so long at most. */
  readonly limitMs: number;
}

export interface Failure {
  readonly input: Buffer;
  readonly why: string;
}

export interface Outcome {
  readonly count: number;
  readonly longestMs: number;
  readonly failure?: Failure;
}

/** What was thrown where nobody could catch it, as in an event of a socket. */
const uncaught: unknown[] = [];
const noteUncaught = (error: unknown) => void uncaught.push(error);

const textOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** Has a target take an input. @returns in milliseconds: of the time that went by only what this process had of the processor */
async function timeOf(target: Target, input: Buffer): Promise<number> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  // The target may not change what others are made of.
  await target.take(Buffer.from(input));
  const wentByMs = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  if (uncaught.length > 0) throw uncaught.shift();
  return Math.min(wentByMs, (user + system) / 1000);
}

/** Why an input fails; undefined when it does not. */
async function faultOf(target: Target, input: Buffer): Promise<{ why?: string; tookMs: number }> {
  let tookMs = 0;
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      tookMs = await timeOf(target, input);
    } catch (error) {
      return { why: textOf(error), tookMs };
    }
    if (tookMs <= target.mostMs) return { tookMs };
  }
  return { why: `it takes ${tookMs.toFixed(0)} ms`, tookMs };
}

export async function run(campaign: Campaign): Promise<Outcome> {
  process.on('uncaughtException', noteUncaught);
  try {
    return await handOver(campaign);
  } finally {
    process.off('uncaughtException', noteUncaught);
  }
}

async function handOver({ target, corpus, seed, count, limitMs }: Campaign): Promise<Outcome> {
  const random = new Random(seed);
  const made = [...corpus];
  const endMs = performance.now() + limitMs;
  let longestMs = 0;
  let done = 0;
  for (; done < count && performance.now() < endMs; done++) {
    const input = done < corpus.length ? corpus[done] : mutate(random.pick(made), random, random.pick(made));
    const { why, tookMs } = await faultOf(target, input);
    longestMs = Math.max(longestMs, tookMs);
    if (why !== undefined) {
      const least = await minimise(input, async octets => (await faultOf(target, octets)).why !== undefined);
      return { count: done + 1, longestMs, failure: { input: least, why } };
    }
    // Now and then one of them is kept, in the place of another that was made.
    if (!random.oneIn(64)) continue;
    if (made.length < corpus.length + MAX_MADE) made.push(input);
    else made[corpus.length + random.below(MAX_MADE)] = input;
  }
  return { count: done, longestMs };
}
