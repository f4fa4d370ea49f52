// The tables of the serving bench, as Markdown.
import { median } from '../median.js';
import type { Goal } from './goals.js';
import type { Result, Row } from './rounds.js';
import type { Turn } from './turn.js';

const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const fixed = (value: number) => value.toFixed(2);

/** The rcodes of all turns that are not what the work expects, and answers that match no query. */
function faults(row: Row, rcode: string): string {
  const counts = new Map<string, number>();
  const add = (what: string, count: number) => {
    if (count > 0) counts.set(what, (counts.get(what) ?? 0) + count);
  };
  for (const turn of row.turns) {
    for (const [name, count] of Object.entries(turn.rcodes)) if (name !== rcode) add(name, count);
    add('without a record', rcode === 'NOERROR' ? turn.empty : 0);
    add('late', turn.stray);
    add('wrong', turn.wrong);
    add('TCP failed', turn.tcpFailures);
  }
  return [...counts].map(([what, count]) => `${whole(count)} ${what}`).join(', ');
}

function line(row: Row, rcode: string): string {
  const of = (measure: (turn: Turn) => number, turns = row.turns) => median(turns.map(measure));
  const cells = [
    row.name,
    whole(of(turn => turn.qps)),
    whole(of(turn => turn.perCpuSecond)),
    `${whole(of(turn => turn.busy) * 100)}%`,
    whole(of(turn => turn.lost)),
    whole(of(turn => turn.p50Us, row.half)),
    whole(of(turn => turn.p99Us, row.half)),
    whole(row.residentMb),
    fixed(row.loadSeconds),
    faults(row, rcode),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The table of one work. */
export function tableOf({ work, rows, absent }: Result): string[] {
  const head = [
    'server',
    'queries/s',
    'queries per CPU second',
    'core busy',
    'lost',
    'p50 at half load, µs',
    'p99, µs',
    'resident, MB',
    'load, s',
    'other than expected, all rounds',
  ];
  const lines = [
    `### (${work.letter}) ${work.title}`,
    '',
    `| ${head.join(' | ')} |`,
    `|${'---|'.repeat(head.length)}`,
  ];
  const sorted = [...rows].sort(
    (a, b) => median(b.turns.map(({ qps }) => qps)) - median(a.turns.map(({ qps }) => qps)),
  );
  lines.push(...sorted.map(row => line(row, work.rcode)));
  if (absent.length > 0) lines.push('', ...absent.map(why => `Not measured: ${why}.`));
  return lines;
}

/** Whether a goal was reached; by processor time where one of the servers was not what limited its rate. */
function verdictOf({ isMet, isMetByCpu, isDisturbed }: Goal): string {
  if (isMet === undefined) return 'not measured';
  if (!isDisturbed) return isMet ? 'met' : 'missed';
  if (isMetByCpu === undefined) return 'undecided: cores shared';
  return isMetByCpu ? 'met, by CPU time' : 'missed, by CPU time';
}

/** The goals and what was reached. */
export function goalTable(goals: readonly Goal[]): string[] {
  const cell = (value: number | undefined) => (value === undefined ? '' : fixed(value));
  return [
    '| ratio | goal | reached | | by queries per CPU second |',
    '|---|---|---|---|---|',
    ...goals.map(goal => {
      const cells = [goal.text, goal.goal, cell(goal.reached), verdictOf(goal), cell(goal.byCpu)];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
}
