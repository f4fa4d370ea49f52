// The sources of members of a running server: each is open once, its last good list stays in force, and its state is known.
import { printable } from '../source/printable.js';
import type { Cancel, Clock } from '../time/clock.js';
import { MAX_FOUND, MAX_FOUND_IN_ALL, MAX_SOURCES } from './bounds.js';
import { NamedTargets } from './named-targets.js';
import type { Wanted, WatchName } from './names.js';
import { sourceOf } from './registry.js';
import type { SourceHost, SourceRunner, Target } from './source.js';
import type { SourceSpec } from './spec.js';

/** What is known of a source. */
export interface SourceState {
  readonly source: string;
  /** How many targets the list in force has. */
  readonly targets: number;
  /** When a list was last taken, in milliseconds since 1970; undefined when this process has taken none. */
  readonly lastSuccessMs: number | undefined;
  /** How often it began to fail. */
  readonly failures: number;
  /** Why the list in force is not that of now; undefined when it is. */
  readonly failure: string | undefined;
  /** It is that of now, but for a part of which `failure` tells. */
  readonly isPart: boolean;
  /** Whether there is a list at all, be it from before a restart. */
  readonly isKnown: boolean;
}

/** What becomes of what sources find. */
export interface DiscoveryParts {
  readonly clock: Clock;
  readonly random: () => number;
  /** Lists of an earlier process, by the key of their source. */
  readonly kept?: ReadonlyMap<string, readonly Target[]>;
  /** A source has another list. */
  onList(key: string): void;
  /** A source begins to fail, fails for another reason, or is in order again. */
  onState(state: SourceState): void;
  /** So many sources are not open, as {@link MAX_SOURCES} are; 0 when that is over. */
  onLeftOut?(count: number): void;
  /** Looks names up; absent where nothing does. */
  readonly watchName?: WatchName;
  /** Loads what runs a kind; that of the registry when absent. */
  readonly load?: (spec: SourceSpec) => Promise<SourceRunner<object>>;
}

/** The longest reason of a failure, in characters. */
const MAX_REASON = 300;

/** Why a source beyond the bound brings nothing. */
const LEFT_OUT = `it is not asked, for ${MAX_SOURCES} other sources are, the most at once`;

class Running {
  readonly spec: SourceSpec;
  targets: readonly Target[] | undefined;
  /** Of `targets`. */
  text = '';
  lastSuccessMs: number | undefined;
  failures = 0;
  failure: string | undefined;
  isPart = false;
  /** That are looked up for it now. */
  readonly names = new Set<Wanted>();
  /** Whether it has said anything yet. */
  hasSpoken = false;
  close: Cancel = () => undefined;
  isClosed = false;
  /** It is not open, as so many others are. */
  isLeftOut = false;

  constructor(spec: SourceSpec, kept: readonly Target[] | undefined) {
    this.spec = spec;
    this.targets = kept;
    this.text = kept === undefined ? '' : JSON.stringify(kept);
  }

  get state(): SourceState {
    const { spec, targets, lastSuccessMs, failures, failure, isPart } = this;
    return {
      source: spec.label,
      targets: targets?.length ?? 0,
      ...{ lastSuccessMs, failures, failure, isPart },
      isKnown: targets !== undefined,
    };
  }
}

export class Discovery {
  readonly #parts: DiscoveryParts;
  readonly #running = new Map<string, Running>();
  readonly #waiters = new Set<() => void>();
  /** How many are open, and how many are not. */
  #open = 0;
  #leftOut = 0;

  constructor(parts: DiscoveryParts) {
    this.#parts = parts;
  }

  /** Has these sources open from now on, and no others. Beyond the bound the last ones are not open, and say so. */
  follow(specs: readonly SourceSpec[]): void {
    const wanted = new Map(specs.map(spec => [spec.key, spec] as const));
    for (const [key, running] of this.#running) if (!wanted.has(key) || running.isLeftOut) this.#end(running);
    for (const [key, spec] of wanted) {
      if (this.#running.has(key)) continue;
      if (this.#open < MAX_SOURCES) this.#begin(spec);
      else this.#leaveOut(spec);
    }
    const leftOut = this.#running.size - this.#open;
    if (leftOut !== this.#leftOut) this.#parts.onLeftOut?.(leftOut);
    this.#leftOut = leftOut;
    this.#awaken();
  }

  /** The list in force of a source; undefined while there never was one. */
  targetsOf(key: string): readonly Target[] | undefined {
    return this.#running.get(key)?.targets ?? this.#parts.kept?.get(key);
  }

  /** Why a source gives nothing; undefined while that is not known, and when it does. */
  failureOf(key: string): string | undefined {
    return this.#running.get(key)?.failure;
  }

  /** The names that are looked up for a source now. */
  namesOf(key: string): readonly Wanted[] {
    return [...(this.#running.get(key)?.names ?? [])];
  }

  get states(): SourceState[] {
    return [...this.#running.values()].map(({ state }) => state);
  }

  /** The lists in force, by the key of their source: what is to be kept across restarts. */
  get lists(): ReadonlyMap<string, readonly Target[]> {
    const known = [...this.#running].flatMap(([key, { targets }]) =>
      targets === undefined ? [] : [[key, targets] as const],
    );
    return new Map(known);
  }

  /** Resolves when each source has brought a list or said why not, or after the time limit. */
  async firstLists(limitMs: number): Promise<void> {
    await new Promise<void>(resolve => {
      const done = () => {
        cancel();
        this.#waiters.delete(done);
        resolve();
      };
      const cancel = this.#parts.clock.after(limitMs, done);
      this.#waiters.add(done);
      this.#awaken();
    });
  }

  close(): void {
    this.follow([]);
  }

  #end(running: Running): void {
    if (!running.isLeftOut) this.#open--;
    running.isClosed = true;
    running.close();
    this.#running.delete(running.spec.key);
  }

  #leaveOut(spec: SourceSpec): void {
    const running = new Running(spec, this.#parts.kept?.get(spec.key));
    Object.assign(running, { isLeftOut: true, hasSpoken: true, failure: LEFT_OUT, failures: 1 });
    this.#running.set(spec.key, running);
  }

  #begin(spec: SourceSpec): void {
    const running = new Running(spec, this.#parts.kept?.get(spec.key));
    this.#running.set(spec.key, running);
    this.#open++;
    const { clock, random, load = loadKind } = this.#parts;
    const parts = { clock, watchName: this.#watchFor(running), kept: running.targets };
    const names = new NamedTargets({
      ...parts,
      found: (targets, fault) => this.#found(running, targets, fault),
      failed: reason => this.#failed(running, reason),
    });
    const host: SourceHost = {
      ...{ ...parts, random },
      found: (targets, fault) => names.found(targets, fault),
      failed: reason => names.failed(reason),
    };
    running.close = () => names.close();
    void load(spec).then(
      runner => {
        if (running.isClosed) return;
        const close = runner.open(spec.settings, host);
        running.close = () => {
          close();
          names.close();
        };
        if (running.isClosed) running.close();
      },
      (error: Error) => this.#failed(running, error.message),
    );
  }

  #watchFor({ names }: Running): WatchName | undefined {
    const { watchName } = this.#parts;
    if (watchName === undefined) return undefined;
    return (wanted, onState) => {
      names.add(wanted);
      const cancel = watchName(wanted, onState);
      return () => {
        names.delete(wanted);
        cancel();
      };
    };
  }

  #found(running: Running, targets: readonly Target[], fault?: string): void {
    if (running.isClosed) return;
    const refusal = this.#refusalOf(running, targets);
    if (refusal !== undefined) {
      this.#failed(running, fault ?? refusal);
      return;
    }
    const text = JSON.stringify(targets);
    const isOther = running.targets === undefined || text !== running.text;
    running.lastSuccessMs = this.#parts.clock.wallMs();
    running.targets = targets;
    running.text = text;
    this.#turn(running, fault, fault !== undefined);
    if (isOther) this.#parts.onList(running.spec.key);
    this.#heard(running);
  }

  /** Why a list is not taken. */
  #refusalOf({ spec, targets: former = [] }: Running, targets: readonly Target[]): string | undefined {
    const { allowsEmpty, port, portless } = spec;
    if (targets.length === 0 && !allowsEmpty) return 'the list has no members';
    if (targets.length > MAX_FOUND)
      return `${targets.length} targets; a pool has at most ${MAX_FOUND} members`;
    const bare = portless === undefined || port !== undefined ? undefined : targets.find(each => !each.port);
    if (bare !== undefined)
      return `${bare.host} has no port, which the ${portless} probe needs: add \`port:\` to the source`;
    let others = -former.length;
    for (const running of this.#running.values()) others += running.targets?.length ?? 0;
    return others + targets.length > MAX_FOUND_IN_ALL
      ? `with ${targets.length} targets there would be over ${MAX_FOUND_IN_ALL} in all`
      : undefined;
  }

  #failed(running: Running, reason: string): void {
    if (running.isClosed) return;
    const isOther = this.#turn(running, reason, false);
    // What answers say of a pool without members is that reason.
    if (isOther && running.targets === undefined) this.#parts.onList(running.spec.key);
    this.#heard(running);
  }

  /** Takes in what is wrong now. @returns whether that is something else than before */
  #turn(running: Running, reason: string | undefined, isPart: boolean): boolean {
    running.isPart = isPart;
    // It may repeat what a source has sent.
    const failure = reason === undefined ? undefined : printable(reason, MAX_REASON);
    if (running.failure === failure) return false;
    if (running.failure === undefined) running.failures++;
    running.failure = failure;
    this.#parts.onState(running.state);
    return true;
  }

  #heard(running: Running): void {
    running.hasSpoken = true;
    this.#awaken();
  }

  #awaken(): void {
    for (const { hasSpoken } of this.#running.values()) if (!hasSpoken) return;
    for (const done of this.#waiters) done();
  }
}

function loadKind({ kind }: SourceSpec): Promise<SourceRunner<object>> {
  return sourceOf(kind).load() as Promise<SourceRunner<object>>;
}
