// Forged replies from off the path: whether any is believed, and from how many ports queries leave.
import { createSocket } from 'node:dgram';
import { setTimeout as pause } from 'node:timers/promises';
import { encode } from 'dns-packet';
import { freePort } from '../serve/free-port.js';
import { boundsOf, each, type Goals, type Reached, type Row } from '../stalls/bound.js';
import { Helper } from '../stalls/helper.js';
import type { ForgerOrder, ForgerReport } from './forger.js';
import { type Forwarder, forwardersOf } from './forwarders.js';
import { startForwarder } from './running.js';

const FORGERIES = 1_000_000;
const SHORT = 20_000;
const OPEN = 100;
const LEAST_PORTS = 60_000;
const LIMIT_MS = 90_000;
const LOOK_EVERY_MS = 100;
/** The address in forged replies. */
const FORGED = Buffer.from([192, 0, 2, 66]);

const GOALS: Goals<'accepted' | 'range' | 'ports'> = {
  accepted: ['forged replies believed, of 1,000,000 against 100 open queries', '0'],
  range: ['ports of queries, from the lowest to the highest', `over ${LEAST_PORTS.toLocaleString('en-US')}`],
  ports: ['different ports, and queries seen', ''],
};

/** Keeps so many questions open by asking again and again. @returns how to end, and how many got an answer */
function keepOpen(port: number): () => number {
  const socket = createSocket('udp4');
  let believed = 0;
  let number = 0;
  socket.on('error', () => undefined);
  // Forged replies by guess come to this socket too.
  socket.on('message', (reply, from) => {
    if (from.port === port && reply.includes(FORGED)) believed++;
  });
  const ask = () => {
    for (let count = 0; count < OPEN / 10; count++) {
      const name = `forged${number++}.elsewhere.example`;
      const questions = [{ name, type: 'A' as const, class: 'IN' as const }];
      const query = encode({ type: 'query', id: number & 0xffff, flags: 0x100, questions });
      socket.send(query, port, '127.0.0.1', () => undefined);
    }
  };
  const timer = setInterval(ask, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
    socket.close();
    return believed;
  };
}

async function measure(forwarder: Forwarder, folder: string, count: number) {
  const upstream = await freePort();
  const stub = await Helper.open('../forward/stub', { port: upstream });
  const server = await startForwarder(forwarder, { folder, site: { upstreams: [upstream] } }).finally(() =>
    stub.end(),
  );
  const order: ForgerOrder = { port: upstream, count };
  const forger = await Helper.open<ForgerReport>('../forward/forger', order);
  try {
    const end = keepOpen(server.port);
    const deadline = Date.now() + LIMIT_MS;
    let report = await forger.report();
    while (report.sent < count && Date.now() < deadline) {
      await pause(LOOK_EVERY_MS);
      report = await forger.report();
    }
    const believed = end();
    const range = report.highest - report.lowest + 1;
    const whole = (value: number) => value.toLocaleString('en-US');
    const sent = report.sent < count ? ` of ${whole(report.sent)}` : '';
    const figures: Record<keyof typeof GOALS, Reached> = {
      accepted: { text: `${believed}${sent}`, isMet: believed === 0 },
      range: { text: `${whole(range)} (${report.lowest}–${report.highest})`, isMet: range > LEAST_PORTS },
      ports: { text: `${whole(report.ports)} of ${whole(report.queries)}`, isMet: true },
    };
    return figures;
  } finally {
    forger.end();
    await server.end();
  }
}

export const spoof: Row = {
  name: 'spoof',
  async run({ folder, builds, isShort }) {
    const count = isShort ? SHORT : FORGERIES;
    const seen = await each(forwardersOf(builds), forwarder => measure(forwarder, folder, count));
    return boundsOf(GOALS, seen);
  },
};
