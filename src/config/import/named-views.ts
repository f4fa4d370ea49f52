// Views of named.conf: who is in each, where it asks, and which zones it has.
import { isWildcardAddress } from '../../dns/address.js';
import { canonicalAddress, endpointFromText } from '../../dns/endpoint.js';
import { type Draft, type Keys, oneOrList, zoneName } from './draft.js';
import type { AddressLists, Leave } from './named-lists.js';
import { type Clause, wordOf } from './statements.js';

/** A zone statement, and the view that it is in. */
export interface ViewedZone {
  readonly clause: Clause;
  /** Undefined when all clients get it. */
  readonly view: string | undefined;
}

/** What views are read with. */
export interface ViewsContext {
  readonly draft: Draft;
  readonly lists: AddressLists;
  readonly leave: Leave;
  /** What a key will be called; undefined when there is none. */
  readonly use: (key: string) => string | undefined;
}

const MAX_NAME = 32;

/** Why statements of a view are not taken over. */
const WHY: Readonly<Record<string, string>> = {
  'match-recursive-only': 'views go by who asks, and where',
};

/** What is taken over of a view itself. */
const TAKEN: ReadonlySet<string> = new Set(['match-clients', 'match-destinations']);

const isZone = (clause: Clause) => wordOf(clause, 0) === 'zone';

/** A name that a view can have here. @param taken those of views before */
function viewName(text: string, taken: Keys): string {
  const plain = text.toLowerCase().replace(/[^a-z0-9_-]/g, '-');
  const name = (/^[a-z]/.test(plain) ? plain : `v${plain}`).slice(0, MAX_NAME);
  return name in taken ? viewName(`v${name}`, taken) : name;
}

/** By what a zone is known that several views have alike. */
function keyOf(zone: Clause): string {
  const file = (zone.block ?? []).find(clause => wordOf(clause, 0) === 'file');
  return `${zoneName(wordOf(zone, 1))} ${file === undefined ? '' : wordOf(file, 1)}`;
}

/** Adds the views to a draft. @returns their zones; what all of them have from one file is in none */
export function readViews(clauses: readonly Clause[], context: ViewsContext): ViewedZone[] {
  const { draft, leave } = context;
  const views: Record<string, Keys> = {};
  const zones: ViewedZone[] = [];
  const counts = new Map<string, number>();
  for (const clause of clauses) {
    const block = clause.block ?? [];
    const view = viewName(wordOf(clause, 1), views);
    views[view] = whoOf(block, context);
    for (const each of block)
      if (isZone(each)) {
        counts.set(keyOf(each), (counts.get(keyOf(each)) ?? 0) + 1);
        zones.push({ clause: each, view });
      } else if (!TAKEN.has(wordOf(each, 0)))
        leave(each, WHY[wordOf(each, 0)] ?? 'it is said of one view alone');
  }
  const common = new Set<string>();
  const wanted = zones.flatMap(({ clause, view }) => {
    const key = keyOf(clause);
    if (counts.get(key) !== clauses.length) return [{ clause, view }];
    if (common.has(key)) return [];
    common.add(key);
    return [{ clause, view: undefined }];
  });
  const used = new Set(wanted.map(({ view }) => view));
  const named = Object.entries(views).filter(([name], index) => used.has(name) || index < clauses.length - 1);
  if (wanted.some(({ view }) => view !== undefined)) draft.setKey('views', Object.fromEntries(named));
  return wanted;
}

/** Who is in a view, and through which listeners; nobody where nothing is left of its list of clients. */
function whoOf(block: readonly Clause[], { draft, lists, use, leave }: ViewsContext): Keys {
  const find = (word: string) => block.find(each => wordOf(each, 0) === word);
  const [clients, destinations] = [find('match-clients'), find('match-destinations')];
  const from = clients === undefined ? 'any' : oneOrList(lists.askers(clients, use) ?? ['none']);
  const asked = destinations === undefined ? [] : lists.items(destinations.block ?? []);
  if (destinations === undefined || asked.some(item => wordOf(item, 0) === 'any')) return { from };
  const listen = asked.map(item => canonicalAddress(wordOf(item, 0)) ?? '');
  if (listen.length > 0 && listen.every(address => isListened(address, draft)))
    return clients === undefined ? { listen: oneOrList(listen) } : { from, listen: oneOrList(listen) };
  leave(destinations, 'a view takes single addresses of `listen`');
  return { from };
}

/** Whether there is a listener of its own for an address. */
function isListened(address: string, { listen }: Draft): boolean {
  const open = listen.flatMap(text => endpointFromText(text)?.address ?? []);
  const isSix = address.includes(':');
  const hasWildcard = open.some(each => isWildcardAddress(each) && each.includes(':') === isSix);
  return !hasWildcard && open.includes(address);
}
