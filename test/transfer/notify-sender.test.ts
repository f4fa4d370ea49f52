// NOTIFY as a secondary gets it, and what becomes of its replies.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { nameFromText } from '../../src/dns/name.js';
import { TSIG_ERROR } from '../../src/dns/tsig/error.js';
import type { TsigKey } from '../../src/dns/tsig/key.js';
import { TsigKeys } from '../../src/dns/tsig/key.js';
import { TsigRecord, timeOctets } from '../../src/dns/tsig/record.js';
import { checkRequest } from '../../src/dns/tsig/request.js';
import { TsigSigner } from '../../src/dns/tsig/signer.js';
import { TYPE } from '../../src/dns/types.js';
import type { AskedServer } from '../../src/transfer/asking.js';
import { NotifySender } from '../../src/transfer/notify-sender.js';
import { FakeClock } from '../support/fake-clock.js';

const NOTAUTH = 9;
const origin = nameFromText('app.example.');
const rdata = Buffer.concat([origin, origin, Buffer.from('0000000700000e1000000258000000780000003c', 'hex')]);
const soa = { owner: origin, type: TYPE.SOA, ttl: 60, rdata };
const key: TsigKey = {
  name: nameFromText('axfr.'),
  algorithm: 'hmac-sha256',
  secret: Buffer.from('0123456789abcdef0123456789abcdef'),
};

let clock: FakeClock;
let secondary: Socket;
let sender: NotifySender;
let troubles: string[];

beforeEach(async () => {
  clock = new FakeClock();
  troubles = [];
  secondary = createSocket('udp4');
  secondary.bind(0, '127.0.0.1');
  await once(secondary, 'listening');
  sender = new NotifySender({
    clock,
    versionOf: zone => (zone === 'app.example' ? { origin, soa } : undefined),
    onTrouble: (zone, { address }, text) => troubles.push(`${zone} ${address} ${text}`),
  });
  onTestFinished(() => {
    sender.stop();
    secondary.close();
  });
});

const target = (more: Partial<AskedServer> = {}): AskedServer => ({
  ...{ address: '127.0.0.1', port: secondary.address().port, key: undefined },
  ...more,
});

/** What the secondary receives when the time goes on. */
async function received(ms: number): Promise<{ message: Buffer; from: RemoteInfo }> {
  const arrival = once(secondary, 'message');
  await clock.advance(ms);
  const [message, from] = (await arrival) as [Buffer, RemoteInfo];
  return { message, from };
}

/** What is known of the secondary. */
const known = () => {
  const { sent, replies, givenUp } = sender.states.of(target());
  return { sent, givenUp, replies: Object.fromEntries(replies) };
};
const failure = () => sender.states.of(target()).failureAt(clock.now());

function replyTo(message: Buffer, rcode = 0): Buffer {
  const reply = Buffer.from(message);
  reply[2] |= 0x80;
  reply[3] |= rcode;
  return reply;
}

test('it is sent again until it is acknowledged, and then no more', async () => {
  sender.tell('app.example', [target()]);
  const first = await received(50);
  expect(first.message.readUInt32BE(first.message.length - 20)).toBe(7);
  const { message, from } = await received(1_000);
  secondary.send(replyTo(message), from.port, from.address);
  await expect.poll(() => known().replies).toEqual({ NOERROR: 1 });
  await clock.advance(600_000);
  expect(known()).toEqual({ sent: 2, replies: { NOERROR: 1 }, givenUp: 0 });
  expect([failure(), sender.waiting]).toEqual([undefined, 0]);
  expect(troubles).toEqual([]);
});

test('replies from elsewhere and with other ids are none', async () => {
  sender.tell('app.example', [target()]);
  const { message, from } = await received(50);
  const stranger = createSocket('udp4');
  onTestFinished(() => void stranger.close());
  await new Promise<void>(sent => stranger.send(replyTo(message), from.port, from.address, () => sent()));
  const other = replyTo(message);
  other[0] ^= 1;
  secondary.send(other, from.port, from.address);
  secondary.send(replyTo(message, NOTAUTH), from.port, from.address);
  await expect.poll(() => known().replies).toEqual({ NOERROR: 0, NOTAUTH: 1 });
  expect(troubles).toEqual([
    'app.example 127.0.0.1 replies NOTAUTH to NOTIFY: is this server one of its primaries for the zone?',
  ]);
  const sinceMs = clock.now();
  await clock.advance(60_000);
  const text = 'replies NOTAUTH to NOTIFY: is this server one of its primaries for the zone?';
  expect(failure()).toEqual({ text, zone: 'app.example', sinceMs });
  sender.tell('app.example', [target()]);
  const again = await received(50);
  secondary.send(replyTo(again.message), again.from.port, again.from.address);
  await expect.poll(failure).toBe(undefined);
});

test('with a key it is signed, and only a signed reply counts', async () => {
  sender.tell('app.example', [target({ key })]);
  const { message, from } = await received(50);
  const keys = new TsigKeys([key]);
  const record = new TsigRecord();
  record.find(message);
  const nowSeconds = () => clock.wallMs() / 1000;
  expect(checkRequest(record, 0, keys, nowSeconds)).toEqual({ isMalformed: false, error: 0, key: 0 });

  const plain = Buffer.concat([record.headerBefore(0), record.bodyBefore(0)]);
  secondary.send(replyTo(plain), from.port, from.address);
  await expect
    .poll(() => troubles)
    .toEqual(['app.example 127.0.0.1 replies to NOTIFY, but the answer is not signed']);

  const reply = Buffer.alloc(600);
  replyTo(plain).copy(reply);
  const length = new TsigSigner(key, record.mac).sign(reply, plain.length, Math.floor(clock.wallMs() / 1000));
  secondary.send(reply.subarray(0, length), from.port, from.address);
  await expect.poll(() => known().replies).toEqual({ NOERROR: 1, unproven: 1 });
});

test('a secondary whose clock is another is no acknowledgement: its time is told, and not once more as that goes on', async () => {
  sender.tell('app.example', [target({ key })]);
  for (const ms of [50, 1_000]) {
    const { message, from } = await received(ms);
    const record = new TsigRecord();
    record.find(message);
    const plain = Buffer.concat([record.headerBefore(0), record.bodyBefore(0)]);
    const seconds = Math.floor(clock.wallMs() / 1000);
    const out = Buffer.concat([replyTo(plain, NOTAUTH), Buffer.alloc(300)]);
    const refusal = { error: TSIG_ERROR.BADTIME, other: timeOctets(seconds - 31_536_000) };
    const length = new TsigSigner(key, record.mac).sign(out, plain.length, seconds, refusal);
    secondary.send(out.subarray(0, length), from.port, from.address);
    await expect.poll(() => known().replies.unproven ?? 0).toBe(ms === 50 ? 1 : 2);
  }
  expect(troubles).toEqual([
    'app.example 127.0.0.1 replies to NOTIFY, but the answer says that the clock here is 365d ahead (BADTIME): are both clocks right?',
  ]);
  expect(sender.waiting).toBe(1);
});

test('a secondary that is silent is told of once, and a zone that is gone is not told of', async () => {
  sender.tell('app.example', [target()]);
  sender.tell('gone.example', [target()]);
  await clock.advance(4_000);
  expect([failure(), sender.waiting]).toEqual([undefined, 1]);
  await clock.advance(2_000);
  const text = (tries: number) =>
    `has not replied to ${tries} NOTIFYs: is it up, and can this server reach its port?`;
  expect(failure()).toEqual({ text: text(3), zone: undefined, sinceMs: 50 });
  await clock.advance(3_600_000);
  expect(known()).toEqual({ sent: 16, replies: { NOERROR: 0 }, givenUp: 1 });
  expect(failure()).toEqual({ text: text(16), zone: undefined, sinceMs: 50 });
  expect(troubles).toEqual([
    'app.example 127.0.0.1 has not replied to 12 NOTIFYs; it finds out when it refreshes the zone, and is told again at times',
  ]);
});

test('what this machine cannot send is told of as its own trouble, and who is not told any more is forgotten', async () => {
  const unreachable = target({ address: '255.255.255.255' });
  sender.tell('app.example', [unreachable, target()]);
  await received(50);
  await expect.poll(() => troubles).toHaveLength(1);
  expect(troubles[0]).toMatch(/^app.example 255.255.255.255 cannot be sent a NOTIFY: \S/);
  expect(sender.states.of(unreachable).failureAt(clock.now())?.text).toMatch(/^cannot be sent a NOTIFY: /);
  sender.keep([target()]);
  expect(sender.states.all.map(({ name }) => name)).toEqual([`127.0.0.1:${target().port}`]);
});

test('a secondary that takes note and does not fetch is told of, until it has the version', async () => {
  let serial = 5;
  let asked = 0;
  secondary.on('message', (message, { port, address }) => {
    const isQuery = (message[2] & 0x78) === 0;
    const answer = Buffer.concat([replyTo(message), Buffer.from('c00c00060001000000000016', 'hex')]);
    answer.writeUInt16BE(1, 6);
    const numbers = Buffer.alloc(22);
    numbers.writeUInt32BE(serial, 2);
    if (isQuery) asked++;
    secondary.send(isQuery ? Buffer.concat([answer, numbers]) : replyTo(message), port, address);
  });
  sender.tell('app.example', [target()]);
  await clock.advance(50);
  await expect.poll(() => known().replies).toEqual({ NOERROR: 1 });
  await clock.advance(30_000);
  await expect.poll(() => asked).toBe(1);
  expect(failure()).toBe(undefined);
  await clock.advance(30_000);
  const text = 'took note of serial 7, but has 5: its log says why it gets no newer one';
  await expect.poll(failure).toEqual({ text, zone: 'app.example', sinceMs: 50 });
  expect(troubles).toEqual([`app.example 127.0.0.1 ${text}`]);
  serial = 7;
  await clock.advance(30_000);
  await expect.poll(failure).toBe(undefined);
});
