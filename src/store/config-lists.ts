// The lists of a configuration that have an item for each zone: the control thread takes them only when they are others.
import { createHash } from 'node:crypto';
import type { Config } from '../config/config.js';
import { packSlices, unpackSlice } from '../config/packed-slices.js';
import type { SecondaryZone } from '../config/secondary-zones.js';
import type { Steps } from '../time/turns.js';

/** Plain data in shared memory. */
export interface PackedLists {
  /** Of all octets: with the same one the lists are the same. */
  readonly digest: string;
  readonly secondaries: readonly SharedArrayBuffer[];
  /** Of the rules for transfers: pairs of a path and a number. */
  readonly files: readonly SharedArrayBuffer[];
}

interface Lists {
  readonly secondaries: readonly SecondaryZone[];
  readonly files: ReadonlyMap<string, number>;
}

const NONE: Lists = { secondaries: [], files: new Map() };

function withLists({ transfers, ...config }: Config, { secondaries, files }: Lists): Config {
  return { ...config, secondaries, transfers: { ...transfers, files } };
}

/** Takes the lists out of a configuration. */
export function takeLists(config: Config): { readonly config: Config; readonly lists: PackedLists } {
  const secondaries = packSlices(config.secondaries);
  const files = packSlices([...config.transfers.files]);
  const hash = createHash('sha256').update(`${secondaries.length}`);
  for (const slice of [...secondaries, ...files]) hash.update(new Uint8Array(slice));
  return { config: withLists(config, NONE), lists: { digest: hash.digest('base64'), secondaries, files } };
}

/** Puts lists back into configurations. */
export class ConfigLists {
  /** Those that were put back last. */
  #known: (Lists & { readonly digest: string }) | undefined;

  /** The configuration as it was; lists that are the same as the last ones are the same objects. */
  *putBack(config: Config, { digest, ...packed }: PackedLists): Steps<Config> {
    if (this.#known?.digest !== digest) {
      const secondaries: SecondaryZone[] = [];
      for (const slice of packed.secondaries) {
        yield;
        secondaries.push(...unpackSlice<SecondaryZone>(slice));
      }
      const files = new Map<string, number>();
      for (const slice of packed.files) {
        yield;
        for (const [file, number] of unpackSlice<[string, number]>(slice)) files.set(file, number);
      }
      this.#known = { digest, secondaries, files };
    }
    return withLists(config, this.#known);
  }
}
