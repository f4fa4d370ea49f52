// The application: the only place where the parts are joined.
import { performance } from 'node:perf_hooks';
import { type Chain, Responder } from '../answer/respond.js';
import type { AnswerSettings } from '../answer/settings.js';
import { Tally } from '../answer/tally.js';
import { type AdminListener, openAdminListener } from '../api/admin-listener.js';
import type { ControlServer } from '../api/control-server.js';
import { openControl } from '../api/control-socket.js';
import type { ControlledServer } from '../api/controlled-server.js';
import { type Loaded, type LoadOptions, loadConfig } from '../config/load.js';
import type { LoadMemory } from '../config/load-memory.js';
import { type FileWatch, watchFiles } from '../config/watch.js';
import { Recall } from '../forward/cache/recall.js';
import { Forwarder } from '../forward/forwarder.js';
import { Acl } from '../guard/acl.js';
import { Cookies, systemSources } from '../guard/cookies.js';
import { AdminOverrides } from '../health/admin-override.js';
import { HealthEngine } from '../health/engine.js';
import { openFilesLimit } from '../health/open-files.js';
import { Catalog } from '../image/catalog.js';
import { EventRing } from '../observe/event-ring.js';
import type { Log } from '../observe/log.js';
import { QueryLog } from '../observe/query-log.js';
import { EventLog } from '../operate/event-log.js';
import type { Scene } from '../operate/explain.js';
import { HealthTxt } from '../operate/health-txt.js';
import { Operator } from '../operate/operator.js';
import { stateFileOf } from '../operate/state-file.js';
import { runProbe } from '../probe/run.js';
import { cacheFor } from '../serve/forward-cache.js';
import { Listeners, showAddress } from '../serve/listeners.js';
import { Reclaim } from '../serve/reclaim.js';
import { relieve } from '../serve/relieve.js';
import { UdpSide } from '../serve/udp-side.js';
import { renderProblem } from '../source/render.js';
import { answerSettings } from '../store/answer-settings.js';
import { type Assembly, assemble } from '../store/assembly.js';
import { systemClock } from '../time/clock.js';
import { lazyUptime } from '../time/uptime.js';
import type { Desk, ListenAddress } from '../transport/desk.js';
import { InheritedSockets } from '../transport/inherited-sockets.js';
import type { createAppMetrics } from './metrics.js';
import { OneAtATime } from './one-at-a-time.js';

/** The longest wait for the first round of probes before the sockets open. */
const FIRST_ROUND_MS = 3000;
/** The longest wait for answers under way when the process is told to stop. */
const DRAIN_MS = 1500;

/** How long the admin address of a former process is waited for. */
const ADMIN_WAIT_MS = 5000;

/** What the server was doing when it was asked. */
export interface ReloadState {
  ok: boolean;
  lastSuccessSeconds: number;
  succeeded: number;
  failed: number;
}

/** What a server has from others. */
export interface Origin {
  readonly inherited: InheritedSockets;
  /** Finds the processes from which it is to take over; without it, from none. */
  readonly findFormer?: (listen: readonly ListenAddress[]) => readonly number[];
}

const ALONE: Origin = { inherited: new InheritedSockets() };

/** A running server. */
export class App implements ControlledServer {
  readonly tally = new Tally();
  readonly events = new EventRing();
  readonly configFile: string | undefined;
  readonly reloads: ReloadState = {
    ok: true,
    lastSuccessSeconds: Date.now() / 1000,
    succeeded: 1,
    failed: 0,
  };
  readonly health: HealthEngine;
  readonly operator: Operator;
  readonly forwarder: Forwarder;
  assembly: Assembly;
  readonly udp: UdpSide;

  readonly #log: Log;
  readonly #eventLog: EventLog;
  #control: ControlServer | undefined;
  readonly #findFormer: Origin['findFormer'];
  readonly #options: LoadOptions;
  readonly #responder: Responder;
  readonly #healthTxt: HealthTxt;
  readonly #recall: Recall;
  readonly #reclaim = new Reclaim();
  readonly #listeners: Listeners;
  /** What the next reload may use again. */
  #memory: LoadMemory;
  readonly #cookies = new Cookies(systemSources);
  #acl: Acl;
  #admin: AdminListener | undefined;
  #watch: FileWatch | undefined;
  #logQuery: Desk['log'];
  #settings: AnswerSettings = {};
  #isReady = false;
  /** Whether files changed, or a reload was asked for, before the sockets were open. */
  #isStale = false;
  readonly #reloader = new OneAtATime(() => this.#reloadOnce());

  /** Prepares a server from files that were loaded without an error. */
  constructor(loaded: Loaded, options: LoadOptions, log: Log, { inherited, findFormer }: Origin = ALONE) {
    this.#findFormer = findFormer;
    this.#options = options;
    this.#log = log;
    this.#eventLog = new EventLog(log, this.events);
    this.#memory = loaded.memory;
    this.configFile = loaded.configFile;
    this.assembly = assemble(loaded);
    this.#acl = Acl.of(loaded.config.allow);
    this.#responder = new Responder(new Catalog(this.assembly.parts), this.tally);
    this.#recall = new Recall(this.#responder, this.tally, lazyUptime());
    const cache = cacheFor(loaded.config, this.assembly);
    this.udp = new UdpSide(loaded.config, this.assembly, cache?.memory, this.#cookies, log);
    const desk = this.#desk();
    this.#listeners = new Listeners(desk, this.udp.factory(desk), inherited);
    this.forwarder = new Forwarder({
      clock: systemClock,
      onTurn: (upstream, reason) => this.#eventLog.turn(upstream, reason),
      cache,
    });
    this.#recall.memory = cache?.memory;
    const overrides = new AdminOverrides();
    this.health = new HealthEngine({
      overrides,
      clock: systemClock,
      probe: runProbe,
      random: Math.random,
      onTransition: event => this.#eventLog.transition(event),
      onPool: event => this.#eventLog.pool(event),
      onFlap: event => this.#eventLog.flap(event),
      onTold: (endpoint, told) => this.#eventLog.told(endpoint, told),
      onSuspicion: held => this.#eventLog.suspicion(held),
      onLate: event => this.#eventLog.late(event),
      // As many are left for clients, upstreams and files.
      maxProbes: Math.max(1, Math.floor(openFilesLimit() / 2)),
    });
    const { health } = this;
    this.#healthTxt = new HealthTxt(health);
    this.operator = new Operator({
      overrides,
      health,
      events: this.#eventLog,
      clock: systemClock,
    });
  }

  /** The addresses where queries are answered. */
  get bound(): string[] {
    return this.#listeners.bound.map(showAddress);
  }

  /** What answers are made by now. */
  get scene(): Scene {
    const { assembly, health } = this;
    const mayForward = (address: string) => assembly.routes.length > 0 && this.#acl.allows(address);
    return { assembly, health, settings: this.#settings, clock: systemClock, mayForward };
  }

  /** The admin address; undefined when it is off. */
  get admin(): string | undefined {
    return this.#admin?.address;
  }

  /** Probes every backend once, then opens the sockets and watches the files. @throws ListenError */
  async start(loaded: Loaded): Promise<void> {
    this.#watch = watchFiles(loaded.files, () => void this.reload(), { sinceMs: loaded.beganMs });
    this.operator.resume(stateFileOf(loaded.config.state, loaded.config.listen));
    this.health.apply(this.assembly.pools);
    const isProbed = this.assembly.pools.length > 0;
    await Promise.all([this.udp.start(), isProbed && this.health.firstRound(FIRST_ROUND_MS)]);
    await this.#applySettings(loaded);
    // Queries are answered before the metrics library is loaded for the admin listener.
    const tookOver = await this.#beginToAnswer(loaded);
    await this.#setListeners(loaded, tookOver ? ADMIN_WAIT_MS : 0);
    this.#control = await openControl(loaded.config.control, this, this.#log);
    this.#isReady = true;
    this.#reclaim.add(loaded.octets);
    this.#reclaim.collectSoonIfDue();
    if (this.#isStale) await this.reload();
  }

  /**
   * Loads everything again; when anything is wrong, all stays as it is. Calls during a reload lead to one more, and calls
   * during the first round of probes to one after it.
   */
  reload(): Promise<void> {
    if (!this.#isReady) {
      this.#isStale = true;
      return Promise.resolve();
    }
    return this.#reloader.run();
  }

  /** Stops accepting, answers what was received, and closes everything. */
  async stop(): Promise<void> {
    this.#isReady = false;
    await this.#watch?.close();
    await this.#reloader.ended();
    this.health.stop();
    this.operator.close();
    await this.#listeners.close(DRAIN_MS);
    await this.udp.stop();
    await this.forwarder.close();
    this.#admin?.server.close();
    this.#control?.close();
  }

  /** Opens the sockets, if need be beside those of a former process, which is told to end then. @returns whether there was one */
  async #beginToAnswer({ config }: Loaded): Promise<boolean> {
    const former = this.#findFormer?.(config.listen) ?? [];
    this.udp.sharesPorts = former.length > 0;
    await this.#listeners.set(config.listen, config.tcp, DRAIN_MS);
    this.udp.sharesPorts = false;
    if (this.#findFormer !== undefined) relieve(former, this.#log);
    return former.length > 0;
  }

  async #reloadOnce(): Promise<void> {
    const began = performance.now();
    let problem: string | undefined;
    let read = 0;
    try {
      const loaded = loadConfig(this.#options, this.#memory);
      read = loaded.models.size;
      this.#watch?.update(loaded.files, loaded.beganMs);
      if (loaded.problems.hasErrors) problem = this.#logProblems(loaded);
      else await this.#adopt(loaded);
    } catch (error) {
      problem = (error as Error).message;
    }
    const { reloads } = this;
    reloads.ok = problem === undefined;
    if (problem !== undefined) {
      reloads.failed++;
      this.#eventLog.notReloaded(problem);
      return;
    }
    reloads.succeeded++;
    reloads.lastSuccessSeconds = Date.now() / 1000;
    const ms = Math.round(performance.now() - began);
    this.#eventLog.reloaded({ zones: this.assembly.parts.zones.length, read, ms });
  }

  /** Logs what is wrong with the files. @returns how much it is */
  #logProblems({ problems }: Loaded): string {
    for (const problem of problems.inOrder())
      this.#log[problem.severity === 'error' ? 'error' : 'warn'](renderProblem(problem));
    return problems.errorCount === 1 ? '1 error' : `${problems.errorCount} errors`;
  }

  /** Swaps in what was loaded. Lineups are filled from the known states first, so that no answer shows a dead member. */
  async #adopt(loaded: Loaded): Promise<void> {
    const assembly = assemble(loaded, this.assembly);
    this.health.fill(assembly.pools);
    const catalog = new Catalog(assembly.parts);
    await this.#setListeners(loaded);
    this.assembly = assembly;
    this.#responder.catalog = catalog;
    this.forwarder.cache = cacheFor(loaded.config, assembly, this.forwarder.cache);
    this.#recall.memory = this.forwarder.cache?.memory;
    this.#memory = loaded.memory;
    this.health.apply(assembly.pools);
    await this.#applySettings(loaded);
    this.#reclaim.add(loaded.octets + assembly.newOctets);
    this.#reclaim.collectSoonIfDue();
  }

  /** Resolves when all threads work by them. */
  async #applySettings({ config }: Loaded): Promise<void> {
    this.#acl = Acl.of(config.allow);
    this.#cookies.setSecrets(config.cookies.secrets);
    this.#settings = answerSettings(config, this.#cookies);
    this.#responder.settings = this.#settings;
    this.#log.level = config.log.level;
    this.#logQuery = this.#openQueryLog(config.log.queries);
    await this.udp.tell(config, this.assembly, this.forwarder.cache?.memory);
  }

  #openQueryLog(fraction: number): Desk['log'] {
    if (fraction === 0) return undefined;
    const log = new QueryLog(this.#log, fraction, () => performance.now());
    return query => {
      if (log.isDue()) log.write(query);
    };
  }

  /** Opens what is new before it closes what is no longer wanted; when one cannot be opened, nothing changes. */
  async #setListeners({ config }: Loaded, adminWaitMs = 0): Promise<void> {
    const former = this.#admin;
    const next = await this.#openAdmin(config.admin, adminWaitMs);
    try {
      await this.#listeners.set(config.listen, config.tcp, DRAIN_MS);
    } catch (error) {
      if (next !== former) next?.server.close();
      throw error;
    }
    this.#admin = next;
    if (next !== former) former?.server.close();
  }

  async #openAdmin(wanted: Loaded['config']['admin'], waitMs: number): Promise<AdminListener | undefined> {
    if (wanted === undefined) return undefined;
    if (this.#admin?.wanted === showAddress(wanted)) return this.#admin;
    const sources = { metrics: await this.#metrics(), isReady: () => this.#isReady };
    return openAdminListener(wanted, sources, this.#log, waitMs);
  }

  /** Loads the metrics library only now: it must not put off the first answer. */
  async #metrics(): Promise<ReturnType<typeof createAppMetrics>> {
    const metrics = await import('./metrics.js');
    const { tally, health, operator, forwarder, udp } = this;
    return metrics.createAppMetrics({
      tallies: () => [tally, ...udp.tallies],
      threads: () => udp,
      health,
      operator,
      events: () => this.events.counts,
      forwarder,
      rows: () => this.assembly.rows,
      reload: () => this.reloads,
    });
  }

  /** Answers for the names of pools' states. An alias that leads to one is not followed. */
  #tellHealth(query: Uint8Array, isTcp: boolean, chain: Chain | undefined): Uint8Array {
    return chain?.message ?? this.#healthTxt.answer(query, this.#responder.client, this.#settings, isTcp);
  }

  #desk(): Desk {
    const app = this;
    return {
      responder: this.#responder,
      tally: this.tally,
      mayForward: address => app.assembly.routes.length > 0 && app.#acl.allows(address),
      forward: (query, questionEnd, routeNumber, isTcp, maxSize, options, chain) => {
        const { forwarder, assembly } = app;
        const route = assembly.routes[routeNumber];
        if (route.length === 0) return Promise.resolve(app.#tellHealth(query, isTcp, chain));
        const transport = isTcp ? 'tcp' : 'udp';
        if (chain === undefined)
          return forwarder.forward(query, questionEnd, route, transport, maxSize, options);
        return forwarder.complete(query, questionEnd, chain, route, transport, maxSize, options);
      },
      recall(end, out, at, isTcp) {
        app.#recall.refresh();
        return app.#recall.recall(end, out, at, isTcp);
      },
      get log() {
        return app.#logQuery;
      },
    };
  }
}
