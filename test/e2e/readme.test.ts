// The walk-through of the README, typed as it stands there: every command of its console blocks, in order, in one bash session.
// Session and programs have a network of their own, so that port 53 is free, and end together when the session does.
// Tolerated: runs of white space count as one blank. What stays unseen is the output of jobs in the background, which in a
// terminal would show up between the other lines, and standard error, where bash reports the jobs it ended.
import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { ROOT, readPages } from '../support/markdown.js';
import { needs, program } from '../support/programs.js';
import { TempFolder } from '../support/temp-folder.js';

const TIME_LIMIT_MS = 60_000;
const missing = needs('unshare', 'ip', 'dig', 'python3', 'bash');

interface Command {
  readonly line: string;
  /** What the README shows below it. */
  readonly shown: string;
}

function readCommands(): Command[] {
  const [readme] = readPages();
  const blocks = readme.blocks.filter(({ info }) => info === 'console');
  return blocks.flatMap(({ text }) =>
    [...text.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)].map(([, line, shown]) => ({ line, shown })),
  );
}

/** How a person would know that what was started in the background is ready. */
function waitFor(line: string): string {
  const [, port, address] = /http\.server (\d+) --bind (\S+)/.exec(line) ?? [];
  if (address !== undefined)
    return `until (: < /dev/tcp/${address}/${port}) 2> /dev/null; do sleep 0.1; done`;
  if (!line.startsWith('npm start')) throw new Error(`no test knows when this is ready: ${line}`);
  // Not for an address: the turn of the addresses must not move on.
  return 'until dig @127.0.0.1 +tries=1 +time=1 my-awesome-highload-app.local SOA > /dev/null; do sleep 0.1; done';
}

/** Ends the output of a command; it stands in no output. */
const MARK = '-- end of output --';

function scriptOf(commands: readonly Command[], ip: string): string {
  const steps = commands.map(({ line }) => {
    const step = line.endsWith('&') ? `exec > jobs.log 2>&1\n${line}\nexec >&3 2>&4\n${waitFor(line)}` : line;
    return `${step}\necho '${MARK}'`;
  });
  return ['set -m', `'${ip}' link set lo up`, 'exec 3>&1 4>&2', ...steps, ''].join('\n');
}

/** Namespaces for network and processes; the first process takes all others with it. */
const SPACES = ['--net', '--pid', '--fork', '--kill-child'];

/** Arguments that let `unshare` make the namespaces here, or why none do. */
function unshareArguments(): string[] | string {
  const tries = [['--map-root-user', ...SPACES], SPACES].map(args => {
    return { args, ...spawnSync('unshare', [...args, 'true'], { encoding: 'utf8' }) };
  });
  const [first] = tries;
  return (
    tries.find(({ status }) => status === 0)?.args ?? `no namespaces for tests here: ${first.stderr.trim()}`
  );
}

/** A clone with its dependencies installed, not yet built. */
function cloneInto(folder: TempFolder): void {
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.json', 'src', 'zones', 'rondo.yaml'])
    cpSync(join(ROOT, name), folder.at(name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), folder.at('node_modules'));
  // `npm start` installs when the lock file is newer than what is installed; that must never happen through this link.
  expect(existsSync(join(ROOT, 'node_modules/.package-lock.json'))).toBe(true);
  utimesSync(folder.at('package-lock.json'), 1, 1);
}

const folder = new TempFolder();
afterAll(() => folder.remove());
beforeEach(context => context.skip(...missing));

/** Runs the script to its end, or to the time limit. @returns what was printed, also then */
function run(spaces: readonly string[], script: string): Promise<{ stdout: string; stderr: string }> {
  const options = { cwd: folder.path, timeout: TIME_LIMIT_MS, killSignal: 'SIGKILL' } as const;
  return new Promise(resolve => {
    execFile('unshare', [...spaces, 'bash', '--norc', script], options, (_, stdout, stderr) =>
      resolve({ stdout, stderr }),
    );
  });
}

const plain = (text: string) => text.replace(/[^\S\n]+/g, ' ').trim();

test('the walk-through of the README does what it says', {
  timeout: TIME_LIMIT_MS + 10_000,
}, async context => {
  const spaces = unshareArguments();
  if (typeof spaces === 'string') return context.skip(true, `skipped: ${spaces}`);
  cloneInto(folder);
  const commands = readCommands();
  expect(commands.length).toBeGreaterThan(8);
  const script = folder.write('session.sh', scriptOf(commands, program('ip')!));
  const session = await run(spaces, script);
  const outputs = session.stdout.split(`${MARK}\n`);
  const seen = commands.map(({ line }, index) => `$ ${line}\n${plain(outputs[index] ?? '(not reached)')}`);
  const shown = commands.map(({ line, shown }) => `$ ${line}\n${plain(shown)}`);
  expect(seen, session.stderr).toEqual(shown);
});
