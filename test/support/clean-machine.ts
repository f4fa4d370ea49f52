// A machine as a newcomer has it: an empty home, nothing kept by npm, and no network unless a step needs one.
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname } from 'node:path';
import { ROOT } from './markdown.js';
import { PATIENCE_MS } from './patience.js';
import { program } from './programs.js';
import { TempFolder } from './temp-folder.js';

/** How this machine reaches the npm registry. All else of its environment stays outside. */
const REACHES_REGISTRY =
  /^(?:npm_config_(?:registry|cafile|.*proxy)|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+|\w+_proxy)$/i;

/** Namespaces of files and processes; the first process takes all others with it. */
const SPACES = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** Arguments for `unshare`, or why it makes no namespaces here. */
function spaces(): string[] | string {
  const tries = [SPACES, ['--map-root-user', ...SPACES]].map(args => {
    return { args, ...spawnSync('unshare', [...args, '--net', 'true'], { encoding: 'utf8' }) };
  });
  const refusal = tries[0].error?.message ?? tries[0].stderr;
  return tries.find(({ status }) => status === 0)?.args ?? `no namespaces here: ${String(refusal).trim()}`;
}

export interface Step {
  /** Whether the network of this machine is there; else there is loopback, all ports of which are free. */
  readonly isOnline?: boolean;
  readonly limitMs?: number;
  /** Variables of the script. */
  readonly env?: Readonly<Record<string, string>>;
}

export class CleanMachine {
  readonly folder = new TempFolder();
  readonly home = this.folder.at('home');
  /** Where `npm install -g` puts commands. */
  readonly prefix = this.folder.at('home/.local');
  readonly #spaces = spaces();

  constructor() {
    mkdirSync(this.home);
  }

  /** Why the steps share network and files with the tests; undefined when they do not. */
  get obstacle(): string | undefined {
    return typeof this.#spaces === 'string' ? this.#spaces : undefined;
  }

  #env(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
    const { home, prefix, folder } = this;
    const usual = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/sbin', '/sbin'];
    return {
      ...Object.fromEntries(Object.entries(process.env).filter(([key]) => REACHES_REGISTRY.test(key))),
      HOME: home,
      PATH: [`${prefix}/bin`, dirname(process.execPath), ...usual].join(delimiter),
      LANG: 'C.UTF-8',
      TERM: 'xterm',
      npm_config_prefix: prefix,
      RUNTIME_DIRECTORY: folder.at('run'),
      STATE_DIRECTORY: folder.at('state'),
      ...more,
    };
  }

  /** What comes before a script in namespaces. */
  #settle(isOnline: boolean): string[] {
    const hidden = homedir();
    const needed = [ROOT, process.execPath, this.folder.path].some(path =>
      `${path}/`.startsWith(`${hidden}/`),
    );
    return [
      ...(isOnline ? [] : [`'${program('ip')}' link set lo up`]),
      ...(needed || hidden === '/' ? [] : [`mount -t tmpfs tmpfs '${hidden}'`]),
    ];
  }

  /** Runs a script of bash, that ends with the first command that fails, in the folder. Processes that it leaves are ended. */
  run(
    script: string,
    { isOnline = false, limitMs = PATIENCE_MS, env }: Step = {},
  ): Promise<{ stdout: string; stderr: string; status: number }> {
    const isOwn = typeof this.#spaces !== 'string';
    const lines = ['set -m', ...(isOwn ? this.#settle(isOnline) : []), LEAVE, script].join('\n');
    const bash = ['bash', '--norc', '-eu', '-o', 'pipefail', '-c', lines];
    const space = isOwn ? ['unshare', ...this.#spaces, ...(isOnline ? [] : ['--net'])] : [];
    const [command, ...args] = [...space, ...bash];
    const options = {
      cwd: this.folder.path,
      env: this.#env(env),
      timeout: limitMs,
      killSignal: 'SIGKILL',
    } as const;
    return new Promise(resolve => {
      execFile(command, args, options, (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ stdout, stderr, status });
      });
    });
  }

  remove(): void {
    this.folder.remove();
  }
}

/** Jobs in the background end with the script, also where no namespace ends them. */
const LEAVE = `trap 'jobs -p | xargs -r -I{} kill -TERM -- -{} 2> /dev/null || true; wait || true' EXIT`;
