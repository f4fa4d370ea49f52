// Starts the tests of one run, with the program put together for those that start it.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from '../scripts/bundle.mjs';

/** Where the program is put together for the tests, which start it some hundred times. */
const BUNDLED = fileURLToPath(new URL('../build/js', import.meta.url));

/** @param run as in vitest.config.ts @param args of vitest @returns the process of vitest */
export async function startTests(run, args) {
  const env = { ...process.env, RONDO_TESTS: run };
  // Whoever says which program is tested has it tested.
  if (env.RONDO_PROGRAM === undefined) {
    rmSync(BUNDLED, { recursive: true, force: true });
    await bundle(BUNDLED);
    env.RONDO_PROGRAM = `${BUNDLED}/main.js`;
  }
  return spawn('vitest', ['run', ...args], { stdio: 'inherit', env });
}
