// The seed of the property tests: a new one for each run of a developer, one and the same in CI, so that a commit passes or fails for good.
import fc from 'fast-check';

const { CI, RONDO_SEED } = process.env;
const seed = RONDO_SEED ?? (CI === undefined ? undefined : '1');
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) });
