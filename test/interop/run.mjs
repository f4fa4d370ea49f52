// `npm run test:interop -- --seed 5 --count 100000`: hands its options to the tests, and all other arguments to vitest.
import { spawnSync } from 'node:child_process';

const OPTIONS = ['--seed', '--count', '--alone'];

const env = { ...process.env, RONDO_TESTS: 'interop' };
const others = [];
const args = process.argv.slice(2).flatMap(arg => arg.split(/(?<=^--\w+)=/));
while (args.length > 0) {
  const arg = args.shift();
  if (arg === '--write') {
    env.RONDO_INTEROP_WRITE = '1';
    continue;
  }
  if (!OPTIONS.includes(arg)) {
    others.push(arg);
    continue;
  }
  const value = args.shift() ?? '';
  if (!/^\d+$/.test(value)) {
    process.stderr.write(`${arg} ${value}: a whole number is needed, as in ${arg} 5\n`);
    process.exit(2);
  }
  env[`RONDO_INTEROP_${arg.slice(2).toUpperCase()}`] = value;
}
const { status } = spawnSync('vitest', ['run', ...others], { stdio: 'inherit', env });
process.exit(status ?? 1);
