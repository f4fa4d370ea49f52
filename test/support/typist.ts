// A person at a terminal: types into a program, and waits after each text for what it shows.
import { finish } from './processes.js';
import { program } from './programs.js';

/** What is typed, and a regular expression of what must be shown then. */
export type Step = readonly [text: string, shown: string];

/** Python has pseudo-terminals; Node has none. */
const TYPIST = `
import json, os, pty, re, select, signal, sys
pid, fd = pty.fork()
if pid == 0: os.execvp(sys.argv[2], sys.argv[2:])
for text, pattern in json.loads(sys.argv[1]):
    os.write(fd, text.encode())
    seen = ''
    while not re.search(pattern, seen):
        if not select.select([fd], [], [], 60)[0]: sys.exit('no ' + pattern + ' in ' + repr(seen))
        try: seen += os.read(fd, 4096).decode(errors='replace')
        except OSError: sys.exit('ended before ' + pattern + ': ' + repr(seen))
try: os.kill(pid, signal.SIGKILL)
except OSError: pass
`;

/** Runs a program on a terminal of its own until all was typed and shown; then ends it. @returns status 0, or on standard error what was missing */
export function typeInto(
  steps: readonly Step[],
  argv: readonly string[],
  cwd?: string,
): ReturnType<typeof finish> {
  return finish(program('python3')!, ['-c', TYPIST, JSON.stringify(steps), ...argv], cwd);
}

/** The same as one command of a shell. */
export function terminalOf(steps: readonly Step[], argv: readonly string[], python: string): string {
  return [python, '-c', TYPIST, JSON.stringify(steps), ...argv].map(shellWord).join(' ');
}

const shellWord = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
