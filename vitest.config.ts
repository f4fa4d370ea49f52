import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Which files belong to which run: each is named like its script of npm, but for the quick tests of `npm run check`. */
const FILES: Readonly<Record<string, { readonly include: string; readonly exclude?: readonly string[] }>> = {
  quick: { include: 'test/**/*.test.ts', exclude: ['test/e2e/**'] },
  e2e: { include: 'test/e2e/**/*.test.ts' },
  long: { include: 'test/**/*.long.ts' },
  interop: { include: 'test/**/*.interop.ts' },
};
/** Without a run, as in `vitest run test/e2e/tcp.test.ts`, a path finds quick tests and those of e2e. */
const { RONDO_TESTS: run = '' } = process.env;
const { include, exclude = [] } = FILES[run] ?? { include: FILES.quick.include };
const report = process.env.RONDO_TEST_REPORT;

/** Files that replace a module need a process each: others in it would get that module too. */
export const ALONE = [
  'test/operate/live-feed.model.test.ts',
  'test/operate/live-feed.test.ts',
  'test/probe/registry.test.ts',
];

/** Begun first: they take the longest. Then those that start the command; the many short ones fill what is left. */
const FIRST = [/\/e2e\/readme\.|\/cases\./, /\/(?:e2e|smoke)\/|\/docs\./];

function place(file: string): number {
  const found = FIRST.findIndex(pattern => pattern.test(file));
  return found < 0 ? FIRST.length : found;
}

/** Long files first, and those that share a process before those that do not. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project, moduleId }: TestSpecification) =>
      project.config.isolate ? Number.POSITIVE_INFINITY : place(moduleId);
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

const shared = {
  setupFiles: ['test/support/seed.ts', 'test/support/close-after-each.ts'],
  // Only what fails waits so long, also on a machine that is busy.
  testTimeout: run === 'long' ? 600_000 : 180_000,
  hookTimeout: 180_000,
  pool: 'forks' as const,
};

export default defineConfig({
  test: {
    // What the compiler made of the files is kept for the next run.
    experimental: { fsModuleCache: true, fsModuleCachePath: 'build/vitest' },
    maxWorkers: 3,
    sequence: { sequencer: LongFirst },
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    projects: [
      {
        test: {
          ...shared,
          name: 'shared',
          include: [include],
          exclude: [...configDefaults.exclude, ...exclude, ...ALONE],
          // Begun once, a process runs file after file: that saves the starts.
          isolate: false,
        },
      },
      { test: { ...shared, name: 'alone', include: include === FILES.quick.include ? ALONE : [] } },
    ],
  },
});
