// A stream of queries: however it is cut, the same messages come out of it, and each is answered or not.
import { OUTCOME, PROTOCOL } from '../../../src/answer/exchange.js';
import { Frames } from '../../../src/transport/framing.js';
import { respondTo } from '../../../test/support/exchange.js';
import { makeResponder } from '../../../test/support/many-shapes.js';
import { decodeMessage } from '../../../test/support/message.js';
import { mustBe, STRANGERS_MS, type Target } from '../target.js';

const output = new Uint8Array(65_535);

/** The messages of a stream that comes in pieces of these sizes. */
function messagesIn(stream: Buffer, sizeOf: (piece: number) => number): Buffer[] {
  const frames = new Frames();
  const found: Buffer[] = [];
  for (let at = 0, piece = 0; at < stream.length; piece++) {
    const size = sizeOf(piece);
    frames.push(stream.subarray(at, at + size));
    at += size;
    while (frames.next()) found.push(Buffer.from(frames.octets.subarray(frames.start, frames.end)));
    if (piece % 2 === 0) frames.letGo();
    mustBe(frames.held <= 2 * stream.length, 'a stream keeps more than it brought');
  }
  return found;
}

export function stream(): Target {
  const responder = makeResponder();
  return {
    name: 'stream',
    mostMs: STRANGERS_MS,
    take(octets) {
      const messages = messagesIn(octets, () => octets.length);
      const again = messagesIn(octets, piece => 1 + ((octets[piece % octets.length] ?? 0) % 40));
      mustBe(Buffer.concat(messages).equals(Buffer.concat(again)), 'cut otherwise it has other messages');
      mustBe(messages.length === again.length, 'cut otherwise it has more or fewer messages');
      for (const message of messages) {
        const outcome = respondTo(responder, message, { protocol: PROTOCOL.TCP, output });
        mustBe(responder.failures === 0, 'the responder has failed');
        if (outcome === OUTCOME.ANSWERED)
          decodeMessage(Uint8Array.from(output.subarray(0, responder.exchange.length)));
      }
    },
  };
}
