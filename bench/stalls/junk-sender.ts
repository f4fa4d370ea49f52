// A helper that sends datagrams of twelve octets that are no queries, so many a second.
import { BATCH } from '../../src/transport/batch/batch-layout.js';
import { Packets } from '../../src/transport/batch/packets.js';
import { FAMILY, loadSystem, MSG, SOCKET } from '../../src/transport/batch/system.js';
import { direct } from '../traffic/direct.js';
import { order, serveReports } from './helper.js';

export interface JunkOrder {
  readonly port: number;
  readonly perSecond: number;
}

/** What was sent since the last report. */
export interface JunkReport {
  readonly perSecond: number;
}

/** The header of an answer (RFC 1035 §4.1.1), which nobody may be asked with. */
const HEADER = Buffer.from('123481800001000100000000', 'hex');

const { port, perSecond } = order<JunkOrder>();
const system = loadSystem();
const fd = system.socket(FAMILY.IPV4, SOCKET.DATAGRAM);
const packets = new Packets(system, false, false);
for (let index = 0; index < BATCH; index++) {
  direct(packets, index, port);
  packets.bytes.set(HEADER, packets.outputAt(index));
  packets.setOutputLength(index, HEADER.length);
}
let sinceMs = performance.now();
let sent = 0;
/** Of what the system did not take, or this process was too late for, nothing is made up. */
let due = 0;
let lastMs = sinceMs;

setInterval(() => {
  const nowMs = performance.now();
  due = Math.min(due + ((nowMs - lastMs) * perSecond) / 1000, perSecond / 100);
  lastMs = nowMs;
  for (; due >= BATCH; due -= BATCH)
    sent += Math.max(0, system.sendmmsg(fd, packets.sendAt[0], BATCH, MSG.DONTWAIT));
}, 1);
serveReports((): JunkReport => {
  const nowMs = performance.now();
  const rate = (sent * 1000) / (nowMs - sinceMs);
  sent = 0;
  sinceMs = nowMs;
  return { perSecond: rate };
});
