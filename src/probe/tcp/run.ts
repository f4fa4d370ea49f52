// The TCP probe: a connection that comes about is enough, unless a text is expected on it.
import type { Socket } from 'node:net';
import { Attempt } from '../attempt.js';
import type { Timed } from '../kind.js';
import type { ProbeResult } from '../result.js';
import type { Target } from '../target.js';
import { dial } from '../wire/dial.js';
import { TextSearch } from '../wire/text-search.js';
import type { TcpSpec } from './spec.js';

/** How much of an answer that will not do is shown, in octets. */
const MAX_SHOWN = 60;

/** Ends the attempt when the text has come, or cannot come any more. */
function expectText(socket: Socket, text: string, attempt: Attempt): void {
  const search = new TextSearch(text);
  socket.on('data', (chunk: Buffer) => {
    if (search.push(chunk)) attempt.end({ code: 'L7OK' });
    else if (search.isFull) attempt.end({ code: 'L7RSP', text: `no "${text}" in the first 64 KiB` });
  });
  socket.on('end', () => {
    // The end of a connection without any text is told by the connection itself.
    const shown = search.read.toString('utf8', 0, MAX_SHOWN).trimEnd();
    if (shown !== '') attempt.end({ code: 'L7RSP', text: `no "${text}" in "${shown}"` });
  });
}

/**
 * Connects to the target and closes the connection as soon as all that is wanted is there. See {@link
 * Runner}.
 */
export function probe(target: Target, spec: Timed<TcpSpec>): Promise<ProbeResult> {
  const attempt = new Attempt(spec.timeoutMs);
  const { send, expect, tls } = spec;
  dial(target, spec, attempt, socket => {
    if (typeof expect !== 'string') return attempt.end({ code: tls ? 'L6OK' : 'L4OK' });
    expectText(socket, expect, attempt);
    if (send !== undefined) socket.write(send);
  });
  return attempt.result;
}
