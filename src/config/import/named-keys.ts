// Keys of named.conf, of which those that something needs go into a file of their own.
import { keyOf, type WrittenKey } from '../tsig-key.js';
import type { Draft } from './draft.js';
import type { Leave } from './named-lists.js';
import { type Clause, wordOf } from './statements.js';

/** The file of the keys, in the folder that is written. */
const KEY_FILE = 'tsig.key';
const OWNER_ONLY = 0o600;

/** Names of keys as they are compared. */
const plain = (name: string) => name.toLowerCase().replace(/\.$/, '');

export class NamedKeys {
  readonly #leave: Leave;
  readonly #clauses = new Map<string, Clause>();
  /** Those of them that a server of this kind can use. */
  readonly #keys = new Map<string, WrittenKey>();
  readonly #used = new Set<string>();
  /** Names of the keys that servers are spoken to with, by address. */
  readonly #ofServers = new Map<string, string>();

  constructor(leave: Leave) {
    this.#leave = leave;
  }

  /** A `key` statement at the top. */
  add(clause: Clause): void {
    const part = (word: string) => {
      const found = (clause.block ?? []).find(each => wordOf(each, 0) === word);
      return found === undefined ? '' : wordOf(found, 1);
    };
    const name = plain(wordOf(clause, 1));
    const key = { name, algorithm: part('algorithm'), secret: part('secret') };
    this.#clauses.set(name, clause);
    if (keyOf(key, () => undefined) !== undefined) this.#keys.set(name, key);
  }

  /** A `server` statement at the top: the key for it. */
  addServer(clause: Clause): void {
    for (const each of clause.block ?? []) {
      const [verb, name] = [wordOf(each, 0), wordOf(each, 1)];
      if (verb !== 'keys') this.#leave(each, 'servers are told apart by their keys alone');
      else
        this.#ofServers.set(
          wordOf(clause, 1),
          name === '' && each.block?.[0] ? wordOf(each.block[0], 0) : name,
        );
    }
  }

  /** The key for a server, where none is named beside it. */
  forServer(address: string): string | undefined {
    const name = this.#ofServers.get(address);
    return name === undefined ? undefined : this.use(name);
  }

  /** A key that something needs, as it will be called; undefined when there is none, or none that can be used. */
  use(name: string): string | undefined {
    const key = plain(name);
    if (!this.#keys.has(key)) return undefined;
    this.#used.add(key);
    return key;
  }

  /** Writes the keys that are needed, and tells of the others. */
  settle(draft: Draft): void {
    for (const [name, clause] of this.#clauses)
      if (!this.#keys.has(name))
        this.#leave(clause, 'it cannot be used here: `rondo key generate` makes one for both sides');
      else if (!this.#used.has(name)) this.#leave(clause, 'nothing that was taken over needs it');
    const used = [...this.#keys.values()].filter(({ name }) => this.#used.has(name));
    if (used.length === 0) return;
    draft.texts.set(KEY_FILE, used.map(keyText).join(''));
    draft.rights.set(KEY_FILE, OWNER_ONLY);
    draft.setKey('keys', KEY_FILE);
  }
}

/** A key as tsig-keygen writes it. */
function keyText({ name, algorithm, secret }: WrittenKey): string {
  return `key ${JSON.stringify(name)} {\n\talgorithm ${algorithm};\n\tsecret ${JSON.stringify(secret)};\n};\n`;
}
