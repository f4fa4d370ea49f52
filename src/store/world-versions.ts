// What secondaries get of zones whose versions follow health: of each pool the members that are handed out.

/** What they get of one pool. */
export interface WorldPool {
  /** In seconds. */
  readonly ttl: number;
  /** Which records of the RRset, from the first to the last. */
  readonly records: readonly number[];
}

/** One version of a zone for them: plain data. The rest of it stands in its image. */
export interface WorldVersion {
  readonly serial: number;
  /** By the position of the RRset in the image. */
  readonly pools: ReadonlyMap<number, WorldPool>;
}

/** The version of a zone that is in force; undefined from when on none follows health any more. */
export interface WorldChange {
  /** As people write it. */
  readonly zone: string;
  readonly version: WorldVersion | undefined;
  /** Whether the pools are only those that are not as in the version before. */
  readonly isPart?: boolean;
}

/** Those that are in force. */
export class WorldVersions {
  /** By zone in lower case. */
  readonly #zones = new Map<string, WorldChange>();

  take({ zone, version, isPart = false }: WorldChange): void {
    const key = zone.toLowerCase();
    const former = isPart ? this.#zones.get(key)?.version : undefined;
    if (version === undefined) this.#zones.delete(key);
    else if (former === undefined) this.#zones.set(key, { zone, version });
    // Whoever still hands out the version before goes on with that.
    else {
      const pools = new Map([...former.pools, ...version.pools]);
      this.#zones.set(key, { zone, version: { serial: version.serial, pools } });
    }
  }

  /** The version of a zone; undefined when its image says all. */
  of(zone: string): WorldVersion | undefined {
    return this.#zones.size === 0 ? undefined : this.#zones.get(zone.toLowerCase())?.version;
  }

  get all(): readonly WorldChange[] {
    return [...this.#zones.values()];
  }
}
