// `npm run fuzz -- TARGET --minutes N`: hands mutated inputs to a target; the first that fails is made short, and written to a file.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Failure, run } from './campaign.js';
import { readCorpus } from './corpus.js';
import { grownTooMuch, type Memory, memoryInUse } from './memory.js';
import { TARGETS } from './targets.js';

const CORPUS = 'bench/fuzz/corpus';
const FAILURES = 'fuzz-failures';
const USAGE = `usage: npm run fuzz -- TARGET… [--minutes N] [--seed N]\ntargets: ${Object.keys(TARGETS).join(', ')}, all\n`;
/** What is needed once is there after this part of the time: memory is compared with that from then on. */
const WARM_UP = 1 / 4;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string' } },
});
const names = positionals[0] === 'all' ? Object.keys(TARGETS) : positionals;
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? Date.now() % 2 ** 32 : Number(values.seed);
if (
  names.length === 0 ||
  names.some(name => !(name in TARGETS)) ||
  !(minutes > 0) ||
  !Number.isInteger(seed)
) {
  process.stderr.write(USAGE);
  process.exit(64);
}

/** What came of a target. */
interface Result {
  readonly count: number;
  readonly longestMs: number;
  readonly failure: Failure | undefined;
  /** After the first part of the time, and at the end. */
  readonly memory: readonly Memory[];
}

async function fuzz(name: string): Promise<Result> {
  const target = await TARGETS[name]();
  const corpus = [...readCorpus(CORPUS, name).values()];
  const memory: Memory[] = [];
  let [count, longestMs] = [0, 0];
  let failure: Failure | undefined;
  for (const [index, part] of [WARM_UP, 1 - WARM_UP].entries()) {
    const limitMs = part * minutes * 60_000;
    const order = { target, corpus, seed: seed + index, limitMs, count: Number.POSITIVE_INFINITY };
    const outcome = await run(order);
    count += outcome.count;
    longestMs = Math.max(longestMs, outcome.longestMs);
    await target.rest?.();
    memory.push(memoryInUse());
    failure = outcome.failure;
    if (failure !== undefined) break;
  }
  target.close?.();
  return { count, longestMs, failure, memory };
}

function keep(name: string, count: number, { why, input }: Failure): void {
  mkdirSync(FAILURES, { recursive: true });
  const path = `${FAILURES}/${name}-${seed}-${count}.hex`;
  writeFileSync(path, `${input.toString('hex')}\n`);
  process.stdout.write(`${why}\nthe input, ${input.length} octets, is in ${path}\n`);
}

for (const name of names) {
  const { count, longestMs, failure, memory } = await fuzz(name);
  const [before, after = before] = memory;
  const grown = `${(after.usedMb - before.usedMb).toFixed(0)} MB more in use, ${(after.residentMb - before.residentMb).toFixed(0)} MB resident`;
  process.stdout.write(
    `${name}: ${count} inputs, the longest took ${longestMs.toFixed(1)} ms, ${grown}, seed ${seed}\n`,
  );
  if (failure !== undefined) keep(name, count, failure);
  const isGrown = grownTooMuch(before, after);
  if (isGrown) process.stdout.write(`${name}: memory grows\n`);
  if (failure !== undefined || isGrown) process.exitCode = 1;
}
