// Messages of a stream, however it is cut: none is lost, and what is kept has a bound.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Frames, framed } from '../../src/transport/framing.js';

function taken(frames: Frames): string[] {
  const messages: string[] = [];
  while (frames.next()) messages.push(frames.octets.subarray(frames.start, frames.end).toString('hex'));
  frames.letGo();
  return messages;
}

test('however a stream is cut, its messages come whole and in order', () => {
  const message = fc.uint8Array({ maxLength: 80 });
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 120 })),
      (messages, sizes) => {
        const stream = Buffer.concat(messages.map(framed));
        const frames = new Frames();
        const seen: string[] = [];
        for (let at = 0, cut = 0; at < stream.length; cut++) {
          const size = sizes[cut % sizes.length] ?? stream.length;
          frames.push(Buffer.from(stream.subarray(at, at + size)));
          at += size;
          seen.push(...taken(frames));
        }
        expect(seen).toEqual(messages.map(each => Buffer.from(each).toString('hex')));
        expect([frames.waiting, frames.held]).toEqual([0, 0]);
      },
    ),
  );
});

test('the beginning of a message keeps at most twice its octets, also behind many whole ones', () => {
  const frames = new Frames();
  frames.push(
    Buffer.concat([...Array<Buffer>(2000).fill(framed(Buffer.alloc(30))), Buffer.from([255, 255, 1])]),
  );
  expect(frames.held).toBeGreaterThan(60_000);
  expect(taken(frames)).toHaveLength(2000);
  expect(frames.held).toBe(3);
  for (let octets = 4; octets < 10_000; octets++) {
    frames.push(Buffer.of(1));
    expect(frames.waiting).toBe(octets);
    expect(frames.held).toBeLessThanOrEqual(2 * octets);
  }
});

test('many small pieces are enough, until it is looked whether there is a message', () => {
  const frames = new Frames();
  frames.push(Buffer.from([255, 255]));
  for (let octets = 0; octets < 126; octets++) frames.push(Buffer.of(1));
  expect(frames.isEnough).toBe(false);
  frames.push(Buffer.of(1));
  expect(frames.isEnough).toBe(true);
  expect(frames.next()).toBe(false);
  expect(frames.isEnough).toBe(false);
  // Of one long message the rest is read, however much has come.
  frames.push(Buffer.alloc(60_000));
  expect(frames.isEnough).toBe(false);
});

test('a message that comes octet by octet is copied a few times, not with each octet', () => {
  const frames = new Frames();
  const memories = new Set<ArrayBufferLike>();
  frames.push(Buffer.from([255, 255]));
  for (let octets = 0; octets < 65_535; octets++) {
    expect(frames.hasNext).toBe(false);
    frames.push(Buffer.of(octets));
    memories.add(frames.octets.buffer);
  }
  expect(frames.next()).toBe(true);
  expect(memories.size).toBeLessThan(20);
});
