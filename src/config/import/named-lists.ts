// Lists of addresses in named.conf: what is said of clients, upstreams and addresses to answer on.
import { canonicalAddress } from '../../dns/endpoint.js';
import { withPort } from './address-text.js';
import { InputError } from './input.js';
import { type Clause, wordOf } from './statements.js';

/** Says that a statement has no counterpart. */
export type Leave = (clause: Clause, why?: string) => void;

/** How lists may name each other. */
const MAX_DEPTH = 10;

/** Not `local` for `localhost`: that would take in the networks that the machine is in. */
const CLIENTS: Readonly<Record<string, readonly string[]>> = {
  any: ['any'],
  none: ['none'],
  localhost: ['127.0.0.1', '::1'],
  localnets: ['local'],
};

/** The number behind the word `port` of a statement. */
export function portOf(clause: Clause): number | undefined {
  const at = clause.words.findIndex(({ text }) => text === 'port');
  return at < 0 ? undefined : Number(wordOf(clause, at + 1));
}

/** Whether a word is an address or a prefix. */
export function isPrefix(text: string): boolean {
  return /^[\d.:a-f]+(?:\/\d{1,3})?$/i.test(text) && canonicalAddress(text.split('/')[0]) !== undefined;
}

/** Reads lists, in which those that have a name (`acl`) may stand. */
export class AddressLists {
  readonly #named = new Map<string, readonly Clause[]>();

  constructor(readonly leave: Leave) {}

  /** An `acl` statement. */
  add(clause: Clause): void {
    this.#named.set(wordOf(clause, 1), clause.block ?? []);
  }

  /** What stands in a list, those that have a name written out. @throws InputError */
  items(clauses: readonly Clause[], depth = 0): Clause[] {
    return clauses.flatMap(clause => {
      const list = this.#named.get(wordOf(clause, 0));
      if (list === undefined) return [clause];
      if (depth >= MAX_DEPTH)
        throw new InputError(clause.place, 'lists of addresses name each other in a circle');
      return this.items(list, depth + 1);
    });
  }

  /** `listen-on` and `listen-on-v6`, as `listen` has them. */
  listen(clause: Clause): string[] {
    const port = portOf(clause) ?? 53;
    const any = wordOf(clause, 0).endsWith('v6') ? '::' : '0.0.0.0';
    return this.items(clause.block ?? []).flatMap(item => {
      const text = wordOf(item, 0);
      if (text === 'none') return [];
      const address = text === 'any' ? any : canonicalAddress(text);
      if (address !== undefined) return [withPort(address, port)];
      this.leave(item, 'addresses to answer on are written one by one');
      return [];
    });
  }

  /** A list of clients, as `allow` has it; undefined when nothing is left of it. */
  clients(clause: Clause): string[] | undefined {
    return this.#clients(clause, item => {
      this.leave(item, '`allow` takes addresses and prefixes');
      return [];
    });
  }

  /** A list of clients and keys, as `answer-to` has it. @param use what a key will be called; undefined when there is none */
  askers(clause: Clause, use: (key: string) => string | undefined): string[] | undefined {
    return this.#clients(clause, item => {
      const key = wordOf(item, 0) === 'key' ? use(wordOf(item, 1)) : undefined;
      if (key === undefined) this.leave(item, '`answer-to` takes addresses, prefixes and keys');
      return key === undefined ? [] : [key];
    });
  }

  /** @param other what else an item names */
  #clients(clause: Clause, other: (item: Clause) => readonly string[]): string[] | undefined {
    const found = new Set<string>();
    for (const item of this.items(clause.block ?? [])) {
      const text = wordOf(item, 0);
      const named = Object.hasOwn(CLIENTS, text) ? CLIENTS[text] : undefined;
      const clients = isPrefix(text) ? [text] : (named ?? other(item));
      for (const client of clients) found.add(client);
    }
    if (found.has('any')) return ['any'];
    if (found.size > 1) found.delete('none');
    if (found.has('local')) for (const own of CLIENTS.localhost) found.delete(own);
    return found.size === 0 ? undefined : [...found];
  }

  /** The upstreams of a `forwarders` statement, as `forward` has them. */
  upstreams(clause: Clause): string[] {
    const usual = portOf(clause) ?? 53;
    return (clause.block ?? []).flatMap(item => {
      const address = canonicalAddress(wordOf(item, 0));
      const isTls = item.words.some(({ text }) => text === 'tls');
      const port = portOf(item) ?? usual;
      if (address !== undefined && !isTls && port >= 1 && port <= 65_535) return [withPort(address, port)];
      this.leave(item, isTls ? 'write it as tls://ADDRESS#NAME' : 'expected an address');
      return [];
    });
  }
}
