// The room for further versions behind an image that patches have copied, and what they have found out about its nodes.
import { HEADER } from './layout.js';
import type { CompiledZone } from './served-zone.js';

/** There is too little room: the image is to be copied into a larger one. */
export class NoRoom extends Error {}

/** Nodes and RRsets come from the one end, headers and changed nodes from the other. All in words. */
export class PatchRoom {
  #top: number;
  #bottom: number;
  /** Nodes with RRsets whose records have targets, and some that have none any more, by where they stood first. */
  readonly withTargets: Set<number>;
  /** How many nodes stand right below a node other than the apex, by where that stood first; undefined until somebody asks. */
  children: Map<number, number> | undefined;

  constructor(top: number, bottom: number, withTargets: Set<number>) {
    this.#top = top;
    this.#bottom = bottom;
    this.withTargets = withTargets;
  }

  /** One past the last word of nodes and RRsets. */
  get top(): number {
    return this.#top;
  }

  /** @returns where so many words begin that nothing has used @throws NoRoom */
  take(words: number): number {
    const at = this.#top;
    if (at + words > this.#bottom) throw new NoRoom();
    this.#top = at + words;
    return at;
  }

  /** As {@link take}, for what is not copied with the image. @throws NoRoom */
  takeBelow(words: number): number {
    if (this.#bottom - words < this.#top) throw new NoRoom();
    this.#bottom -= words;
    return this.#bottom;
  }
}

/** The room behind the last version in a memory. */
const rooms = new WeakMap<SharedArrayBuffer, { readonly at: number; readonly room: PatchRoom }>();

/** The room for the version after this one; undefined when another has it, or there is none. */
export function takeRoom({ image, at }: CompiledZone): PatchRoom | undefined {
  const known = rooms.get(image);
  if (known?.at !== at) return undefined;
  rooms.delete(image);
  return known.room;
}

/** Leaves the room to the version after this one, which is whole. */
export function leaveRoom({ image, at }: CompiledZone, room: PatchRoom): void {
  new Int32Array(image)[at + HEADER.TOP] = room.top;
  rooms.set(image, { at, room });
}
