// Answers that come later than the batch of their queries: gathered, and sent to whom they belong.
import { describe, expect, test } from 'vitest';
import { DROP } from '../../src/answer/exchange.js';
import { BATCH, OUTPUT } from '../../src/transport/batch/batch-layout.js';
import { Packets } from '../../src/transport/batch/packets.js';
import { ReturnBatch } from '../../src/transport/batch/return-batch.js';
import { ReturnPath } from '../../src/transport/batch/return-path.js';
import type { BatchSocket } from '../../src/transport/batch/socket.js';
import { FakeSystem } from './fake-system.js';

const socketOf = (fd: number): BatchSocket => ({
  ...{ fd, isIpv6: false, isWildcard: false, hasSegments: true, listener: '' },
});
const octets = (length: number, value: number) => new Uint8Array(length).fill(value);

function setUp() {
  const fake = new FakeSystem();
  const system = fake.asSystem();
  const packets = new Packets(system, false, false);
  const dropped: number[] = [];
  const tally = { dropped: (reason: number) => void dropped.push(reason) };
  const returns = new ReturnBatch({ system, path: new ReturnPath(system), tally });
  /** Queries from these ports. @returns their places */
  const ask = (...ports: number[]) => {
    fake.incoming.push(ports.map(port => ({ message: octets(20, 1), port })));
    system.recvmmsg(3, packets.receiveAt, BATCH, 0);
    return ports.map((_, index) => returns.keep(packets, index));
  };
  return { fake, returns, ask, dropped };
}

describe('answers that come later', () => {
  test('leave together, each to the port that asked, whatever the order', () => {
    const { fake, returns, ask } = setUp();
    const places = ask(1001, 1002, 1003);
    const socket = socketOf(3);
    for (const index of [2, 0, 1]) returns.send(socket, places[index], octets(40 + index, index));
    expect(fake.sent).toEqual([]);
    expect(returns.isEmpty).toBe(false);
    returns.flush();
    expect(returns.isEmpty).toBe(true);
    expect(fake.sent.map(({ port, message }) => [port, message.length, message[0]])).toEqual([
      [1003, 42, 2],
      [1001, 40, 0],
      [1002, 41, 1],
    ]);
  });

  test('those to one client are one message', () => {
    const { fake, returns, ask } = setUp();
    const socket = socketOf(3);
    for (const place of ask(1001, 1001, 1001)) returns.send(socket, place, octets(40, 7));
    returns.flush();
    expect(fake.groups).toEqual([3]);
  });

  test('a place is given to the next one when its client is answered', () => {
    const { fake, returns, ask } = setUp();
    const socket = socketOf(3);
    const [first, second] = ask(1001, 1002);
    returns.send(socket, first, octets(40, 1));
    const [third] = ask(1003);
    expect(third).toBe(first);
    returns.send(socket, second, octets(41, 2));
    returns.send(socket, third, octets(42, 3));
    returns.flush();
    expect(fake.sent.map(({ port }) => port)).toEqual([1001, 1002, 1003]);
  });

  test('one that is too long for a batch leaves alone, at once', () => {
    const { fake, returns, ask } = setUp();
    const [place] = ask(1001);
    returns.send(socketOf(3), place, octets(OUTPUT + 1, 1));
    expect(fake.sent.map(({ port, message }) => [port, message.length])).toEqual([[1001, OUTPUT + 1]]);
  });

  test('those of many sockets are sent, however few are gathered at a time', () => {
    const { fake, returns, ask } = setUp();
    const sockets = Array.from({ length: 20 }, (_, index) => socketOf(10 + index));
    const ports = sockets.map((_, index) => 2000 + index);
    const places = ask(...ports);
    for (const [index, socket] of sockets.entries()) returns.send(socket, places[index], octets(30, index));
    returns.flush();
    expect(fake.sent.map(({ port }) => port).sort()).toEqual(ports);
  });

  test('one that cannot be sent is counted', () => {
    const { fake, returns, ask, dropped } = setUp();
    const [place] = ask(1001);
    fake.results.push('EPERM');
    returns.send(socketOf(3), place, octets(30, 1));
    returns.flush();
    expect(dropped).toEqual([DROP.SEND_FAILED]);
  });

  test('there is an end to how many may wait', () => {
    const { returns, ask } = setUp();
    let places: number[] = [];
    for (let batch = 0; batch < 1024; batch++) places = ask(...Array(BATCH).fill(1001));
    expect(places.every(place => place >= 0)).toBe(true);
    expect(ask(1001)).toEqual([-1]);
    returns.release(places[0]);
    expect(ask(1001)).toEqual([places[0]]);
  });
});
