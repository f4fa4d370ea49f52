// Messages in a TCP stream, however the stream is cut into pieces.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { framed, MessageReader } from '../../src/forward/message-reader.js';

it('finds the same messages however the stream is cut', () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 });
  fc.assert(
    fc.property(messages, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (sent, cuts) => {
      const stream = Buffer.concat(sent.map(framed));
      const found: Uint8Array[] = [];
      const reader = new MessageReader(message => found.push(message));
      for (let at = 0, piece = 0; at < stream.length; piece++) {
        const length = cuts[piece % cuts.length];
        reader.push(stream.subarray(at, at + length));
        at += length;
      }
      expect(found).toEqual(sent.map(message => new Uint8Array(message)));
    }),
  );
});

it('keeps a message back until its last octet has come', () => {
  const found: Uint8Array[] = [];
  const reader = new MessageReader(message => found.push(message));
  reader.push(Uint8Array.of(0xff, 0xff));
  reader.push(new Uint8Array(65_534));
  expect(found).toHaveLength(0);
  reader.push(Uint8Array.of(9));
  expect(found[0]).toHaveLength(65_535);
  expect(found[0][65_534]).toBe(9);
});
