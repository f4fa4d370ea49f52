// What is settled about members that are written.
import type { Target } from '../source.js';

/** In their order; of some the host is a name. */
export interface ListSettings {
  readonly targets: readonly Target[];
}
