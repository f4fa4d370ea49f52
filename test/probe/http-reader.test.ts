// The reader of HTTP responses: whatever comes, in whatever pieces, is read alike, and in bounds.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResponseFault } from '../../src/probe/http/fault.js';
import { ResponseReader } from '../../src/probe/http/reader.js';
import { NAMES, RESPONSES } from './responses/site.js';

/** What is told of the pieces, one after the other, and of the end of the connection. */
function told(pieces: Iterable<Buffer>, isHead = false): string[] {
  const heard: string[] = [];
  let body = '';
  const sink = {
    hasHeard: false,
    head: ({ status }: { status: number }) => void heard.push(`head ${status}`),
    data: (part: Buffer) => {
      body += part.toString('latin1');
    },
    end: () => void heard.push('end'),
  };
  const reader = new ResponseReader(sink, isHead);
  try {
    for (const piece of pieces) reader.push(piece);
    heard.push(reader.close() ? 'whole' : 'cut');
  } catch (error) {
    if (!(error instanceof ResponseFault)) throw error;
    heard.push(error.message);
  }
  return [...heard, body];
}

const octets = (name: string) => Buffer.from([RESPONSES[name].sends].flat().join(''), 'latin1');
const latin1 = (text: string) => Buffer.from(text, 'latin1');

function cut(whole: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map(place => place % (whole.length + 1)))].sort((a, b) => a - b);
  return [0, ...sorted].map((from, index) => whole.subarray(from, sorted[index] ?? whole.length));
}

/** A response of the table, of which some octets are replaced, left out, doubled or put in. */
const mutated = fc
  .tuple(
    fc.constantFrom(...NAMES.filter(name => octets(name).length < 4000)),
    fc.array(
      fc.tuple(
        fc.nat(4000),
        fc.nat(6),
        fc.constantFrom(
          ...['\r\n', '\n', '\r', ' ', ':', '0', '2', ';', ',', '\0', 'f', '\xff', 'HTTP/1.1 '],
        ),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([name, edits]) => {
    let text = octets(name).toString('latin1');
    for (const [at, length, put] of edits) {
      const place = at % (text.length + 1);
      text = text.slice(0, place) + put + text.slice(place + length);
    }
    return latin1(text);
  });

describe('a response', () => {
  it('is read alike octet by octet', () => {
    for (const name of NAMES) {
      const whole = octets(name);
      const single = [...whole].map(octet => Buffer.of(octet));
      expect([name, told(single)]).toEqual([name, told([whole])]);
    }
  });

  it('that is mutated is read alike in any pieces', () => {
    fc.assert(
      fc.property(
        mutated,
        fc.array(fc.nat(4000), { maxLength: 12 }),
        fc.boolean(),
        (whole, places, isHead) => {
          expect(told(cut(whole, places), isHead)).toEqual(told([whole], isHead));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('of any octets is no error of ours', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (any, begins) => {
        const whole = Buffer.concat([latin1(begins ? 'HTTP/1.1 200 OK\r\n' : ''), any]);
        told([whole]);
      }),
      { numRuns: 1000 },
    );
  });

  it('is never another than the first', () => {
    const isFirst = (first: number, body: string) => {
      const head = `HTTP/1.1 ${first} X\r\nContent-Length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`;
      const [status] = told([latin1(`${head}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nUP`)]);
      return status === `head ${first}`;
    };
    fc.assert(fc.property(fc.integer({ min: 200, max: 599 }), fc.string({ unit: 'binary-ascii' }), isFirst));
  });
});

describe('what is wrong is said', () => {
  it.each([
    [
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n',
      'two different Content-Length: 2 and 3',
    ],
    ['HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n', 'Content-Length: "+2" is no length'],
    [
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n',
      'Transfer-Encoding: "chunked, gzip" cannot be understood',
    ],
    ['HTTP/1.1 200 OK\r\nA B: c\r\n\r\n', '"A B: c" is no header line'],
    ['HTTP/1.1 200 OK\r\n A: b\r\n\r\n', 'the first header line begins with a blank'],
    ['HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n', 'a CR without LF in the head: "A: b\\u{d}c"'],
    ['HTTP/1.1 fine\r\n\r\n', 'no status in the line "HTTP/1.1 fine"'],
    ['HTTP/2.0 200 OK\r\n\r\n', 'not an HTTP/1.1 response: it begins with "HTTP/2.0 200 OK"'],
    ['<html>', 'not an HTTP/1.1 response: it begins with "<html>"'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', '"xyz" is no size of a chunk'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nUP\r\n', 'a chunk is longer than its size'],
  ])('%j', (text, fault) => {
    expect(told([latin1(text)])).toContain(fault);
  });
});

describe('what comes without end', () => {
  const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  /** No fault may need more than the bound of a whole response. */
  const ENOUGH = 300 * 1024;

  function* pour(head: string, piece: string): Generator<Buffer> {
    yield latin1(head);
    const octets = latin1(piece);
    for (let total = head.length; total < ENOUGH; total += octets.length) yield octets;
  }

  it.each([
    ['', '\n', 'no response after 64 empty lines'],
    ['', 'HTTP/1.1 100 Continue\r\n\r\n', 'no response after 64 of 1xx'],
    ['', `HTTP/1.1 103 X\r\nA: ${'x'.repeat(8000)}\r\n\r\n`, 'no response in the first 64 KiB'],
    ['HTTP/1.1 200 OK\r\n', 'A:\r\n', 'the header is over 256 lines'],
    ['HTTP/1.1 200 OK\r\nA: b\r\n', ' c\r\n', 'the header is over 256 lines'],
    ['HTTP/1.1 200 OK\r\nA: ', 'xxxxxxxx', 'the header is over 16 KiB'],
    ['HTTP/1.1 200 ', 'xxxxxxxx', 'the header is over 16 KiB'],
    [`${CHUNKED}1;`, 'xxxxxxxx', 'a line among the chunks is over 4 KiB'],
    [CHUNKED, '00000000', 'a line among the chunks is over 4 KiB'],
    [CHUNKED, `1;${'x'.repeat(1000)}\r\nx\r\n`, 'no complete body in the first 256 KiB'],
    [`${CHUNKED}0\r\nA:`, 'xxxxxxxx', 'a line among the chunks is over 16 KiB'],
    [`${CHUNKED}0\r\n`, 'A: b\r\n', 'the trailers are over 256 lines'],
    ['HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(1000), 'no complete body in the first 256 KiB'],
  ])('is read in bounds: %j and %j', (head, piece, fault) => {
    expect(told(pour(head, piece))).toContain(fault);
  });
});
