// The columns of the table of members: what stands in each, and by what it is sorted.

import { spanText } from '../time/span.js';
import type { MemberHistory } from '../view/history.js';
import { percentText, plural } from '../view/plural.js';
import type { MemberView, PoolView } from '../view/status.js';
import { elapsed, shortCount, tookText } from './amounts.js';
import { sparkline } from './sparkline.js';
import { MARK, markOf, stateOf } from './state-mark.js';
import { stateStrip } from './state-strip.js';
import { type Content, element } from './tree.js';

/** What a cell may need to know beside the member. */
export interface MemberPlace {
  readonly pool: PoolView;
  /** Answers of the pool in which any member stood first. */
  readonly firsts: number;
  /** The moment that the view is of, and now; milliseconds since 1970. */
  readonly seenMs: number;
  readonly nowMs: number;
  /** Its last hour and day; undefined while they are not known. */
  readonly past?: MemberHistory;
}

export interface Column {
  readonly key: string;
  readonly title: string;
  /** What the title means, for those who ask. */
  readonly about: string;
  readonly isNumber?: true;
  cell(member: MemberView, place: MemberPlace): Content;
  /** Of all members of a pool together; absent where there is nothing to add up. */
  total?(pool: PoolView): Content;
  /** What it is sorted by, the smallest first. */
  rank(member: MemberView): number | string;
}

/** Those in trouble first. */
const RANKS = ['down', 'rising', 'failing', 'unknown', 'maint', 'drain', 'up'];

function stateCell(member: MemberView, { seenMs, nowMs }: MemberPlace): Content {
  const { mark, word, probed } = stateOf(member);
  return [
    markOf(mark),
    element('span', { class: `word is-${mark}` }, word),
    probed === undefined ? undefined : element('small', {}, ` ${probed}`),
    element('small', { class: 'for' }, ' ', elapsed(seenMs - member.sinceMs, nowMs)),
  ];
}

/** A code stands before the words of a result, such as `L7OK 200`. */
function checkCell({ lastCheck }: MemberView): Content {
  if (lastCheck === undefined) return element('span', { class: 'none' }, '–');
  const [code, ...rest] = lastCheck.result.split(' ');
  return [element('code', {}, code), ` ${rest.join(' ')}`];
}

/** Probes of the last hour as a line, minute by minute. */
function tookCell({ lastCheck }: MemberView, { past }: MemberPlace): Content {
  const averages = past?.averageMs.map(each => each ?? undefined) ?? [];
  const most = Math.max(0, ...averages.map(each => each ?? 0));
  const label = `Probes of the last hour: ${tookText(most)} at most, on average of a minute`;
  return [
    averages.length === 0 ? undefined : sparkline(averages, label),
    element('span', {}, lastCheck === undefined ? '' : tookText(lastCheck.durationMs)),
  ];
}

function failedText(failures: number, checks: number): Content {
  return [
    element('span', { class: failures === 0 && 'none' }, shortCount(failures)),
    element('small', {}, ` of ${shortCount(checks)}`),
  ];
}

/** The sum of a figure over all members. */
function sumOf({ members }: PoolView, figure: (member: MemberView) => number | undefined): number {
  return members.reduce((sum, member) => sum + (figure(member) ?? 0), 0);
}

/** How many answers began with a member of it. */
export function firstsOf(pool: PoolView): number {
  return sumOf(pool, ({ first }) => first);
}

function downCell({ downs, downMs }: Pick<MemberView, 'downs' | 'downMs'>): Content {
  if (downs === 0) return element('span', { class: 'none' }, '0');
  return [shortCount(downs), element('small', {}, ` ${spanText(downMs).split(' ')[0]}`)];
}

function weightCell({ weight, configuredWeight }: MemberView): Content {
  if (weight === configuredWeight) return String(weight);
  return [String(weight), element('small', {}, ` file ${configuredWeight}`)];
}

function handedCell({ first }: MemberView, { firsts }: MemberPlace): Content {
  if (first === undefined) return element('span', { class: 'none' }, '–');
  return [
    firsts === 0 ? undefined : percentText(first / firsts),
    element('small', {}, ` ${shortCount(first)}`),
  ];
}

export const COLUMNS: readonly Column[] = [
  {
    key: 'member',
    title: 'Member',
    about: 'Address and port that are handed out and probed',
    cell: ({ endpoint, target }) => [
      element('code', {}, endpoint),
      target === undefined ? undefined : element('small', {}, ` ${target}`),
    ],
    total: ({ total }) => plural(total, 'member'),
    rank: ({ endpoint }) => endpoint,
  },
  {
    key: 'state',
    title: 'State',
    about: 'What probes and operators make of it, and for how long',
    cell: stateCell,
    total: pool => `${sumOf(pool, member => Number(stateOf(member).mark === MARK.UP))} up`,
    rank: member => RANKS.indexOf(stateOf(member).mark),
  },
  {
    key: 'check',
    title: 'Last check',
    about: 'How the last probe ended',
    cell: checkCell,
    rank: ({ lastCheck }) => lastCheck?.result ?? '',
  },
  {
    key: 'took',
    title: 'Took',
    about: 'How long the probes of the last hour took, and the last one',
    isNumber: true,
    cell: tookCell,
    rank: ({ lastCheck }) => -(lastCheck?.durationMs ?? -1),
  },
  {
    key: 'failed',
    title: 'Failed',
    about: 'Probes that failed, of all since the start',
    isNumber: true,
    cell: ({ failures, checks, isUnprobed }) => isUnprobed !== true && failedText(failures, checks),
    total: pool =>
      failedText(
        sumOf(pool, ({ failures }) => failures),
        sumOf(pool, ({ checks }) => checks),
      ),
    rank: ({ failures }) => -failures,
  },
  {
    key: 'downs',
    title: 'Down',
    about: 'How often it went down, and for how long in all',
    isNumber: true,
    cell: downCell,
    total: pool =>
      downCell({ downs: sumOf(pool, ({ downs }) => downs), downMs: sumOf(pool, ({ downMs }) => downMs) }),
    rank: ({ downMs }) => -downMs,
  },
  {
    key: 'weight',
    title: 'Weight',
    about: 'The weight that counts now',
    isNumber: true,
    cell: weightCell,
    total: pool => shortCount(sumOf(pool, ({ weight }) => weight)),
    rank: ({ weight }) => -weight,
  },
  {
    key: 'share',
    title: 'Share',
    about: 'The planned part of the answers in which it stands first',
    isNumber: true,
    cell: ({ share }) => (share === 0 ? element('span', { class: 'none' }, '0%') : percentText(share)),
    rank: ({ share }) => -share,
  },
  {
    key: 'handed',
    title: 'Handed out',
    about: 'The part of the answers so far in which it stood first, and their number',
    isNumber: true,
    cell: handedCell,
    total: pool => shortCount(firstsOf(pool)),
    rank: ({ first }) => -(first ?? 0),
  },
  {
    key: 'day',
    title: '24 hours',
    about: 'Its states by its probes, the latest at the right: low is up, high is down',
    cell: (_, { past }) => (past === undefined ? '' : stateStrip(past.states)),
    rank: ({ downMs }) => -downMs,
  },
];
