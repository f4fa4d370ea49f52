// Which members of which pools an operator means: by address, endpoint, prefix, tag or pattern.

import { addressFromText } from '../dns/address.js';
import { canonicalAddress, endpointFromText } from '../dns/endpoint.js';
import { Networks } from '../guard/networks.js';
import { append } from '../health/lists-by-key.js';
import { nearest } from '../source/suggest.js';
import { isGlob, matchesSegment } from '../source/wildcard.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { PoolNames, plain, poolsCalled, poolsNamed } from './pool-names.js';

/** A member as far as it can be selected. */
export interface SelectableMember {
  readonly endpoint: string;
  readonly address: string;
  readonly port: number | undefined;
  readonly tags: readonly string[];
  /** The host that its record points to, when it is no address record. */
  readonly target?: string;
  /** The address of the same backend, and the pool that it is in. */
  readonly tied?: { readonly pool: string; readonly address: string };
}

/** A pool of such members. */
export interface SelectablePool {
  /** Owner and type, as in `app.local A`. */
  readonly pool: string;
  readonly members: readonly SelectableMember[];
}

/** A member of a pool. */
export interface Selected<Pool extends SelectablePool> {
  readonly pool: Pool;
  readonly member: Pool['members'][number];
}

/** Members by what selects them: there may be thousands of members, and of words. */
export class MemberIndex<Member extends SelectableMember> {
  readonly #all: readonly Member[];
  readonly #byAddress = new Map<string, Member[]>();
  /** By tag, and by target. */
  readonly #byWord = new Map<string, Member[]>();
  #octets: (Uint8Array | undefined)[] | undefined;

  constructor(members: readonly Member[]) {
    this.#all = members;
    for (const member of members) {
      append(this.#byAddress, member.address, member);
      for (const tag of member.tags) append(this.#byWord, tag, member);
      if (member.target !== undefined) append(this.#byWord, member.target, member);
    }
  }

  /** Whom a word selects; undefined when it can be nothing of that kind. */
  selectedBy(word: string): readonly Member[] | undefined {
    if (word === 'all') return this.#all;
    if (isGlob(word)) return this.#like(word.toLowerCase());
    const address = canonicalAddress(word);
    if (address !== undefined) return this.#byAddress.get(address) ?? [];
    const endpoint = endpointFromText(word);
    if (endpoint !== undefined)
      return (this.#byAddress.get(endpoint.address) ?? []).filter(({ port }) => port === endpoint.port);
    if (word.includes('/')) return this.#within(word);
    if (!/^[A-Za-z][\w.-]*(?:=[\w.-]+)?$/.test(word)) return undefined;
    return this.#byWord.get(word) ?? this.#byWord.get(plain(word)) ?? [];
  }

  /** Those of which a name is as a pattern has it: the target, a tag, the address with or without the port. */
  #like(pattern: string): readonly Member[] {
    return this.#all.filter(({ endpoint, address, target, tags }) =>
      [endpoint, address, target ?? [], tags]
        .flat()
        .some(name => matchesSegment(name.toLowerCase(), pattern)),
    );
  }

  /** Those whose address is in a prefix; undefined when the text is none. */
  #within(text: string): readonly Member[] | undefined {
    const parts = /^(.+)\/(\d{1,3})$/.exec(text);
    const octets = parts === null ? undefined : addressFromText(parts[1]);
    if (parts === null || octets === undefined || Number(parts[2]) > octets.length * 8) return undefined;
    const networks = new Networks();
    networks.add(octets, Number(parts[2]));
    this.#octets ??= this.#all.map(({ address }) => addressFromText(address));
    const all = this.#octets;
    return this.#all.filter((_, index) => {
      const own = all[index];
      return own !== undefined && networks.has(own, 0, own.length);
    });
  }
}

/** A word for members of one pool only, as outputs name them: `192.0.2.1:80 in app.example A`. */
const IN_POOL = /^(.+?) in (.+)$/;

/** Where words select members: in all pools that are asked for, or in one that the word names. */
class Places<Pool extends SelectablePool> {
  readonly #among: readonly Pool[];
  #names: PoolNames<Pool> | undefined;
  readonly #indices = new Map<string | undefined, MemberIndex<Pool['members'][number]>>();

  constructor(among: readonly Pool[]) {
    this.#among = among;
  }

  /** @throws RequestError when there is no such pool */
  pools(name: string | undefined): readonly Pool[] {
    if (name === undefined) return this.#among;
    this.#names ??= new PoolNames(this.#among);
    return this.#names.named(name);
  }

  index(name: string | undefined): MemberIndex<Pool['members'][number]> {
    const known = this.#indices.get(name);
    if (known !== undefined) return known;
    const index = new MemberIndex(this.pools(name).flatMap(({ members }) => members));
    this.#indices.set(name, index);
    return index;
  }
}

/**
 * The members that any of the words selects.
 * @param words each an address, ADDRESS:PORT, a prefix, a tag, a pattern or `all`, or one of these with ` in ` and a pool behind it;
 *   each must select somebody
 * @param pool only of this one: owner, or owner and type
 * @throws RequestError
 */
export function select<Pool extends SelectablePool>(
  pools: readonly Pool[],
  words: readonly string[],
  pool?: string,
): readonly Selected<Pool>[] {
  const among = pool === undefined ? pools : poolsNamed(pools, pool);
  const places = new Places(among);
  const selected = new Set<SelectableMember>();
  for (const text of words) {
    const [, word = text, only] = IN_POOL.exec(text) ?? [];
    const found = places.index(only).selectedBy(word);
    if (found === undefined)
      throw new RequestError(
        ERROR_CODE.INVALID_INPUT,
        `${word} is no member`,
        word.includes(',')
          ? 'write spaces between members, not commas'
          : "give an address, ADDRESS:PORT, a prefix such as 10.1.0.0/16, a tag, a pattern such as 'api-*', or all",
      );
    if (found.length === 0) throw unknown(word, places.pools(only), only ?? pool);
    for (const member of found) selected.add(member);
  }
  addTied(selected, pools);
  return pools.flatMap(each =>
    each.members.filter(member => selected.has(member)).map(member => ({ pool: each, member })),
  );
}

/** What is said of one address of a backend is said of both. */
function addTied(selected: Set<SelectableMember>, pools: readonly SelectablePool[]): void {
  const tied = [...selected].flatMap(member => member.tied ?? []);
  const wanted = new Set(tied.map(({ pool, address }) => `${pool} ${address}`));
  if (wanted.size === 0) return;
  for (const { pool, members } of pools)
    for (const member of members) if (wanted.has(`${pool} ${member.address}`)) selected.add(member);
}

function unknown(word: string, pools: readonly SelectablePool[], pool: string | undefined): RequestError {
  const known = pools.flatMap(({ members }) =>
    members.flatMap(({ endpoint, address, tags }) => [endpoint, address, ...tags]),
  );
  // One address for another would take out the wrong backend: only words are guessed.
  const isAddress = /^[\d.:[\]]+$|^[0-9a-f]*:[0-9a-f:.]*$/i.test(word);
  const near = isAddress ? undefined : nearest(word, new Set(known));
  const where = pool === undefined ? 'no pool has' : `${plain(pool)} does not have`;
  const called = poolsCalled(pools, word)[0];
  const hint =
    called === undefined
      ? near === undefined
        ? '`rondo status` lists the members; an address that stands alone and has no probe is none'
        : `did you mean ${near}?`
      : `${word} is a pool: name its members, such as ${called.members[0]?.endpoint ?? 'an address'}, or write all --pool ${word}`;
  return new RequestError(ERROR_CODE.UNKNOWN_MEMBER, `${where} a member ${word}`, hint);
}
