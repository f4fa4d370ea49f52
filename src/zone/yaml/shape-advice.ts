// What somebody meant who wrote a pool, a member, records or an SOA in another shape: the same values, as they stand here.
import { endpointFromText } from '../../dns/endpoint.js';
import { typeFromText } from '../../dns/types.js';
import { listText, partsOf } from '../../source/list-advice.js';
import { isMapping, type Mapping } from '../../source/mapping.js';
import { nearest } from '../../source/suggest.js';
import type { KeyAdvice } from '../../source/value-advice.js';

/** The longest text that is looked at. */
const MAX_LOOKED_AT = 1_000;

/** A name as the key of a mapping. */
const keyText = (key: string) => (/^[A-Za-z0-9_][\w.-]*$/.test(key) ? key : `"${key}"`);

/** A text as a value in a mapping in braces. */
const valueText = (text: string) =>
  /^[\w.][\w .@-]*$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`;

const isMember = (text: unknown): text is string =>
  typeof text === 'string' && endpointFromText(text.trim()) !== undefined;

/** The addresses, with ports or without, of a text or a list of texts; undefined when there is something else in it. */
function membersIn(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string' && value.length > MAX_LOOKED_AT) return undefined;
  const parts = typeof value === 'string' ? partsOf(value) : value;
  return Array.isArray(parts) && parts.length > 0 && parts.length <= 16 && parts.every(isMember)
    ? parts
    : undefined;
}

/** A key that has nothing under it. */
const nothingUnder = (value: unknown) =>
  value === null ? 'leave the key out while there is nothing under it' : undefined;

/** Where a mapping by name belongs. */
export function byNameAdvice(value: unknown, key: string): string | undefined {
  if (!Array.isArray(value)) return nothingUnder(value);
  const under = key === 'pools' ? '{ members: [ADDRESS] }' : '{ A: ADDRESS }';
  const name = isMapping(value[0]) && typeof value[0].name === 'string' ? value[0].name : 'www';
  return `${key} stand by name, in no list: \`${keyText(name.slice(0, 64))}: ${under}\``;
}

/** Where a pool belongs. */
export function poolAdvice(value: unknown, key: string): string | undefined {
  const members = membersIn(value);
  if (members !== undefined) return `write \`${keyText(key)}: { members: ${listText(members)} }\``;
  if (Array.isArray(value)) return `write \`members:\` under ${key}, and the list under that`;
  return value === null ? `write \`members:\` under ${key}, and its addresses in a list` : undefined;
}

/** The keys of a pool that are names of members; a pool may have very many. */
const named = new WeakMap<Mapping, readonly string[]>();

function namedMembers(pool: Mapping): readonly string[] {
  const found = named.get(pool) ?? Object.keys(pool).filter(key => isMember(pool[key]));
  named.set(pool, found);
  return found;
}

/** Keys of plugins of gdnsd, and words of other programs, for what a pool says in another way. */
function pluginKey(key: string): KeyAdvice | undefined {
  if (/^service_types?$/.test(key)) return { hint: 'a service type is a probe here: `probe: { http: / }`' };
  if (/^addrs(?:_v[46])?$/.test(key))
    return { hint: 'write the addresses as a list under `members:`', covers: ['members'] };
  if (key === 'multi')
    return { hint: 'leave it out: all live members are answered, and `limit: 1` gives one' };
  return /^(?:sticky|persistence|affinity)$/i.test(key) ? { hint: 'write `order: sticky`' } : undefined;
}

/** A key of a pool that is the name of a member. All of them are one slip, told at the first. */
export function poolKey(key: string, pool: Mapping): KeyAdvice | undefined {
  const plugin = pluginKey(key);
  if (plugin !== undefined) return plugin;
  if (!isMember(pool[key]) || 'members' in pool) return undefined;
  const [first, ...others] = namedMembers(pool);
  if (key !== first) return { hint: 'members stand in a list under `members:`' };
  const members = [first, ...others.slice(0, 15)].map(each => String(pool[each]));
  return { hint: `write \`members: ${listText(members)}\``, covers: ['members', ...others] };
}

/** Where the list of members belongs. */
export function membersAdvice(value: unknown): string | undefined {
  if (value === null) return 'write the addresses under it, each as `- ADDRESS`';
  if (Array.isArray(value))
    return value.length === 0 ? 'leave the pool out while it has no members' : undefined;
  const named = isMapping(value) ? Object.entries(value) : undefined;
  const isBare = named?.every(([, each]) => each === null);
  const members = membersIn(named?.map(([name, each]) => (isBare ? name : each)) ?? value);
  return members === undefined ? undefined : `write a list: ${listText(members)}`;
}

/** Where one member belongs. */
export function memberAdvice(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const members = membersIn(value);
    return members?.length === 1 ? `write ${members[0]} without the brackets` : undefined;
  }
  if (typeof value !== 'string' || value.length > MAX_LOOKED_AT) return undefined;
  const members = membersIn(value);
  if (members !== undefined) return `write one member for each: ${listText(members)}`;
  const [, address, key, amount] = /^(\S+)\s+(?:(weight|port)\s*[=: ]\s*)?(\d{1,5})$/i.exec(value) ?? [];
  if (address === undefined || !isMember(address)) return undefined;
  return key === undefined
    ? `write \`{ address: ${address}, port: ${amount} }\` if ${amount} is a port`
    : `write \`{ address: ${address}, ${key.toLowerCase()}: ${amount} }\``;
}

const MEMBER_PLACES = ['address', 'addresses', 'host', 'target'] as const;

/** Words of other programs for the address of a member. */
const ADDRESS_WORDS =
  /^(?:addr|ip|ipv[46]|ip-?addr(?:ess)?|hostname|server|backend|node|endpoint|url|value|content|a|aaaa)$/i;
const NAME_WORDS = /^(?:name|id|label|title|comment|description)$/i;

/** An address that stands as a key. */
function addressKey(address: string, value: unknown): KeyAdvice {
  const covers = ['address'];
  if (value === null) return { hint: `write \`- ${address}\`, without a colon`, covers };
  if (typeof value === 'number')
    return { hint: `write \`{ address: ${address}, port: ${value} }\` if ${value} is a port`, covers };
  return { hint: `write \`address: ${address}\`, and what is said of it beside that`, covers };
}

/** Keys of a probe, as HAProxy and others have them beside an address, and what they are called here. */
const PROBE_KEYS: Readonly<Record<string, string>> = {
  ...{ fall: 'fall', rise: 'rise', timeout: 'timeout', flap: 'flap', status: 'status' },
  ...{ interval: 'interval', inter: 'interval', 'max-fails': 'fall', 'fail-timeout': 'interval' },
  ...{ 'down-interval': 'down-interval', downinter: 'down-interval' },
};

/** A probe, or keys of one, that stand beside the address of a member. */
function ownProbe(key: string, value: unknown): KeyAdvice | undefined {
  const text = typeof value === 'object' ? '…' : String(value).slice(0, 64);
  if (/^agent-?(?:check|port)?$/i.test(key)) return { hint: 'write `also: { agent: PORT }`' };
  if (key === 'track')
    return { hint: `write \`probe: { track: ${text} }\`, or \`also:\` beside the probe of the pool` };
  if (/^(?:https?|tcp|exec|pgsql|mysql|redis|grpc)$/.test(key))
    return { hint: `a probe of this member alone is \`probe: { ${key}: ${text} }\`` };
  const plain = key.toLowerCase().replace(/_/g, '-');
  const known = Object.hasOwn(PROBE_KEYS, plain) ? PROBE_KEYS[plain] : undefined;
  if (known !== undefined)
    return { hint: `write it into a whole probe of this member: \`probe: { http: /, ${known}: ${text} }\`` };
  return undefined;
}

/** A key that a member does not have. */
export function memberKey(key: string, member: Mapping): KeyAdvice | undefined {
  const value = member[key];
  if (isMember(key)) return addressKey(key, value);
  if (key === 'from')
    return {
      hint: 'a source stands in no list: `members: { from: … }`',
      covers: ['address', ...Object.keys(member).filter(each => each !== key)],
    };
  const own = ownProbe(key, value);
  if (own !== undefined) return own;
  if (MEMBER_PLACES.some(each => each in member))
    return NAME_WORDS.test(key)
      ? { hint: 'a member has no name: write a comment, or a word under `tags:`' }
      : undefined;
  if (nearest(key, MEMBER_PLACES) !== undefined) return undefined;
  const covers = ['address'];
  if (isMember(value)) {
    if (ADDRESS_WORDS.test(key))
      return { hint: portedAdvice(value) ?? 'it is called `address` here', covers };
    return { hint: `a member has no name: write \`- ${value}\`, and the name as a comment`, covers };
  }
  if (!ADDRESS_WORDS.test(key) || typeof value !== 'string') return undefined;
  return {
    hint: 'write an address under `address:`, or a whole name under `host:`; `target:` is the name of a CNAME',
    covers,
  };
}

/** What to write in place of an address with a port, where both have keys of their own. */
export function portedAdvice(value: unknown): string | undefined {
  const read = typeof value === 'string' ? endpointFromText(value.trim()) : undefined;
  return read?.port === undefined
    ? undefined
    : `write \`address: ${read.address}\` and \`port: ${read.port}\``;
}

/** Where the records of a name belong. */
export function ownerAdvice(value: unknown, key: string): string | undefined {
  const members = membersIn(value);
  const addresses = members?.filter(each => endpointFromText(each)?.port === undefined);
  if (members !== undefined && addresses?.length === members.length) {
    const types = [
      ['A', addresses.filter(each => !each.includes(':'))],
      ['AAAA', addresses.filter(each => each.includes(':'))],
    ] as const;
    const texts = types.flatMap(([type, list]) =>
      list.length === 0 ? [] : `${type}: ${list.length === 1 ? valueText(list[0]) : listText(list)}`,
    );
    return `write \`${keyText(key)}: { ${texts.join(', ')} }\``;
  }
  const [, type, rest] =
    typeof value === 'string' ? (/^(?:IN\s+)?([A-Z0-9]+)\s+(\S.*)$/i.exec(value) ?? []) : [];
  if (type !== undefined && rest.length <= 200 && typeFromText(type) !== undefined)
    return `write \`${keyText(key)}: { ${type.toUpperCase()}: ${valueText(rest)} }\``;
  return nothingUnder(value);
}

/** What to write in place of a record whose type stands as a value; undefined when it is none. */
export function wholeRecordAdvice(
  key: string,
  types: Readonly<Record<string, readonly unknown[]>>,
): string | undefined {
  const [type, ...others] = Object.hasOwn(types, 'type') ? types.type : [];
  if (typeof type !== 'string' || others.length > 0 || typeFromText(type) === undefined) return undefined;
  const [word] = Object.keys(types).filter(each =>
    /^(?:value|data|rdata|content|address|target)s?$/i.test(each),
  );
  const values = word === undefined ? ['…'] : types[word].map(String);
  const text = values.length === 1 ? valueText(values[0]) : listText(values);
  return `write \`${keyText(key)}: { ${type.toUpperCase()}: ${word === undefined ? '…' : text} }\``;
}

const SOA_KEYS = ['mname', 'rname', 'serial', 'refresh', 'retry', 'expire', 'minimum'] as const;

/** Where the SOA belongs. */
export function soaAdvice(value: unknown): string | undefined {
  const text = Array.isArray(value) ? value.join(' ') : value;
  if (typeof text !== 'string') return nothingUnder(value);
  const words = text
    .replace(/[()]/g, ' ')
    .trim()
    .split(/[\s,]+/);
  if (words.length > SOA_KEYS.length || text.length > 600) return undefined;
  const isFit = words.every((word, index) => (index < 2 ? /^[\w.@\\-]+$/ : /^\d+[smhdw]?$/i).test(word));
  const pairs = words.map((word, index) => `${SOA_KEYS[index]}: ${word === '@' ? '"@"' : word}`);
  return isFit ? `write \`soa: { ${pairs.join(', ')} }\`` : undefined;
}
