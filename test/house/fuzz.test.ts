// Each target of `npm run fuzz` for a moment, with a seed that stays: it starts, takes its corpus, and nothing falls.
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { run } from '../../bench/fuzz/campaign.js';
import { readCorpus } from '../../bench/fuzz/corpus.js';
import { minimise } from '../../bench/fuzz/minimise.js';
import { STRANGERS_MS, type Target } from '../../bench/fuzz/target.js';
import { TARGETS } from '../../bench/fuzz/targets.js';

const CORPUS = 'bench/fuzz/corpus';
/** A test measures no time: what takes long is for longer runs to find. */
const PATIENT = { mostMs: Number.POSITIVE_INFINITY };

test('each target has a corpus, and there is no other', () => {
  expect(readdirSync(CORPUS).sort()).toEqual(Object.keys(TARGETS).sort());
});

test.each(Object.keys(TARGETS))('%s', async name => {
  const target = await TARGETS[name]();
  try {
    const corpus = [...readCorpus(CORPUS, name).values()];
    expect(corpus.length).toBeGreaterThan(2);
    const outcome = await run({
      ...{ target: { ...target, ...PATIENT }, corpus, seed: 1, count: 2000, limitMs: 1000 },
    });
    expect(outcome.failure?.input.toString('latin1') ?? '').toBe('');
  } finally {
    target.close?.();
  }
});

test('what fails is found, and made as short and plain as it can be', async () => {
  const target: Target = {
    ...{ name: 'x', mostMs: STRANGERS_MS },
    take(octets) {
      if (octets.includes(0xc0) && octets.includes('!')) throw new Error('both');
    },
  };
  const corpus = [Buffer.from('a long text with a ! in it, and more behind'), Buffer.from([1, 2, 0xc0, 4])];
  const { failure } = await run({ target, corpus, seed: 3, count: 100_000, limitMs: 60_000 });
  expect(failure?.why).toContain('both');
  expect(failure?.input).toHaveLength(2);
  const least = await minimise(Buffer.from('xxabyyy'), async octets => octets.includes('b'));
  expect(least.toString()).toBe('b');
});
