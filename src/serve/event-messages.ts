// What the main thread and a thread with an event loop send each other: plain data, and a word of shared memory.
import type { DeferredExchange } from '../answer/deferred-exchange.js';
import type { JournalChange } from '../store/journal.js';
import type { WorldChange } from '../store/world-versions.js';
import type { ListenAddress } from '../transport/query-service.js';
import type { StreamLimits } from '../transport/stream-host.js';
import type { TlsSecrets } from '../transport/tls/server-secrets.js';
import type { LogReport, NextGeneration, ThreadGeneration } from './thread-generation.js';

/** A listen address of a thread. */
export interface ThreadListener {
  readonly id: number;
  /** Such as `tcp`: see {@link EVENT_TRANSPORTS}. */
  readonly protocol: string;
  /** As `Client` of the exchange has it. */
  readonly listener: string;
  readonly listen: ListenAddress;
  /** The same as configured: perhaps with port 0 while `listen` has the one that was found. */
  readonly wanted: ListenAddress;
  /** The socket, if it is open already; the thread closes it in the end. */
  readonly fd: number | undefined;
}

/** What is new about zones that are handed out as a whole. */
export interface NewVersions {
  /** What leads to the versions that are in force. */
  readonly steps: readonly JournalChange[];
  /** Of zones whose versions follow health, what secondaries get of their pools. */
  readonly worlds: readonly WorldChange[];
}

/** What a thread begins with. */
export interface EventThreadStart {
  readonly generation: ThreadGeneration;
  readonly versions: NewVersions;
  readonly limits: StreamLimits;
  readonly secrets: TlsSecrets;
  readonly listeners: readonly ThreadListener[];
  /** Lines of the query log that this thread may write in a second. */
  readonly linesPerSecond: number;
  /** The number of the last generation that is in it. */
  readonly number: number;
  /** Memory of its counters. */
  readonly tally: SharedArrayBuffer;
  /** One word: how many connections are open. */
  readonly connections: SharedArrayBuffer;
}

/** What is sent to a thread. */
export type EventMessage =
  /** Answer by this; to be acknowledged by the number. */
  | {
      readonly kind: 'generation';
      readonly generation: NextGeneration;
      readonly number: number;
      /** What it changes, of zones that are handed out as a whole. */
      readonly versions: NewVersions;
    }
  /** Hand out these versions; to be acknowledged by the number. */
  | { readonly kind: 'versions'; readonly versions: NewVersions; readonly number: number }
  /** Only to be acknowledged. */
  | { readonly kind: 'ping'; readonly number: number }
  | { readonly kind: 'limits'; readonly limits: StreamLimits }
  | { readonly kind: 'secrets'; readonly secrets: TlsSecrets }
  /** Listen; `opened` or `refused` comes back. */
  | { readonly kind: 'open'; readonly listener: ThreadListener }
  /** Answer what was received, and close; `closed` comes back. */
  | { readonly kind: 'close'; readonly id: number; readonly limitMs: number }
  /** An answer to a deferred query; the last has no message if it is no answer. */
  | {
      readonly kind: 'answer';
      readonly query: number;
      readonly message: Uint8Array | undefined;
      readonly isLast: boolean;
    }
  | { readonly kind: 'stop' };

/** What a thread posts, beside what it acknowledges. */
export type EventReport =
  | { readonly kind: 'opened'; readonly id: number; readonly bound: ListenAddress }
  /** The code is the system's, such as EADDRINUSE. */
  | { readonly kind: 'refused'; readonly id: number; readonly code: string }
  | { readonly kind: 'closed'; readonly id: number }
  /** A query whose answer takes time. */
  | { readonly kind: 'deferred'; readonly query: number; readonly exchange: DeferredExchange }
  /** Nobody waits for its answer any more. */
  | { readonly kind: 'cancelled'; readonly query: number }
  | LogReport;
