// What came of a soak: what is wrong with it, and its table.
import { cpus } from 'node:os';
import { median } from '../median.js';
import type { AskerReport } from '../stalls/asker.js';
import type { LoadReport } from '../traffic/udpload.js';

/** How much more memory the last quarter may have than the second one; a short soak has not settled by then. */
const FLAT_MB = 12;
const SHORT_FLAT_MB = 64;
/** A soak of this many minutes is one to be kept. */
export const LONG_MINUTES = 30;
/** Forwarded over UDP: one in so many may be lost on a busy machine. */
const LOST_PART = 0.01;

/** What came of a soak. */
export interface Outcome {
  readonly minutes: number;
  readonly rate: number;
  readonly report: LoadReport;
  readonly lanes: AskerReport;
  /** Megabytes, from the start on. */
  readonly residentMb: readonly number[];
  readonly edits: number;
  readonly editSeconds: readonly number[];
  readonly restarts: number;
  /** Why a page could not be read, or an edit was not served. */
  readonly troubles: readonly string[];
  /** Lines of the log by which a backend that always answered went down, or an upstream that did failed. */
  readonly blamed: readonly string[];
  /** The longest time for which those backends were themselves held up. */
  readonly backendHeldMs: number;
}

/** A quarter of the samples, 0 to 3. */
function quarter(samples: readonly number[], index: number): readonly number[] {
  const size = samples.length / 4;
  return samples.slice(Math.floor(index * size), Math.ceil((index + 1) * size));
}

/** The least of a quarter: while an edit is read, memory is higher for a moment. */
const least = (samples: readonly number[], index: number) => Math.min(...quarter(samples, index));

/** What is wrong with an outcome; nothing when all is well. */
export function faultsOf({ report, lanes, residentMb, restarts, troubles, ...more }: Outcome): string[] {
  const growth = least(residentMb, 3) - least(residentMb, 1);
  const mostGrowth = more.minutes < LONG_MINUTES ? SHORT_FLAT_MB : FLAT_MB;
  const each = Object.entries(lanes.lanes);
  const wrong = each.reduce((sum, [, lane]) => sum + lane.wrong, report.wrong);
  const unanswered = each.filter(([, { asked, answered }]) => answered < asked * (1 - LOST_PART));
  return [
    ...(report.answers === 0 ? ['nothing was answered'] : []),
    ...(wrong > 0 ? [`${wrong} answers were wrong`] : []),
    ...(report.tcpFailures > 0 ? [`${report.tcpFailures} queries over TCP failed`] : []),
    ...unanswered.map(([name, { asked, answered }]) => `${name}: ${answered} of ${asked} answered`),
    ...(restarts > 0 ? [`answer threads failed ${restarts} times`] : []),
    ...(more.blamed.length > 0
      ? [`${more.blamed.length} times blamed without cause: ${more.blamed[0]}`]
      : []),
    ...(more.editSeconds.length === 0 ? ['no edit of the large zone was served'] : []),
    ...(troubles.length > 0 ? [`${troubles.length} times: ${troubles[0]}`] : []),
    ...(growth > mostGrowth
      ? [`memory grew by ${growth.toFixed(1)} MB from the second quarter to the last`]
      : []),
  ];
}

const number = (value: number) => Math.round(value).toLocaleString('en-US');

/** The table. */
export function linesOf(outcome: Outcome, faults: readonly string[]): string[] {
  const { minutes, report, lanes, residentMb, rate, edits, editSeconds, restarts } = outcome;
  const quarters = (of: (samples: readonly number[]) => number) =>
    [0, 1, 2, 3].map(index => of(quarter(residentMb, index)).toFixed(1)).join(', ');
  const waits = Object.entries(lanes.lanes).map(
    ([name, lane]) =>
      `| ${name}: answered; wrong; p50, p99, longest | ${number(lane.answered)} of ${number(lane.asked)}; ${lane.wrong}; ${[lane.p50Ms, lane.p99Ms, lane.longestMs].map(ms => `${ms.toFixed(1)} ms`).join(', ')} |`,
  );
  return [
    `Machine: ${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Node ${process.version}.`,
    '',
    '| a soak | |',
    '|---|---|',
    `| time | ${minutes} min |`,
    `| rate, of at most ${number(rate)} | ${number(report.answers / report.seconds)} queries/s |`,
    `| answers over UDP, each looked into | ${number(report.answers)} |`,
    `| answers over TCP among them | ${number(report.tcpAnswers)} |`,
    `| wrong | ${number(report.wrong)} |`,
    `| without an answer within 0.5 s | ${number(report.lost)} (${number(report.stray)} came later) |`,
    `| p50, p99 with other work on the machine | ${report.p50Us} µs, ${report.p99Us} µs |`,
    ...waits,
    `| the asker and the backends were held up for at most | ${lanes.heldMs.toFixed(0)} ms, ${outcome.backendHeldMs.toFixed(0)} ms |`,
    `| backends and upstreams blamed without cause | ${outcome.blamed.length} |`,
    `| resident memory, least of each quarter | ${quarters(samples => Math.min(...samples))} MB |`,
    `| resident memory, median of each quarter | ${quarters(median)} MB |`,
    `| edits; of the large zone, served after (median, longest) | ${number(edits)}; ${median(editSeconds)?.toFixed(1)} s, ${Math.max(...editSeconds).toFixed(1)} s |`,
    `| answer threads that failed | ${restarts} |`,
    `| CPU time of the server | ${((100 * report.cpuSeconds) / report.seconds).toFixed(0)}% of a core |`,
    '',
    faults.length === 0
      ? 'Memory is flat, no answer was wrong, nobody was blamed without cause.'
      : `**${faults.join('; ')}.**`,
  ];
}
