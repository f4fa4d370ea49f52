// An answer of an upstream: what is passed on is as its counts, lengths and pointers say, and no TTL has its top bit set.
import { recordsOf } from '../../../src/forward/expand.js';
import { isWellFormed } from '../../../src/forward/well-formed.js';
import { decodeMessage } from '../../../test/support/message.js';
import { mustBe, STRANGERS_MS, type Target } from '../target.js';

/** Behind the question `a.example A`, which was compared before. */
const QUESTION_END = 12 + 11 + 4;
const OPT = 41;

export function upstream(): Target {
  return {
    name: 'upstream',
    mostMs: STRANGERS_MS,
    take(octets) {
      if (octets.length < QUESTION_END) return;
      // One question of this length is what the forwarder lets through.
      octets.set([0, 1], 4);
      octets.set(Buffer.from('0161076578616d706c650000010001', 'hex'), 12);
      if (!isWellFormed(octets, QUESTION_END)) return;
      const count = octets.readUInt16BE(6) + octets.readUInt16BE(8) + octets.readUInt16BE(10);
      mustBe([...recordsOf(octets, QUESTION_END, count)].length === count, 'its records cannot be read');
      const { answer, authority, additional } = decodeMessage(Uint8Array.from(octets));
      for (const { type, ttl } of [...answer, ...authority, ...additional])
        mustBe(type === OPT || ttl < 2 ** 31, 'a TTL has its top bit set');
    },
  };
}
