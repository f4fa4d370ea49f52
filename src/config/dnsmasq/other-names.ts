// Names that lines of other forms speak of, which plain names may have to do with.
import { nameFromKey } from '../../dns/name.js';
import { LookupName } from '../../image/lookup-name.js';
import { Column } from './column.js';
import { NameIndex } from './name-index.js';

/** What is said elsewhere, by other lines. */
export interface OtherRules {
  /** Domains that zones answer for, or that are forwarded: by {@link nameKey}. */
  readonly domains: Iterable<string>;
  readonly forwards: Iterable<string>;
  /** Whether names of one label belong to zones all the same. */
  readonly coversBareNames: boolean;
  /** Names that zones have records for, or lead to, or that are probed. */
  readonly names: Iterable<string>;
}

/** Kinds of names in the index of all else. */
export const OTHER = { DOMAIN: 1, FORWARD: 2, NAME: 4 } as const;
export const ANY_OTHER = OTHER.DOMAIN | OTHER.FORWARD | OTHER.NAME;

export class OtherNames {
  readonly #names = new NameIndex();
  readonly #kinds = new Column();
  readonly coversBareNames: boolean;

  constructor({ domains, forwards, names, coversBareNames }: OtherRules) {
    this.coversBareNames = coversBareNames;
    const name = new LookupName();
    const enter = (key: string, kind: number) => {
      const number = this.#names.add(name.set(nameFromKey(key)));
      this.#kinds.set(number, this.#kinds.values[number] | kind);
    };
    for (const key of domains) enter(key, OTHER.DOMAIN);
    for (const key of forwards) enter(key, OTHER.FORWARD);
    for (const key of names) enter(key, OTHER.NAME);
  }

  get count(): number {
    return this.#names.count;
  }

  read(number: number, into: LookupName): LookupName {
    return this.#names.read(number, into);
  }

  /** Whether a domain that zones answer for is the name or lies above it, or lines speak of the name itself. @param kinds of these */
  speaksOf(name: LookupName, kinds: number): boolean {
    if (this.count === 0) return false;
    this.#names.hash(name);
    if ((this.#kindsAt(name, 0) & kinds) !== 0) return true;
    for (let label = 0; label <= name.labels; label++)
      if ((this.#kindsAt(name, label) & OTHER.DOMAIN) !== 0) return true;
    return false;
  }

  #kindsAt(name: LookupName, label: number): number {
    const number = this.#names.find(name, label);
    return number < 0 ? 0 : this.#kinds.values[number];
  }
}
