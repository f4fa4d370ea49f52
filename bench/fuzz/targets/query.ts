// A query over UDP and TCP: what is answered has its id, its limit and good form.
import { OUTCOME, PROTOCOL } from '../../../src/answer/exchange.js';
import { respondTo } from '../../../test/support/exchange.js';
import { makeResponder } from '../../../test/support/many-shapes.js';
import { decodeMessage } from '../../../test/support/message.js';
import { mustBe, STRANGERS_MS, type Target } from '../target.js';

const MAX_UDP = 1232;
const output = new Uint8Array(65_535);

export function query(): Target {
  const responder = makeResponder();
  return {
    name: 'query',
    mostMs: STRANGERS_MS,
    take(octets) {
      for (const protocol of [PROTOCOL.UDP, PROTOCOL.TCP]) {
        const outcome = respondTo(responder, octets, {
          protocol,
          output,
          mayForward: octets.length % 2 === 0,
        });
        mustBe(responder.failures === 0, 'the responder has failed');
        if (outcome !== OUTCOME.ANSWERED) continue;
        const { length } = responder.exchange;
        mustBe(protocol === PROTOCOL.TCP || length <= MAX_UDP, 'an answer over UDP is too long');
        const { id } = decodeMessage(Uint8Array.from(output.subarray(0, length)));
        mustBe(id === octets.readUInt16BE(0), 'an answer has another id');
      }
    },
  };
}
