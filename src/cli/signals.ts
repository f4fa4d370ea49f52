// The signals of `serve`: what each does, and that none ends the server which is not meant to. It imports nothing that takes time.
import { closeSync, openSync } from 'node:fs';

/** What a server does when it is asked by a signal. */
export interface SignalActions {
  /** SIGHUP: loads everything again. */
  reload(): void;
  /** SIGUSR1: writes the counters to the log. */
  showCounters(): void;
  /** SIGTERM and SIGINT: ends the process with the answers under way. */
  end(signal: NodeJS.Signals): void;
  /** SIGHUP of a terminal that was closed: the same, but the process is ended by the signal itself. */
  stop(): Promise<void>;
}

/** Those that a server acts on; it may get them before it can. */
const ACTED_ON: readonly NodeJS.Signals[] = ['SIGHUP', 'SIGUSR1'];

/** Those that end a process unless it says otherwise, and have nothing to say to this one. */
const WITHOUT_EFFECT: readonly NodeJS.Signals[] = [
  ...(['SIGUSR2', 'SIGPIPE', 'SIGALRM', 'SIGVTALRM', 'SIGIO', 'SIGPOLL'] as const),
  ...(['SIGPWR', 'SIGSTKFLT', 'SIGXCPU', 'SIGXFSZ', 'SIGWINCH', 'SIGURG'] as const),
];

/** The terminal's: on one, they stop the server as any program, and without one they have nothing to say either. */
const OF_TERMINALS: readonly NodeJS.Signals[] = ['SIGTSTP', 'SIGTTIN', 'SIGTTOU'];

/** Signals that came before {@link handleSignals}, each once. */
const early = new Set<NodeJS.Signals>();
/** What is done at each; undefined until {@link handleSignals}. */
let act: Partial<Record<NodeJS.Signals, () => void>> | undefined;

/** The one listener of each signal from first to last: a signal that is on its way when its last listener goes is lost. */
function hear(signal: NodeJS.Signals): void {
  if (act === undefined) early.add(signal);
  else act[signal]?.();
}

/** From now on no signal ends the server that has no business to. Until this is called the system and node do as usual. */
export function holdSignals(): void {
  for (const signal of ACTED_ON) process.on(signal, hear);
  const unheard = () => undefined;
  for (const signal of WITHOUT_EFFECT) process.on(signal, unheard);
  // Node's own profiler works by this one.
  if (!process.execArgv.some(flag => flag.includes('prof'))) process.on('SIGPROF', unheard);
  if (process.stderr.isTTY !== true) for (const signal of OF_TERMINALS) process.on(signal, unheard);
}

/** Acts on signals, and on those that came since {@link holdSignals}. */
export function handleSignals(actions: SignalActions): void {
  act = {
    SIGHUP: () => {
      if (isTerminalGone()) void actions.stop().then(dieOfHangup);
      else actions.reload();
    },
    SIGUSR1: () => actions.showCounters(),
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => actions.end(signal));
  for (const signal of early) hear(signal);
  early.clear();
}

/** Node opens its inspector at a SIGUSR1 that comes before {@link holdSignals}. */
export async function closeUnwantedInspector(): Promise<void> {
  const flags = [...process.execArgv, process.env.NODE_OPTIONS ?? ''];
  if (flags.some(flag => flag.includes('--inspect'))) return;
  const inspector = await import('node:inspector');
  if (inspector.url() !== undefined) inspector.close();
}

/**
 * A terminal window that is closed sends SIGHUP too, and a server that nobody sees any more must not keep
 * the port.
 */
function isTerminalGone(): boolean {
  if (process.stderr.isTTY !== true) return false;
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return false;
  } catch {
    return true;
  }
}

/** Nothing can be printed any more, and node aborts when it finds no terminal to restore at exit. */
function dieOfHangup(): void {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
