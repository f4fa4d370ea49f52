// Who wants to hear of which names: each name is looked up once, however many want it.
import type { HostState, Wanted, WatchName } from '../discover/names.js';
import { HostResolver, type HostResolverOptions, keyOf } from './host-resolver.js';

type Listener = (state: HostState) => void;

export class HostWatchers {
  readonly resolver: HostResolver;
  readonly #most: number;
  readonly #listeners = new Map<string, Set<Listener>>();

  /** @param most names at once; further ones fail */
  constructor(options: Omit<HostResolverOptions, 'onChange'>, most: number) {
    this.#most = most;
    const onChange = (state: HostState) => {
      for (const tell of this.#listeners.get(keyOf(state)) ?? []) tell(state);
    };
    this.resolver = new HostResolver({ ...options, onChange });
  }

  readonly watch: WatchName = (wanted, onState) => {
    const key = keyOf(wanted);
    const listeners = this.#listeners.get(key) ?? new Set();
    if (listeners.size === 0 && this.#listeners.size >= this.#most) {
      const failure = `over ${this.#most} names are looked up already`;
      onState({ ...wanted, found: [], remarks: [], pools: [], failure });
      return () => undefined;
    }
    // The same function may want to hear twice.
    const own: Listener = state => onState(state);
    this.#listeners.set(key, listeners.add(own));
    const known = this.resolver.stateOf(wanted);
    if (known !== undefined) onState(known);
    this.resolver.add(wanted);
    return () => this.#leave(wanted, own);
  };

  #leave(wanted: Wanted, own: Listener): void {
    const listeners = this.#listeners.get(keyOf(wanted));
    if (listeners === undefined || !listeners.delete(own) || listeners.size > 0) return;
    this.#listeners.delete(keyOf(wanted));
    this.resolver.drop(wanted);
  }
}
