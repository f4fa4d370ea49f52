// named.conf of BIND: zones with their files, forwarders, and where to answer.
import { resolve } from 'node:path';
import { inView } from '../../dns/view-label.js';
import { pathFrom } from '../../source/path-from.js';
import { type Draft, type Keys, oneOrList, zoneName } from './draft.js';
import { folderOf, type Input, type InputText } from './input.js';
import { copyZone } from './named-includes.js';
import { NamedKeys } from './named-keys.js';
import { AddressLists, type Leave } from './named-lists.js';
import { IN_PLACE, OPTIONS } from './named-options.js';
import { NamedTransfers, TRAVEL_WORDS } from './named-transfers.js';
import { readViews, type ViewedZone } from './named-views.js';
import { type Clause, NAMED, quote, readClauses, wordOf } from './statements.js';

/** What a zone of another type than primary or forward is in place of. */
const ZONE_TYPES: Readonly<Record<string, string>> = {
  hint: 'names are forwarded, and not resolved from the root',
  stub: 'forward the zone to its servers instead',
  'static-stub': 'forward the zone to its servers instead',
};

/** Statements of a zone that are read. */
const OF_ZONE: ReadonlySet<string> = new Set([
  'type',
  'file',
  'forwarders',
  'forward',
  'masters',
  'primaries',
  ...TRAVEL_WORDS,
]);

/** Statements at the top that others name. */
const COLLECTED: ReadonlySet<string> = new Set([
  'acl',
  'key',
  'server',
  'primaries',
  'masters',
  'remote-servers',
]);

class NamedReader {
  /** What relative paths begin at. */
  #folder: string;
  readonly #lists: AddressLists;
  readonly #keys: NamedKeys;
  readonly #transfers: NamedTransfers;
  readonly #views: Clause[] = [];
  /** They come last, since options say what their files are relative to. */
  readonly #zones: ViewedZone[] = [];
  #recursion: Clause | undefined;
  /** The statements of options that were there. */
  readonly #seen = new Set<string>();
  /** How many entries `forward` had before. */
  readonly #forwards: number;

  constructor(
    readonly draft: Draft,
    readonly input: Input,
    file: string,
  ) {
    this.#folder = folderOf(file);
    this.#forwards = draft.forward.length;
    this.#lists = new AddressLists(this.#leave);
    this.#keys = new NamedKeys(this.#leave);
    this.#transfers = new NamedTransfers(this.#lists, this.#keys, this.#leave);
  }

  /** Says that a statement has no counterpart, and why. */
  readonly #leave: Leave = (clause, why = IN_PLACE.get(wordOf(clause, 0))) => {
    this.draft.note(clause.place, `${quote(clause)}${why === undefined ? '' : `: ${why}`}`);
  };

  read(text: InputText): void {
    this.#clauses(this.#expand(readClauses(text, NAMED)));
    if (this.#views.length === 1) this.#onlyView(this.#views[0]);
    else this.#manyViews(this.#views);
    for (const { clause, view } of this.#zones) this.#zone(clause, view);
    const { forAll, askersOfAll } = this.#transfers;
    if (forAll !== undefined) this.draft.setKey('transfer', forAll);
    if (askersOfAll !== undefined) this.draft.setKey('answer-to', askersOfAll);
    this.#keys.settle(this.draft);
    // BIND answers on all addresses of a family, unless it is told otherwise.
    if (!this.#seen.has('listen-on')) this.draft.addListen('0.0.0.0');
    if (!this.#seen.has('listen-on-v6')) this.draft.addListen('::');
    this.#settleForwarding(text.file);
  }

  /** Statements with those of included files in their place, in blocks, too. */
  #expand(clauses: readonly Clause[]): Clause[] {
    return clauses.flatMap(clause => {
      if (wordOf(clause, 0) !== 'include') {
        const settled =
          clause.block === undefined ? clause : { ...clause, block: this.#expand(clause.block) };
        // From here on, paths are relative to this folder.
        if (wordOf(clause, 0) === 'options') this.#setFolder(settled.block ?? []);
        return [settled];
      }
      const found: Clause[] = [];
      this.input.include(wordOf(clause, 1), this.#folder, clause.place, text => {
        found.push(...this.#expand(readClauses(text, NAMED)));
      });
      return found;
    });
  }

  #clauses(clauses: readonly Clause[]): void {
    for (const clause of clauses) this.#collect(clause);
    for (const clause of clauses) {
      const verb = wordOf(clause, 0);
      if (COLLECTED.has(verb)) continue;
      if (verb === 'options') this.#options(clause.block ?? []);
      else if (verb === 'zone') this.#zones.push({ clause, view: undefined });
      else if (verb === 'view') this.#views.push(clause);
      else this.#leave(clause);
    }
  }

  /** What other statements name, before or behind it. */
  #collect(clause: Clause): void {
    const verb = wordOf(clause, 0);
    if (verb === 'acl') this.#lists.add(clause);
    else if (verb === 'key') this.#keys.add(clause);
    else if (verb === 'server') this.#keys.addServer(clause);
    else if (COLLECTED.has(verb)) this.#transfers.addServers(clause);
  }

  #onlyView(view: Clause): void {
    this.#leave(view, 'it is the only view; what it has is taken over for all clients');
    const isZone = (clause: Clause) => wordOf(clause, 0) === 'zone';
    this.#options((view.block ?? []).filter(clause => !isZone(clause)));
    const zones = (view.block ?? []).filter(isZone);
    this.#zones.push(...zones.map(clause => ({ clause, view: undefined })));
  }

  #manyViews(views: readonly Clause[]): void {
    const use = (key: string) => this.#keys.use(key);
    const context = { draft: this.draft, lists: this.#lists, leave: this.#leave, use };
    this.#zones.push(...readViews(views, context));
  }

  #options(clauses: readonly Clause[]): void {
    const context = { draft: this.draft, lists: this.#lists, leave: this.#leave };
    this.#transfers.setOptions(clauses);
    for (const clause of clauses) {
      const verb = wordOf(clause, 0);
      this.#seen.add(verb);
      if (verb === 'recursion') this.#recursion = clause;
      else if (OPTIONS.has(verb)) OPTIONS.get(verb)!(clause, context);
      else if (verb !== 'directory' && !TRAVEL_WORDS.has(verb)) this.#leave(clause);
    }
  }

  #setFolder(options: readonly Clause[]): void {
    const directory = options.find(clause => wordOf(clause, 0) === 'directory');
    if (directory !== undefined) this.#folder = this.#path(wordOf(directory, 1));
  }

  #path(path: string): string {
    return pathFrom(this.#folder, path);
  }

  /** @param view that it is in; undefined when all clients get it */
  #zone(clause: Clause, view: string | undefined): void {
    const block = clause.block ?? [];
    const find = (verb: string) => block.find(each => wordOf(each, 0) === verb);
    const type = find('type');
    const kind = type === undefined ? '' : wordOf(type, 1);
    for (const each of block) if (!OF_ZONE.has(wordOf(each, 0))) this.#leave(each);
    if (!/^(?:IN)?$/i.test(wordOf(clause, 2))) this.#leave(clause, 'it is not of class IN');
    else if (kind === 'master' || kind === 'primary') this.#primary(clause, find('file'), view);
    else if (kind === 'slave' || kind === 'secondary')
      this.#secondary(clause, find('primaries') ?? find('masters'), view);
    else if (kind === 'forward' && view !== undefined) this.#leave(clause, 'forwarding has no views');
    else if (kind === 'forward') this.#forwarded(clause, find('forwarders'));
    else {
      const why = ZONE_TYPES[kind] ?? 'this type is not known';
      this.draft.note(clause.place, `zone ${zoneName(wordOf(clause, 1))} of type ${kind || '?'}: ${why}`);
    }
  }

  #primary(clause: Clause, statement: Clause | undefined, view: string | undefined): void {
    if (statement === undefined) {
      this.#leave(clause, 'it has no file');
      return;
    }
    const { file, line } = clause.place;
    const path = resolve(this.#path(wordOf(statement, 1)));
    const name = zoneName(wordOf(clause, 1));
    const copy = copyZone(path, name, this.#folder);
    const copies = [...(copy?.texts.keys() ?? [])];
    const zone = {
      file: copy?.path ?? path,
      name,
      view,
      place: statement.place,
      comment: `${file}:${line}`,
      keys: { ...this.#transfers.ofZone(clause.block ?? [], true), ...(view === undefined ? {} : { view }) },
      copies,
    };
    if (!this.draft.addZoneFile(zone) || copy === undefined) return;
    for (const [to, text] of copy.texts) this.draft.texts.set(to, text);
    for (const [to, rights] of copy.rights) this.draft.rights.set(to, rights);
    this.draft.note(
      statement.place,
      `$INCLUDE of ${path} leads out of its folder; ${copies.join(', ')} are copies`,
    );
  }

  #secondary(clause: Clause, statement: Clause | undefined, view: string | undefined): void {
    const primaries = this.#transfers.primaries(statement);
    if (primaries.length === 0) {
      this.#leave(clause, 'it names no primary');
      return;
    }
    const { file, line } = clause.place;
    const name = zoneName(wordOf(clause, 1));
    const keys = this.#transfers.ofZone(clause.block ?? [], false);
    const own: Keys = view === undefined ? {} : { view };
    const value = { name, primaries: primaries.length === 1 ? primaries[0] : primaries, ...keys, ...own };
    this.draft.addCopy(inView(name, view), {
      place: clause.place,
      entry: { value, comment: `${file}:${line}` },
    });
  }

  #forwarded(clause: Clause, statement: Clause | undefined): void {
    const { file, line } = clause.place;
    const to = statement === undefined ? [] : this.#lists.upstreams(statement);
    const domain = zoneName(wordOf(clause, 1));
    // An empty list takes the zone out of forwarding.
    this.draft.forward.push({
      value: { domain, to: to.length === 0 ? 'off' : oneOrList(to) },
      comment: `${file}:${line}`,
    });
  }

  /** BIND forwards only with recursion, and resolves by itself without forwarders. */
  #settleForwarding(file: string): void {
    const recursion = this.#recursion;
    const { draft } = this;
    if (recursion !== undefined && wordOf(recursion, 1) === 'no') {
      if (draft.forward.length > this.#forwards)
        this.#leave(recursion, 'without it BIND forwards nothing, so `forward` is left out');
      draft.forward.length = this.#forwards;
    } else if (!draft.forward.some(({ value }) => typeof value === 'string')) {
      const place = recursion?.place ?? { file, line: 1, column: 1 };
      draft.note(
        place,
        'recursion: names outside the zones are not resolved here; name resolvers under `forward`',
      );
    }
  }
}

/** Reads a named.conf with all files that it includes. @throws InputError */
export function readNamed(text: InputText, draft: Draft, input: Input): void {
  new NamedReader(draft, input, text.file).read(text);
}
