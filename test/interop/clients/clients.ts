// The programs that connect to the members of a pool, and how each of them is built and run.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { program } from '../../support/programs.js';
import type { TempFolder } from '../../support/temp-folder.js';

/** A program with `{host}`, `{port}` and `{times}` in its command. */
export interface Client {
  /** Its row in the table. */
  readonly name: string;
  readonly command: readonly string[];
  /** How often it is run; once when it connects as often as it is told by itself. */
  readonly launches?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** So many connections of each client, as many turns as three members have four times. */
export const TIMES = 12;
/** A browser takes some seconds to start. */
const BROWSER_LAUNCHES = 3;

const ARGUMENTS = ['{host}', '{port}', '{times}'];
const URL_OF_IT = 'http://{host}:{port}/';
const source = (name: string) => fileURLToPath(new URL(`programs/${name}`, import.meta.url));

/** Those that can be had everywhere. */
export const USUAL = ['curl', 'wget', 'python3', 'musl-gcc'] as const;

/** Prints how many addresses each answer has. */
export const COUNTER: Client = {
  name: 'addresses in an answer',
  command: [process.execPath, source('count.mjs'), ...ARGUMENTS],
};

function build(command: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${error ?? stderr}`);
}

/** Those of {@link USUAL}, and Node itself. */
export function usualClients(folder: TempFolder): Client[] {
  const musl = folder.at('musl');
  build('musl-gcc', '-static', '-o', musl, source('connect.c'));
  return [
    { name: 'curl', command: ['curl', '-sS', '-o', '/dev/null', URL_OF_IT], launches: TIMES },
    { name: 'wget', command: ['wget', '-q', '-O', '/dev/null', URL_OF_IT], launches: TIMES },
    { name: 'Python', command: ['python3', source('connect.py'), ...ARGUMENTS] },
    { name: 'Node', command: [process.execPath, source('connect.mjs'), ...ARGUMENTS] },
    { name: 'musl (Alpine)', command: [musl, ...ARGUMENTS] },
  ];
}

function javaClients(folder: TempFolder): Client[] {
  if (program('javac') === undefined) return [];
  build('javac', '-d', folder.path, source('Connect.java'));
  const options = ['-Dsun.net.inetaddr.ttl=0', '-cp', folder.path];
  return [{ name: 'Java', command: ['java', ...options, 'Connect', ...ARGUMENTS] }];
}

function goClients(folder: TempFolder): Client[] {
  if (program('go') === undefined) return [];
  const path = folder.at('go');
  build('go', 'build', '-o', path, source('connect.go'));
  const command = [path, ...ARGUMENTS];
  return [
    { name: 'Go, its own resolver', command, env: { GODEBUG: 'netdns=go' } },
    { name: 'Go, that of the system', command, env: { GODEBUG: 'netdns=cgo' } },
  ];
}

function browsers(): Client[] {
  if (program('chromium') === undefined) return [];
  const options = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  const ways = [
    { name: 'Chromium, its own resolver', feature: '--enable-features=AsyncDns' },
    { name: 'Chromium, that of the system', feature: '--disable-features=AsyncDns' },
  ];
  return ways.map(({ name, feature }) => {
    const command = ['chromium', ...options, feature, '--dump-dom', URL_OF_IT];
    return { name, command, launches: BROWSER_LAUNCHES };
  });
}

/** All that this machine has. */
export function allClients(folder: TempFolder): Client[] {
  return [...usualClients(folder), ...goClients(folder), ...javaClients(folder), ...browsers()];
}
