// What named.conf says of who has to do with zones: who gets them, is told of them and may ask, where they come from, and who may change them.
import { canonicalAddress } from '../../dns/endpoint.js';
import { withPort } from './address-text.js';
import { type Keys, oneOrList, type Value, zoneName } from './draft.js';
import type { NamedKeys } from './named-keys.js';
import { type AddressLists, isPrefix, type Leave, portOf } from './named-lists.js';
import { type Clause, wordOf } from './statements.js';

/** How lists of servers may name each other. */
const MAX_DEPTH = 10;

/** Statements of a zone, or of the options for all zones, that are read here. */
export const TRAVEL_WORDS: ReadonlySet<string> = new Set([
  'allow-transfer',
  'also-notify',
  'notify',
  'allow-update',
  'update-policy',
  'allow-query',
]);

/** A server that zones come from, or that is told of them. */
interface Server {
  readonly address: string;
  readonly port: number;
  readonly key: string | undefined;
}

/** Who gets zones, and who is told of them. Empty lists: nobody. */
interface Travel {
  readonly to?: readonly Value[] | undefined;
  readonly notify?: readonly Server[] | undefined;
}

const find = (block: readonly Clause[], verb: string) => block.find(each => wordOf(each, 0) === verb);

export class NamedTransfers {
  readonly #leave: Leave;
  readonly #lists: AddressLists;
  readonly #keys: NamedKeys;
  /** Lists of servers that have a name: `primaries`, or `masters`. */
  readonly #servers = new Map<string, Clause>();
  #ofAll: Travel = {};
  #askersOfAll: Value | undefined;

  constructor(lists: AddressLists, keys: NamedKeys, leave: Leave) {
    this.#lists = lists;
    this.#keys = keys;
    this.#leave = leave;
  }

  /** A list of servers at the top. */
  addServers(clause: Clause): void {
    this.#servers.set(wordOf(clause, 1), clause);
  }

  /** What the options say for all zones, or those of the only view after them. */
  setOptions(block: readonly Clause[]): void {
    this.#ofAll = { ...this.#ofAll, ...this.#travel(block) };
    this.#askersOfAll = this.#askers(block) ?? this.#askersOfAll;
    for (const each of block)
      if (wordOf(each, 0) === 'allow-update') this.#leave(each, 'it is said of each zone here');
  }

  /** `transfer` for all zones; undefined when nobody gets them. */
  get forAll(): Value | undefined {
    return transferValue(this.#ofAll);
  }

  /** `answer-to` for all zones; undefined when everybody may ask. */
  get askersOfAll(): Value | undefined {
    return this.#askersOfAll === 'any' ? undefined : this.#askersOfAll;
  }

  /** The keys of the entry of a zone. */
  ofZone(block: readonly Clause[], isPrimary: boolean): Keys {
    const own = this.#travel(block);
    const also = find(block, 'also-notify');
    if (also !== undefined && own.notify?.length !== 0 && (own.to ?? this.#ofAll.to)?.length === 0)
      this.#leave(also, 'nobody who is told could get the zone');
    const says = own.to !== undefined || own.notify !== undefined;
    const transfer = says ? (transferValue({ ...this.#ofAll, ...own }) ?? 'off') : undefined;
    const update = isPrimary ? this.#update(block) : undefined;
    const askers = this.#askers(block);
    const isUsual = askers === undefined || (askers === 'any' && this.askersOfAll === undefined);
    return {
      ...(transfer === undefined ? {} : { transfer }),
      ...(isUsual ? {} : { 'answer-to': askers }),
      ...(update === undefined ? {} : { update }),
    };
  }

  /** Who may ask; nobody where nothing is left of a list. */
  #askers(block: readonly Clause[]): Value | undefined {
    const clause = find(block, 'allow-query');
    if (clause === undefined) return undefined;
    return oneOrList(this.#lists.askers(clause, key => this.#keys.use(key)) ?? ['none']);
  }

  /** The servers that a zone comes from; empty when none is left. */
  primaries(clause: Clause | undefined): readonly Value[] {
    return clause === undefined ? [] : this.#serversOf(clause).map(serverValue);
  }

  #travel(block: readonly Clause[]): Travel {
    const [transfer, notify, also] = ['allow-transfer', 'notify', 'also-notify'].map(word =>
      find(block, word),
    );
    const way = notify === undefined ? '' : wordOf(notify, 1);
    if (notify !== undefined && !/^(?:no|explicit)$/.test(way))
      this.#leave(notify, 'only servers that also-notify names are told: NS records are not looked at');
    const told = also === undefined ? undefined : this.#serversOf(also);
    return {
      ...(transfer === undefined ? {} : { to: this.#clients(transfer) }),
      ...(way === 'no' ? { notify: [] } : told === undefined ? {} : { notify: told }),
    };
  }

  #clients(clause: Clause): Value[] {
    return this.#lists.items(clause.block ?? []).flatMap((item): Value[] => {
      const text = wordOf(item, 0);
      if (text === 'none') return [];
      if (text === 'any' || isPrefix(text)) return [text];
      if (text === 'localhost') return ['127.0.0.1', '::1'];
      const key = text === 'key' ? this.#keys.use(wordOf(item, 1)) : undefined;
      if (key === undefined) this.#leave(item, '`transfer` takes addresses, prefixes and keys');
      return key === undefined ? [] : [key];
    });
  }

  #serversOf(clause: Clause, depth = 0): Server[] {
    const usual = portOf(clause) ?? 53;
    return (clause.block ?? []).flatMap((item): Server[] => {
      const text = wordOf(item, 0);
      const named = this.#servers.get(text);
      if (named !== undefined && depth < MAX_DEPTH) return this.#serversOf(named, depth + 1);
      const address = canonicalAddress(text);
      const words = item.words.map(word => word.text);
      if (address === undefined || words.includes('tls')) {
        this.#leave(
          item,
          words.includes('tls') ? 'zones are transferred without TLS' : 'expected an address',
        );
        return [];
      }
      return [this.#server(item, address, usual)];
    });
  }

  #server(item: Clause, address: string, usual: number): Server {
    const at = item.words.findIndex(({ text }) => text === 'key');
    const key = at < 0 ? this.#keys.forServer(address) : this.#keys.use(wordOf(item, at + 1));
    if (at >= 0 && key === undefined) this.#leave(item, 'there is no such key that can be used');
    return { address, port: portOf(item) ?? usual, key };
  }

  /** Who may change a zone; undefined when nobody may. */
  #update(block: readonly Clause[]): Value | undefined {
    const [allow, policy] = [find(block, 'allow-update'), find(block, 'update-policy')];
    if (policy !== undefined) return this.#policy(policy);
    const keys = this.#lists.items(allow?.block ?? []).flatMap(item => {
      const key = wordOf(item, 0) === 'key' ? this.#keys.use(wordOf(item, 1)) : undefined;
      if (key === undefined && wordOf(item, 0) !== 'none') this.#leave(item, '`update` takes keys alone');
      return key === undefined ? [] : [key];
    });
    return keys.length === 0 ? undefined : oneOrList(keys);
  }

  #policy(policy: Clause): Value | undefined {
    const grants: Record<string, Value> = {};
    for (const rule of policy.block ?? []) {
      const [verb, name, ...words] = rule.words.map(({ text }) => text);
      const grant = grantOf(words);
      const key = verb === 'grant' && grant !== undefined ? this.#keys.use(name) : undefined;
      if (grant === undefined || key === undefined || key in grants)
        this.#leave(rule, '`update` takes a key once, with names and types');
      else grants[key] = grant;
    }
    if (policy.block === undefined) this.#leave(policy, '`update` takes keys alone');
    return Object.keys(grants).length === 0 ? undefined : grants;
  }
}

/** What a rule of `update-policy` grants, from the word behind the key on. */
function grantOf([kind, ...rest]: readonly string[]): Value | undefined {
  const takesName = kind === 'subdomain' || kind === 'name' || kind === 'wildcard';
  if (!takesName && kind !== 'zonesub') return undefined;
  const [name, types] = takesName ? [zoneName(rest[0] ?? ''), rest.slice(1)] : ['', rest];
  const names = kind === 'subdomain' ? [name, `*.${name}`] : [name];
  const isAny = types.length === 0 || types.includes('ANY');
  if (!takesName && isAny) return 'any';
  return { ...(takesName ? { names: oneOrList(names) } : {}), ...(isAny ? {} : { types: oneOrList(types) }) };
}

/** As rondo.yaml has a server. */
function serverValue({ address, port, key }: Server): Value {
  if (key === undefined) return withPort(address, port);
  return { address, ...(port === 53 ? {} : { port }), key };
}

/** Who is told may have the zone where nothing else is said. */
const recipientOf = ({ address, key }: Server): Value => (key === undefined ? address : { address, key });

const few = (list: readonly Value[]): Value => (list.length === 1 ? list[0] : list);

/** As `transfer` has it; undefined when nobody gets anything. */
function transferValue({ to, notify = [] }: Travel): Value | undefined {
  const all = to ?? notify.map(recipientOf);
  if (all.length === 0) return undefined;
  return { to: few(all), ...(notify.length === 0 ? {} : { notify: few(notify.map(serverValue)) }) };
}
