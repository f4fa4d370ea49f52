// What a stream of answers has to be like: whole messages of good form, each with the id of a query that was sent.
import { decodeMessage } from '../../test/support/message.js';
import { mustBe } from './target.js';

const PREFIX = 2;

/** The messages of a stream, each behind its length; what is cut at the end is none. */
function messagesIn(stream: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  for (let at = 0; at + PREFIX <= stream.length; ) {
    const end = at + PREFIX + stream.readUInt16BE(at);
    if (end > stream.length) break;
    messages.push(stream.subarray(at + PREFIX, end));
    at = end;
  }
  return messages;
}

/** @throws Error when what was received is no answer to what was sent */
export function mustAnswer(received: Buffer, sent: Buffer): void {
  const asked = messagesIn(sent).map(message => message.subarray(0, 2).toString('hex'));
  for (const message of messagesIn(received)) {
    const { id, flags } = decodeMessage(Uint8Array.from(message));
    mustBe(flags.has('qr'), 'a message of the server is no answer');
    mustBe(asked.includes(id.toString(16).padStart(4, '0')), 'an answer has the id of no query');
  }
}
