// What those who watch a running server are shown: loaded when somebody first asks.
import type { ControlledServer, Live } from '../api/controlled-server.js';
import { AnswerRates } from '../observe/answer-rates.js';
import type { Log } from '../observe/log.js';
import type { QueryTop } from '../observe/query-top.js';
import { LiveFeed } from '../operate/live-feed.js';
import { countMembers } from '../operate/status-choice.js';
import { identify } from '../operate/status-view.js';
import { systemClock } from '../time/clock.js';
import { rfc3339 } from '../time/rfc3339.js';
import { MAX_TOP } from '../view/queries.js';
import type { ServerParts } from '../view/status.js';
import { MAX_LISTED, type StreamHead } from '../view/stream.js';
import type { MeasuredParts } from './measured-parts.js';

/** What it is joined to. */
export interface LiveJoints {
  readonly controlled: ControlledServer;
  readonly parts: Pick<MeasuredParts, 'health' | 'counts' | 'tallies' | 'threads' | 'generation'>;
  readonly queries: QueryTop;
  readonly log: Log;
}

const few = <Item>(list: readonly Item[]): readonly Item[] => list.slice(0, MAX_LISTED);

/** The same parts, of which no list is long: they are sent each second. */
function shortParts({ zones, upstreams, block, ...parts }: ServerParts): ServerParts {
  const { upstreamHosts, receivers, sources, secondaries, told, plans } = parts;
  const lists = { upstreamHosts, receivers, sources, secondaries, told, plans };
  const short = Object.entries(lists).flatMap(([name, list]) =>
    list === undefined ? [] : [[name, few<unknown>(list)]],
  );
  return {
    ...parts,
    zones: { ...zones, ...(zones.faults === undefined ? {} : { faults: few(zones.faults) }) },
    upstreams: few(upstreams),
    ...(block === undefined ? {} : { block: { ...block, lists: few(block.lists) } }),
    ...Object.fromEntries(short),
  };
}

export function makeLive({ controlled, parts, queries, log }: LiveJoints): Live {
  const { health, counts } = parts;
  const { events } = controlled;
  const { tallies } = parts;
  const rates = new AnswerRates({ clock: systemClock, tallies, rows: () => parts.generation().rows.length });
  rates.begin();
  const threads = () => {
    const { size, restarts } = parts.threads();
    return { size, restarts };
  };
  const head = async (): Promise<StreamHead> => {
    return {
      ...identify(controlled.bound),
      ...{ time: rfc3339(Date.now()), rates: rates.latest, threads: threads() },
      ...{ lastEvent: events.last, totals: await countMembers(health.watches) },
      ...shortParts(controlled.parts),
    };
  };
  const onError = (error: Error) => {
    log.error({ stack: error.stack }, `internal error: the stream of changes ends: ${error.message}`);
  };
  const feed = new LiveFeed({ clock: systemClock, health, counts, events, head, onError });
  const top = () => queries.view(parts.generation().config.log.queries, MAX_TOP);
  return { feed, rates, threads, queries: top };
}
