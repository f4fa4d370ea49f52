// The application: the only place where the parts are joined.
import { performance } from 'node:perf_hooks';
import { Responder } from './answer/respond.js';
import { Tally } from './answer/tally.js';
import { type Assembly, assemble } from './app/assembly.js';
import { logPool, logTransition, logTurn } from './app/event-log.js';
import { ListenError, Listeners, showAddress } from './app/listeners.js';
import { createAppMetrics } from './app/metrics.js';
import { type Loaded, type LoadOptions, loadConfig } from './config/load.js';
import { type FileWatch, watchFiles } from './config/watch.js';
import { Forwarder } from './forward/forwarder.js';
import { Acl } from './guard/acl.js';
import { systemClock } from './health/clock.js';
import { HealthEngine } from './health/engine.js';
import { runProbe } from './health/probe/probe.js';
import { Catalog } from './image/catalog.js';
import { AdminServer } from './observe/admin.js';
import type { Log } from './observe/log.js';
import { queryLog } from './observe/query-log.js';
import { renderProblem } from './source/render.js';
import type { Desk } from './transport/desk.js';

/** The longest wait for the first round of probes before the sockets open. */
const FIRST_ROUND_MS = 3000;
/** The longest wait for answers under way when the process is told to stop. */
const DRAIN_MS = 1500;

/** What the server was doing when it was asked. */
export interface ReloadState {
  ok: boolean;
  lastSuccessSeconds: number;
  succeeded: number;
  failed: number;
}

/** A running server. */
export class App {
  readonly tally = new Tally();
  readonly reloads: ReloadState = {
    ok: true,
    lastSuccessSeconds: Date.now() / 1000,
    succeeded: 1,
    failed: 0,
  };
  readonly health: HealthEngine;
  readonly forwarder: Forwarder;
  assembly: Assembly;

  readonly #log: Log;
  readonly #options: LoadOptions;
  readonly #responder: Responder;
  readonly #listeners: Listeners;
  #acl: Acl;
  #admin: { server: AdminServer; address: string } | undefined;
  #watch: FileWatch | undefined;
  #logQuery: Desk['log'];
  #isReady = false;
  /** The reload under way, and whether another was asked for meanwhile. */
  #reloading: Promise<void> | undefined;
  #reloadAgain = false;

  /** Prepares a server from files that were loaded without an error. */
  constructor(loaded: Loaded, options: LoadOptions, log: Log) {
    this.#options = options;
    this.#log = log;
    this.assembly = assemble(loaded);
    this.#acl = Acl.of(loaded.config.allow);
    this.#responder = new Responder(new Catalog(this.assembly.parts));
    this.#listeners = new Listeners(this.#desk(), loaded.config.tcp);
    this.forwarder = new Forwarder({
      clock: systemClock,
      onTurn: (upstream, reason) => logTurn(log, upstream, reason),
    });
    this.health = new HealthEngine({
      clock: systemClock,
      probe: runProbe,
      random: Math.random,
      onTransition: event => logTransition(log, event),
      onPool: event => logPool(log, event),
    });
  }

  /** The addresses where queries are answered. */
  get bound(): string[] {
    return this.#listeners.bound.map(showAddress);
  }

  /** The admin address; undefined when it is off. */
  get admin(): string | undefined {
    return this.#admin?.address;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Probes every backend once, then opens the sockets and watches the files. @throws ListenError */
  async start(loaded: Loaded): Promise<void> {
    // Files that are edited during the first round are loaded after it.
    let isStale = false;
    const onChange = () => {
      if (this.#isReady) void this.reload();
      else isStale = true;
    };
    this.#watch = watchFiles(loaded.files, onChange, { sinceMs: loaded.beganMs });
    this.health.apply(this.assembly.pools);
    if (this.assembly.pools.length > 0) await this.health.firstRound(FIRST_ROUND_MS);
    this.#applySettings(loaded);
    await this.#listeners.set(loaded.config.listen, DRAIN_MS);
    await this.#setAdmin(loaded.config.admin);
    this.#isReady = true;
    if (isStale) await this.reload();
  }

  /** Loads everything again; when anything is wrong, all stays as it is. Calls during a reload lead to one more. */
  reload(): Promise<void> {
    if (this.#reloading !== undefined) {
      this.#reloadAgain = true;
      return this.#reloading;
    }
    this.#reloading = this.#reloadUntilQuiet().finally(() => {
      this.#reloading = undefined;
    });
    return this.#reloading;
  }

  /** Stops accepting, answers what was received, and closes everything. */
  async stop(): Promise<void> {
    this.#isReady = false;
    await this.#watch?.close();
    this.health.stop();
    await this.#listeners.close(DRAIN_MS);
    await this.forwarder.close();
    this.#admin?.server.close();
  }

  async #reloadUntilQuiet(): Promise<void> {
    do {
      this.#reloadAgain = false;
      await this.#reloadOnce();
    } while (this.#reloadAgain);
  }

  async #reloadOnce(): Promise<void> {
    const began = performance.now();
    const loaded = loadConfig(this.#options);
    this.#watch?.update(loaded.files, loaded.beganMs);
    if (loaded.problems.hasErrors) {
      this.#reloads(false);
      for (const problem of loaded.problems.list)
        this.#log[problem.severity === 'error' ? 'error' : 'warn'](renderProblem(problem));
      this.#log.error(
        { errors: loaded.problems.errorCount },
        'reload failed: the last good configuration and zones stay in use',
      );
      return;
    }
    try {
      await this.#adopt(loaded);
    } catch (error) {
      this.#reloads(false);
      this.#log.error(
        `reload failed: ${(error as Error).message}; the last good configuration and zones stay in use`,
      );
      return;
    }
    this.#reloads(true);
    const ms = Math.round(performance.now() - began);
    this.#log.info({ zones: loaded.zones.length, ms }, 'reloaded');
  }

  /** Swaps in what was loaded. Lineups are filled from the known states first, so that no answer shows a dead member. */
  async #adopt(loaded: Loaded): Promise<void> {
    const assembly = assemble(loaded);
    this.health.fill(assembly.pools);
    const catalog = new Catalog(assembly.parts);
    await this.#listeners.set(loaded.config.listen, DRAIN_MS);
    await this.#setAdmin(loaded.config.admin);
    this.assembly = assembly;
    this.#responder.catalog = catalog;
    this.health.apply(assembly.pools);
    this.#applySettings(loaded);
  }

  #reloads(ok: boolean): void {
    this.reloads.ok = ok;
    if (!ok) {
      this.reloads.failed++;
      return;
    }
    this.reloads.succeeded++;
    this.reloads.lastSuccessSeconds = Date.now() / 1000;
  }

  #applySettings({ config }: Loaded): void {
    this.#acl = Acl.of(config.allow);
    this.#log.level = config.log.level;
    this.#logQuery =
      config.log.queries > 0 ? queryLog(this.#log, config.log.queries, () => performance.now()) : undefined;
  }

  async #setAdmin(wanted: Loaded['config']['admin']): Promise<void> {
    const address = wanted === undefined ? undefined : showAddress(wanted);
    if (address === this.#admin?.address) return;
    const former = this.#admin;
    this.#admin = undefined;
    former?.server.close();
    if (wanted === undefined) return;
    const server = new AdminServer({ metrics: this.#metrics(), isReady: () => this.#isReady });
    try {
      await server.listen(wanted.address, wanted.port);
    } catch (error) {
      throw ListenError.of(error, wanted, 'admin');
    }
    this.#admin = { server, address: showAddress(wanted) };
  }

  #metrics(): ReturnType<typeof createAppMetrics> {
    const { tally, health, forwarder } = this;
    return createAppMetrics({
      tally,
      health,
      forwarder,
      rows: () => this.assembly.rows,
      reload: () => this.reloads,
    });
  }

  #desk(): Desk {
    const app = this;
    return {
      responder: this.#responder,
      tally: this.tally,
      mayForward: address => app.assembly.routes.length > 0 && app.#acl.allows(address),
      forward: (query, questionEnd, route, isTcp, maxSize) =>
        app.forwarder.forward(query, questionEnd, app.assembly.routes[route], isTcp ? 'tcp' : 'udp', maxSize),
      get log() {
        return app.#logQuery;
      },
    };
  }
}
