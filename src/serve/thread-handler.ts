// The query handler of an answer thread: made from a generation as plain data, with clocks that are read now and then.
import type { QueryHandler } from '../answer/handler.js';
import type { Tally } from '../answer/tally.js';
import { Acl } from '../guard/acl.js';
import { type CookieSources, Cookies, systemSources } from '../guard/cookies.js';
import { Catalog } from '../image/catalog.js';
import type { LineWriter } from '../observe/query-log.js';
import { subnetTrust } from '../store/answer-settings.js';
import { uptimeSeconds } from '../time/uptime.js';
import { GenerationHandler, type HandlerGeneration } from './generation-handler.js';
import { changedParts } from './parts-change.js';
import type { NextGeneration, ThreadGeneration, ThreadStart } from './thread-generation.js';

export class ThreadHandler {
  readonly handler: QueryHandler;
  readonly #handler: GenerationHandler;
  #generation: ThreadGeneration;
  #catalog: Catalog;
  #acl: Acl;
  /** Seconds since 1970 and since the machine was started, as of the last {@link refresh}: asking a clock allocates a number. */
  #nowSeconds = systemSources.nowSeconds();
  #uptimeSeconds = uptimeSeconds();
  readonly #sources: CookieSources = { ...systemSources, nowSeconds: () => this.#nowSeconds };

  constructor(
    { generation, linesPerSecond }: Pick<ThreadStart, 'generation' | 'linesPerSecond'>,
    tally: Tally,
    lines: LineWriter,
  ) {
    this.#generation = generation;
    this.#catalog = new Catalog(generation.parts);
    this.#acl = Acl.of(generation.allow);
    const uptime = () => this.#uptimeSeconds;
    this.#handler = new GenerationHandler(this.#own(), { tally, lines, linesPerSecond, uptime });
    this.handler = this.#handler.handler;
  }

  /** Answers by this generation from the next query on. */
  follow({ change, ...rest }: NextGeneration): void {
    const { parts: former } = this.#generation;
    const parts = change === undefined ? former : changedParts(former, change);
    this.#generation = { ...rest, parts };
    if (parts !== former) this.#catalog = new Catalog(parts, this.#catalog);
    this.#acl = Acl.of(rest.allow);
    this.#handler.follow(this.#own());
  }

  /** What is to be done now and then, and not for each query. */
  refresh(): void {
    this.#nowSeconds = systemSources.nowSeconds();
    this.#uptimeSeconds = uptimeSeconds();
    this.#acl.refreshIfDue();
  }

  /** The generation, made of its plain data. */
  #own(): HandlerGeneration {
    const { settings, ecs, secrets, queries, cache } = this.#generation;
    const cookies = secrets === undefined ? undefined : new Cookies(this.#sources, secrets);
    return {
      catalog: this.#catalog,
      settings: { ...settings, trustsSubnet: subnetTrust(ecs), cookies },
      access: this.#acl,
      cache,
      queries,
    };
  }
}
