import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// The long tests (`npm run test:long`) hold a load on a real server for a minute or more; CI runs both kinds.
const isLong = process.env.RONDO_LONG === '1';
// The differential test (`npm run test:interop`) starts NSD, Knot and BIND beside Rondo.
const isInterop = process.env.RONDO_INTEROP === '1';
const kind = isInterop ? 'interop' : isLong ? 'long' : 'test';
const report = process.env.RONDO_TEST_REPORT;

/** Folders whose files need a process each: their hooks stand in a file that all of them use, and look at all sockets of the process. */
export const ALONE = ['test/forward', 'test/probe'];

/** Begun first: it waits most of its time. Then those that start the command; the many short ones fill what is left. */
const FIRST = [/\/e2e\/readme\./, /\/(?:e2e\/|docs\.|cases\.)/];

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
  setupFiles: ['test/support/seed.ts'],
  // Only what fails waits so long, also on a machine that is busy.
  testTimeout: isLong ? 600_000 : 180_000,
  hookTimeout: 180_000,
  pool: 'forks' as const,
};
const include = [`test/**/*.${kind}.ts`];

export default defineConfig({
  test: {
    maxWorkers: 3,
    sequence: { sequencer: LongFirst },
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    projects: [
      {
        test: {
          ...shared,
          name: 'shared',
          include,
          exclude: [...configDefaults.exclude, ...ALONE.map(folder => `${folder}/**`)],
          // Begun once, a process runs file after file: that saves the starts.
          isolate: false,
        },
      },
      {
        test: { ...shared, name: 'alone', include: ALONE.map(folder => `${folder}/**/*.${kind}.ts`) },
      },
    ],
  },
});
