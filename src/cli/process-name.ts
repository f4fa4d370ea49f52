// What a process is called: the name that people know it by, and its command line where the name says too little.
import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** What /proc tells of a process. */
export interface ProcessFacts {
  /** The name of its first thread, cut at 15 octets. A process may change it: Node 24 and later say `MainThread`. */
  readonly comm: string;
  /** The path of its program; undefined when it cannot be read, as of another user's process. */
  readonly exe: string | undefined;
  /** Its command line; one word when the process wrote a title over it, none of a kernel thread. */
  readonly words: readonly string[];
}

/** The kernel keeps this many octets of a thread's name. */
const COMM_OCTETS = 15;

/** The most characters of a command line that are shown. */
const MAX_COMMAND = 60;

/** The names under which this server is run. */
const OWN_NAMES: ReadonlySet<string> = new Set(['rondo', 'main.js', 'rondo.cjs']);

/** Programs that run another: their name alone does not tell which. */
const INTERPRETER = /^(?:node|nodejs|bun|deno|python[\d.]*|perl|ruby|php|java|dotnet|ba?sh|dash)$/;

/** Whether a command line is that of `rondo serve`. */
export function isServer(words: readonly string[]): boolean {
  return words.includes('serve') && words.some(word => OWN_NAMES.has(basename(word)));
}

/** `dnsmasq`; `rondo (node dist/main.js serve)`; `python3 (python3 -m http.server)`. Never empty. */
export function processName(facts: ProcessFacts): string {
  const name = isServer(facts.words) ? 'rondo' : printable(programOf(facts)) || 'a process without a name';
  if (name !== 'rondo' && !INTERPRETER.test(name)) return name;
  const command = commandOf(facts.words);
  return command === '' || command === name ? name : `${name} (${command})`;
}

/** The program, or the script that was started as one: whatever the thread's name is the beginning of, if anything is. */
function programOf({ comm, exe, words }: ProcessFacts): string {
  const program = exe === undefined ? undefined : basename(exe.replace(/ \(deleted\)$/, ''));
  const names = [...(program === undefined ? [] : [program]), ...words.map(word => basename(word))];
  const isCut = Buffer.byteLength(comm) >= COMM_OCTETS;
  const named = names.find(name => name === comm || (isCut && comm !== '' && name.startsWith(comm)));
  return named ?? program ?? (titleOf(words[0] ?? '') || comm);
}

/** `nginx` of `nginx: master process /usr/sbin/nginx`. */
function titleOf(word: string): string {
  return basename(word.split(/: | /)[0]);
}

function commandOf(words: readonly string[]): string {
  const [program = '', ...rest] = words;
  const text = printable([basename(program), ...rest].join(' '));
  return text.length <= MAX_COMMAND ? text : `${text.slice(0, MAX_COMMAND - 1)}…`;
}

/** On one line, and without what a terminal would obey: a process may call itself anything. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}

/** The command line of a process; none when it is gone or has none. */
export function commandLine(pid: number): string[] {
  const text = tried(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? '';
  const words = text.split('\0');
  return words.slice(0, words.findLastIndex(word => word !== '') + 1);
}

/** What can be known of a process. */
export function processFacts(pid: number): ProcessFacts {
  return {
    comm: (tried(() => readFileSync(`/proc/${pid}/comm`, 'utf8')) ?? '').replace(/\n$/, ''),
    exe: tried(() => readlinkSync(`/proc/${pid}/exe`)),
    words: commandLine(pid),
  };
}

/** What a reading gives; undefined when the process is gone or closed to us. */
function tried(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
