// A connection that is not ready to be read in time: it ends, and is counted.
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { DROP } from '../../src/answer/exchange.js';
import { QueryHandler } from '../../src/answer/handler.js';
import { Tally } from '../../src/answer/tally.js';
import { Arrival } from '../../src/transport/arrival.js';
import { streamClient } from '../../src/transport/stream-client.js';
import { StreamHost } from '../../src/transport/stream-host.js';
import { FakeClock } from '../support/fake-clock.js';
import { makeResponder } from '../support/many-shapes.js';

const LIMITS = { idleMs: 10_000, maxOctets: 4 << 20, maxForwarded: 8, maxConnections: 64, maxPerClient: 64 };

test('a handshake may take five seconds, and no longer', async () => {
  const clock = new FakeClock();
  const tally = new Tally();
  const handler = new QueryHandler(makeResponder(), tally, { allowsClient: () => true });
  const host = new StreamHost(
    { handler, deferred: { answer: async () => undefined } },
    LIMITS,
    undefined,
    clock,
  );
  const socket = new Socket();
  const client = streamClient({ address: '192.0.2.1', port: 1, isIpv6: false });
  const arrived = { socket, client, listener: '' };
  new Arrival(host, arrived).pass([{ begin: () => undefined }], arrived, () => undefined);
  await clock.advance(4_999);
  expect([socket.destroyed, tally.drops()[DROP.LATE]]).toEqual([false, 0]);
  await clock.advance(1);
  expect([socket.destroyed, tally.drops()[DROP.LATE]]).toEqual([true, 1]);
});
