// The walk-through and the exercises of the README, typed as they stand there: every command of the console blocks, in order, in one bash session.
// Zones that are shown once the server runs are saved in its folder of zones.
// Session and programs have a network of their own, so that port 53 is free, and end together when the session does.
// Tolerated: runs of white space count as one blank. What stays unseen is the output of jobs in the background, which in a
// terminal would show up between the other lines, and standard error, where bash reports the jobs it ended.
import { execFile, spawnSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { LIKE, ROOT, readPages } from '../support/markdown.js';
import { needs, program } from '../support/programs.js';
import { TempFolder } from '../support/temp-folder.js';

/** Of a session that hangs: ten busy programs for each core were seen to make two minutes and a half of one. */
const TIME_LIMIT_MS = 400_000;
const missing = needs('unshare', 'ip', 'dig', 'python3', 'bash');

interface Command {
  readonly line: string;
  /** What the README shows below it. */
  readonly shown: string;
  /** Whether only its form is right. */
  readonly isLike: boolean;
  /** A zone file to be saved before it. */
  readonly zone?: string;
}

/** The commands of the session, from the first that starts a backend on. */
function readCommands(): Command[] {
  const [readme] = readPages();
  const commands: Command[] = [];
  let zone: string | undefined;
  for (const { info, text } of readme.blocks) {
    const isRunning = commands.some(({ line }) => line.startsWith('npm start'));
    if (info === 'yaml zone' && isRunning) zone = text;
    if (info !== 'console' && info !== LIKE) continue;
    for (const [, line, shown] of text.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)) {
      commands.push({ line, shown, isLike: info === LIKE, zone });
      zone = undefined;
    }
  }
  return commands;
}

/** Saves a zone, and waits until it is served. */
function saveOf(text: string): string {
  const { zone } = parse(text) as { zone: string };
  // A name that is not served yet would be asked for upstream, where nobody is, and `rondo status` would tell.
  const isLoaded = `node dist/main.js status ${zone} > /dev/null 2>&1`;
  const isServed = `dig @127.0.0.1 +short ${zone} SOA | grep -q .`;
  const waits = [isLoaded, isServed].map(done => `until ${done}; do sleep 0.1; done`);
  return `cat > zones/${zone}.yaml <<'END'\n${text}END\n${waits.join('\n')}`;
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
  const steps = commands.map(({ line, zone }) => {
    const saved = zone === undefined ? '' : `${saveOf(zone)}\n`;
    const typed = line.endsWith('&')
      ? `exec > jobs.log 2>&1\n${line}\nexec >&3 2>&4\n${waitFor(line)}`
      : line;
    return `${saved}${typed}\necho '${MARK}'`;
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
  const copied = [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'scripts',
    'src',
    'zones',
    'rondo.yaml',
  ];
  for (const name of copied) cpSync(join(ROOT, name), folder.at(name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), folder.at('node_modules'));
}

const folder = new TempFolder();
afterAll(() => folder.remove());
beforeEach(context => context.skip(...missing));

/** Runs the script to its end, or to the time limit. @returns what was printed, also then */
function run(spaces: readonly string[], script: string): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, RUNTIME_DIRECTORY: folder.at('run'), STATE_DIRECTORY: folder.at('state') };
  const options = { cwd: folder.path, env, timeout: TIME_LIMIT_MS, killSignal: 'SIGKILL' } as const;
  return new Promise(resolve => {
    execFile('unshare', [...spaces, 'bash', '--norc', script], options, (_, stdout, stderr) =>
      resolve({ stdout, stderr }),
    );
  });
}

/** @param isLike whether numbers and times count as alike */
function plain(text: string, isLike: boolean): string {
  const form = isLike ? text.replace(/(?:\d+[dhms] ?)+/g, '# ').replace(/\d+/g, '#') : text;
  return form.replace(/[^\S\n]+/g, ' ').trim();
}

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
  const seen = commands.map(
    ({ line, isLike }, index) => `$ ${line}\n${plain(outputs[index] ?? '(not reached)', isLike)}`,
  );
  const shown = commands.map(({ line, shown, isLike }) => `$ ${line}\n${plain(shown, isLike)}`);
  expect(seen, session.stderr).toEqual(shown);
});
