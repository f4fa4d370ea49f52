// EDNS options that are between the client and this server: they do not go upstream, and the answer has this server's own.
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../support/message.js';
import { buildQuery, fromHex } from '../support/query.js';
import { forwarder, stub } from './harness.js';
import { deadUpstream } from './stub-upstream.js';

const COOKIE = '000a 0008 0102030405060708';
const ECS = '0008 0007 0001 18 00 c00002';
const PADDING = '000c 0004 00000000';
const OWN = fromHex('000a 0003 aabbcc');

const queryWith = (options: string) => buildQuery('example.org A', { edns: { options, do: true } });
const questionEnd = (query: Uint8Array) => query.indexOf(0, 12) + 5;

/** The OPT of a reply with these options, in whole. */
function opt(options: string): Buffer {
  const data = fromHex(options);
  const fixed = Buffer.from(fromHex('00 0029 1000 00008000 0000'));
  fixed.writeUInt16BE(data.length, 9);
  return Buffer.concat([fixed, data]);
}

/** A reply with these additional records. */
function replyTo(query: Uint8Array, ...records: readonly Uint8Array[]): Buffer {
  const reply = Buffer.concat([query.subarray(0, questionEnd(query)), ...records]);
  reply[2] = 0x81;
  reply[3] = 0x80;
  reply[11] = records.length;
  return reply;
}

const optionsOf = (octets: Uint8Array) =>
  decodeMessage(Uint8Array.from(octets)).edns?.options.map(
    ({ code, data }) => `${code}:${Buffer.from(data).toString('hex')}`,
  );

/** Forwards a query to an upstream that replies with an OPT of these options. */
async function pass(sent: string, replied: string, own: Uint8Array = OWN, maxSize = 1232) {
  const upstream = await stub(({ query, send }) => send(replyTo(query, opt(replied))));
  const query = queryWith(sent);
  const answer = await forwarder().forward(query, questionEnd(query), [upstream], 'udp', maxSize, own);
  return { seen: upstream.received.map(each => optionsOf(each.query)), answer };
}

describe('on the way upstream', () => {
  it.each([
    ['cookie', COOKIE],
    ['NSID', '0003 0000'],
    ['TCP keepalive', '000b 0000'],
    ['padding', PADDING],
  ])('the %s is left out, and what stands beside it goes on', async (_, option) => {
    const { seen } = await pass(`fde9 0001 61 ${option} ${ECS}`, '');
    expect(seen).toEqual([['65001:61', '8:00011800c00002']]);
  });

  it('DO and the size are those of the client', async () => {
    const upstream = await stub(({ query, send }) => send(replyTo(query)));
    const query = queryWith(COOKIE);
    await forwarder().forward(query, questionEnd(query), [upstream], 'udp', 1232);
    expect(decodeMessage(Uint8Array.from(upstream.received[0].query)).edns).toEqual({
      size: 1232,
      version: 0,
      dnssecOk: true,
      otherFlags: 0,
      options: [],
    });
  });

  it('clients with cookies of their own share one query', async () => {
    const upstream = await stub(() => {});
    const from = forwarder();
    const ask = (cookie: string) => {
      const query = queryWith(`000a 0008 ${cookie}`);
      return from.forward(query, questionEnd(query), [upstream], 'udp', 1232);
    };
    const both = [ask('0101010101010101'), ask('0202020202020202')];
    expect(from.stats()).toMatchObject({ inFlight: 1, merged: 1 });
    await from.close();
    await Promise.all(both);
  });

  it('a signed query goes as it is: what the signature covers may not change', async () => {
    const upstream = await stub(({ query, send }) => send(replyTo(query)));
    const signature = fromHex('036b6579 00 00fa 00ff 00000000 0002 0000');
    const query = Buffer.concat([queryWith(COOKIE), signature]);
    query[11] = 2;
    await forwarder().forward(query, questionEnd(query), [upstream], 'udp', 1232, OWN);
    expect(upstream.received[0].query.subarray(2)).toEqual(query.subarray(2));
  });
});

describe('on the way back', () => {
  it('the answer has the options of this server in place of those of the upstream', async () => {
    const { answer } = await pass(COOKIE, `000a 0008 ffffffffffffffff 0003 0001 78 ${ECS}`);
    expect(optionsOf(answer)).toEqual(['10:aabbcc', '8:00011800c00002']);
  });

  it('an answer that this server makes itself has them, too', async () => {
    const query = queryWith(COOKIE);
    const route = [await deadUpstream()];
    const answer = await forwarder().forward(query, questionEnd(query), route, 'udp', 1232, OWN);
    expect(decodeMessage(Uint8Array.from(answer)).rcode).toBe(2);
    expect(optionsOf(answer)?.[0]).toBe('10:aabbcc');
  });

  it('an answer that fits without them, and not with them, is cut off, with them', async () => {
    const data = `fde9 01d0 ${'00'.repeat(464)}`;
    const whole = await pass(COOKIE, data, new Uint8Array(0), 512);
    expect(whole.answer.length).toBe(508);
    const { answer } = await pass(COOKIE, data, OWN, 512);
    const message = decodeMessage(Uint8Array.from(answer));
    expect(message.flags).toContain('tc');
    expect(optionsOf(answer)).toEqual(['10:aabbcc']);
  });

  it('an answer without OPT stays without', async () => {
    const upstream = await stub(({ query, send }) => send(replyTo(query)));
    const query = queryWith(COOKIE);
    const answer = await forwarder().forward(query, questionEnd(query), [upstream], 'udp', 1232, OWN);
    expect(optionsOf(answer)).toBeUndefined();
  });

  it('options that do not fit their OPT are passed on behind those of this server', async () => {
    const broken = Buffer.concat([opt('').subarray(0, 9), fromHex('0005 fde9 0009 61')]);
    const upstream = await stub(({ query, send }) => send(replyTo(query, broken)));
    const query = queryWith(COOKIE);
    const answer = await forwarder().forward(query, questionEnd(query), [upstream], 'udp', 1232, OWN);
    const expected = Buffer.concat([opt('').subarray(0, 9), fromHex('000c 000a 0003 aabbcc fde9 0009 61')]);
    expect(Buffer.from(answer).subarray(-expected.length)).toEqual(expected);
  });
});
