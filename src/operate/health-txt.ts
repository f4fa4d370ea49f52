// The state of pools as TXT records at `_health.NAME`: made when they are asked for, outside the path of all other answers.
import type { DeferredExchange } from '../answer/deferred-exchange.js';
import { Responder } from '../answer/respond.js';
import { MAX_MESSAGE, RCODE } from '../dns/constants.js';
import { answerHigh, FLAGS_AT, HEADER_LENGTH } from '../dns/header.js';
import { type Name, nameFromText, nameToLabel } from '../dns/name.js';
import { NO_KEY } from '../dns/tsig/key.js';
import { TYPE } from '../dns/types.js';
import type { HealthEngine } from '../health/engine.js';
import type { MemberStatus } from '../health/status.js';
import { compileZone } from '../image/build.js';
import { Catalog } from '../image/catalog.js';
import { LookupName } from '../image/lookup-name.js';
import { forClients, resultToText } from '../probe/result.js';
import type { Generation } from '../store/generation.js';
import { HEALTH_LABEL, healthName, ownerOf } from '../store/health-names.js';
import { viewOf } from '../store/view-choice.js';
import { percentText } from '../view/plural.js';
import { makeUpApex } from '../zone/apex.js';
import { txtRdata } from '../zone/yaml/value.js';
import { Zone } from '../zone/zone.js';

/** One line that tells of a member: what it is, its state, its weight and share of first places, and its last check. */
export function healthText(member: MemberStatus): string {
  const { endpoint, target, state, admin: said, statement, tied, weight, share, lastResult } = member;
  const word = said === undefined || said.state === 'ready' ? statement?.state : said.state;
  const admin = word === undefined ? '' : ` ${word}`;
  const tie = tied !== undefined && tied.state === 'down' && state !== 'down' ? ' tied-to-down' : '';
  const host = target === undefined ? '' : `${target} `;
  const check = lastResult === undefined ? 'not checked yet' : resultToText(forClients(lastResult));
  return `${host}${endpoint} ${state}${admin}${tie} weight=${weight} share=${percentText(share)} ${check}`;
}

const PLACE = { file: 'health-txt', line: 1, column: 1 };

/** A header and nothing else. */
function servfail(query: Uint8Array): Uint8Array {
  const message = new Uint8Array(HEADER_LENGTH);
  message.set(query.subarray(0, 2));
  message[FLAGS_AT.HIGH] = answerHigh(query[FLAGS_AT.HIGH]);
  message[FLAGS_AT.LOW] = RCODE.SERVFAIL;
  return message;
}

/** By what answers are given. */
export type AnsweredBy = Pick<Generation, 'settings' | 'catalog'>;

export class HealthTxt {
  readonly #health: Pick<HealthEngine, 'snapshot'>;
  readonly #out = new Uint8Array(MAX_MESSAGE);
  readonly #name = new LookupName();

  constructor(health: Pick<HealthEngine, 'snapshot'>) {
    this.#health = health;
  }

  /**
   * Answers a query for a name at or below that of a pool.
   * @returns a message; SERVFAIL when the pool is there no more
   */
  answer({ query, protocol, client }: DeferredExchange, { settings, catalog }: AnsweredBy): Uint8Array {
    const seen = catalog.inView(viewOf(client, NO_KEY, settings));
    const zone = this.#zoneFor(query, seen);
    if (zone === undefined) return servfail(query);
    const askers = this.#askersOf(zone.origin, seen);
    const own = { ...compileZone(zone, 0).compiled, askers };
    const responder = new Responder(new Catalog({ zones: [own], forwards: [] }));
    const { exchange } = responder;
    responder.settings = settings;
    Object.assign(exchange.client, client);
    Object.assign(exchange, { protocol, input: query, end: query.length, output: this.#out });
    responder.respond();
    return this.#out.slice(0, exchange.length);
  }

  /** Who may not ask for what a zone holds is not told of its pools either. @returns the number of the rule */
  #askersOf(healthName: Name, catalog: Catalog): number | undefined {
    const pool = this.#name.set(healthName.subarray(1 + healthName[0]));
    return catalog.find(pool, TYPE.A)?.askers;
  }

  /** Whether a pool is one of those that the client gets members of. */
  #isSeen(owner: string, view: string | undefined, seen: Catalog): boolean {
    return seen.find(this.#name.set(nameFromText(`${owner}.`)), TYPE.A)?.inView === view;
  }

  /** A zone of one name, with a TXT record for each member of the pools of an owner. @param seen what the client sees */
  #zoneFor(query: Uint8Array, seen: Catalog): Zone | undefined {
    this.#name.read(query, HEADER_LENGTH, query.length);
    const asked = nameToLabel(this.#name.lower.subarray(0, this.#name.length));
    const isAsked = (pool: string) => {
      const [owner, view] = ownerOf(pool);
      const name = `${HEALTH_LABEL}.${owner}`;
      return (asked === name || asked.endsWith(`.${name}`)) && this.#isSeen(owner, view, seen);
    };
    const pools = this.#health.snapshot(isAsked);
    const [first] = pools;
    const origin = first === undefined ? undefined : healthName(first.pool);
    if (origin === undefined) return undefined;
    const zone = new Zone(origin, PLACE.file);
    for (const { members } of pools)
      for (const member of members) zone.add(origin, TYPE.TXT, 0, txtRdata([healthText(member)]), PLACE);
    makeUpApex(zone, Math.floor(Date.now() / 1000), PLACE);
    return zone;
  }
}
