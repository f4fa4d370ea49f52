// One forwarder and its stub upstreams for a test; everything is closed after it, and no socket may be left.
import { Forwarder, type ForwarderOptions } from '../../src/forward/forwarder.js';
import type { Route } from '../../src/forward/upstream.js';
import { closeAfterTest } from '../support/closings.js';
import { openDgramSockets } from '../support/dgram-sockets.js';
import { watchSockets } from './sockets-left.js';
import { makeQuery, type Received, readAnswer, type Stub, startStub } from './stub-upstream.js';

export function forwarder(options: Partial<ForwarderOptions> = {}): Forwarder {
  watchSockets();
  const created = new Forwarder({ openSockets: openDgramSockets, ...options });
  closeAfterTest(() => created.close());
  return created;
}

export async function stub(
  respond: (received: Received) => void,
  options: { tcp?: boolean } = {},
): Promise<Stub> {
  watchSockets();
  const started = await startStub(respond, options);
  closeAfterTest(() => started.close());
  return started;
}

/** Forwards a query for the name and reads the answer. */
export async function ask(
  from: Forwarder,
  route: Route,
  name = 'example.org',
  options: Parameters<typeof makeQuery>[1] & { transport?: 'udp' | 'tcp'; maxSize?: number } = {},
) {
  const { transport = 'udp', maxSize = transport === 'tcp' ? 65_535 : 1232 } = options;
  const { query, questionEnd } = makeQuery(name, options);
  return readAnswer(await from.forward(query, questionEnd, route, transport, maxSize));
}

/** Waits until the condition holds; the test's own time limit ends it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setImmediate(resolve));
}
