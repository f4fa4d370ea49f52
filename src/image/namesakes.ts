// The nodes of another version or zone that have the names of the nodes of one.
import { LookupName } from './lookup-name.js';
import type { ServedZone } from './served-zone.js';

export class Namesakes {
  readonly #zone: ServedZone;
  readonly #other: ServedZone;
  readonly #name = new LookupName();

  constructor(zone: ServedZone, other: ServedZone) {
    this.#zone = zone;
    this.#other = other;
  }

  /** The node of the other zone that has the name of a node of this one, or 0. */
  of(node: number): number {
    const { bytes } = this.#zone;
    this.#name.read(bytes, this.#zone.nameAt(node), bytes.length);
    return this.#other.find(this.#name, 0);
  }
}
