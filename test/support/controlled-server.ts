// A server in the process of a test as its operators see it: real zones, health, orders, events and reloads, without threads and
// sockets for queries. Its members are up unless a test says otherwise.
import { pino } from 'pino';
import { Tally } from '../../src/answer/tally.js';
import type { ControlledServer } from '../../src/api/controlled-server.js';
import { EventSide } from '../../src/app/event-side.js';
import { HistorySide } from '../../src/app/history-side.js';
import { LiveSide } from '../../src/app/live-side.js';
import { serverParts } from '../../src/app/server-parts.js';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import { Forwarder } from '../../src/forward/forwarder.js';
import { AdminOverrides } from '../../src/health/admin-override.js';
import { HealthEngine } from '../../src/health/engine.js';
import { EventRing } from '../../src/observe/event-ring.js';
import type { Log } from '../../src/observe/log.js';
import { AnswerCounts } from '../../src/operate/answer-counts.js';
import { Operator } from '../../src/operate/operator.js';
import type { ReloadReport } from '../../src/operate/reload-view.js';
import type { ServerState } from '../../src/operate/server-state.js';
import { toResult } from '../../src/probe/result.js';
import { buildOf } from '../../src/store/build.js';
import { ZoneStore } from '../../src/store/zone-store.js';
import { systemClock } from '../../src/time/clock.js';
import type { ServerParts } from '../../src/view/status.js';
import { openDgramSockets } from './dgram-sockets.js';

const DESCRIPTORS = { limit: 1024, uses: [] };

const load = (configFile: string) => loadConfig({ configFile, overrides: {} });
const problemsOf = ({ problems }: Loaded): ReloadReport => ({
  problems: problems.inOrder(),
  dropped: problems.dropped,
  isGood: !problems.hasErrors,
});

export class OwnServer implements ControlledServer {
  /** Addresses of members whose probes fail. */
  readonly failing = new Set<string>();
  readonly log: Log = pino({ level: 'silent' });
  readonly bound = ['127.0.0.1:53'];
  readonly descriptors = { shares: { admin: 64, control: 64 }, view: () => DESCRIPTORS };
  readonly events = new EventRing();
  readonly secondaries = { all: undefined };
  readonly updates = {
    writeBack: async ({ source: file }: { readonly source: string }) => ({ file, rrsets: 2 }),
    partOf: () => ({ rrsets: 2, sinceSeconds: 1_796_000_000 }),
  };
  readonly health: HealthEngine;
  readonly operator: Operator;
  readonly #eventSide = new EventSide(this.log, this.events, []);
  readonly #history = new HistorySide(undefined, systemClock, () => undefined);
  readonly #tallies = [new Tally()];
  readonly #counts = new AnswerCounts(() => this.#tallies);
  readonly live = new LiveSide(this.log, () => ({
    controlled: this,
    parts: {
      ...{ health: this.health, counts: this.#counts, tallies: () => this.#tallies },
      ...{ rows: () => this.state.generation.rows, generation: () => this.state.generation },
      threads: () => ({ size: 0, restarts: 0 }),
    },
  }));
  readonly #forwarder = new Forwarder({ openSockets: openDgramSockets });
  readonly #store: ZoneStore;
  readonly #reloads;
  #last: ReloadReport;

  /** @param configFile what it serves */
  constructor(readonly configFile: string) {
    const overrides = new AdminOverrides();
    const { log: events } = this.#eventSide;
    this.health = new HealthEngine({
      ...{ overrides, clock: systemClock, random: Math.random },
      probe: async ({ address }) => toResult({ code: this.failing.has(address) ? 'L4CON' : 'L4OK' }, 0.2),
      onTransition: event => events.transition(event),
      onPool: event => events.pool(event),
      onResult: (endpoint, result) => this.#history.checked(endpoint, result),
      onWatched: (watches, formers) => this.#history.watched(watches, formers),
      onChange: watch => this.#history.changed(watch),
    });
    this.operator = new Operator({ overrides, health: this.health, events, clock: systemClock });
    const loaded = load(configFile);
    this.#store = new ZoneStore(buildOf(loaded));
    this.#last = problemsOf(loaded);
    this.#reloads = { ok: this.#last.isGood, lastSuccessSeconds: Date.now() / 1000, succeeded: 1, failed: 0 };
  }

  /** Resolves when each member was probed once. */
  async start(): Promise<this> {
    this.#history.follow(true);
    this.#apply();
    this.#history.begin(false);
    await this.health.firstRound(10_000);
    this.operator.open();
    return this;
  }

  async stop(): Promise<void> {
    this.health.stop();
    this.operator.close();
    await this.live.close();
    await this.#history.close();
    await this.#forwarder.close();
  }

  get state(): ServerState {
    const { generation, journal } = this.#store;
    return {
      ...{ generation, journal, health: this.health, clock: systemClock, counts: this.#counts },
      ...{ history: () => this.#history.history, lastReload: this.#last, told: undefined },
    };
  }

  get parts(): ServerParts {
    const { generation } = this.#store;
    return serverParts({
      ...{ generation, forwarder: this.#forwarder, tallies: this.#tallies, operator: this.operator },
      ...{ reload: this.#reloads, descriptors: this.descriptors, hosts: [], sources: [], receivers: [] },
      ...{ secondaries: this.secondaries.all, told: undefined, updates: this.updates },
    });
  }

  async reload(): Promise<ReloadReport> {
    const began = performance.now();
    const loaded = load(this.configFile);
    const prepared = this.#store.prepare(buildOf(loaded));
    this.#store.publish(prepared);
    this.#apply();
    const { zones, faults } = prepared.generation;
    const counts = { zones: zones.length, read: zones.length, ms: Math.round(performance.now() - began) };
    this.#last = { ...problemsOf(loaded), served: { ...counts, faults, changes: prepared.changes } };
    this.#reloads.ok = this.#last.isGood;
    this.#eventSide.log.reloaded(counts, prepared.changes);
    return this.#last;
  }

  #apply(): void {
    const { pools } = this.#store.generation;
    this.#counts.assign(pools);
    this.health.apply(pools);
  }
}
