// `npm run fuzz -- TARGET --minutes N`: hands mutated inputs to a target; the first that fails is made short, and written to a file.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { run } from './campaign.js';
import { readCorpus } from './corpus.js';
import { TARGETS } from './targets.js';

const CORPUS = 'bench/fuzz/corpus';
const FAILURES = 'fuzz-failures';
const USAGE = `usage: npm run fuzz -- TARGET… [--minutes N] [--seed N]\ntargets: ${Object.keys(TARGETS).join(', ')}, all\n`;

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

for (const name of names) {
  const target = await TARGETS[name]();
  const corpus = [...readCorpus(CORPUS, name).values()];
  const before = process.memoryUsage().heapUsed;
  const limitMs = minutes * 60_000;
  const { count, longestMs, failure } = await run({
    target,
    corpus,
    seed,
    limitMs,
    count: Number.POSITIVE_INFINITY,
  });
  target.close?.();
  const grownMb = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  process.stdout.write(
    `${name}: ${count} inputs, the longest took ${longestMs.toFixed(1)} ms, heap ${grownMb.toFixed(0)} MB more, seed ${seed}\n`,
  );
  if (failure === undefined) continue;
  mkdirSync(FAILURES, { recursive: true });
  const path = `${FAILURES}/${name}-${seed}-${count}.hex`;
  writeFileSync(path, `${failure.input.toString('hex')}\n`);
  process.stdout.write(`${failure.why}\nthe input, ${failure.input.length} octets, is in ${path}\n`);
  process.exitCode = 1;
}
