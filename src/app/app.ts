// The application: the only place where the parts are joined.
import { type Chain, Responder } from '../answer/respond.js';
import { Tally } from '../answer/tally.js';
import type { ControlServer } from '../api/control-server.js';
import { openControl } from '../api/control-socket.js';
import type { ControlledServer } from '../api/controlled-server.js';
import type { Loaded, LoadOptions } from '../config/load.js';
import { Recall } from '../forward/cache/recall.js';
import { Forwarder } from '../forward/forwarder.js';
import { AdminOverrides } from '../health/admin-override.js';
import type { HealthEngine } from '../health/engine.js';
import { EventRing } from '../observe/event-ring.js';
import type { Log } from '../observe/log.js';
import { QueryLog } from '../observe/query-log.js';
import { EventLog } from '../operate/event-log.js';
import { HealthTxt } from '../operate/health-txt.js';
import { Operator } from '../operate/operator.js';
import type { ServerState } from '../operate/server-state.js';
import { stateFileOf } from '../operate/state-file.js';
import { Listeners, showAddress } from '../serve/listeners.js';
import { stopPredecessors } from '../serve/predecessors.js';
import { Reclaim } from '../serve/reclaim.js';
import { UdpSide } from '../serve/udp-side.js';
import { type Generation, mayForward } from '../store/generation.js';
import { SerialFile } from '../store/serial-file.js';
import { type Prepared, ZoneStore } from '../store/zone-store.js';
import { systemClock } from '../time/clock.js';
import { lazyUptime } from '../time/uptime.js';
import type { Desk, ListenAddress } from '../transport/desk.js';
import { InheritedSockets } from '../transport/inherited-sockets.js';
import { AdminSide } from './admin-side.js';
import { openHealth } from './health.js';
import { Reloader } from './reloader.js';

/** The longest wait for the first round of probes before the sockets open. */
const FIRST_ROUND_MS = 3000;
/** The longest wait for answers under way when the process is told to stop. */
const DRAIN_MS = 1500;
/** How long the admin address of a former process is waited for. */
const ADMIN_WAIT_MS = 5000;

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
  readonly health: HealthEngine;
  readonly operator: Operator;
  readonly forwarder: Forwarder;
  readonly udp: UdpSide;
  readonly #log: Log;
  readonly #eventLog: EventLog;
  readonly #stateFile: string | undefined;
  readonly #serialFile: SerialFile | undefined;
  /** Holds the generation in force. */
  readonly #store: ZoneStore;
  readonly #findFormer: Origin['findFormer'];
  readonly #responder: Responder;
  readonly #healthTxt: HealthTxt;
  readonly #recall: Recall;
  readonly #reclaim = new Reclaim();
  readonly #listeners: Listeners;
  readonly #admin: AdminSide;
  readonly #reloader: Reloader;
  #control: ControlServer | undefined;
  #logQuery: Desk['log'];
  #isReady = false;

  /** Prepares a server from files that were loaded without an error. */
  constructor(loaded: Loaded, options: LoadOptions, log: Log, { inherited, findFormer }: Origin = ALONE) {
    this.#findFormer = findFormer;
    this.#log = log;
    this.#eventLog = new EventLog(log, this.events);
    this.configFile = loaded.configFile;
    this.#stateFile = stateFileOf(loaded.config.state, loaded.config.listen);
    this.#serialFile = SerialFile.beside(this.#stateFile, text => this.#eventLog.serialFile(text));
    this.#store = new ZoneStore(loaded, this.#serialFile);
    const { catalog, cache } = this.#generation;
    this.#responder = new Responder(catalog, this.tally);
    this.#recall = new Recall(this.#responder, this.tally, lazyUptime());
    this.udp = new UdpSide(this.#generation, log);
    const desk = this.#desk();
    this.#listeners = new Listeners(desk, this.udp.factory(desk), inherited);
    this.forwarder = new Forwarder({
      clock: systemClock,
      onTurn: (upstream, reason) => this.#eventLog.turn(upstream, reason),
      cache,
    });
    const overrides = new AdminOverrides();
    const health = openHealth(overrides, this.#eventLog);
    this.health = health;
    this.#healthTxt = new HealthTxt(health);
    const { tally, forwarder, udp } = this;
    const events = this.#eventLog;
    this.operator = new Operator({ overrides, health, events, clock: systemClock });
    const adopt = (next: Loaded) => this.#adopt(next);
    this.#reloader = new Reloader({ options, log, events, memory: () => this.#generation.memory, adopt });
    const measured = {
      tallies: () => [tally, ...udp.tallies],
      threads: () => udp,
      ...{ health, forwarder, operator: this.operator },
      events: () => this.events.counts,
      rows: () => this.#generation.rows,
      reload: () => this.#reloader.state,
    };
    this.#admin = new AdminSide(measured, () => this.#isReady, log);
  }

  get #generation(): Generation {
    return this.#store.generation;
  }

  /** The addresses where queries are answered. */
  get bound(): string[] {
    return this.#listeners.bound.map(showAddress);
  }

  /** What answers are made by now. */
  get state(): ServerState {
    return { generation: this.#generation, health: this.health, clock: systemClock };
  }

  /** The admin address; undefined when it is off. */
  get admin(): string | undefined {
    return this.#admin.address;
  }

  /** Probes every backend once, then opens the sockets and watches the files. @throws ListenError */
  async start(loaded: Loaded): Promise<void> {
    this.#reloader.watch(loaded);
    const { config, pools } = this.#generation;
    this.operator.resume(this.#stateFile);
    this.health.apply(pools);
    await Promise.all([this.udp.start(), pools.length > 0 && this.health.firstRound(FIRST_ROUND_MS)]);
    await this.#follow(this.#generation);
    const tookOver = await this.#beginToAnswer();
    // Queries are answered before the metrics library is loaded for the admin listener.
    await this.#setListeners(this.#generation, tookOver ? ADMIN_WAIT_MS : 0);
    this.#control = await openControl(config.control, this, this.#log);
    this.#isReady = true;
    this.#reclaim.add(loaded.octets);
    this.#reclaim.collectSoonIfDue();
    await this.#reloader.open();
  }

  /** Loads everything again; when anything is wrong, all stays as it is. */
  reload(): Promise<void> {
    return this.#reloader.reload();
  }

  /** Stops accepting, answers what was received, and closes everything. */
  async stop(): Promise<void> {
    this.#isReady = false;
    await this.#reloader.close();
    this.health.stop();
    this.operator.close();
    await this.#listeners.close(DRAIN_MS);
    await this.udp.stop();
    await this.forwarder.close();
    this.#serialFile?.flush();
    this.#admin.close();
    this.#control?.close();
  }

  /** Opens the sockets, if need be beside those of a former process, which is told to end then. @returns whether there was one */
  async #beginToAnswer(): Promise<boolean> {
    const { listen, tcp } = this.#generation.config;
    const former = this.#findFormer?.(listen) ?? [];
    this.udp.sharesPorts = former.length > 0;
    await this.#listeners.set(listen, tcp, DRAIN_MS);
    this.udp.sharesPorts = false;
    if (this.#findFormer !== undefined) stopPredecessors(former, this.#log);
    return former.length > 0;
  }

  /** Puts in force what was loaded. Lineups are filled from the known states first, so that no answer shows a dead member. */
  async #adopt(loaded: Loaded): Promise<Prepared> {
    const prepared = this.#store.prepare(loaded);
    const next = prepared.generation;
    this.health.fill(next.pools);
    await this.#setListeners(next);
    this.#store.publish(prepared);
    this.health.apply(next.pools);
    await this.#follow(next);
    this.#reclaim.add(loaded.octets + next.newOctets);
    this.#reclaim.collectSoonIfDue();
    return prepared;
  }

  /** Tells those who hold a part of the generation in force. Resolves when all threads answer by it. */
  async #follow(generation: Generation): Promise<void> {
    const { catalog, settings, cache, config } = generation;
    this.#responder.catalog = catalog;
    this.#responder.settings = settings;
    this.forwarder.cache = cache;
    this.#recall.memory = cache?.memory;
    this.#log.level = config.log.level;
    this.#logQuery = this.#openQueryLog(config.log.queries);
    await this.udp.tell(generation);
  }

  #openQueryLog(fraction: number): Desk['log'] {
    if (fraction === 0) return undefined;
    const log = new QueryLog(this.#log, fraction, () => performance.now());
    return query => {
      if (log.isDue()) log.write(query);
    };
  }

  async #setListeners({ config }: Generation, adminWaitMs = 0): Promise<void> {
    await this.#admin.move(config.admin, adminWaitMs, () =>
      this.#listeners.set(config.listen, config.tcp, DRAIN_MS),
    );
  }

  /** Answers for the names of pools' states. An alias that leads to one is not followed. */
  #tellHealth(query: Uint8Array, isTcp: boolean, chain: Chain | undefined): Uint8Array {
    const { settings } = this.#generation;
    return chain?.message ?? this.#healthTxt.answer(query, this.#responder.client, settings, isTcp);
  }

  #desk(): Desk {
    const app = this;
    return {
      responder: this.#responder,
      tally: this.tally,
      mayForward: address => mayForward(app.#generation, address),
      forward: (query, questionEnd, routeNumber, isTcp, maxSize, options, chain) => {
        const { forwarder } = app;
        const route = app.#generation.routes[routeNumber];
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
