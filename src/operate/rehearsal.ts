// Answers as they would be given: by the code that gives them, on copies of counters and lineups, so that nothing is used up.
import { CONTROL, OUTCOME } from '../answer/exchange.js';
import type { Refusal } from '../answer/refusal.js';
import { Responder } from '../answer/respond.js';
import type { AnswerSettings } from '../answer/settings.js';
import { encodeQuery } from '../dns/encode-query.js';
import type { Name } from '../dns/name.js';
import { NO_KEY } from '../dns/tsig/key.js';
import type { WatchedPool } from '../health/watched-pool.js';
import { Catalog, type CatalogParts } from '../image/catalog.js';
import { NO_VIEW } from '../image/catalog-names.js';
import { OWN_ROUTE } from '../image/forward-rule.js';
import type { Lineup } from '../image/lineup.js';
import { writeLineup } from '../image/lineup-table.js';
import type { LookupName } from '../image/lookup-name.js';
import type { ServedZone } from '../image/served-zone.js';
import type { Generation } from '../store/generation.js';
import type { Steps } from '../time/turns.js';

/** The longest answer over UDP. */
const MAX_ANSWER = 4096;

/** What was answered. */
export interface Rehearsed {
  readonly rcode: number;
  readonly refusal: Refusal;
  readonly message: Uint8Array;
}

/** By what they are copies of. */
type Copies = Map<SharedArrayBuffer, SharedArrayBuffer>;

function copyOf(memory: SharedArrayBuffer): SharedArrayBuffer {
  const copy = new SharedArrayBuffer(memory.byteLength);
  new Uint8Array(copy).set(new Uint8Array(memory));
  return copy;
}

/** Who a client is that signs its queries. A rehearsed one has no signature. */
function signedBy(
  { viewOf, mayAsk, mayTransfer }: AnswerSettings,
  key: number,
): Pick<AnswerSettings, 'viewOf' | 'mayAsk' | 'mayTransfer'> {
  return {
    ...(viewOf && { viewOf: client => viewOf(client, key) }),
    ...(mayAsk && { mayAsk: (rule, client) => mayAsk(rule, client, key) }),
    ...(mayTransfer && { mayTransfer: (rule, client) => mayTransfer(rule, client, key) }),
  };
}

export class Rehearsal {
  readonly #responder: Responder;
  readonly #copies: Copies;
  readonly #out = new Uint8Array(MAX_ANSWER);

  private constructor(
    { zones, index, names }: CatalogParts,
    settings: AnswerSettings,
    key: number,
    copies: Copies,
  ) {
    this.#copies = copies;
    const own = zones.map(zone => ({
      ...zone,
      turns: this.#copy(zone.turns),
      lineups: this.#copy(zone.lineups),
    }));
    this.#responder = new Responder(new Catalog({ zones: own, index, names }));
    // Cookies are secrets between client and server, and who rehearses is neither.
    this.#responder.settings = { ...settings, ...signedBy(settings, key), cookies: undefined };
  }

  /** Copies what answers use up. @param key the place of the key by which queries are signed, or NO_KEY */
  static *of({ parts, settings }: Pick<Generation, 'parts' | 'settings'>, key = NO_KEY): Steps<Rehearsal> {
    const copies: Copies = new Map();
    for (const { turns, lineups } of parts.zones)
      for (const memory of [turns, lineups]) {
        if (copies.has(memory)) continue;
        copies.set(memory, copyOf(memory));
        yield;
      }
    return new Rehearsal(parts, settings, key, copies);
  }

  /** The zones as the client that {@link ask} had sees them. */
  get catalog(): Catalog {
    return this.#responder.catalog;
  }

  /** The number of the view that the client that {@link ask} had is in; NO_VIEW when it is in none. */
  get view(): number {
    const { settings, exchange } = this.#responder;
    return settings.viewOf?.(exchange.client, NO_KEY) ?? NO_VIEW;
  }

  /** Has a pool answer by another lineup. */
  write({ table, slot }: WatchedPool, lineup: Lineup): void {
    const copy = this.#copy(table.buffer as SharedArrayBuffer);
    writeLineup(new Int32Array(copy, table.byteOffset, table.length), slot, lineup);
  }

  /**
   * The next answer.
   * @param from the address of the client
   * @param mayForward whether it may have names forwarded
   * @returns the number of the route when the query would be forwarded; {@link OWN_ROUTE} when this server tells the state of pools
   */
  ask(name: Name, type: number, from: string, mayForward: boolean): Rehearsed | { readonly route: number } {
    const query = encodeQuery(0, name, type);
    const { exchange } = this.#responder;
    exchange.client.address = from;
    Object.assign(exchange, { input: query, end: query.length, output: this.#out, mayForward });
    switch (this.#responder.respond()) {
      case OUTCOME.FORWARD:
        return { route: exchange.route };
      case OUTCOME.DROPPED:
        throw new Error('the query was dropped');
      case OUTCOME.ANSWERED:
        if (exchange.control === CONTROL.HEALTH) return { route: OWN_ROUTE };
        return {
          rcode: exchange.rcode,
          refusal: exchange.refusal,
          message: this.#out.slice(0, exchange.length),
        };
    }
  }

  /**
   * Whether lists, or what stands alone, answer a name in place of a zone or an upstream; then the name set tells which rule does.
   * The catalog and {@link ask} come before.
   * @param zone that the catalog found
   */
  isSaidByNames(name: LookupName, zone: ServedZone | undefined): boolean {
    const { names } = this.catalog;
    return names !== undefined && this.#responder.names.applies(names, name, this.catalog, zone);
  }

  /** Whether the client that {@link ask} had may ask for what a zone holds. */
  mayAsk(zone: ServedZone): boolean {
    return this.#responder.askers.isNamedBy(zone);
  }

  #copy(memory: SharedArrayBuffer): SharedArrayBuffer {
    const known = this.#copies.get(memory) ?? copyOf(memory);
    this.#copies.set(memory, known);
    return known;
  }
}
