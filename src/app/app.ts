// The application: the only place where the parts are joined.
import { Tally } from '../answer/tally.js';
import type { ControlServer } from '../api/control-server.js';
import { openControl } from '../api/control-socket.js';
import type { ControlledServer } from '../api/controlled-server.js';
import { addressesOf } from '../config/config.js';
import type { Loaded, LoadOptions } from '../config/load.js';
import type { Forwarder } from '../forward/forwarder.js';
import type { HealthEngine } from '../health/engine.js';
import { EventRing } from '../observe/event-ring.js';
import type { Log } from '../observe/log.js';
import { AnswerCounts } from '../operate/answer-counts.js';
import type { Operator } from '../operate/operator.js';
import type { ReloadReport } from '../operate/reload-view.js';
import type { ServerState } from '../operate/server-state.js';
import { stateFileOf } from '../operate/state-file.js';
import { StateLock } from '../operate/state-lock.js';
import { MainThreadAnswers } from '../serve/deferred-answers.js';
import { GenerationHandler, handlerGeneration } from '../serve/generation-handler.js';
import { Listeners } from '../serve/listeners.js';
import { stopPredecessors } from '../serve/predecessors.js';
import { Threads } from '../serve/threads.js';
import { buildOf } from '../store/build.js';
import { BuilderSupervisor } from '../store/builder-supervisor.js';
import type { Generation } from '../store/generation.js';
import { SerialFile } from '../store/serial-file.js';
import { ZoneStore } from '../store/zone-store.js';
import { systemClock } from '../time/clock.js';
import { lazyUptime } from '../time/uptime.js';
import type { ServerParts } from '../view/status.js';
import { AdminSide } from './admin-side.js';
import { makeControlHandler } from './control-side.js';
import { Descriptors } from './descriptors.js';
import { EventSide } from './event-side.js';
import { ForwardingSide } from './forwarding-side.js';
import { openHealth } from './health.js';
import type { HistorySide } from './history-side.js';
import { InForce } from './in-force.js';
import { LiveSide } from './live-side.js';
import type { MeasuredParts } from './measured-parts.js';
import { MembersSide } from './members-side.js';
import { type Forwarding, openForwarding } from './open-forwarding.js';
import { ALONE, type Origin } from './origin.js';
import { Reloader } from './reloader.js';
import { warnOfRights } from './rights-log.js';
import { SecondarySide } from './secondary-side.js';
import { serverParts } from './server-parts.js';
import { UpdateSide } from './update-side.js';
import { ADMIN_WAIT_MS, DRAIN_MS, FIRST_ROUND_MS } from './waits.js';

/** A running server. */
export class App implements ControlledServer {
  readonly tally = new Tally();
  readonly events = new EventRing();
  readonly configFile: string | undefined;
  readonly health: HealthEngine;
  readonly operator: Operator;
  readonly forwarder: Forwarder;
  readonly descriptors: Descriptors;
  readonly #forwarding: Forwarding;
  readonly threads: Threads;
  readonly #side: ForwardingSide;
  readonly #history: HistorySide;
  readonly #log: Log;
  readonly #eventSide: EventSide;
  readonly #stateFile: string | undefined;
  /** Holds the generation in force. */
  readonly #store: ZoneStore;
  readonly #counts = new AnswerCounts(() => this.#tallies);
  readonly #findFormer: Origin['findFormer'];
  readonly #handler: GenerationHandler;
  readonly #listeners: Listeners;
  readonly #admin: AdminSide;
  readonly live: LiveSide;
  readonly #reloader: Reloader;
  readonly #members: MembersSide;
  readonly #inForce: InForce;
  readonly secondaries: SecondarySide;
  readonly updates: UpdateSide;
  #control: ControlServer | undefined;
  #stateLock: StateLock | undefined;
  #isReady = false;

  /** Prepares a server from a load that can be served. */
  constructor(loaded: Loaded, options: LoadOptions, log: Log, { inherited, findFormer }: Origin = ALONE) {
    this.#findFormer = findFormer;
    this.#log = log;
    this.live = new LiveSide(log, () => ({ controlled: this, parts: this.#measured() }));
    this.#eventSide = new EventSide(log, this.events, loaded.config.receivers);
    const events = this.#eventSide.log;
    this.configFile = loaded.configFile;
    this.#stateFile = stateFileOf(loaded.config.state, addressesOf(loaded.config));
    const serialFile = SerialFile.beside(this.#stateFile, text => events.serialFile(text));
    this.#members = this.#makeMembers();
    this.#store = new ZoneStore(buildOf(loaded), serialFile, source => this.#members.find(source));
    this.#counts.assign(this.#generation.pools);
    const logs = { log, lines: this.live.queries };
    const thread = { tally: this.tally, uptime: lazyUptime(), lines: logs.lines };
    this.#handler = new GenerationHandler(handlerGeneration(this.#generation), thread);
    const routes = () => this.#generation.routes;
    this.#forwarding = openForwarding(events);
    this.forwarder = this.#forwarding.forwarder;
    this.#side = this.#makeSide();
    const inForce = () => ({ generation: this.#generation, sets: this.#inForce, reloader: this.#reloader });
    const joints = { events, stateFile: this.#stateFile, inForce };
    this.updates = new UpdateSide(joints);
    this.secondaries = new SecondarySide({ ...joints, updates: this.updates });
    const { health, operator, history } = openHealth(events, this.#stateFile);
    this.#history = history;
    this.health = health;
    this.operator = operator;
    const control = makeControlHandler(this.health, this.#store, this.secondaries.notify, this.updates);
    const deferred = new MainThreadAnswers({ forwarder: this.forwarder, routes, control });
    this.threads = new Threads(this.#generation, deferred, this.#forwarding.threads, logs);
    const factories = this.threads.factories({ handler: this.#handler.handler, deferred });
    this.#listeners = new Listeners(factories, inherited);
    this.descriptors = this.#shareDescriptors();
    const kept = { ...joints, zones: () => this.#generation.zones, secondaries: this.secondaries };
    const builder = new BuilderSupervisor({ options, memory: loaded.memory, ...kept });
    this.#inForce = this.#makeInForce();
    this.#reloader = new Reloader({ builder, log, events, updates: this.updates, inForce: this.#inForce });
    const admin = { controlled: this, parts: this.#measured(), log };
    this.#admin = new AdminSide({ ...admin, isReady: () => this.#isReady });
  }

  #makeMembers(): MembersSide {
    return new MembersSide({
      ...{ events: this.#eventSide.log, stateFile: this.#stateFile },
      publish: keys => this.#inForce.setMembers(keys),
      watchName: (...wanted) => this.#side.names.watch(...wanted),
    });
  }

  #makeSide(): ForwardingSide {
    return new ForwardingSide(this.forwarder, {
      events: this.#eventSide.log,
      setHosts: hosts => this.#inForce.setHosts(hosts),
      namesOf: key => this.#members.namesOf(key),
    });
  }

  #makeInForce(): InForce {
    return new InForce({
      ...{ store: this.#store, health: this.health, handler: this.#handler, threads: this.threads },
      ...{ log: this.#log, events: this.#eventSide, members: this.#members, side: this.#side },
      ...{ descriptors: this.descriptors, counts: this.#counts, secondaries: this.secondaries },
      setListeners: generation => this.#setListeners(generation),
    });
  }

  #shareDescriptors(): Descriptors {
    const [health, forwarding, threads] = [this.health, this.#forwarding, this.threads];
    const [admin, control] = [() => this.#admin.connections, () => this.#control?.connections ?? 0];
    const connections = { admin, control, streams: () => this.threads.streams.connections };
    return new Descriptors({ health, forwarding, threads, connections }, this.#generation);
  }

  /** What the metrics are taken from. */
  #measured(): MeasuredParts {
    const { health, forwarder, operator } = this;
    return {
      ...{ tallies: () => this.#tallies, counts: this.#counts, threads: () => this.threads },
      ...{ health, forwarder, operator, descriptors: () => this.descriptors.view() },
      ...{ events: () => this.events.counts, receivers: () => this.#eventSide.notifier.states },
      ...{ sources: () => this.#members.states, generation: () => this.#generation },
      ...{ reload: () => this.#reloader.state, secondaries: () => this.secondaries.all?.states ?? [] },
      ...{ historyFailures: () => this.#history.failures, admin: () => this.#admin.sample },
      ...{ updates: () => this.updates.counts, versions: () => this.#inForce },
    };
  }

  get #generation(): Generation {
    return this.#store.generation;
  }

  /** The counters of all threads. */
  get #tallies(): readonly Tally[] {
    return [this.tally, ...this.threads.tallies];
  }

  /** The addresses where queries are answered. */
  get bound(): string[] {
    return this.#listeners.bound;
  }

  /** What answers are made by now. */
  get state(): ServerState {
    const [{ generation, journal }, { told }] = [this.#store, this.#inForce];
    return {
      ...{ generation, journal, health: this.health, clock: systemClock, counts: this.#counts },
      ...{ history: () => this.#history.history, lastReload: this.#reloader.last, told },
    };
  }

  /** What a status says beside the pools. */
  get parts(): ServerParts {
    const [{ forwarder, operator, updates, descriptors }, { told }] = [this, this.#inForce];
    return serverParts({
      ...{ forwarder, operator, updates, generation: this.#generation, hosts: this.#side.hosts },
      ...{ sources: this.#members.states, tallies: this.#tallies, secondaries: this.secondaries.all },
      ...{ reload: this.#reloader.state, receivers: this.#eventSide.notifier.states, descriptors, told },
    });
  }

  /** The admin address; undefined when it is off. */
  get admin(): string | undefined {
    return this.#admin.address;
  }

  /** Probes every backend once, then opens the sockets and watches the files. @throws ListenError */
  async start(loaded: Loaded): Promise<void> {
    this.#reloader.watch(loaded);
    // Names of members are asked of the zones and the upstreams.
    this.#side.follow(this.#generation);
    const { config } = this.#generation;
    const former = this.#findFormer?.(config.listen) ?? [];
    // The usual one is that of an address, which two servers cannot have either.
    this.#stateLock = StateLock.take(config.state === '' ? undefined : this.#stateFile, former);
    this.operator.resume(this.#stateFile);
    this.#history.follow(config.admin !== undefined);
    // A former server answers as long as lists are waited for.
    const [quick] = await Promise.all([
      this.#members.begin(this.#generation, former.length > 0),
      this.threads.start(),
    ]);
    this.#inForce.prepareMembers(quick);
    const { pools } = this.#generation;
    this.descriptors.warn(this.#log);
    this.health.apply(pools);
    if (pools.length > 0) await this.health.firstRound(FIRST_ROUND_MS);
    this.operator.open();
    await this.#inForce.follow(this.#generation);
    this.#store.keepSerials();
    const tookOver = await this.#beginToAnswer();
    // Queries are answered before the metrics library is loaded for the admin listener.
    await this.#setListeners(this.#generation, tookOver ? ADMIN_WAIT_MS : 0);
    await this.#members.open();
    this.#control = await openControl(config.control, this, this.#log);
    // A start that fails says why, and nothing else.
    warnOfRights(this.#log, this.configFile, pools);
    this.#isReady = true;
    this.#side.begin(tookOver);
    this.#history.begin(tookOver);
    this.updates.begin(tookOver);
    this.#inForce.begin(loaded.octets);
    await this.#reloader.open();
  }

  /** Loads everything again: what is wrong stays as it is. */
  reload(): Promise<ReloadReport> {
    return this.#reloader.reload();
  }

  /** Writes all counters to the log. */
  async logCounters(): Promise<void> {
    const { logCounters } = await import('./counter-log.js');
    logCounters(this.#measured(), this.#log);
  }

  /** Stops accepting, answers what was received, and closes everything. */
  async stop(): Promise<void> {
    this.#isReady = false;
    await this.#reloader.close();
    this.secondaries.close();
    this.#members.close();
    this.#inForce.stop();
    this.health.stop();
    this.operator.close();
    await Promise.all([this.#listeners.close(DRAIN_MS), this.#eventSide.close(), this.updates.close()]);
    await this.threads.stop();
    await Promise.all([this.#side.close(), this.#history.close()]);
    await this.forwarder.close();
    await this.live.close();
    this.#admin.close();
    this.#control?.close();
    this.#stateLock?.release();
  }

  /**
   * Opens the sockets, if need be beside those of a former process, which is then asked to end.
   * @returns whether there was one
   */
  async #beginToAnswer(): Promise<boolean> {
    const { config } = this.#generation;
    const former = this.#findFormer?.(config.listen) ?? [];
    // A start that fails must fail before it answers; a former server keeps the address until it is asked to end.
    if (former.length === 0) await AdminSide.check(config.admin);
    this.threads.udp.sharesPorts = former.length > 0;
    await this.#listeners.set(this.descriptors.within(config), DRAIN_MS);
    this.threads.udp.sharesPorts = false;
    if (this.#findFormer !== undefined) stopPredecessors(former, this.#log);
    return former.length > 0;
  }

  async #setListeners({ config }: Generation, adminWaitMs = 0): Promise<void> {
    const within = this.descriptors.within(config);
    this.#history.follow(config.admin !== undefined);
    await this.#admin.move(config.admin, adminWaitMs, () => this.#listeners.set(within, DRAIN_MS));
  }
}
