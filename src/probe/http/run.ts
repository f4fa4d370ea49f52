// The HTTP and HTTPS probe: each request on a connection of its own, straight to the member's address.
import type { Socket } from 'node:net';
import { Attempt } from '../attempt.js';
import type { Timed } from '../kind.js';
import { type Finding, type ProbeResult, toResult } from '../result.js';
import type { Target } from '../target.js';
import { dial } from '../wire/dial.js';
import { cutShort } from '../wire/failure.js';
import { hostHeader } from '../wire/host.js';
import { ResponseFault } from './fault.js';
import { askHttp2 } from './http2.js';
import { ResponseReader } from './reader.js';
import { methodOf, type Question, requestText } from './request.js';
import { Judge } from './response.js';
import type { HttpSpec } from './spec.js';

/** Sends a request of HTTP/1.1 and ends the attempt with what comes back. */
function exchange(socket: Socket, question: Question, attempt: Attempt): void {
  const { spec } = question;
  const judge = new Judge(spec, attempt);
  const reader = new ResponseReader(judge, methodOf(spec) === 'HEAD');
  const read = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      if (!(error instanceof ResponseFault)) throw error;
      attempt.end({ code: 'L7RSP', text: error.message });
    }
    // Nobody reads what is still to come.
    if (judge.hasHeard) socket.pause();
  };
  socket.on('data', (piece: Buffer) => read(() => reader.push(piece)));
  socket.on('end', () =>
    read(() => {
      if (!reader.close()) attempt.end(cutShort(attempt.phase));
    }),
  );
  socket.write(requestText(question));
}

/** Begins to ask for one path. @param spentMs how much of the deadline is over */
function ask(target: Target, path: string, spec: Timed<HttpSpec>, spentMs: number): Attempt {
  const attempt = new Attempt(spec.timeoutMs, spentMs);
  const tls = spec.kind === 'https';
  const host = spec.host ?? target.host;
  const question = { path, host: hostHeader(host, target.port ?? 0, tls ? 443 : 80), spec };
  const speaks = spec.http2 ? 'h2' : 'http/1.1';
  const exchangeOn = spec.http2 ? askHttp2 : exchange;
  dial({ ...target, host }, { ...spec, tls, speaks, phase: 'head' }, attempt, socket =>
    exchangeOn(socket, question, attempt),
  );
  return attempt;
}

/** Says which of several paths a result is about. */
function about(path: string, { code, status, text, voidBy }: ProbeResult): Finding {
  return { code, status, voidBy, text: text === '' ? path : `${path}: ${text}` };
}

/**
 * Asks the target for each path in turn and judges the responses by the spec. Redirects are responses like
 * any other; 1xx ones are waited out. See {@link Runner}.
 */
export async function probe(target: Target, spec: Timed<HttpSpec>): Promise<ProbeResult> {
  let result = toResult({ code: 'L7OK' }, 0);
  let durationMs = 0;
  let spentMs = 0;
  for (const path of spec.paths) {
    const attempt = ask(target, path, spec, spentMs);
    result = await attempt.result;
    durationMs += result.durationMs;
    spentMs += attempt.spentMs;
    if (!result.ok) return spec.paths.length > 1 ? toResult(about(path, result), durationMs) : result;
  }
  return { ...result, durationMs };
}
