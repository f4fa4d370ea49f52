// The query handler of an answer thread: made from a generation as plain data, with clocks that are read now and then.
import type { QueryHandler } from '../answer/handler.js';
import type { Tally } from '../answer/tally.js';
import { Acl } from '../guard/acl.js';
import { type CookieSources, Cookies, systemSources } from '../guard/cookies.js';
import { keyRing } from '../guard/key-ring.js';
import { Catalog } from '../image/catalog.js';
import type { LineWriter } from '../observe/query-log.js';
import { notifyRcodes, subnetTrust, updateRcodes } from '../store/answer-settings.js';
import { RuleLists, transferLists } from '../store/rule-access.js';
import { ViewChoice } from '../store/view-choice.js';
import { ThreadUptime } from '../time/uptime.js';
import { GenerationHandler, type HandlerGeneration } from './generation-handler.js';
import { changedParts } from './parts-change.js';
import type { NextGeneration, ThreadGeneration, ThreadStart } from './thread-generation.js';

export class ThreadHandler {
  readonly handler: QueryHandler;
  readonly #handler: GenerationHandler;
  #generation: ThreadGeneration;
  #catalog: Catalog;
  #acl: Acl;
  /** Proxies that say who their clients are; undefined when there are none. */
  peers: Acl | undefined;
  #askers: RuleLists;
  #views: ViewChoice;
  /** Seconds since 1970, as of the last {@link refresh}: asking a clock allocates a number. */
  #nowSeconds = systemSources.nowSeconds();
  readonly #uptime = new ThreadUptime();
  readonly #sources: CookieSources = { ...systemSources, nowSeconds: () => this.#nowSeconds };

  constructor(
    { generation, linesPerSecond }: Pick<ThreadStart, 'generation' | 'linesPerSecond'>,
    tally: Tally,
    lines: LineWriter,
    /** As {@link HandlerThread.uptime}; when absent, the time of {@link begin}. */
    uptime?: () => number,
  ) {
    this.#generation = generation;
    this.#catalog = new Catalog(generation.parts);
    this.#acl = Acl.of(generation.allow);
    this.peers = peersOf(generation);
    this.#askers = new RuleLists(generation.askers, generation.keys);
    this.#views = new ViewChoice(generation.views, generation.keys);
    const clock = uptime ?? (() => this.#uptime.seconds);
    this.#handler = new GenerationHandler(this.#own(), { tally, lines, linesPerSecond, uptime: clock });
    this.handler = this.#handler.handler;
  }

  /** Answers by this generation from the next query on. */
  follow({ change, ...rest }: NextGeneration): void {
    const { parts: former } = this.#generation;
    const parts = change === undefined ? former : changedParts(former, change);
    this.#generation = { ...rest, parts };
    if (parts !== former) this.#catalog = new Catalog(parts);
    this.#acl = Acl.of(rest.allow);
    this.peers = peersOf(rest);
    this.#askers = new RuleLists(rest.askers, rest.keys);
    this.#views = new ViewChoice(rest.views, rest.keys);
    this.#handler.follow(this.#own());
  }

  /** Queries have come in: they are answered by the time of now. */
  begin(): void {
    this.#uptime.advance();
  }

  /** What is to be done now and then, and not for each query. */
  refresh(): void {
    this.#nowSeconds = systemSources.nowSeconds();
    this.#uptime.set();
    this.#acl.refreshIfDue();
    this.#askers.refreshIfDue();
    this.#views.refreshIfDue();
    this.#handler.refresh();
  }

  /** The generation, made of its plain data. */
  #own(): HandlerGeneration {
    const { settings, keys, ecs, transfers, secrets, queries, cache, routeKeys, rateLimit } =
      this.#generation;
    const cookies = secrets === undefined ? undefined : new Cookies(this.#sources, secrets);
    return {
      catalog: this.#catalog,
      settings: {
        ...settings,
        trustsSubnet: subnetTrust(ecs),
        keyRing: keyRing(keys),
        mayTransfer: transferLists(transfers, keys).access,
        mayAsk: this.#askers.access,
        viewOf: this.#views.viewOf,
        cookies,
        notifyRcode: notifyRcodes(settings.notifyFrom),
        updateRcode: updateRcodes(settings.updaters, keys),
      },
      access: this.#acl,
      cache,
      routeKeys,
      queries,
      rateLimit,
    };
  }
}

function peersOf({ proxies }: Pick<ThreadGeneration, 'proxies'>): Acl | undefined {
  return proxies.length === 0 ? undefined : Acl.of(proxies);
}
