// The console blocks of a page, typed as they stand there, in one bash session that has a network of its own.
// Session and programs end together when the session does.
import { execFile, spawnSync } from 'node:child_process';
import { parse } from 'yaml';
import { LIKE, type Page } from './markdown.js';
import { program } from './programs.js';
import type { TempFolder } from './temp-folder.js';

/** Of a session that hangs: ten busy programs for each core were seen to make two minutes and a half of one. */
export const TIME_LIMIT_MS = 400_000;

/** What a session is made of. */
export const SESSION_PROGRAMS = ['unshare', 'ip', 'dig', 'bash'] as const;

export interface Command {
  readonly line: string;
  /** What the page shows below it. */
  readonly shown: string;
  /** Whether only its form is right. */
  readonly isLike: boolean;
  /** A zone file to be saved before it. */
  readonly zone?: string;
}

const isServe = (line: string) => /^(?:npm start|rondo serve)|dist\/main\.js serve/.test(line);

/** The commands of the console blocks of these kinds. Zones that a page shows while its server runs are to be saved. */
export function commandsOf({ blocks }: Page, ...kinds: string[]): Command[] {
  const commands: Command[] = [];
  let zone: string | undefined;
  for (const { info, text } of blocks) {
    const isRunning = commands.some(({ line }) => isServe(line));
    if (info === 'yaml zone' && isRunning) zone = text;
    if (!kinds.includes(info)) continue;
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

const untilOpen = (address: string, port: string) =>
  `until (: < /dev/tcp/${address}/${port}) 2> /dev/null; do sleep 0.1; done`;

/** How a person would know that what was started in the background is ready. @param served names that a server is asked for */
function waitFor(line: string, served: string): string {
  const [, port, address] = /(?:http\.server|\.py) (\d+) (?:--bind )?(\S+)/.exec(line) ?? [];
  if (address !== undefined) return untilOpen(address, port);
  if (line.startsWith('dnsmasq -k')) return untilOpen('127.0.0.1', '5301');
  if (!isServe(line)) throw new Error(`no test knows when this is ready: ${line}`);
  // Not for an address: the turn of the addresses must not move on.
  return `until dig @127.0.0.1 +tries=1 +time=1 ${served} SOA > /dev/null; do sleep 0.1; done`;
}

/** Ends the output of a command; it stands in no output. */
const MARK = '-- end of output --';

function scriptOf(commands: readonly Command[], served: string): string {
  const steps = commands.map(({ line, zone }) => {
    const saved = zone === undefined ? '' : `${saveOf(zone)}\n`;
    const typed = line.endsWith('&')
      ? `exec > jobs.log 2>&1\n${line}\nexec >&3 2>&4\n${waitFor(line, served)}`
      : line;
    return `${saved}${typed}\necho '${MARK}'`;
  });
  return ['set -m', 'exec 3>&1 4>&2', ...steps, ''].join('\n');
}

/** Namespaces for network and processes; the first process takes all others with it. */
const SPACES = ['--net', '--pid', '--fork', '--kill-child'];

/** Arguments that let `unshare` make the namespaces here, or why none do. */
export function unshareArguments(): string[] | string {
  const tries = [['--map-root-user', ...SPACES], SPACES].map(args => {
    return { args, ...spawnSync('unshare', [...args, 'true'], { encoding: 'utf8' }) };
  });
  const [first] = tries;
  return (
    tries.find(({ status }) => status === 0)?.args ?? `no namespaces for tests here: ${first.stderr.trim()}`
  );
}

interface Outcome {
  /** What each command printed. */
  readonly outputs: readonly string[];
  readonly stderr: string;
}

interface SessionOptions {
  readonly folder: TempFolder;
  readonly spaces: readonly string[];
  /** Of the page. */
  readonly commands: readonly Command[];
  /** Arguments for dig: a name that the server of the session holds, and its port. */
  readonly served: string;
  /** Lines of a script that go before the commands. */
  readonly opening?: string;
  /** Whether it runs as a user who is not root, as some programs want. */
  readonly isUnprivileged?: boolean;
  /** What is run before the session, always as root. */
  readonly before?: string;
  /** A folder of programs that go before those in PATH. */
  readonly programs?: string;
}

/** Makes a user of root, who still may read what root may. */
const AS_USER = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];

/** Runs the commands to their end, or to the time limit, in the folder. @returns what was printed, also then */
function run({
  folder,
  spaces,
  commands,
  served,
  opening = '',
  isUnprivileged = false,
  before = ':',
  programs,
}: SessionOptions): Promise<Outcome> {
  const script = `${opening}${scriptOf(commands, served)}`;
  const env = {
    ...process.env,
    RUNTIME_DIRECTORY: folder.at('run'),
    STATE_DIRECTORY: folder.at('state'),
    PATH: [programs, process.env.PATH].filter(Boolean).join(':'),
  };
  const under = isUnprivileged ? AS_USER : [];
  const options = { cwd: folder.path, env, timeout: TIME_LIMIT_MS, killSignal: 'SIGKILL' } as const;
  const up = `'${program('ip')}' link set lo up && {\n${before}\n} && exec "$@"`;
  const session = ['bash', '-c', up, 'bash', ...under, 'bash', '--norc', folder.write('session.sh', script)];
  return new Promise(resolve => {
    execFile('unshare', [...spaces, ...session], options, (_, stdout, stderr) =>
      resolve({ outputs: stdout.split(`${MARK}\n`), stderr }),
    );
  });
}

/** @param isLike whether numbers and times count as alike */
function plain(text: string, isLike: boolean): string {
  const form = isLike
    ? text
        .replace(/(?:\d+[dhms] ?)+/g, '# ')
        .replace(/\d+/g, '#')
        .replace(/(, | {2})by [\w-]+/g, '$1by a user')
    : text;
  return form.replace(/[^\S\n]+/g, ' ').trim();
}

/**
 * Types the commands of a page.
 * @returns what the session printed and what the page shows, each command with its output; runs of blanks count as one
 */
export async function typeSession(options: SessionOptions) {
  const { commands } = options;
  const { outputs, stderr } = await run(options);
  return {
    stderr,
    seen: commands.map(
      ({ line, isLike }, index) => `$ ${line}\n${plain(outputs[index] ?? '(not reached)', isLike)}`,
    ),
    shown: commands.map(({ line, shown, isLike }) => `$ ${line}\n${plain(shown, isLike)}`),
  };
}
