// Planned maintenance on the command line: when it is to be, the list, and taking it back.
import { durationMs } from '../time/duration.js';
import { localMoment, type NoMoment, zoneText } from '../time/local-moment.js';
import { MAX_FOR_MS, MIN_FOR_MS } from '../view/admin-limits.js';
import type { CancelledView, PlannedView, PlanOrder, PlansView } from '../view/plan.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { printJson } from './failure.js';
import { operatorName } from './operator-name.js';
import { phaseText, planLine, shownMoment } from './plan-text.js';
import type { RunningServer } from './running-server.js';

/** What the command line says of the time. */
export interface TimeFlags {
  readonly from?: string;
  readonly for?: string;
  readonly until?: string;
}

/** From when and for how long, in milliseconds. */
export interface Times {
  /** Since 1970; undefined for now. */
  readonly fromMs?: number;
  readonly forMs?: number;
}

function wrongLine(message: string, hint?: string): RequestError {
  return new RequestError(ERROR_CODE.INVALID_INPUT, message, hint);
}

function momentOf(flag: string, text: string, afterMs: number): number {
  const found: number | NoMoment = localMoment(text, afterMs);
  if (typeof found !== 'number') throw wrongLine(`--${flag}: ${found.wrong}`, found.hint);
  if (found <= afterMs) throw wrongLine(`--${flag} ${text} is over: it was ${shownMoment(found)}`);
  return found;
}

function spanOf(text: string): number {
  const forMs = durationMs(text);
  if (forMs === undefined || forMs < MIN_FOR_MS || forMs > MAX_FOR_MS)
    throw wrongLine(`--for must be a time from 1s to 366d, such as 30m, not ${text}`);
  return Math.round(forMs);
}

/**
 * The times of a command line.
 * @param nowMs milliseconds since 1970
 * @throws RequestError when they are none
 */
export function timesOf({ from, for: span, until }: TimeFlags, nowMs: number): Times {
  if (span !== undefined && until !== undefined)
    throw wrongLine('--for and --until say the same: give one of them');
  if (from !== undefined && span === undefined && until === undefined)
    throw wrongLine('--from needs an end', 'add --for 2h or --until 23:00');
  const fromMs = from === undefined ? undefined : momentOf('from', from, nowMs);
  if (span !== undefined) return { fromMs, forMs: spanOf(span) };
  if (until === undefined) return { fromMs };
  const beginMs = fromMs ?? nowMs;
  const forMs = momentOf('until', until, beginMs) - beginMs;
  if (forMs > MAX_FOR_MS) throw wrongLine(`--until ${until} is more than 366 days later`);
  return { fromMs, forMs: Math.max(MIN_FOR_MS, forMs) };
}

/** Prints what the operator should know. */
export function warn(verb: string, warnings: readonly string[]): void {
  for (const warning of warnings) process.stderr.write(`rondo ${verb}: warning: ${warning}\n`);
}

/** Plans it and says what was planned. @throws RequestError when the server refuses */
export async function planOn(server: RunningServer, order: PlanOrder, isJson: boolean): Promise<void> {
  const view = await server.post<PlannedView>('/plans', order);
  if (isJson) return printJson(view);
  const { plan, selects, warnings } = view;
  const lines = [
    planLine(plan) + phaseText(plan),
    ...selects.map(each => `  ${each}`),
    `\`rondo ${order.state} --cancel ${plan.id}\` takes it back`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  warn(order.state, warnings);
}

/** Prints what is planned. */
export async function listPlans(server: RunningServer, isJson: boolean): Promise<void> {
  const view = await server.get<PlansView>('/plans');
  if (isJson) printJson(view);
  else if (view.plans.length === 0) process.stdout.write(`nothing is planned (${zoneText(Date.now())})\n`);
  else process.stdout.write(view.plans.map(plan => `${planLine(plan)}${phaseText(plan)}\n`).join(''));
}

/** Which plan, as the command line says it. */
interface CancelFlags {
  readonly verb: string;
  readonly text: string;
  readonly isJson: boolean;
}

/** Takes a plan back. @throws RequestError when there is no such plan */
export async function cancelPlanOn(
  server: RunningServer,
  { verb, text, isJson }: CancelFlags,
): Promise<void> {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw wrongLine(
      `--cancel needs the number of a plan, not ${text}`,
      `\`rondo ${verb} --list\` shows them`,
    );
  const request = { id: Number(text), by: operatorName() };
  const view = await server.post<CancelledView>('/plans/cancel', request);
  if (isJson) return printJson(view);
  const { plan, ready, warnings } = view;
  const lines = [`cancelled ${planLine(plan)}`, ...ready.map(each => `  ready again: ${each}`)];
  process.stdout.write(`${lines.join('\n')}\n`);
  warn(verb, warnings);
}
