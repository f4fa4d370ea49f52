// What a connection begins with is read in whatever pieces it comes, one thing after the other, and the rest is left for others.
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { BEGINNING, readBeginning } from '../../src/transport/beginning.js';

/** Something of a number of octets. */
const of = (octets: number) => (begun: Buffer) => (begun.length < octets ? BEGINNING.PART : BEGINNING.WHOLE);

test.each([
  ['at once', ['headhellorest']],
  ['in pieces', ['h', 'eadhe', 'llo', 'rest']],
])('two things and the rest, %s', async (_, pieces) => {
  const stream = new PassThrough();
  const socket = stream as unknown as Socket;
  const seen: string[] = [];
  const broken = () => seen.push('broken');
  const expectOne = (octets: number, next: () => void) =>
    readBeginning(socket, {
      stateOf: of(octets),
      whole: begun => {
        seen.push(begun.toString('latin1', 0, octets));
        socket.unshift(begun.subarray(octets));
        next();
      },
      broken,
    });
  const rest = new Promise<string>(resolve => {
    expectOne(4, () =>
      expectOne(5, () => {
        let text = '';
        socket.on('data', piece => {
          text += piece;
          if (text.length >= 4) resolve(text);
        });
        socket.resume();
      }),
    );
  });
  for (const piece of pieces) {
    stream.write(piece);
    await new Promise(resolve => setImmediate(resolve));
  }
  expect(await rest).toBe('rest');
  expect(seen).toEqual(['head', 'hello']);
});

test.each([
  ['ends', (stream: PassThrough) => stream.end()],
  ['is reset', (stream: PassThrough) => stream.destroy(new Error('reset'))],
])('a part of which the connection %s is broken, once; nothing at all is not', async (_, go) => {
  const counts: number[] = [];
  for (const said of ['he', '']) {
    const stream = new PassThrough();
    let count = 0;
    const whole = () => expect.unreachable();
    readBeginning(stream as unknown as Socket, { stateOf: of(4), whole, broken: () => count++ });
    stream.on('error', () => undefined);
    if (said !== '') stream.write(said);
    await new Promise(resolve => setImmediate(resolve));
    go(stream);
    await new Promise(resolve => stream.once('close', resolve));
    counts.push(count);
  }
  expect(counts).toEqual([1, 0]);
});
