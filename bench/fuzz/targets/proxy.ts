// What a listed proxy sends, as the first octet says: a datagram, or a connection. Without a whole header nothing is answered.
import { Exchange, OUTCOME, PROTOCOL } from '../../../src/answer/exchange.js';
import { addressToText } from '../../../src/dns/address.js';
import { takeHeader, withoutHeader } from '../../../src/transport/proxied.js';
import { respondTo } from '../../../test/support/exchange.js';
import { makeResponder } from '../../../test/support/many-shapes.js';
import { decodeMessage } from '../../../test/support/message.js';
import { mustAnswer } from '../stream-answers.js';
import { PROXY, StreamServer } from '../stream-server.js';
import { mustBe, STRANGERS_MS, type Target } from '../target.js';

const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const LENGTH_AT = 14;
const everybody = { allows: () => true, allowsOctets: () => true };
const output = new Uint8Array(65_535);
const address = new Uint8Array(16);

/** Octets before the message, as the header says itself; undefined when it cannot be whole. */
function headerLength(octets: Buffer): number | undefined {
  if (octets.length < LENGTH_AT + 2 || !octets.subarray(0, SIGNATURE.length).equals(SIGNATURE))
    return undefined;
  const length = LENGTH_AT + 2 + octets.readUInt16BE(LENGTH_AT);
  return length <= octets.length ? length : undefined;
}

export async function proxy(): Promise<Target> {
  const server = await StreamServer.open('tcp');
  const responder = makeResponder();
  const datagram = (octets: Buffer) => {
    const exchange = Object.assign(new Exchange(), { input: octets, start: 0, end: octets.length });
    const isTaken = takeHeader(exchange, everybody);
    const alone = withoutHeader(octets, { address: PROXY, port: 53 });
    mustBe(isTaken === (alone !== undefined), 'the two transports of UDP read a header otherwise');
    if (alone === undefined) return;
    mustBe(exchange.start === headerLength(octets), 'a message begins amid its header');
    mustBe(octets.subarray(exchange.start).equals(alone.message), 'the two transports read another message');
    const length = exchange.client.write(address, 0);
    const client = length === 0 ? PROXY : addressToText(address.subarray(0, length));
    mustBe(client === alone.asker.address, 'the two transports see another client');
    const { message } = alone;
    if (respondTo(responder, message, { protocol: PROTOCOL.UDP, output }) === OUTCOME.ANSWERED)
      decodeMessage(Uint8Array.from(output.subarray(0, responder.exchange.length)));
    mustBe(responder.failures === 0, 'the responder has failed');
  };
  const connection = async (octets: Buffer) => {
    const received = await server.send('tcp', octets, PROXY);
    const behind = headerLength(octets);
    if (behind === undefined) mustBe(received.length === 0, 'a connection without a header is answered');
    else mustAnswer(received, octets.subarray(behind));
  };
  return {
    name: 'proxy',
    mostMs: STRANGERS_MS,
    take: ([way = 0, ...octets]) => (way % 2 === 0 ? datagram : connection)(Buffer.from(octets)),
    rest: () => server.rest(),
    close: () => server.close(),
  };
}
