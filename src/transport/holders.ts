// Those who hold something, by how much they hold: who holds most, and of equals who was used least lately.

export class Holders<Holder> {
  /** By how many things they hold; each set in the order of use. */
  readonly #levels = new Map<number, Set<Holder>>();
  #most = 0;

  /** Of those who hold most the one that was not used for longest; undefined when nobody holds anything. */
  get first(): Holder | undefined {
    const [first] = this.#levels.get(this.#most) ?? [];
    return first;
  }

  /** Somebody holds one thing more, and uses it. @param size how many they are now */
  grow(holder: Holder, size: number): void {
    this.#leave(holder, size - 1);
    this.#enter(holder, size);
    this.#most = Math.max(this.#most, size);
  }

  /** Somebody holds one thing less. @param size how many they are now */
  shrink(holder: Holder, size: number): void {
    this.#leave(holder, size + 1);
    if (size > 0) this.#enter(holder, size);
    if (!this.#levels.has(this.#most)) this.#most = size;
  }

  /** Somebody uses one of the things. @param size how many they are */
  use(holder: Holder, size: number): void {
    const level = this.#levels.get(size);
    if (level?.delete(holder) === true) level.add(holder);
  }

  #enter(holder: Holder, size: number): void {
    const level = this.#levels.get(size);
    if (level === undefined) this.#levels.set(size, new Set([holder]));
    else level.add(holder);
  }

  #leave(holder: Holder, size: number): void {
    const level = this.#levels.get(size);
    level?.delete(holder);
    if (level?.size === 0) this.#levels.delete(size);
  }
}
