// Replies that somebody off the path forges: none is believed.
import { expect, it } from 'vitest';
import { ForwardEngine } from '../../src/forward/engine.js';
import { FORWARD_POLICY } from '../../src/forward/upstream-order.js';
import type { UpstreamSink } from '../../src/forward/upstream-sockets.js';
import { UpstreamTable } from '../../src/forward/upstream-table.js';
import { FakeClock } from '../support/fake-clock.js';
import { answerTo, makeQuery } from './stub-upstream.js';

/** Sockets that remember what was sent, several messages on each, and streams that never answer. */
function spoofed() {
  const sinks: UpstreamSink[] = [];
  const sent: { socket: number; id: number }[] = [];
  const streams: number[] = [];
  let count = 0;
  const engine = new ForwardEngine({
    ...{ clock: new FakeClock(), table: new UpstreamTable(), policy: FORWARD_POLICY.ORDER, totalMs: 5000 },
    ...{ maxInFlight: 1000, maxWaiters: 10 },
    openSockets: own => {
      sinks.push(own);
      return {
        acquire: () => count++ % 16,
        send: (socket, message) => sent.push({ socket, id: (message[0] << 8) | message[1] }),
        release: () => {},
        close: () => {},
      };
    },
    streams: { isStreamOnly: () => false, ask: () => () => streams.push(1) },
  });
  return { engine, sent, sink: sinks[0] };
}

it('a hundred queries, each id but the right one on its port: nobody is answered, and they go over streams', () => {
  const { engine, sent, sink } = spoofed();
  const route = [{ address: '192.0.2.1', port: 53 }];
  let answered = 0;
  const forged = Array.from({ length: 100 }, (_, index) => {
    const { query, questionEnd } = makeQuery(`n${index}.example`, { edns: false });
    const waiter = { id: 0x1234, maxSize: 512, settle: () => answered++ };
    engine.ask({ query, questionEnd, route, transport: 'udp' }, waiter);
    return answerTo(query, { address: '203.0.113.66' });
  });
  expect(sent).toHaveLength(100);
  for (let id = 0; id < 65_536; id += 7)
    for (const [index, message] of forged.entries()) {
      message.writeUInt16BE(id, 0);
      if (id !== sent[index].id) sink.received(sent[index].socket, message);
    }
  expect(answered).toBe(0);
  expect(engine.inFlight).toBe(100);
  // The right id comes too late: the port is not listened to for these any more.
  for (const [index, message] of forged.entries()) {
    message.writeUInt16BE(sent[index].id, 0);
    sink.received(sent[index].socket, message);
  }
  expect(answered).toBe(0);
  engine.close();
});

it('ids are spread over all values, and never that of the client', () => {
  const { engine, sent } = spoofed();
  const route = [{ address: '192.0.2.1', port: 53 }];
  for (let index = 0; index < 1000; index++) {
    const { query, questionEnd } = makeQuery(`n${index}.example`, { edns: false });
    engine.ask({ query, questionEnd, route, transport: 'udp' });
  }
  const ids = sent.map(({ id }) => id);
  expect(ids).not.toContain(0x1234);
  expect(new Set(ids.map(id => id >> 12)).size).toBe(16);
  expect(new Set(ids).size).toBeGreaterThan(950);
});
