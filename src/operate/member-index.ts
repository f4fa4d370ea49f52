// Members by what selects them: addresses, endpoints, prefixes, tags, patterns.
import { addressFromText } from '../dns/address.js';
import { canonicalAddress, endpointFromText } from '../dns/endpoint.js';
import { Networks } from '../guard/networks.js';
import { append } from '../health/lists-by-key.js';
import { isGlob, matchesSegment } from '../source/wildcard.js';
import type { Steps } from '../time/turns.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { plain } from './pool-names.js';

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

/** The most patterns and prefixes of one request: each is held against all members. */
const MAX_PATTERNS = 64;
/** Names and members that one step looks at. */
const LOOKS = 512;

/** There may be thousands of members, and of words. */
export class MemberIndex<Member extends SelectableMember> {
  readonly #all: Member[] = [];
  readonly #byAddress = new Map<string, Member[]>();
  /** By tag, and by target. */
  readonly #byWord = new Map<string, Member[]>();
  /** By what a pattern is held against, in lower case; made for the first one. */
  #byText: ReadonlyMap<string, readonly Member[]> | undefined;
  #octets: (Uint8Array | undefined)[] | undefined;
  #patterns = 0;

  /** Adds the members of a pool. No word comes before the last of them. */
  add(members: readonly Member[]): void {
    for (const member of members) {
      this.#all.push(member);
      append(this.#byAddress, member.address, member);
      for (const tag of member.tags) append(this.#byWord, tag, member);
      if (member.target !== undefined) append(this.#byWord, member.target, member);
    }
  }

  /** Whom a word selects; undefined when it can be nothing of that kind. @throws RequestError when there are too many patterns */
  *selectedBy(word: string): Steps<readonly Member[] | undefined> {
    if (word === 'all') return this.#all;
    if (isGlob(word)) return yield* this.#like(word.toLowerCase());
    const address = canonicalAddress(word);
    if (address !== undefined) return this.#byAddress.get(address) ?? [];
    const endpoint = endpointFromText(word);
    if (endpoint !== undefined)
      return (this.#byAddress.get(endpoint.address) ?? []).filter(({ port }) => port === endpoint.port);
    if (word.includes('/')) return yield* this.#within(word);
    if (!/^[A-Za-z][\w.-]*(?:=[\w.-]+)?$/.test(word)) return undefined;
    return this.#byWord.get(word) ?? this.#byWord.get(plain(word)) ?? [];
  }

  /** Those of which a name is as a pattern has it: the target, a tag, the address with or without the port. */
  *#like(pattern: string): Steps<readonly Member[]> {
    this.#countPattern();
    this.#byText ??= yield* this.#texts();
    const found = new Set<Member>();
    let looks = 0;
    for (const [text, members] of this.#byText) {
      if (++looks % LOOKS === 0) yield;
      if (matchesSegment(text, pattern)) for (const member of members) found.add(member);
    }
    return [...found];
  }

  *#texts(): Steps<ReadonlyMap<string, readonly Member[]>> {
    const byText = new Map<string, Member[]>();
    for (const [index, member] of this.#all.entries()) {
      if (index % LOOKS === 0) yield;
      const { endpoint, address, target, tags } = member;
      const texts = [endpoint, address, target ?? [], tags].flat().map(text => text.toLowerCase());
      for (const text of new Set(texts)) append(byText, text, member);
    }
    return byText;
  }

  /** Those whose address is in a prefix; undefined when the text is none. */
  *#within(text: string): Steps<readonly Member[] | undefined> {
    const parts = /^(.+)\/(\d{1,3})$/.exec(text);
    const octets = parts === null ? undefined : addressFromText(parts[1]);
    if (parts === null || octets === undefined || Number(parts[2]) > octets.length * 8) return undefined;
    this.#countPattern();
    const networks = new Networks();
    networks.add(octets, Number(parts[2]));
    this.#octets ??= yield* this.#addresses();
    const found: Member[] = [];
    for (const [index, own] of this.#octets.entries()) {
      if (index % LOOKS === 0) yield;
      if (own !== undefined && networks.has(own, 0, own.length)) found.push(this.#all[index]);
    }
    return found;
  }

  *#addresses(): Steps<(Uint8Array | undefined)[]> {
    const octets: (Uint8Array | undefined)[] = [];
    for (const { address } of this.#all) {
      if (octets.length % LOOKS === 0) yield;
      octets.push(addressFromText(address));
    }
    return octets;
  }

  #countPattern(): void {
    if (++this.#patterns > MAX_PATTERNS)
      throw new RequestError(
        ERROR_CODE.LIMIT_REACHED,
        `more than ${MAX_PATTERNS} patterns and prefixes are too many at once`,
        'name members by address or tag, or ask several times',
      );
  }
}
