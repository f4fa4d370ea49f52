// `npm run check`: the formatter's and the compiler's checks beside the quick tests; the first that fails ends all, and is shown.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startTests } from './tests.mjs';

/** Runs one check to its end, and keeps what it prints. */
async function quiet(command, ...args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', data => void (output += data));
  const [status] = await once(child, 'close');
  return { status: status ?? 1, output };
}

const tests = await startTests('quick', process.argv.slice(2));
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
