// Between a source and its list: targets that are given by name get the addresses of the name, also when these change.
import type { Cancel, Clock } from '../time/clock.js';
import { MAX_FOUND } from './bounds.js';
import { type FoundAddress, HOST_KIND, type HostState, nameFault, type WatchName } from './names.js';
import { isNamed, type SourceHost, type Target } from './source.js';

/** So long the first list waits for names that have not been answered yet. */
const FIRST_WAIT_MS = 1_000;
/** Names that change within this time make one list. */
const DEBOUNCE_MS = 20;

/** Where the lists go, with addresses alone. */
export interface NamedTargetsParts extends Pick<SourceHost, 'found' | 'failed' | 'kept'> {
  readonly clock: Clock;
  /** Without it a name is a mistake. */
  readonly watchName: WatchName | undefined;
}

interface Known {
  state: HostState | undefined;
  /** Of a list of an earlier process, until the name is looked up. */
  readonly kept: readonly FoundAddress[];
  cancel: Cancel;
}

export class NamedTargets {
  readonly #parts: NamedTargetsParts;
  readonly #names = new Map<string, Known>();
  /** As the source gave them last. */
  #targets: readonly Target[] | undefined;
  /** What the source said was wrong. */
  #fault: string | undefined;
  #cancelTell: Cancel | undefined;
  /** Ends the time in which names are waited for. */
  #cancelWait: Cancel | undefined;
  #hasWaited = false;

  constructor(parts: NamedTargetsParts) {
    this.#parts = parts;
  }

  /** Takes a list of the source. */
  found(targets: readonly Target[], fault?: string): void {
    this.#fault = fault;
    const named = targets.length > MAX_FOUND ? [] : targets.filter(isNamed);
    if (named.length > 0 && this.#parts.watchName === undefined) {
      this.failed(`${named[0].host} is a name, and names are not looked up here`);
      return;
    }
    this.#targets = targets;
    this.#watch(new Set(named.map(({ host }) => host)));
    if (named.length === 0) this.#parts.found(targets, fault);
    else this.#tell();
  }

  /** Takes why the source has no list. */
  failed(reason: string): void {
    this.#fault = reason;
    this.#parts.failed(reason);
  }

  close(): void {
    this.#cancelTell?.();
    this.#cancelWait?.();
    this.#targets = undefined;
    this.#watch(new Set());
  }

  #watch(names: ReadonlySet<string>): void {
    const { clock, watchName, kept = [] } = this.#parts;
    for (const [name, known] of this.#names) {
      if (names.has(name)) continue;
      known.cancel();
      this.#names.delete(name);
    }
    for (const name of names) {
      if (this.#names.has(name)) continue;
      this.#cancelWait ??= clock.after(FIRST_WAIT_MS, () => {
        this.#hasWaited = true;
        if (!this.#areKnown) this.#tell();
      });
      const before = kept.filter(target => target.name === name);
      const known: Known = {
        state: undefined,
        kept: before.map(({ host: address }) => ({ address, host: name })),
        cancel: () => undefined,
      };
      this.#names.set(name, known);
      known.cancel = watchName!({ name, kind: HOST_KIND.ADDRESSES }, state => {
        known.state = state;
        this.#tellSoon();
      });
    }
  }

  #tellSoon(): void {
    this.#cancelTell ??= this.#parts.clock.after(DEBOUNCE_MS, () => {
      this.#cancelTell = undefined;
      this.#tell();
    });
  }

  get #areKnown(): boolean {
    for (const { state } of this.#names.values()) if (state === undefined) return false;
    return true;
  }

  /** Hands on the list, unless names are to be waited for. */
  #tell(): void {
    if (this.#targets === undefined) return;
    if (!this.#areKnown && !this.#hasWaited) return;
    const targets = this.#targets.flatMap(target => (isNamed(target) ? this.#addressesOf(target) : [target]));
    const fault = this.#faultText();
    if (targets.length === 0 && fault !== undefined) this.#parts.failed(fault);
    else this.#parts.found(targets, fault);
  }

  #addressesOf(target: Target): Target[] {
    const { state, kept = [] } = this.#names.get(target.host) ?? {};
    const isUnknown = state === undefined || (state.found.length === 0 && state.isRefused !== true);
    const known = isUnknown ? kept : state.found;
    return known.map(({ address }) => ({ ...target, host: address, name: target.host }));
  }

  #faultText(): string | undefined {
    const faults = [...this.#names].flatMap(([name, { state }]) =>
      state === undefined ? `${name} is not looked up yet` : (nameFault(state) ?? []),
    );
    const all = this.#fault === undefined ? faults : [this.#fault, ...faults];
    if (all.length === 0) return undefined;
    return all.length === 1 ? all[0] : `${all[0]}; and ${all.length - 1} more`;
  }
}
