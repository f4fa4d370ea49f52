// Resources of gdnsd's plugins: which addresses a DYNA record stands for, and how they are handed out.
import { canonicalAddress } from '../../dns/endpoint.js';
import { scaledWeights } from './backends.js';
import type { Draft, Keys, Value } from './draft.js';
import type { GdnsdServices } from './gdnsd-services.js';
import { entryOf, type Node, textOf, textsOf } from './vscf.js';

/** One address. */
export interface DynamicMember {
  readonly address: string;
  readonly weight?: number;
  /** Absent for those that are handed out as long as they are live. */
  readonly backup?: number;
}

/** The addresses of one family. */
export interface DynamicSet {
  readonly members: readonly DynamicMember[];
  /** Name of the probe. */
  readonly probe?: string | undefined;
  /** Keys of an entry under `health`. */
  readonly keys: Keys;
}

/** Keys of a stanza that are no addresses. */
const PARAMETERS: ReadonlySet<string> = new Set([
  'service_types',
  'up_thresh',
  'ignore_health',
  'multi',
  'plugin',
  'addrs_v4',
  'addrs_v6',
]);

/** A stanza, with those outside of it, from which it has what it does not say. */
type Stanzas = readonly (Node | undefined)[];

function inherited(stanzas: Stanzas, key: string): Node | undefined {
  for (const stanza of stanzas) {
    const found = entryOf(stanza, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inheritedText(stanzas: Stanzas, key: string): string | undefined {
  const node = inherited(stanzas, key);
  return node?.kind === 'text' ? node.text : undefined;
}

/** What stands under the labels of a stanza; those of an array have none. */
function labelled(node: Node): [string, Node][] {
  if (node.kind === 'array') return node.items.map((item, index) => [String(index + 1), item]);
  if (node.kind === 'text') return [['1', node]];
  return [...node.entries].filter(([key]) => !PARAMETERS.has(key));
}

export class GdnsdResources {
  constructor(
    readonly draft: Draft,
    readonly plugins: Node | undefined,
    readonly services: GdnsdServices,
  ) {}

  /** What `plugin!resource` stands for, a set for each family; undefined when there is no counterpart. */
  find(plugin: string, resource: string): DynamicSet[] | undefined {
    const stanza = entryOf(this.plugins, plugin);
    if (plugin === 'metafo') return this.#metafo(stanza, resource);
    const node = entryOf(stanza, resource);
    return node === undefined ? undefined : this.#sets(plugin, [node, stanza]);
  }

  #sets(plugin: string, [node, ...outer]: Stanzas): DynamicSet[] | undefined {
    if (node === undefined || !['multifo', 'simplefo', 'weighted', 'static'].includes(plugin))
      return undefined;
    const families = [entryOf(node, 'addrs_v4'), entryOf(node, 'addrs_v6')].filter(
      each => each !== undefined,
    );
    if (families.length === 0) return [this.#set(plugin, [node, ...outer])];
    return families.map(family => this.#set(plugin, [family, node, ...outer]));
  }

  #set(plugin: string, stanzas: Stanzas): DynamicSet {
    const node = stanzas[0]!;
    const probe = plugin === 'static' ? undefined : this.#probeOf(stanzas, node);
    if (plugin === 'simplefo') return { members: this.#failover(node), probe, keys: {} };
    if (plugin === 'weighted')
      return { members: this.#weighted(node), probe, keys: this.#weightedKeys(stanzas, node, probe) };
    const members = this.#addresses(labelled(node).map(([, each]) => each)).map(address => ({ address }));
    return { members, probe, keys: panic(stanzas, probe) };
  }

  #probeOf(stanzas: Stanzas, node: Node): string | undefined {
    const ignored = inherited(stanzas, 'ignore_health');
    if (ignored?.kind === 'text' && /^true$/i.test(ignored.text)) {
      this.draft.note(ignored.place, 'ignore_health: the addresses are not probed');
      return undefined;
    }
    return this.services.probeFor(textsOf(inherited(stanzas, 'service_types')), node);
  }

  /** Texts that are addresses; others, such as names of CNAME records, are noted. */
  #addresses(nodes: readonly Node[]): string[] {
    return nodes.flatMap(node => {
      const address = node.kind === 'text' ? canonicalAddress(node.text) : undefined;
      if (address !== undefined) return [address];
      this.draft.note(
        node.place,
        `${node.kind === 'text' ? node.text : `the ${node.kind}`}: it is no address`,
      );
      return [];
    });
  }

  #failover(node: Node): DynamicMember[] {
    const [primary, secondary] = ['primary', 'secondary'].map(
      key => this.#addresses([entryOf(node, key) ?? node])[0],
    );
    return [
      ...(primary === undefined ? [] : [{ address: primary }]),
      ...(secondary === undefined ? [] : [{ address: secondary, backup: 1 }]),
    ];
  }

  #weighted(node: Node): DynamicMember[] {
    const items = labelled(node).flatMap(([label, each]) => {
      if (each.kind !== 'hash') return [each];
      this.draft.note(each.place, `the group ${label}: its addresses are members like all others`);
      return labelled(each).map(([, item]) => item);
    });
    const pairs = items.flatMap(item => {
      const [, weight] = textsOf(item);
      const [address] = this.#addresses(item.kind === 'array' ? item.items.slice(0, 1) : [item]);
      return address === undefined ? [] : [{ address, weight: Number(weight ?? 1), place: item.place }];
    });
    const weights = scaledWeights(pairs.map(({ weight }) => weight));
    const changed = pairs.find(({ weight }, index) => weight !== weights[index]);
    if (changed !== undefined)
      this.draft.note(changed.place, 'the exact weights: they are scaled to what a pool takes');
    return pairs.map(({ address }, index) => ({ address, weight: weights[index] }));
  }

  #weightedKeys(stanzas: Stanzas, node: Node, probe: string | undefined): Keys {
    const isMulti = /^true$/i.test(inheritedText(stanzas, 'multi') ?? '');
    if (isMulti)
      this.draft.note(
        node.place,
        'multi: all live members are handed out, the heavier ones first more often',
      );
    return { order: 'weighted', ...(isMulti ? {} : { limit: 1 }), ...panic(stanzas, probe) };
  }

  /** Datacenters one after the other: the first is handed out, the others are backups. */
  #metafo(stanza: Node | undefined, name: string): DynamicSet[] | undefined {
    const [resource, only] = name.split('/');
    const node = entryOf(entryOf(stanza, 'resources'), resource);
    const map = entryOf(node, 'dcmap');
    if (node === undefined || map === undefined) return undefined;
    const names = only === undefined ? textsOf(entryOf(node, 'datacenters')) : [only];
    const centers = names.map(each => this.#center(entryOf(map, each), [map, node, stanza]));
    if (centers.every(sets => sets === undefined)) return undefined;
    const isV6 = ({ members }: DynamicSet) => members[0]?.address.includes(':') ?? false;
    const families = [false, true].map(family =>
      centers.flatMap(sets => sets?.filter(set => isV6(set) === family) ?? []),
    );
    return families.filter(sets => sets.length > 0).map(sets => this.#chain(sets, node));
  }

  #center(node: Node | undefined, outer: Stanzas): DynamicSet[] | undefined {
    if (node === undefined) return undefined;
    const [, plugin, resource] = node.kind === 'text' ? (/^%([^!]+)!(.+)$/.exec(node.text) ?? []) : [];
    if (plugin !== undefined) return this.find(plugin, resource);
    return this.#sets(textOf(node, 'plugin') ?? 'multifo', [node, ...outer]);
  }

  #chain(sets: readonly DynamicSet[], node: Node): DynamicSet {
    const members: DynamicMember[] = [];
    let level = 0;
    for (const set of sets) {
      const most = Math.max(...set.members.map(({ backup = 0 }) => backup));
      for (const member of set.members) {
        const backup = level + (member.backup ?? 0);
        if (!members.some(({ address }) => address === member.address))
          members.push({ ...member, ...(backup === 0 ? {} : { backup }) });
      }
      level += most + 1;
    }
    const [{ keys, probe }] = sets;
    const others: Record<string, Value> = { ...keys };
    if (sets.length === 1) return { members, probe, keys };
    if ('panic-below' in others)
      this.draft.note(
        node.place,
        'up_thresh: a datacenter is left when none of its members is live, and not before',
      );
    delete others['panic-below'];
    if (sets.some(set => set.probe !== probe))
      this.draft.note(node.place, 'service_types of the further datacenters: a pool has one probe');
    return { members, probe, keys: { ...others, 'all-backups': true } };
  }
}

/** Below which part of live members all are handed out, as gdnsd does. */
function panic(stanzas: Stanzas, probe: string | undefined): Keys {
  const part = Number(inheritedText(stanzas, 'up_thresh') ?? 0.5);
  if (probe === undefined || !(part > 0 && part <= 1)) return {};
  return { 'panic-below': `${Math.max(1, Math.round(part * 100))}%` };
}
