// Addresses of primaries: how much is under way with each at once, and what becomes of one where nobody is.
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Limiter } from '../../src/time/limiter.js';
import type { AskedServer } from '../../src/transfer/asking.js';
import { PrimaryAddress } from '../../src/transfer/primary-address.js';
import { askOverStream, SLOW_OCTETS, TRANSFER_WAITS } from '../../src/transfer/transfer-connection.js';
import { REMEDY, TransferError } from '../../src/transfer/transfer-error.js';
import { framed } from '../support/ask.js';
import { FakeClock } from '../support/fake-clock.js';
import { PATIENCE_MS } from '../support/patience.js';
import { FakePrimary } from './fake-primary.js';
import { APEX, message, record, soa } from './primary-messages.js';

const until = (check: () => boolean) => vi.waitUntil(check, { timeout: PATIENCE_MS, interval: 5 });

let clock: FakeClock;
let shared: ConstructorParameters<typeof PrimaryAddress>[0];
/** Takes queries and answers none. */
let silent: UdpSocket;
let silentServer: AskedServer;
let queries: number;
let primary: FakePrimary;
let server: AskedServer;

beforeEach(async () => {
  clock = new FakeClock();
  shared = { clock, queries: new Limiter(64), transfers: new Limiter(10) };
  queries = 0;
  silent = createSocket('udp4').on('message', () => queries++);
  await once(silent.bind(0, '127.0.0.1'), 'listening');
  silentServer = { address: '127.0.0.1', port: silent.address().port, key: undefined };
  primary = await FakePrimary.open();
  primary.answers = { SOA: [soa(7)] };
  server = { address: '127.0.0.1', port: primary.port, key: undefined };
});
afterEach(() => {
  silent.close();
  primary.close();
});

/** Lets the time of one try pass. */
const passTry = () => clock.advance(2_001);
const noConnection = () => Promise.reject(new TransferError('has no connection', REMEDY.LATER));

test('thousands of zones of an address that is silent hold those of another one up in nothing', async () => {
  const away = new PrimaryAddress(shared);
  const all = Array.from({ length: 200 }, () => away.askSerial(APEX, silentServer));
  await until(() => queries === 16);
  expect(shared.queries.waiting).toBe(0);
  expect(await new PrimaryAddress(shared).askSerial(APEX, server)).toBe(7);
  // It runs two transfers, and the others can run as many.
  const ends: (() => void)[] = [];
  const transfer = (address: PrimaryAddress) =>
    void address.transfer(() => new Promise<void>(resolve => ends.push(resolve)));
  for (let time = 0; time < 50; time++) transfer(away);
  transfer(new PrimaryAddress(shared));
  await until(() => ends.length === 3);
  // Each of its queries is sent three times, then TCP is to show whether it is there.
  for (let time = 0; time < 2; time++) {
    await passTry();
    await until(() => queries === 16 * (time + 2));
  }
  await passTry();
  expect(await all[0]).toBeUndefined();
  await until(() => queries === 64);
});

test('where there is no connection either, all zones find out by one query each, until something comes', async () => {
  const address = new PrimaryAddress(shared);
  await expect(address.transfer(noConnection)).rejects.toThrow('has no connection');
  await expect(address.transfer(() => Promise.resolve(1))).rejects.toThrow('there is no connection');
  const asked = address.askSerial(APEX, silentServer);
  const answer = expect(asked).rejects.toThrow('the SOA does not come');
  await until(() => queries === 1);
  await passTry();
  await answer;
  expect(queries).toBe(1);
  // An answer, or a NOTIFY, and it is there again.
  expect(await address.askSerial(APEX, server)).toBe(7);
  expect(await address.transfer(() => Promise.resolve(2))).toBe(2);
  await expect(address.transfer(noConnection)).rejects.toThrow();
  address.heard();
  expect(await address.transfer(() => Promise.resolve(3))).toBe(3);
  // After a minute it is tried again in any case; another failure does not count against the address.
  await expect(address.transfer(noConnection)).rejects.toThrow();
  await clock.advance(60_001);
  await expect(address.transfer(() => Promise.reject(new TransferError('ends')))).rejects.toThrow('ends');
  expect(await address.transfer(() => Promise.resolve(4))).toBe(4);
});

test('transfers that make no progress give their places to others, and keep them as long as nobody waits', async () => {
  const A = record('a.sec.test. 300 IN A 192.0.2.1');
  const frame = framed(message([A], { id: 1, qtype: 252 }));
  const large = framed(
    message(
      Array.from({ length: 1_200 }, () => A),
      { id: 1, qtype: 252 },
    ),
  );
  expect(large.length).toBeGreaterThan(SLOW_OCTETS);
  const sockets: Socket[] = [];
  primary.misbehave = socket => sockets.push(socket);
  const address = new PrimaryAddress(shared);
  let messages = 0;
  const { signal } = new AbortController();
  const outcomes: string[] = [];
  const begin = (name: string) =>
    void address
      .transfer(isPlaceWanted => {
        const take = async () => ++messages > 0;
        return askOverStream(server, message([], { id: 1, qtype: 252 }), take, {
          clock,
          signal,
          isPlaceWanted,
        });
      })
      .catch(error => outcomes.push(`${name} ${error.message}`));
  begin('one');
  begin('two');
  await until(() => sockets.length === 2);
  /** Each has a message now and then, so that it does not stop in the middle. */
  const pass = async (frames: readonly Buffer[]) => {
    for (let looks = 0; looks < 3; looks++) {
      const before = messages;
      for (const [at, each] of frames.entries()) sockets[at].write(each);
      await until(() => messages === before + frames.length);
      await clock.advance(TRANSFER_WAITS.pace / 3);
    }
  };
  await pass([frame, frame]);
  expect(outcomes).toEqual([]);
  const third = address.transfer(() => Promise.resolve('third'));
  await pass([frame, large]);
  expect(await third).toBe('third');
  expect(outcomes).toEqual(['one comes too slowly, and other zones wait']);
});

test('an address to which there is no way is an error of the system, not the end of the process', async () => {
  const nowhere = { address: '255.255.255.255', port: 53, key: undefined };
  await expect(new PrimaryAddress(shared).askSerial(APEX, nowhere)).rejects.toThrow('EACCES');
});
