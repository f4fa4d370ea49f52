// One forwarder and its stub upstreams for a test; everything is closed after it, and no socket may be left.
import { afterEach, expect } from 'vitest';
import { Forwarder, type ForwarderOptions } from '../../src/forward/forwarder.js';
import type { Route } from '../../src/forward/upstream.js';
import { openDgramSockets } from '../support/dgram-sockets.js';
import { makeQuery, type Received, readAnswer, type Stub, startStub } from './stub-upstream.js';

const open: { close(): Promise<void> }[] = [];

/** The UDP and TCP handles of this process that are not closed. */
function socketsOpen(): string[] {
  return process.getActiveResourcesInfo().filter(name => /UDP|TCP/.test(name));
}

afterEach(async () => {
  for (const part of open.splice(0)) await part.close();
  // A handle is closed some turns of the event loop after it was told to.
  for (let turn = 0; turn < 1000 && socketsOpen().length > 0; turn++)
    await new Promise(resolve => setImmediate(resolve));
  expect(socketsOpen()).toEqual([]);
});

export function forwarder(options: Partial<ForwarderOptions> = {}): Forwarder {
  const created = new Forwarder({ openSockets: openDgramSockets, ...options });
  open.unshift(created);
  return created;
}

export async function stub(
  respond: (received: Received) => void,
  options: { tcp?: boolean } = {},
): Promise<Stub> {
  const started = await startStub(respond, options);
  open.push(started);
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
