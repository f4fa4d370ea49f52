// The agent probe: a line of text in which something beside the member says how it is.
import type { Socket } from 'node:net';
import { Attempt } from '../attempt.js';
import type { Timed } from '../kind.js';
import type { Finding, ProbeResult } from '../result.js';
import { sayingOf, sayingToText } from '../statement.js';
import type { Target } from '../target.js';
import { dial } from '../wire/dial.js';
import { Intake } from '../wire/intake.js';
import type { AgentSpec } from './spec.js';

const MAX_LINE = 1_024;

/** How much of a line that will not do is shown, in characters. */
const MAX_SHOWN = 60;

/** @param line without its end */
function judge(line: string): Finding {
  const [, said = '', text = ''] = /^([^#]*)#?(.*)$/s.exec(line) ?? [];
  const words = said.split(/[ \t,]+/).filter(Boolean);
  const saying = sayingOf(words);
  if (saying === undefined || saying.length < words.length)
    return { code: 'L7RSP', text: `"${line.slice(0, MAX_SHOWN)}" cannot be understood` };
  const { isUp, statement } = saying;
  return { code: isUp ? 'L7OK' : 'L7STS', text: sayingToText(saying, text.trim()), statement };
}

/** Reads the first line, which the end of the connection may end as well. */
function readLine(socket: Socket, attempt: Attempt): void {
  const intake = new Intake(MAX_LINE);
  socket.on('data', (chunk: Buffer) => {
    intake.push(chunk);
    const [line, ...rest] = intake.read.toString('utf8').split(/[\r\n]/);
    if (rest.length > 0) attempt.end(judge(line));
    else if (intake.isFull) attempt.end({ code: 'L7RSP', text: 'the line is over 1 KiB' });
  });
  socket.on('end', () => {
    // The end of a connection without any text is told by the connection itself.
    if (intake.read.length > 0) attempt.end(judge(intake.read.toString('utf8')));
  });
}

/** Asks the target once. See {@link Runner}. */
export function probe(target: Target, spec: Timed<AgentSpec>): Promise<ProbeResult> {
  const attempt = new Attempt(spec.timeoutMs);
  dial(target, spec, attempt, socket => {
    readLine(socket, attempt);
    if (spec.send !== undefined) socket.write(spec.send);
  });
  return attempt.result;
}
