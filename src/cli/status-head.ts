// The first lines of `rondo status`: the server as a whole.
import { spanText } from '../time/span.js';
import { namesText } from '../view/fault-text.js';
import { numberText, plural } from '../view/plural.js';
import type { StatusTotals, StatusView } from '../view/status.js';
import type { Colour } from './colour.js';
import { type Line, plainLine, type Span } from './lines.js';
import { phaseText, planLine } from './plan-text.js';
import { certificateLines } from './status-certificates.js';
import { faultLines } from './status-faults.js';
import { limitLines } from './status-limit.js';
import { secondaryLines } from './status-secondaries.js';
import { toldLines } from './status-told.js';
import { updatedLines } from './updated-text.js';

export const LABEL_WIDTH = 11;
/** The most upstreams that one line names. */
const MAX_NAMED = 3;

/** What is said only when there is any. */
function some(count: number, what: string, colour: Colour): Span[] {
  return count === 0 ? [] : [{ text: `${numberText(count)} ${what}`, colour }];
}

/** A line of a label and words with commas between them. */
function labelled(label: string, total: number, words: readonly Span[]): Line {
  const after = words.flatMap((span, index): Span[] => [{ text: index === 0 ? ': ' : ', ' }, span]);
  return [{ text: label.padEnd(LABEL_WIDTH) }, { text: numberText(total) }, ...after];
}

function poolLine({ pools, whole, onFallback, memberless }: StatusTotals): Line {
  const down = onFallback - memberless;
  return labelled('pools', pools, [
    { text: `${numberText(whole)} whole` },
    ...some(pools - whole - memberless, 'not', 'yellow'),
    ...some(down, down === 1 ? 'on its fallback' : 'on their fallback', 'red'),
    ...some(memberless, 'without members', 'red'),
  ]);
}

function memberLine({ members, up, down, unknown, drain, maint }: StatusTotals): Line {
  return labelled('members', members, [
    { text: `${numberText(up)} up` },
    ...some(down, 'down', 'red'),
    ...some(unknown, 'not probed yet', 'yellow'),
    ...some(drain, 'drained', 'yellow'),
    ...some(maint, 'in maintenance', 'yellow'),
  ]);
}

function zoneLine({ zones, reload }: StatusView): Line {
  const ago = spanText(Math.max(0, Date.now() - Date.parse(reload.lastSuccess)));
  return [{ text: 'zones'.padEnd(LABEL_WIDTH) }, { text: `${numberText(zones.count)}, loaded ${ago} ago` }];
}

function upstreamLine({ upstreams }: StatusView): Line {
  const failing = upstreams.filter(each => each.failing).map(({ upstream }) => upstream);
  const verb = failing.length === 1 ? 'fails' : 'fail';
  return labelled(
    'upstreams',
    upstreams.length,
    failing.length === 0
      ? []
      : [{ text: `${failing.length} ${verb}: ${namesText(failing, MAX_NAMED)}`, colour: 'red' }],
  );
}

function hostLine(hosts: NonNullable<StatusView['upstreamHosts']>): Line {
  const failing = hosts.filter(({ failure }) => failure !== undefined);
  const named = failing.slice(0, MAX_NAMED).map(({ host, addresses, failure }) => {
    const rest = addresses.length === 0 ? 'no address' : `stays at ${addresses.join(', ')}`;
    return { text: `${host}: ${failure}, ${rest}`, colour: 'red' as const };
  });
  return labelled('by name', hosts.length, named);
}

function cacheLine({ entries, hits, misses }: NonNullable<StatusView['cache']>): Line {
  const asked = hits + misses;
  const share = asked === 0 ? '' : `, ${Math.round((hits / asked) * 100)}% of ${numberText(asked)} lookups`;
  return plainLine(`${'cache'.padEnd(LABEL_WIDTH)}${plural(entries, 'answer')}${share}`);
}

function blockLine({ queries, lists }: NonNullable<StatusView['block']>): Line {
  const blocked = lists.reduce((sum, each) => sum + each.blocked, 0);
  const names = lists.reduce((sum, each) => sum + each.names, 0);
  const share =
    queries === 0 ? '' : `, ${Math.round((blocked / queries) * 100)}% of ${numberText(queries)} queries`;
  const most = [...lists].sort((a, b) => b.blocked - a.blocked);
  const named = most.map(each => `${each.list} ${numberText(each.blocked)}`);
  const by = `by ${namesText(named, MAX_NAMED)}`;
  return plainLine(
    `${'blocked'.padEnd(LABEL_WIDTH)}${numberText(blocked)}${share}; ${plural(names, 'name')}, ${by}`,
  );
}

function receiverLine(receivers: NonNullable<StatusView['receivers']>): Line {
  const sum = (count: 'sent' | 'failed') => receivers.reduce((total, each) => total + each[count], 0);
  const failing = receivers.filter(({ failure }) => failure !== undefined);
  const named = failing.slice(0, MAX_NAMED).map(({ receiver, failure }) => ({
    text: `${receiver} fails: ${failure}`,
    colour: 'red' as const,
  }));
  const sent = { text: `${plural(sum('sent'), 'message')} sent` };
  return labelled('receivers', receivers.length, [
    sent,
    ...some(sum('failed'), 'given up', 'yellow'),
    ...named,
  ]);
}

/** A line for each failure. */
function sourceLines(sources: NonNullable<StatusView['sources']>): Line[] {
  const failing = sources.filter(({ failure }) => failure !== undefined);
  const words = failing.length === 1 ? '1 fails' : `${numberText(failing.length)} fail`;
  const head = labelled(
    'sources',
    sources.length,
    failing.length === 0 ? [] : [{ text: words, colour: 'red' }],
  );
  const named = failing.slice(0, MAX_NAMED).map(({ source, pools, failure, members }) => {
    const [owner = 'its pools'] = pools.map(pool => pool.split(' ')[0]);
    const rest = members === 0 ? `${owner} has no members` : `${plural(members, 'member')} stay`;
    return `${source}: ${failure}; ${members === 1 ? `${rest}s` : rest}`;
  });
  const more = failing.length - named.length;
  const lines = more > 0 ? [...named, `and ${numberText(more)} more`] : named;
  return [head, ...lines.map((text): Line => [{ text: ' '.repeat(LABEL_WIDTH) }, { text, colour: 'red' }])];
}

/** The next one, and how many there are. */
function planLines([first, ...rest]: NonNullable<StatusView['plans']>): Line[] {
  const more = rest.length === 0 ? '' : `; and ${rest.length} more: \`rondo maint --list\``;
  return [
    [
      { text: 'planned'.padEnd(LABEL_WIDTH) },
      { text: planLine(first) + phaseText(first) + more, colour: 'yellow' },
    ],
  ];
}

export function headLines(view: StatusView): Line[] {
  const { pid, release, listen, uptimeMs, totals, upstreams, upstreamHosts } = view;
  const { cache, block, rateLimit, receivers, sources, told, certificates } = view;
  return [
    ...faultLines(view.zones.faults, view.reload),
    plainLine(`rondo ${release}, process ${pid}, up ${spanText(uptimeMs)}, on ${listen.join(', ')}`),
    ...(totals.pools === 0 ? [] : [poolLine(totals), memberLine(totals)]),
    ...(certificates === undefined ? [] : certificateLines(certificates, LABEL_WIDTH, Date.now())),
    zoneLine(view),
    ...(view.zones.updated === undefined ? [] : updatedLines(view.zones.updated, LABEL_WIDTH)),
    ...(view.secondaries === undefined ? [] : secondaryLines(view, LABEL_WIDTH)),
    ...(told === undefined ? [] : toldLines(told, LABEL_WIDTH)),
    ...(upstreams.length === 0 ? [] : [upstreamLine(view)]),
    ...(upstreamHosts === undefined ? [] : [hostLine(upstreamHosts)]),
    ...(sources === undefined ? [] : sourceLines(sources)),
    ...(cache === undefined ? [] : [cacheLine(cache)]),
    ...(block === undefined ? [] : [blockLine(block)]),
    ...(rateLimit === undefined ? [] : limitLines(rateLimit, LABEL_WIDTH)),
    ...(receivers === undefined ? [] : [receiverLine(receivers)]),
    ...(view.plans === undefined ? [] : planLines(view.plans)),
  ];
}
