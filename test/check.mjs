// `npm test`: the formatter's and the compiler's checks beside the tests; the first of them that fails ends all, and is shown.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from '../scripts/bundle.mjs';

/** Where the program is put together for the tests, which start it some hundred times. */
const BUNDLED = fileURLToPath(new URL('../build/js', import.meta.url));

/** Runs one check to its end, and keeps what it prints. */
async function quiet(command, ...args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', data => void (output += data));
  const [status] = await once(child, 'close');
  return { status: status ?? 1, output };
}

// Whoever says which program is tested has it tested.
if (process.env.RONDO_PROGRAM === undefined) {
  rmSync(BUNDLED, { recursive: true, force: true });
  await bundle(BUNDLED);
  process.env.RONDO_PROGRAM = `${BUNDLED}/main.js`;
}

const tests = spawn('vitest', ['run', ...process.argv.slice(2)], { stdio: 'inherit' });
const tested = once(tests, 'close');

const checks = [
  quiet('biome', 'ci', '.'),
  quiet('tsc', '-p', 'tsconfig.test.json'),
  quiet('tsc', '-p', 'src/page/browser/tsconfig.json'),
].map(async check => {
  const { status, output } = await check;
  if (status === 0) return 0;
  tests.kill('SIGINT');
  await tested;
  process.stdout.write(output);
  return status;
});

const [status] = await tested;
process.exitCode = (await Promise.all(checks)).find(each => each !== 0) ?? status ?? 1;
