// What systemd hears of a server, and what it does not.
import { expect, test } from 'vitest';
import { ServiceManager } from '../../src/operate/service-manager.js';
import { FakeClock } from '../support/fake-clock.js';

function setUp(watchdogMs?: number) {
  const told: string[] = [];
  const said: string[] = [];
  const clock = new FakeClock();
  const send = (text: string) => void told.push(text);
  const say = (text: string) => void said.push(text);
  return { told, said, clock, manager: new ServiceManager({ send, say, watchdogMs, clock }) };
}

test('it hears of the start, of a reload and of the end', () => {
  const { told, manager } = setUp();
  manager.ready('answers on 192.0.2.53:53');
  manager.reloading();
  manager.stopping();
  expect(told).toEqual([
    'READY=1\nSTATUS=answers on 192.0.2.53:53',
    expect.stringMatching(/^RELOADING=1\nMONOTONIC_USEC=\d+$/),
    'STOPPING=1',
  ]);
});

test('three times in the time of the watchdog it hears that all is well, but not while a thread hangs', async () => {
  const { told, said, clock, manager } = setUp(30_000);
  let isAlive = true;
  manager.watch(() => Promise.resolve(isAlive));
  await clock.advance(29_999);
  expect(told).toEqual(['WATCHDOG=1', 'WATCHDOG=1', 'WATCHDOG=1']);
  isAlive = false;
  await clock.advance(60_000);
  expect(told).toHaveLength(3);
  expect(said).toEqual([expect.stringContaining('does not respond')]);
  isAlive = true;
  await clock.advance(10_000);
  expect(told).toHaveLength(4);
  manager.stopping();
  await clock.advance(60_000);
  expect(told.slice(4)).toEqual(['STOPPING=1']);
  expect(clock.pending).toBe(0);
});

test('without a watchdog there is nothing to say', async () => {
  const { told, clock, manager } = setUp();
  manager.watch(() => Promise.resolve(true));
  await clock.advance(600_000);
  expect(told).toEqual([]);
});

test('programs that the server runs hear nothing of it; a socket that is not there is said', () => {
  const said: string[] = [];
  const env = { NOTIFY_SOCKET: '/nowhere/notify', WATCHDOG_USEC: '1', WATCHDOG_PID: '7', OTHER: 'stays' };
  expect(ServiceManager.take(env, 7, text => said.push(text))).toBeUndefined();
  expect(env).toEqual({ OTHER: 'stays' });
  expect(said).toEqual([expect.stringContaining('Type=exec')]);
  expect(ServiceManager.take({}, 7, text => said.push(text))).toBeUndefined();
  expect(said).toHaveLength(1);
});
