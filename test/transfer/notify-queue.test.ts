// When secondaries are told of new versions.
import { expect, test } from 'vitest';
import { type Notice, NotifyQueue } from '../../src/transfer/notify-queue.js';
import { FakeClock } from '../support/fake-clock.js';

function started(maxWaiting?: number) {
  const clock = new FakeClock();
  const sent: string[] = [];
  const notices: Notice<string>[] = [];
  const silent: string[] = [];
  const text = ({ zone, target, tries }: Notice<string>) => `${clock.now()} ${zone} ${target} ${tries}`;
  const queue = new NotifyQueue<string>({
    clock,
    keyOf: target => target,
    send: notice => {
      notices.push(notice);
      sent.push(text(notice));
    },
    onSilent: notice => silent.push(text(notice)),
    maxWaiting,
  });
  /** The target has heard of what it was sent last. */
  const acknowledge = () => queue.acknowledge(notices[notices.length - 1]);
  return { clock, queue, sent, silent, acknowledge };
}

test('versions that follow each other within 50 ms are told of once', async () => {
  const { clock, queue, sent } = started();
  queue.tell('a', ['one', 'two']);
  await clock.advance(40);
  queue.tell('a', ['one', 'two']);
  await clock.advance(100);
  expect(sent).toEqual(['50 a one 1', '50 a two 1']);
});

test('a target is told of three versions of a zone at once, then every 200 ms, and of another zone at once', async () => {
  const { clock, queue, sent, acknowledge } = started();
  for (let version = 0; version < 4; version++) {
    queue.tell('a', ['one'], 0);
    acknowledge();
  }
  queue.tell('a', ['one'], 0);
  queue.tell('b', ['one'], 0);
  expect(sent).toEqual(['0 a one 1', '0 a one 1', '0 a one 1', '0 b one 1']);
  await clock.advance(200);
  acknowledge();
  queue.tell('a', ['one'], 0);
  await clock.advance(199);
  expect(sent.slice(4)).toEqual(['200 a one 1']);
  await clock.advance(1);
  acknowledge();
  expect(sent.slice(5)).toEqual(['400 a one 1']);
  await clock.advance(600);
  expect(queue.size).toBe(1);
  queue.stop();
});

test('it is sent again until it is acknowledged, at longer and longer times', async () => {
  const { clock, queue, sent, acknowledge } = started();
  queue.tell('a', ['one']);
  await clock.advance(7_050);
  expect(sent).toEqual(['50 a one 1', '1050 a one 2', '3050 a one 3', '7050 a one 4']);
  acknowledge();
  await clock.advance(1_000_000);
  expect(sent).toHaveLength(4);
  expect(queue.size).toBe(0);
});

test('who never replies is told of after twelve tries, and is tried each quarter of an hour for a day', async () => {
  const { clock, queue, sent, silent } = started();
  queue.tell('a', ['one']);
  const silentMs = 50 + 1000 * (1 + 2 + 4 + 8 + 16 + 32 + 6 * 60);
  await clock.advance(silentMs - 1);
  expect([sent.length, silent]).toEqual([12, []]);
  await clock.advance(1 + 2 * 900_000);
  expect(sent).toHaveLength(15);
  await clock.advance(100 * 900_000);
  expect(sent).toHaveLength(108);
  expect(silent).toEqual([`${silentMs} a one 12`]);
  expect(queue.size).toBe(0);
});

test('who is not told any more is not tried again', async () => {
  const { clock, queue, sent } = started();
  queue.tell('a', ['one', 'two']);
  queue.keep(['two']);
  await clock.advance(1_500);
  expect(sent).toEqual(['50 a two 1', '1050 a two 2']);
});

test('a newer version begins anew, and a reply to the older one does not end it', async () => {
  const { clock, queue, sent, acknowledge } = started();
  queue.tell('a', ['one']);
  await clock.advance(2_000);
  queue.tell('a', ['one']);
  acknowledge();
  await clock.advance(60);
  expect(sent).toEqual(['50 a one 1', '1050 a one 2', '2050 a one 1']);
});

test('a reload of many zones is no flood, and whoever has no place is counted', async () => {
  const { clock, queue, sent } = started(300);
  for (let zone = 0; zone < 310; zone++) queue.tell(`z${zone}`, ['one']);
  expect([queue.size, queue.dropped]).toEqual([300, 10]);
  await clock.advance(50);
  expect(sent).toHaveLength(100);
  await clock.advance(100);
  expect(sent).toHaveLength(150);
  await clock.advance(400);
  expect(new Set(sent.map(line => line.split(' ')[1])).size).toBe(300);
  queue.stop();
  await clock.advance(10_000);
  expect([sent.length, queue.size, clock.pending]).toEqual([300, 0, 0]);
});
