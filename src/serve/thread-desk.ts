// What an answer thread answers by: a generation made into a catalog, settings, an access list and a query log.
import { Responder } from '../answer/respond.js';
import type { Tally } from '../answer/tally.js';
import { addressToText } from '../dns/address.js';
import { Recall } from '../forward/cache/recall.js';
import { Acl } from '../guard/acl.js';
import { type CookieSources, Cookies, systemSources } from '../guard/cookies.js';
import { Catalog } from '../image/catalog.js';
import { type LineWriter, QueryLog } from '../observe/query-log.js';
import { subnetTrust } from '../store/answer-settings.js';
import { uptimeSeconds } from '../time/uptime.js';
import type { LoopDesk, LoopLog, StrayQuery } from '../transport/batch/answer-loop.js';
import { changedParts } from './parts-change.js';
import type { NextGeneration, ThreadGeneration, ThreadStart } from './thread-generation.js';

/** How it reaches the main thread. */
export interface Outside extends LineWriter {
  /** Hands a query over. @returns whether there was room for it */
  forward(query: StrayQuery): boolean;
}

export class ThreadDesk implements LoopDesk {
  readonly responder: Responder;
  readonly tally: Tally;
  log: LoopLog | undefined;
  readonly #outside: Outside;
  readonly #recall: Recall;
  readonly #linesPerSecond: number;
  #generation: ThreadGeneration;
  #acl: Acl;
  /** Seconds since 1970, as of the last {@link refresh}: asking the clock allocates a number. */
  #nowSeconds = systemSources.nowSeconds();
  readonly #sources: CookieSources = { ...systemSources, nowSeconds: () => this.#nowSeconds };

  constructor(
    { generation, linesPerSecond }: Pick<ThreadStart, 'generation' | 'linesPerSecond'>,
    tally: Tally,
    outside: Outside,
  ) {
    this.tally = tally;
    this.#outside = outside;
    this.#linesPerSecond = linesPerSecond;
    this.#generation = generation;
    this.#acl = Acl.of(generation.allow);
    this.responder = new Responder(new Catalog(generation.parts), tally);
    this.#recall = new Recall(this.responder, tally, uptimeSeconds);
    this.#settle();
  }

  /** Answers by this generation from the next query on. */
  follow({ change, ...rest }: NextGeneration): void {
    const { parts: former } = this.#generation;
    const parts = change === undefined ? former : changedParts(former, change);
    this.#generation = { ...rest, parts };
    if (parts !== former) this.responder.catalog = new Catalog(parts);
    this.#acl = Acl.of(rest.allow);
    this.#settle();
  }

  /** What is to be done now and then, and not for each query. */
  refresh(): void {
    this.#nowSeconds = systemSources.nowSeconds();
    this.#acl.refreshIfDue();
    this.#recall.refresh();
  }

  mayForward(octets: Uint8Array, at: number, length: number): boolean {
    return this.#generation.hasRoutes && this.#acl.allowsOctets(octets, at, length);
  }

  recall(end: number, out: Uint8Array, at: number): number {
    return this.#recall.recall(end, out, at, false);
  }

  forward(query: StrayQuery): boolean {
    return this.#outside.forward(query);
  }

  #settle(): void {
    const { settings, ecs, secrets, queries, cache } = this.#generation;
    this.#recall.memory = cache;
    const cookies = secrets === undefined ? undefined : new Cookies(this.#sources, secrets);
    this.responder.settings = { ...settings, trustsSubnet: subnetTrust(ecs), cookies };
    this.log = queries > 0 ? this.#openLog() : undefined;
  }

  #openLog(): LoopLog {
    const { queries } = this.#generation;
    const log = new QueryLog(this.#outside, queries, () => performance.now(), this.#linesPerSecond);
    const { responder } = this;
    return {
      isDue: () => log.isDue(),
      write(octets, at, length, port, elapsedNs, cached) {
        const client = addressToText(octets.subarray(at, at + length));
        const { rcode } = responder;
        log.write({
          client,
          port,
          isTcp: false,
          responder,
          rcode,
          forwarded: cached,
          cached,
          seconds: elapsedNs / 1e9,
        });
      },
    };
  }
}
