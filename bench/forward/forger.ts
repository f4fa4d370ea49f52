// A helper that is an upstream which never answers, and sends forged replies by guess as somebody off the path would.
import { createSocket } from 'node:dgram';
import { order, serveReports } from '../stalls/helper.js';
import { answerTo } from './stub-message.js';

export interface ForgerOrder {
  readonly port: number;
  /** Forged replies in all. */
  readonly count: number;
}

/** What it has seen and done. */
export interface ForgerReport {
  readonly sent: number;
  readonly queries: number;
  /** How many ports queries came from. */
  readonly ports: number;
  readonly lowest: number;
  readonly highest: number;
}

const FORGED = [192, 0, 2, 66];
const FIRST_PORT = 1024;
const PORTS = 65_536 - FIRST_PORT;
/** Forged replies in one turn of the event loop. */
const BURST = 200;
const QUESTIONS = 100;

const { port, count } = order<ForgerOrder>();
/** Names that are open, of which an attacker knows all; what came last replaces what came first. */
const open: Buffer[] = [];
const ports = new Set<number>();
let queries = 0;
let sent = 0;

const socket = createSocket('udp4');
socket.on('error', () => undefined);
socket.on('message', (query, { port: client }) => {
  ports.add(client);
  open[queries++ % QUESTIONS] = answerTo(query, FORGED);
});

function forge(): void {
  for (let burst = 0; burst < BURST && sent < count && open.length > 0; burst++) {
    const reply = open[sent % open.length];
    reply.writeUInt16BE(Math.floor(Math.random() * 65_536), 0);
    const client = FIRST_PORT + Math.floor(Math.random() * PORTS);
    socket.send(Buffer.from(reply), client, '127.0.0.1', () => undefined);
    sent++;
  }
  if (sent < count) setImmediate(forge);
}

socket.bind(port, '127.0.0.1', () => {
  forge();
  serveReports((): ForgerReport => {
    const all = [...ports];
    const [lowest, highest] = [Math.min(...all), Math.max(...all)];
    return { sent, queries, ports: ports.size, lowest, highest };
  });
});
