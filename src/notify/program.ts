// Hands a message to a program: on its standard input, and in its environment.
import { Attempt } from '../probe/attempt.js';
import { runCommand } from '../probe/exec/process.js';
import { type Finding, resultToText, VOID } from '../probe/result.js';
import type { Try } from './delivery.js';
import type { Message } from './message.js';
import type { ExecSpec } from './receiver.js';

/** The most output that is kept, in octets. */
const MAX_OUTPUT = 4_096;

/** The status of a program that wants to be called again: EX_TEMPFAIL of sysexits. */
const TRY_AGAIN = 75;

function judge(status: number | null, signal: string | null, line: string): Finding {
  if (status === 0) return { code: 'PROCOK', text: line };
  const what = status === null ? `ended by ${signal}` : `exit status ${status}`;
  return { code: 'PROCERR', status: status ?? undefined, text: `${what}${line === '' ? '' : `: ${line}`}` };
}

/** Runs it once. A failure is for good, unless the status asks for another try or this machine is out of something. */
export function callProgram({ command }: ExecSpec, { body, environment }: Message, timeoutMs: number): Try {
  const attempt = new Attempt(timeoutMs);
  runCommand({ command, environment, input: body, maxOutput: MAX_OUTPUT, withErrors: true, judge }, attempt);
  return {
    end: () => attempt.end({ code: 'PROCERR', text: 'given up' }),
    delivery: attempt.result.then(result => ({
      isSent: result.ok,
      text: result.text === '' ? resultToText(result) : result.text,
      mayHelp: result.status === TRY_AGAIN || result.voidBy === VOID.SHORTAGE,
    })),
  };
}
