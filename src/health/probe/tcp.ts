// The TCP probe: a connection that comes about is enough.
import { connect, isIP } from 'node:net';
import type { SpecOf } from '../../zone/probe/spec.js';
import { Attempt } from './attempt.js';
import { failureOf } from './failure.js';
import type { ProbeResult } from './result.js';
import type { Target } from './target.js';

/** Connects to the target and closes the connection at once. See {@link Probe}. */
export function probeTcp({ address, port }: Target, spec: SpecOf<'tcp'>): Promise<ProbeResult> {
  const attempt = new Attempt(spec.timeoutMs);
  if (isIP(address) === 0) attempt.end({ code: 'SOCKERR', text: `${address} is not an IP address` });
  else if (port === undefined) attempt.end({ code: 'SOCKERR', text: 'a tcp probe needs a port' });
  else {
    const socket = connect({ host: address, port });
    attempt.hold(socket);
    socket.on('connect', () => attempt.end({ code: 'L4OK' }));
    socket.on('error', error => attempt.end(failureOf(error, attempt.phase)));
  }
  return attempt.result;
}
