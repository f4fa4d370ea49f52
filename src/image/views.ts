// Views of shared memory, of which zones that lie in one memory share one set.

/** The same memory in the three ways that an answer looks at it. */
class Views {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  readonly view: DataView;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
    this.bytes = new Uint8Array(memory);
    this.view = new DataView(memory);
  }
}

/** Zones that lie in one memory share its views. */
const known = new WeakMap<SharedArrayBuffer, Views>();

export function viewsOf(memory: SharedArrayBuffer): Views {
  const views = known.get(memory) ?? new Views(memory);
  known.set(memory, views);
  return views;
}
