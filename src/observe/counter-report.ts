// The counters as lines of the log: what SIGUSR1 asks for, as with dnsmasq.
import type { MetricSources, UpstreamSample } from './metric-sources.js';

/** What is counted. */
export type CountedParts = Pick<
  MetricSources,
  'tallies' | 'zoneOfRow' | 'upstreams' | 'forwards' | 'cache'
> & {
  readonly rows: number;
  /** How many answers the cache has room for. */
  readonly cacheSize: number;
  descriptors: MetricSources['descriptors'];
};

/** One line, and its numbers for programs. */
export interface ReportLine {
  readonly fields: object;
  readonly text: string;
}

/** The most zones that have a line; those with the most answers have. */
const MAX_ZONES = 100;

/** Answers of one zone, by response code. */
interface ZoneCount {
  readonly zone: string;
  answered: number;
  readonly byRcode: Map<string, number>;
}

function zoneCounts({ tallies, zoneOfRow, rows }: CountedParts): ZoneCount[] {
  const counts = new Map<string, ZoneCount>();
  for (let row = 0; row < rows; row++) {
    const zone = zoneOfRow(row);
    if (zone === undefined) continue;
    const count = counts.get(zone) ?? { zone, answered: 0, byRcode: new Map<string, number>() };
    counts.set(zone, count);
    for (const tally of tallies())
      tally.eachOfRow(row, ({ rcode }, number) => {
        count.answered += number;
        count.byRcode.set(rcode, (count.byRcode.get(rcode) ?? 0) + number);
      });
  }
  return [...counts.values()].filter(({ answered }) => answered > 0).sort((a, b) => b.answered - a.answered);
}

function* zoneLines(zones: readonly ZoneCount[]): Generator<ReportLine> {
  for (const { zone, answered, byRcode } of zones.slice(0, MAX_ZONES)) {
    const codes = [...byRcode].map(([rcode, count]) => `${rcode} ${count}`).join(', ');
    const name = zone === '.' ? 'outside the zones' : `zone ${zone}`;
    yield { fields: { zone, answered }, text: `${name}: ${answered} queries answered (${codes})` };
  }
  const more = zones.slice(MAX_ZONES);
  if (more.length === 0) return;
  const answered = more.reduce((sum, each) => sum + each.answered, 0);
  yield {
    fields: { zones: more.length, answered },
    text: `${more.length} more zones: ${answered} queries answered`,
  };
}

function upstreamLine(sample: UpstreamSample): ReportLine {
  const { upstream, requests, responses, timeouts, errors } = sample;
  const text = `upstream ${upstream}: ${requests} queries sent, ${responses} answered, ${timeouts} left unanswered, ${errors} failed`;
  return { fields: { ...sample }, text };
}

/** All lines: the whole, then upstreams and zones. */
export function* counterReport(parts: CountedParts): Generator<ReportLine> {
  const zones = zoneCounts(parts);
  const answered = zones.reduce((sum, each) => sum + each.answered, 0);
  const { hits, misses, evictions, entries } = parts.cache();
  const { inFlight, overflow, unanswered } = parts.forwards();
  const forwarded = parts.upstreams().reduce((sum, { responses }) => sum + responses, 0);
  const locally = Math.max(0, answered - forwarded - unanswered);
  yield {
    fields: { answered, locally, forwarded, unanswered, overflow, inFlight },
    text: `counters since the start: ${answered} queries answered, ${locally} of them locally; ${forwarded} by upstreams, ${unanswered} by none of them, ${overflow} refused as too many, ${inFlight} under way`,
  };
  if (parts.cacheSize > 0)
    yield {
      fields: { size: parts.cacheSize, entries, hits, misses, evictions },
      text: `cache: ${entries} of ${parts.cacheSize} answers kept, ${hits} hits, ${misses} misses, ${evictions} made room for others`,
    };
  const { limit, open, uses } = parts.descriptors();
  const used = uses.flatMap(each =>
    each.used === undefined ? [] : `${each.use} ${each.used} of ${each.share}`,
  );
  yield {
    fields: { limit, open },
    text: `files and sockets: ${open ?? 'an unknown number'} of ${limit} open; ${used.join(', ')}`,
  };
  yield* parts.upstreams().map(upstreamLine);
  yield* zoneLines(zones);
}
