// The goals of the project, as ratios within one round, and what was reached.
import { median } from '../median.js';
import { STRANGERS } from '../peers/peers.js';
import { BEFORE } from '../peers/rondo.js';
import type { Result, Row } from './rounds.js';
import type { Turn } from './turn.js';

/** One goal. */
export interface Goal {
  readonly text: string;
  /** What must be reached, and what was, in the measure that the goal names; undefined when somebody was missing. */
  readonly goal: string;
  readonly reached: number | undefined;
  readonly isMet: boolean | undefined;
  /** Whether a server had to share its core with strangers, or the generator was the limit: then the rate decides nothing. */
  readonly isDisturbed: boolean;
  /** The same ratio by queries per CPU second, which noise moves least, and whether that is enough. */
  readonly byCpu?: number;
  readonly isMetByCpu?: boolean;
}

/** A server that is the limit keeps its core busy at least so much. */
const OWN_CORE = 0.9;

type Measure = (turn: Turn) => number;

const qps: Measure = turn => turn.qps;
const perCpu: Measure = turn => turn.perCpuSecond;
const strangers = STRANGERS.map(({ name }) => name);

/** Servers by their names: one, and those whose best it is compared with. */
interface Contest {
  readonly name: string;
  readonly others: readonly string[];
}

/** The median over the rounds of a server's figure by the best of some others in that round. */
function ratio(result: Result, { name, others }: Contest, measure: Measure): number | undefined {
  const own = result.rows.find(row => row.name === name);
  const rivals = result.rows.filter(row => others.includes(row.name));
  if (own === undefined || rivals.length === 0) return undefined;
  return median(
    own.turns.map(
      (turn, round) => measure(turn) / Math.max(...rivals.map(({ turns }) => measure(turns[round]))),
    ),
  );
}

/** Whether one of these servers was not what limited its own rate. */
function isDisturbed(result: Result, names: readonly string[]): boolean {
  const rows = result.rows.filter(({ name }) => names.includes(name));
  return rows.some(({ turns }) => median(turns.map(({ busy }) => busy)) < OWN_CORE);
}

function atLeast(result: Result, text: string, contest: Contest, least: number): Goal {
  const reached = ratio(result, contest, qps);
  const isMet = reached === undefined ? undefined : reached >= least;
  const byCpu = ratio(result, contest, perCpu);
  return {
    text,
    goal: `≥ ${least}`,
    reached,
    isMet,
    byCpu,
    isMetByCpu: byCpu === undefined ? undefined : byCpu >= least,
    isDisturbed: isDisturbed(result, [contest.name, ...contest.others]),
  };
}

/** Two figures of which one is the measure of the other; undefined where a server was missing. */
interface Measured {
  readonly isDisturbed: boolean;
  readonly own: number | undefined;
  readonly other: number | undefined;
}

function atMost(text: string, most: number, { isDisturbed, own, other }: Measured): Goal {
  const reached = own === undefined || other === undefined ? undefined : own / other;
  return {
    text,
    goal: `≤ ${most}`,
    reached,
    isMet: reached === undefined ? undefined : reached <= most,
    isDisturbed,
  };
}

const p99 = (row: Row) => median(row.half.map(({ p99Us }) => p99Us));

function latency(result: Result): Goal {
  const own = result.rows.find(({ name }) => name === 'rondo-batch');
  const rivals = result.rows.filter(({ name }) => strangers.includes(name));
  const best = rivals.length === 0 ? undefined : Math.min(...rivals.map(p99));
  return atMost(`(${result.work.letter}) p99 at half load, to the best peer`, 1, {
    isDisturbed: isDisturbed(result, ['rondo-batch', ...strangers]),
    own: own && p99(own),
    other: best,
  });
}

/** A build must not be slower than the one before it. */
const LEAST_OF_BEFORE = 0.98;

/** The batch transport against others. */
const batch = (others: readonly string[]): Contest => ({ name: 'rondo-batch', others });

/** The goals that a work has. */
export function goalsOf(result: Result): readonly Goal[] {
  const { letter } = result.work;
  if (result.rows.some(({ name }) => name === BEFORE))
    return [atLeast(result, `(${letter}) this build to the one before`, batch([BEFORE]), LEAST_OF_BEFORE)];
  const resident = (name: string) => result.rows.find(row => row.name === name)?.residentMb;
  const memory = { isDisturbed: false, own: resident('rondo-batch'), other: resident('knot') };
  const goals: Record<string, () => Goal[]> = {
    a: () => [
      atLeast(result, '(a) to the best peer', batch(strangers), 1.1),
      atLeast(result, '(a) to the batch echo', batch(['batch-echo']), 0.75),
      atLeast(result, '(a) to dnsmasq', batch(['dnsmasq']), 2),
      atLeast(
        result,
        '(a) dgram to the bare dgram echo',
        { name: 'rondo-dgram', others: ['dgram-echo'] },
        0.8,
      ),
      latency(result),
    ],
    b: () => [
      atLeast(result, '(b) to the best of Knot and NSD', batch(['knot', 'nsd']), 1.4),
      atMost('(b) resident memory, to Knot', 0.6, memory),
      latency(result),
    ],
    c: () => [atLeast(result, '(c) to the best peer', batch(strangers), 1.1), latency(result)],
  };
  return goals[letter]?.() ?? [];
}
