// What the main thread and an answer thread tell each other: plain data, and a few words of shared memory.
import type { Config } from '../config/config.js';
import type { CatalogParts } from '../image/catalog.js';
import { type PlainSettings, plainSettings } from '../store/answer-settings.js';
import type { Assembly } from '../store/assembly.js';
import type { StrayQuery } from '../transport/batch/answer-loop.js';
import type { BatchSocket } from '../transport/batch/socket.js';
import type { PartsChange } from './parts-change.js';

/** All that an answer thread works by; a change of any part is posted, the rest stays. */
export interface ThreadOrders {
  readonly parts: CatalogParts;
  /** Whether names are forwarded at all. */
  readonly hasRoutes: boolean;
  /** Kept answers to forwarded queries, if any are kept. */
  readonly cache: SharedArrayBuffer | undefined;
  /** Clients whose queries are forwarded, as configured. */
  readonly allow: readonly string[];
  /** Resolvers whose client subnets are believed, as configured. */
  readonly ecs: readonly string[];
  readonly settings: PlainSettings;
  /** Of DNS cookies, the first makes them; undefined when cookies are off. */
  readonly secrets: readonly Uint8Array[] | undefined;
  /** Fraction of queries that are logged. */
  readonly queries: number;
  /** Lines of the query log that this thread may write in a second. */
  readonly linesPerSecond: number;
  readonly sockets: readonly BatchSocket[];
}

/** A change with its number, by which the thread says that it obeys it. */
export interface Order {
  readonly number: number;
  readonly change: Partial<Omit<ThreadOrders, 'parts'>>;
  readonly parts?: PartsChange;
}

/** What a thread begins with. */
export interface ThreadStart {
  readonly orders: ThreadOrders;
  /** The number of the last order that is in them. */
  readonly number: number;
  /** See {@link CONTROL}. */
  readonly control: SharedArrayBuffer;
  /** Memory of its counters. */
  readonly tally: SharedArrayBuffer;
}

/** What a thread posts. */
export type ThreadReport =
  | { readonly kind: 'obeyed'; readonly number: number }
  | { readonly kind: 'stray'; readonly query: StrayQuery }
  | { readonly kind: 'log'; readonly fields: object; readonly text: string };

/** Words of shared memory: a thread under load looks at one of them instead of at its messages. */
export const CONTROL = {
  /** The number of the last order that was posted. */
  ORDERS: 0,
  /** Not 0 when the thread is to end. */
  STOP: 1,
  /** Queries posted to the main thread that it has not taken yet. */
  STRAYS: 2,
  WORDS: 3,
} as const;

/**
 * What all answer threads are to work by.
 * @param cache kept answers to forwarded queries, if any are kept
 * @param secrets of cookies, if they are on
 */
export function threadOrders(
  config: Config,
  { parts, routes }: Assembly,
  cache: SharedArrayBuffer | undefined,
  secrets: readonly Uint8Array[],
): Omit<ThreadOrders, 'sockets' | 'linesPerSecond'> {
  return {
    parts,
    hasRoutes: routes.length > 0,
    cache,
    allow: config.allow,
    ecs: config.ecs,
    settings: plainSettings(config),
    secrets: config.cookies.isOn ? secrets : undefined,
    queries: config.log.queries,
  };
}
