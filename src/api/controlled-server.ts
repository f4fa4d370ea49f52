// What a running server lets its operators see and do: all that the routes of the control socket know of it.
import type { HealthEngine } from '../health/engine.js';
import type { AnswerRates } from '../observe/answer-rates.js';
import type { EventRing } from '../observe/event-ring.js';
import type { LiveFeed } from '../operate/live-feed.js';
import type { Operator } from '../operate/operator.js';
import type { ReloadReport } from '../operate/reload-view.js';
import type { ServerState } from '../operate/server-state.js';
import type { UpdatedParts } from '../operate/updated-zones.js';
import type { ZoneVersion } from '../store/zone-version.js';
import type { Secondaries } from '../transfer/secondaries.js';
import type { DescriptorsView } from '../view/descriptors.js';
import type { QueriesView } from '../view/queries.js';
import type { ServerParts } from '../view/status.js';
import type { StreamHead } from '../view/stream.js';

/** What those who watch a server are shown. */
export interface Live {
  readonly feed: LiveFeed;
  readonly rates: AnswerRates;
  queries(): QueriesView;
  threads(): StreamHead['threads'];
}

export interface ControlledServer {
  /** Addresses on which queries are answered. */
  readonly bound: readonly string[];
  /** As it was named; undefined for a server without one. */
  readonly configFile: string | undefined;
  /** How many files and sockets its parts may have open, and have. */
  readonly descriptors: { readonly shares: { readonly control: number }; view(): DescriptorsView };
  readonly events: EventRing;
  readonly health: Pick<HealthEngine, 'watches'>;
  readonly live: {
    /** What those who watch it are shown. @throws Error when that cannot be loaded */
    open(): Promise<Live>;
  };
  readonly operator: Operator;
  readonly updates: UpdatedParts & {
    /** Writes what is served of a zone into its file. @throws RequestError when that cannot be done */
    writeBack(zone: ZoneVersion): Promise<{ readonly file: string; readonly rrsets: number }>;
  };
  /** Loads everything again. Resolves when a load that began after the call has ended. */
  reload(): Promise<ReloadReport>;
  /** What a status says beside the pools. */
  readonly parts: ServerParts;
  /** Zones of other servers; undefined when there never was one. */
  readonly secondaries: { readonly all: Secondaries | undefined };
  /** What answers are made by now. */
  readonly state: ServerState;
}
