// Runs the server until a signal ends it.
import { App } from '../app/app.js';
import { logProblems } from '../app/problem-log.js';
import { addressesOf } from '../config/config.js';
import { type Loaded, type LoadOptions, loadConfig } from '../config/load.js';
import { isTextLog, type Log, openLog } from '../observe/log.js';
import { ServiceManager } from '../operate/service-manager.js';
import { stateFileOf } from '../operate/state-file.js';
import { StateInUseError } from '../operate/state-lock.js';
import { ListenError } from '../serve/listen-error.js';
import { batchObstacle, type TransportChoice } from '../serve/udp-side.js';
import { InheritedSocketError, InheritedSockets } from '../transport/inherited-sockets.js';
import { VERSION } from '../view/version.js';
import { EXIT } from './exit-code.js';
import { adviseOnListenError } from './listen-advice.js';
import { exitCodeOfLoad } from './load-exit-code.js';
import { findPredecessors } from './predecessor.js';
import { count, printProblems } from './print-problems.js';
import { closeUnwantedInspector, handleSignals, type SignalActions } from './signals.js';
import { meetUnexpectedErrors } from './unexpected-errors.js';

/** What the command line says. */
export interface ServeFlags {
  config?: string;
  listen?: string[];
  zone?: string[];
  forward?: string[];
  admin?: string;
  nsid?: string;
  transport?: string;
  workers?: string;
  takeover?: boolean;
  strict?: boolean;
}

/** Starts the server that the flags describe; what is wrong with them or with the files is printed, and is in the exit status. */
export async function runServer(flags: ServeFlags): Promise<void> {
  leaveRemovedFolder();
  const { config, zone, takeover, strict, ...rest } = flags;
  const inherited = takeInherited();
  if (inherited === undefined) return;
  const options: LoadOptions = {
    configFile: config,
    overrides: { ...rest, zones: zone },
    isStrict: strict,
    // Looked into before files are read: from then on memory that they took for a moment is given back.
    batchObstacle: batchObstacle(),
    inherited: inherited.addresses,
  };
  const loaded = loadConfig(options, undefined, undefined, config =>
    stateFileOf(config.state, addressesOf(config)),
  );
  const isText = isTextLog(loaded.config.log);
  if (isText || !loaded.isServable) printProblems(loaded.problems);
  if (!loaded.isServable) {
    process.stderr.write(`rondo: not started: ${count(loaded.problems.errorCount, 'error')}\n`);
    process.exitCode = exitCodeOfLoad(loaded);
    return;
  }
  const log = await openLog(loaded.config.log);
  if (!isText) logProblems(log, loaded.problems);
  meetUnexpectedErrors(log);
  const app = new App(loaded, options, log, {
    inherited,
    findFormer: takeover ? findPredecessors : undefined,
  });
  if (takeover && app.threads.udp.transport.kind === 'dgram') refuseTakeover(app.threads.udp.transport);
  const manager = ServiceManager.take(process.env, process.pid, text => log.warn(text));
  handleSignals(actionsOf(app, log, manager));
  await start(app, loaded);
  logStart(app, log, loaded.zones.length, inherited);
  manager?.ready(whereItAnswers(app));
  manager?.watch(() => app.threads.areAlive());
  await closeUnwantedInspector();
}

/** A working directory that was removed is nowhere, and paths relative to it lead nowhere; absolute ones are served. */
function leaveRemovedFolder(): void {
  try {
    process.cwd();
  } catch {
    process.chdir('/');
  }
}

/** Ends the process when an address cannot be opened, and says what can be done. */
async function start(app: App, loaded: Loaded): Promise<void> {
  try {
    await app.start(loaded);
  } catch (error) {
    await app.stop();
    const isListen = error instanceof ListenError;
    if (!isListen && !(error instanceof InheritedSocketError) && !(error instanceof StateInUseError))
      throw error;
    process.stderr.write(`${isListen ? adviseOnListenError(error) : `rondo: ${error.message}`}\n`);
    process.exit(EXIT.UNAVAILABLE);
  }
}

function logStart(app: App, log: Log, zones: number, inherited: InheritedSockets): void {
  log.info(
    {
      version: VERSION,
      listen: app.bound,
      admin: app.admin ?? 'off',
      zones,
      transport: app.threads.udp.transport.kind,
      workers: Math.max(1, app.threads.udp.size),
      ...(inherited.all.length === 0 ? {} : { handedOver: inherited.all.length }),
      ...(app.threads.udp.transport.obstacle === undefined
        ? {}
        : { withoutBatch: app.threads.udp.transport.obstacle }),
    },
    `rondo ${whereItAnswers(app)}`,
  );
  warnWithoutBatch(app.threads.udp.transport, log);
}

/** Elsewhere than on Linux there is nothing to be done about it. */
function warnWithoutBatch({ obstacle }: TransportChoice, log: Log): void {
  if (obstacle === undefined || process.platform !== 'linux') return;
  const what =
    'one thread reads UDP, answers a seventh as much, and loses queries in floods of 100,000 a second';
  log.warn(`without the batch transport ${what}: ${obstacle}; \`transport: dgram\` takes it as it is`);
}

function whereItAnswers(app: App): string {
  return `answers on ${app.bound.join(', ')}`;
}

/** The sockets that systemd handed over; undefined when they are of no use, which was said. */
function takeInherited(): InheritedSockets | undefined {
  try {
    return InheritedSockets.take(process.env, process.pid);
  } catch (error) {
    if (!(error instanceof InheritedSocketError)) throw error;
    process.stderr.write(`rondo: ${error.message}\n`);
    process.exitCode = EXIT.UNAVAILABLE;
    return undefined;
  }
}

function refuseTakeover({ obstacle }: TransportChoice): never {
  const why = obstacle === undefined ? 'transport: dgram was asked for' : `here is none: ${obstacle}`;
  process.stderr.write(`rondo: --takeover needs the batch transport, and ${why}\n`);
  process.exit(EXIT.USAGE);
}

/** A second SIGTERM or SIGINT ends the process at once. */
function actionsOf(app: App, log: Log, manager: ServiceManager | undefined): SignalActions {
  let isEnding = false;
  return {
    reload() {
      manager?.reloading();
      void app.reload().then(() => manager?.ready(whereItAnswers(app)));
    },
    showCounters: () => void app.logCounters(),
    end(signal) {
      if (isEnding) process.exit(EXIT.OK);
      isEnding = true;
      manager?.stopping();
      log.info({ signal }, 'stopping');
      void app.stop().then(() => process.exit(EXIT.OK));
    },
    stop: () => app.stop(),
  };
}
