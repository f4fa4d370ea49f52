// Which members of which pools an operator means: by address, endpoint, prefix or tag.
import { addressFromText } from '../dns/address.js';
import { canonicalAddress, endpointFromText } from '../dns/endpoint.js';
import { Networks } from '../guard/networks.js';
import { nearest } from '../source/suggest.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';

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

/** The name without the dot at its end, in lower case. */
function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/\.(?=\s|$)/, '')
    .replace(/\s+/, ' ');
}

/** The pools of a name, or of a name and a type. @throws RequestError when there is none */
export function poolsNamed<T extends { readonly pool: string }>(
  pools: readonly T[],
  wanted: string,
): readonly T[] {
  const name = plain(wanted);
  const found = pools.filter(
    ({ pool }) => pool.toLowerCase() === name || ownerOf(pool).toLowerCase() === name,
  );
  if (found.length > 0) return found;
  const near = nearest(name, new Set(pools.flatMap(({ pool }) => [pool, ownerOf(pool)])));
  throw new RequestError(
    ERROR_CODE.UNKNOWN_POOL,
    `there is no pool ${wanted}`,
    near === undefined ? undefined : `did you mean ${near}?`,
  );
}

function ownerOf(pool: string): string {
  return pool.split(' ')[0];
}

type Test = (member: SelectableMember) => boolean;

function prefixTest(text: string): Test | undefined {
  const parts = /^(.+)\/(\d{1,3})$/.exec(text);
  const octets = parts === null ? undefined : addressFromText(parts[1]);
  if (parts === null || octets === undefined || Number(parts[2]) > octets.length * 8) return undefined;
  const networks = new Networks();
  networks.add(octets, Number(parts[2]));
  return ({ address }) => {
    const own = addressFromText(address);
    return own !== undefined && networks.has(own, 0, own.length);
  };
}

/** What a word selects; undefined when it can be nothing of that kind. */
function testOf(word: string): Test | undefined {
  if (word === 'all') return () => true;
  const address = canonicalAddress(word);
  if (address !== undefined) return member => member.address === address;
  const endpoint = endpointFromText(word);
  if (endpoint !== undefined)
    return member => member.address === endpoint.address && member.port === endpoint.port;
  if (word.includes('/')) return prefixTest(word);
  return /^[A-Za-z][\w.-]*$/.test(word)
    ? ({ tags, target }) => tags.includes(word) || target === plain(word)
    : undefined;
}

/**
 * The members that any of the words selects.
 * @param words each an address, ADDRESS:PORT, a prefix, a tag or `all`; each must select somebody
 * @param pool only of this one: owner, or owner and type
 * @throws RequestError
 */
export function select<Pool extends SelectablePool>(
  pools: readonly Pool[],
  words: readonly string[],
  pool?: string,
): readonly Selected<Pool>[] {
  const among = pool === undefined ? pools : poolsNamed(pools, pool);
  const selected = new Set<SelectableMember>();
  for (const word of words) {
    const test = testOf(word);
    if (test === undefined)
      throw new RequestError(
        ERROR_CODE.INVALID_INPUT,
        `${word} is no member`,
        'give an address, ADDRESS:PORT, a prefix such as 10.1.0.0/16, a tag, or all',
      );
    const found = among.flatMap(({ members }) => members.filter(test));
    if (found.length === 0) throw unknown(word, among, pool);
    for (const member of found) selected.add(member);
  }
  // What is said of one address of a backend is said of both.
  for (const { tied } of [...selected])
    for (const { pool: name, members } of tied === undefined ? [] : pools)
      if (name === tied?.pool)
        for (const each of members) if (each.address === tied.address) selected.add(each);
  return pools.flatMap(each =>
    each.members.filter(member => selected.has(member)).map(member => ({ pool: each, member })),
  );
}

function unknown(word: string, pools: readonly SelectablePool[], pool: string | undefined): RequestError {
  const known = pools.flatMap(({ members }) =>
    members.flatMap(({ endpoint, address, tags }) => [endpoint, address, ...tags]),
  );
  const near = nearest(word, new Set(known));
  const where = pool === undefined ? 'no pool that is probed has' : `${plain(pool)} does not have`;
  const hint = near === undefined ? '`rondo status` lists the members' : `did you mean ${near}?`;
  return new RequestError(ERROR_CODE.UNKNOWN_MEMBER, `${where} a member ${word}`, hint);
}
