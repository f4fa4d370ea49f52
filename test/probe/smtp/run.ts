// The smtp probe: the greeting of the server, EHLO, and its answer.
import { Attempt } from '../../../src/probe/attempt.js';
import type { Timed } from '../../../src/probe/kind.js';
import type { ProbeResult } from '../../../src/probe/result.js';
import type { Target } from '../../../src/probe/target.js';
import { dial } from '../../../src/probe/wire/dial.js';
import { Intake } from '../../../src/probe/wire/intake.js';
import type { SmtpSpec } from './spec.js';

/** Asks the target once. See {@link Runner}. */
export function probe(target: Target, spec: Timed<SmtpSpec>): Promise<ProbeResult> {
  const attempt = new Attempt(spec.timeoutMs);
  dial(target, spec, attempt, socket => {
    const intake = new Intake(1_024);
    let isGreeted = false;
    socket.on('data', (chunk: Buffer) => {
      intake.push(chunk);
      const lines = intake.read.toString().split('\r\n');
      const said = lines[isGreeted ? 1 : 0];
      if (lines.length < (isGreeted ? 3 : 2)) return;
      if (!/^2\d\d/.test(said)) attempt.end({ code: 'L7STS', text: said });
      else if (isGreeted) attempt.end({ code: 'L7OK', text: said });
      else socket.write(`EHLO ${spec.ehlo}\r\n`);
      isGreeted = true;
    });
  });
  return attempt.result;
}
