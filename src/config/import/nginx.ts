// nginx.conf: each upstream is a pool, by the name of the servers that pass everything to it, if that is clear.

import { endpointFromText } from '../../dns/endpoint.js';
import { NameError, nameFromText } from '../../dns/name.js';
import { durationText } from '../../time/duration.js';
import { addBackend, type Backend, labelOf, portsText, type Server } from './backends.js';
import type { Draft, Keys, Value } from './draft.js';
import { folderOf, type Input, type InputText } from './input.js';
import { type Clause, NGINX, quote, readClauses, wordOf } from './statements.js';

/** Who is first, by the statements of an upstream. */
const ORDERS: Readonly<Record<string, Keys>> = {
  ip_hash: { order: 'sticky', limit: 1 },
  random: { order: 'shuffle' },
};

/** Statements of an upstream that have no say in who is handed out, or no counterpart. */
const WHY: Readonly<Record<string, string>> = {
  zone: 'states are shared by all threads in any case',
  keepalive: 'clients connect to the members themselves',
  least_conn: 'who asks is all that is known here; members take turns',
  hash: 'who asks is all that is known here; members take turns',
};

/** Blocks in which upstreams and servers stand. */
const OUTER: ReadonlySet<string> = new Set(['http', 'stream']);

/** A time of nginx in milliseconds: seconds without a unit; undefined when it is none. */
function timeMs(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,9})(ms|s|m|h|d)?$/.exec(text) ?? [];
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  return amount === undefined ? undefined : Number(amount) * units[unit ?? 's'];
}

/** What an upstream server may say, by the words behind its address. */
class ServerWords {
  readonly values = new Map<string, string>();

  constructor({ words }: Clause) {
    for (const { text } of words.slice(2)) {
      const at = text.indexOf('=');
      this.values.set(at < 0 ? text : text.slice(0, at), at < 0 ? '' : text.slice(at + 1));
    }
  }

  number(key: string, usual: number): number {
    const text = this.values.get(key) ?? '';
    return /^\d{1,9}$/.test(text) ? Number(text) : usual;
  }

  ms(key: string, usualMs: number): number {
    return timeMs(this.values.get(key) ?? '') ?? usualMs;
  }

  /** Words that nothing is made of. */
  get others(): string[] {
    const known = ['weight', 'backup', 'down', 'max_fails', 'fail_timeout', 'slow_start'];
    return [...this.values]
      .filter(([key]) => !known.includes(key))
      .map(([key, value]) => (value === '' ? key : `${key}=${value}`));
  }
}

/** An upstream: a statement with what includes put in its place. */
interface Upstream {
  readonly clause: Clause;
  /** Whether it stands in `stream`, where servers need a port. */
  readonly isStream: boolean;
}

class NginxReader {
  readonly #upstreams = new Map<string, Upstream>();
  readonly #servers: Clause[] = [];
  readonly #folder: string;

  constructor(
    readonly draft: Draft,
    readonly input: Input,
    file: string,
  ) {
    // nginx takes relative paths from the folder of its main file.
    this.#folder = folderOf(file);
  }

  read(text: InputText): void {
    this.#collect(this.#expand(readClauses(text, NGINX)), false);
    const names = this.#namesByUpstream();
    for (const [name, upstream] of this.#upstreams) this.#upstream(name, upstream, names.get(name) ?? []);
    for (const server of this.#servers) this.#leave(server, 'clients connect to the members themselves');
  }

  #leave(clause: Clause, why?: string): void {
    this.draft.note(clause.place, why === undefined ? quote(clause) : `${quote(clause)}: ${why}`);
  }

  #expand(clauses: readonly Clause[]): Clause[] {
    return clauses.flatMap(clause => {
      if (wordOf(clause, 0) !== 'include')
        return clause.block === undefined ? [clause] : [{ ...clause, block: this.#expand(clause.block) }];
      // Types of contents, of which nothing is made.
      if (/(?:^|\/)(?:mime\.types|(?:fastcgi|proxy|scgi|uwsgi)[\w.]*)$/.test(wordOf(clause, 1))) return [];
      const found: Clause[] = [];
      this.input.include(wordOf(clause, 1), this.#folder, clause.place, text => {
        found.push(...this.#expand(readClauses(text, NGINX)));
      });
      return found;
    });
  }

  /** Upstreams and servers; files of `conf.d` have them outside of any block. */
  #collect(clauses: readonly Clause[], isStream: boolean): void {
    for (const clause of clauses) {
      const verb = wordOf(clause, 0);
      if (OUTER.has(verb)) this.#collect(clause.block ?? [], verb === 'stream');
      else if (verb === 'upstream') this.#addUpstream({ clause, isStream });
      else if (verb === 'server') this.#servers.push(clause);
      else this.#leave(clause);
    }
  }

  #addUpstream(upstream: Upstream): void {
    const name = wordOf(upstream.clause, 1);
    if (this.#upstreams.has(name)) this.#leave(upstream.clause, 'there is one of that name already');
    else this.#upstreams.set(name, upstream);
  }

  /**
   * The names of servers that pass everything to one upstream: each has one `location`, which is `/`, or passes by itself. A name of
   * which servers do different things is none of them.
   */
  #namesByUpstream(): Map<string, string[]> {
    const targets = new Map<string, Set<string>>();
    for (const server of this.#servers) {
      const target = targetOf(server.block ?? []);
      for (const name of namesOf(server))
        targets.set(name, (targets.get(name) ?? new Set()).add(target ?? ''));
    }
    const found = new Map<string, string[]>();
    for (const [name, of] of targets) {
      // A server for port 80 that only sends clients to port 443 decides nothing.
      of.delete(REDIRECT);
      const [target] = of;
      if (of.size === 1 && this.#upstreams.has(target))
        found.set(target, [...(found.get(target) ?? []), name]);
    }
    return found;
  }

  #upstream(name: string, { clause, isStream }: Upstream, names: readonly string[]): void {
    const servers = (clause.block ?? []).filter(each => wordOf(each, 0) === 'server');
    const others = (clause.block ?? []).filter(each => wordOf(each, 0) !== 'server');
    const keys: Record<string, Value> = {};
    for (const each of others) {
      const order = ORDERS[wordOf(each, 0)];
      if (order === undefined) this.#leave(each, WHY[wordOf(each, 0)]);
      else Object.assign(keys, order);
    }
    const read = servers.map(each => ({ clause: each, words: new ServerWords(each) }));
    const slowMs = Math.max(0, ...read.map(({ words }) => words.ms('slow_start', 0)));
    if (slowMs > 0 && !('order' in keys))
      keys['slow-start'] = durationText(Math.min(3_600_000, Math.max(1_000, slowMs)));
    // Requests go to all of them at once, when no other server is left.
    if (read.filter(({ words }) => words.values.has('backup')).length > 1) keys['all-backups'] = true;
    const probe = this.#probe(read);
    const backend = {
      place: clause.place,
      comments: commentsOf(name, { clause, isStream }, servers, probe),
      keys,
      probe,
      servers: read.map(each => serverOf(each.clause, each.words, isStream)),
    };
    for (const { clause: each, words } of read)
      if (words.others.length > 0) this.#leave(each, words.others.join(', '));
    this.#place(name, names, backend);
  }

  /** Under each name a zone of its own, which has no say in any other name; else in the zone for such pools. */
  #place(name: string, names: readonly string[], backend: Backend): void {
    const zones = names.flatMap(each => this.draft.newZone(each, backend.place) ?? []);
    for (const zone of zones) addBackend(this.draft, zone, '@', backend);
    for (const zone of zones) if (zone.pools.size === 0) this.draft.zones.delete(zone.name);
    if (zones.length > 0) return;
    addBackend(this.draft, this.draft.serviceZone('nginx', backend.place), labelOf(name), backend);
  }

  /** nginx counts failed requests of clients, which here are failed connections of the probe. */
  #probe(read: readonly { clause: Clause; words: ServerWords }[]): Keys | undefined {
    const first = read.find(({ words }) => words.number('max_fails', 1) > 0);
    if (first === undefined) return undefined;
    const keysOf = (words: ServerWords): Keys => ({
      tcp: true,
      fall: Math.min(255, words.number('max_fails', 1)),
      rise: 1,
      'down-interval': durationText(Math.min(3_600_000, Math.max(100, words.ms('fail_timeout', 10_000)))),
    });
    const probe = keysOf(first.words);
    for (const { clause, words } of read)
      if (!words.values.has('down') && JSON.stringify(keysOf(words)) !== JSON.stringify(probe))
        this.#leave(
          clause,
          `its own max_fails and fail_timeout: all members are probed as ${wordOf(first.clause, 1)} is`,
        );
    return probe;
  }
}

const REDIRECT = '(redirect)';

/** Where a server passes everything; undefined when it does several things. */
function targetOf(block: readonly Clause[]): string | undefined {
  const locations = block.filter(each => wordOf(each, 0) === 'location');
  const returns = block.some(each => wordOf(each, 0) === 'return' || wordOf(each, 0) === 'rewrite');
  if (locations.length === 0 && returns) return REDIRECT;
  const inner = locations.length === 0 ? block : locations.flatMap(each => each.block ?? []);
  if (locations.length > 1 || (locations.length === 1 && wordOf(locations[0], 1) !== '/')) return undefined;
  const passes = inner.filter(each => /^(?:proxy|grpc|uwsgi|fastcgi|scgi)_pass$/.test(wordOf(each, 0)));
  if (passes.length !== 1) return undefined;
  return /^(?:[a-z]+:\/\/)?([^/:$]+)(?:\/.*)?$/.exec(wordOf(passes[0], 1))?.[1];
}

/** The names of a server that are names of the DNS, without patterns. */
function namesOf(server: Clause): string[] {
  const statements = (server.block ?? []).filter(each => wordOf(each, 0) === 'server_name');
  const names = statements.flatMap(({ words }) => words.slice(1).map(({ text }) => text.toLowerCase()));
  return names.filter(isName);
}

function isName(text: string): boolean {
  if (!/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/.test(text) || endpointFromText(text) !== undefined) return false;
  try {
    return nameFromText(text).length > 0;
  } catch (error) {
    if (error instanceof NameError) return false;
    throw error;
  }
}

function commentsOf(
  name: string,
  { clause, isStream }: Upstream,
  servers: readonly Clause[],
  probe: Keys | undefined,
): string[] {
  const endpoints = servers.flatMap(each => endpointFromText(wordOf(each, 1)) ?? []);
  const ports = endpoints.map(({ port = 80 }) => port);
  const { file, line } = clause.place;
  const probed = portsText(ports, probe);
  const more =
    isStream || probe === undefined
      ? []
      : ['nginx counts failed requests of clients; a probe of { http: / } sees more than tcp.'];
  return [`upstream ${name} of ${file}:${line}. ${probed}`, ...more];
}

function serverOf(clause: Clause, words: ServerWords, isStream: boolean): Server {
  const text = wordOf(clause, 1);
  const endpoint = endpointFromText(text);
  return {
    place: clause.place,
    address: endpoint?.address ?? text,
    port: endpoint === undefined ? undefined : (endpoint.port ?? (isStream ? undefined : 80)),
    weight: words.number('weight', 1),
    backup: words.values.has('backup'),
    isOff: words.values.has('down'),
  };
}

/** Reads a nginx.conf with all files that it includes. @throws InputError */
export function readNginx(text: InputText, draft: Draft, input: Input): void {
  new NginxReader(draft, input, text.file).read(text);
}
