// What the main thread and an answer thread send each other: plain data, and a few words of shared memory.
import type { AskerRule } from '../config/asker-keys.js';
import type { TransferRule } from '../config/transfer-settings.js';
import type { ViewRule } from '../config/view-keys.js';
import type { TsigKey } from '../dns/tsig/key.js';
import type { RateLimitRules } from '../guard/rate-limit.js';
import type { CatalogParts } from '../image/catalog.js';
import type { LineWriter } from '../observe/query-log.js';
import { type PlainSettings, plainSettings } from '../store/answer-settings.js';
import type { Generation } from '../store/generation.js';
import type { DeferredQuery } from '../transport/batch/answer-loop.js';
import type { BatchSocket } from '../transport/batch/socket.js';
import { type PartsChange, partsChange } from './parts-change.js';
import type { ForwardReport, ForwardShare, ForwardStart, StreamEnd } from './thread-forward.js';

/** A generation as plain data: all that every answer thread answers by. */
export interface ThreadGeneration {
  readonly parts: CatalogParts;
  /** Kept answers to forwarded queries, if any are kept. */
  readonly cache: SharedArrayBuffer | undefined;
  /** By what they are kept, for each route. */
  readonly routeKeys: readonly number[];
  /** The upstreams of each route. */
  readonly routes: Generation['routes'];
  /** The order in which they are asked, and what is changed of their answers. */
  readonly upstreams: Generation['config']['upstreams'];
  /** What each answer thread forwards with. */
  readonly share: ForwardShare;
  /** Clients whose queries are forwarded, as configured. */
  readonly allow: readonly string[];
  /** Proxies that say who their clients are, as configured. */
  readonly proxies: readonly string[];
  /** Resolvers whose client subnets are believed, as configured. */
  readonly ecs: readonly string[];
  /** Who gets which zones as a whole, as configured. */
  readonly transfers: readonly TransferRule[];
  /** Who may ask for what zones hold, as configured. */
  readonly askers: readonly AskerRule[];
  /** For whom which zones are other ones, as configured. */
  readonly views: readonly ViewRule[];
  readonly settings: PlainSettings;
  /** Keys of signed messages. */
  readonly keys: readonly TsigKey[];
  /** Of DNS cookies, the first makes them; undefined when cookies are off. */
  readonly secrets: readonly Uint8Array[] | undefined;
  /** Fraction of queries that are logged. */
  readonly queries: number;
  /** How often clients get the same answer over UDP; undefined when they get as many as they want. */
  readonly rateLimit: RateLimitRules | undefined;
}

/** The way from the generation before to the next: zones that stay do not cross again. */
export interface NextGeneration extends Omit<ThreadGeneration, 'parts'> {
  /** Undefined when the parts are the same. */
  readonly change: PartsChange | undefined;
}

/** A message to a thread, with the number by which it acknowledges it. */
export interface ThreadMessage {
  readonly number: number;
  readonly generation?: NextGeneration;
  /** All sockets that the thread reads from now on. */
  readonly sockets?: readonly BatchSocket[];
  readonly stream?: StreamEnd;
}

/** What a thread begins with. */
export interface ThreadStart {
  readonly generation: ThreadGeneration;
  readonly sockets: readonly BatchSocket[];
  /** Lines of the query log that this thread may write in a second. */
  readonly linesPerSecond: number;
  /** The number of the last message that is in them. */
  readonly number: number;
  /** See {@link CONTROL}. */
  readonly control: SharedArrayBuffer;
  /** Memory of its counters. */
  readonly tally: SharedArrayBuffer;
  readonly forwarding: ForwardStart;
}

/** A line of the query log, or a warning for the log. */
export interface LogReport {
  readonly kind: 'log';
  readonly level: 'info' | 'warn';
  readonly fields: object;
  readonly text: string;
}

/** Has lines of a thread written by the main thread. */
export function linesTo(report: (report: LogReport) => void): Required<LineWriter> {
  const lines = (level: LogReport['level']) => (fields: object, text: string) =>
    report({ kind: 'log', level, fields, text });
  return { info: lines('info'), warn: lines('warn') };
}

/** What a thread posts, beside what it acknowledges. */
export type ThreadReport =
  | { readonly kind: 'deferred'; readonly query: DeferredQuery }
  | ForwardReport
  | LogReport;

/** The way from one generation to the next. */
export function nextGeneration(
  former: ThreadGeneration,
  { parts, ...rest }: ThreadGeneration,
): NextGeneration {
  return { ...rest, change: parts === former.parts ? undefined : partsChange(former.parts, parts) };
}

/** Words of shared memory: a thread under load looks at one of them instead of at its messages. */
export const CONTROL = {
  /** The number of the last message that was posted. */
  MESSAGE: 0,
  /** Not 0 when the thread is to end. */
  STOP: 1,
  /** Queries posted to the main thread that it has not taken yet. */
  DEFERRED: 2,
  WORDS: 3,
} as const;

/** What the answer threads need of a generation. */
export function threadGeneration(
  { config, parts, routes, cache, routeKeys, cookies, rateLimit }: Generation,
  share: ForwardShare,
): ThreadGeneration {
  return {
    ...{ parts, routes, share, upstreams: config.upstreams },
    cache: cache?.memory,
    routeKeys,
    allow: config.allow,
    ecs: config.ecs,
    proxies: config.proxies,
    transfers: config.transfers.rules,
    askers: config.askers.rules,
    views: config.views,
    settings: plainSettings(config),
    keys: config.keys,
    secrets: config.cookies.isOn ? cookies.secrets : undefined,
    queries: config.log.queries,
    rateLimit,
  };
}
