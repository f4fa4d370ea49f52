import { defineConfig } from 'vitest/config';

// The long tests (`npm run test:long`) hold a load on a real server for a minute or more; CI runs both kinds.
const isLong = process.env.RONDO_LONG === '1';
// The differential test (`npm run test:interop`) starts NSD, Knot and BIND beside Rondo.
const isInterop = process.env.RONDO_INTEROP === '1';
const kind = isInterop ? 'interop' : isLong ? 'long' : 'test';
const report = process.env.RONDO_TEST_REPORT;

export default defineConfig({
  test: {
    include: [`test/**/*.${kind}.ts`],
    setupFiles: ['test/support/seed.ts'],
    testTimeout: isLong ? 600_000 : 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
    maxWorkers: 2,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});
