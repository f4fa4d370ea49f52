// One attempt over a stream: TCP, or TLS for an upstream that is asked so (RFC 7766, RFC 7858).
import type { Cancel } from '../time/clock.js';
import { type Attempt, type AttemptOutcome, settleOnce } from './attempt.js';

/** Asks on a connection that others use, too, and waits for the reply within one time limit over all of it. Never rejects. */
export function attemptTcp(attempt: Attempt): Promise<AttemptOutcome> {
  return new Promise(resolve => {
    const { pending, streams, upstream } = attempt;
    let cancel: Cancel | undefined;
    const finish = settleOnce(attempt, resolve, () => cancel?.());
    cancel = streams.ask(upstream, pending.query, pending.questionEnd, {
      answered: message => finish({ kind: 'answer', message }),
      failed: (code, isLocal) => finish({ kind: 'failed', code, isLocal }),
      mismatched: attempt.onMismatch,
      sent: id => pending.noteSent(id),
    });
  });
}
