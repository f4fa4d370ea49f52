// The TSIG record of an answer to a query that is signed with a key that nobody here knows.

import { expect, test } from 'vitest';
import { OUTCOME } from '../../src/answer/exchange.js';
import { Responder } from '../../src/answer/respond.js';
import { ROOT } from '../../src/dns/name.js';
import { Catalog } from '../../src/image/catalog.js';
import { respondTo } from '../support/exchange.js';
import { decodeMessage } from '../support/message.js';
import { buildQuery, fromHex } from '../support/query.js';

const ALGORITHM = '0b686d61632d736861323536 00';
const TIME = '000065531234 012c';
const TSIG = `036b6579 00 00fa 00ff 00000000 003d ${ALGORITHM} ${TIME} 0020 ${'5a'.repeat(32)} 1234 0000 0000`;

function signed(name: string): Uint8Array {
  const query = Buffer.concat([buildQuery(`${name} A`, { id: 0xabcd, edns: false }), fromHex(TSIG)]);
  query[11] = 1;
  return Uint8Array.from(query);
}

function ask(query: Uint8Array, limit = 65_535, mayForward = false) {
  const responder = new Responder(new Catalog({ zones: [], forwards: [{ origin: ROOT, route: 0 }] }));
  const output = new Uint8Array(limit);
  const outcome = respondTo(responder, query, { output, mayForward });
  return outcome === OUTCOME.FORWARD ? outcome : decodeMessage(output.slice(0, responder.exchange.length));
}

test('it names the key, says BADKEY and has no MAC (RFC 8945 §5.2.1)', () => {
  const answer = ask(signed('www.example.'));
  if (answer === OUTCOME.FORWARD) return expect.fail('forwarded');
  expect(answer.rcode).toBe(9);
  const [record] = answer.additional;
  expect(record).toMatchObject({ type: 250, class: 255, ttl: 0, name: fromHex('036b6579 00') });
  // Time and fudge as in the query, MAC size 0, the id, BADKEY, no other data.
  expect(Buffer.from(record.rdata).toString('hex')).toBe(
    Buffer.from(fromHex(`${ALGORITHM} ${TIME} 0000 abcd 0011 0000`)).toString('hex'),
  );
});

test('an answer of 512 octets without room for it has none', () => {
  const long = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}.`;
  const query = Buffer.concat([
    buildQuery(`${long} A`, { edns: false }),
    buildQuery(`${long} A`).subarray(12, 12 + 255),
    fromHex(TSIG).subarray(5),
  ]);
  query[11] = 1;
  const answer = ask(Uint8Array.from(query));
  if (answer === OUTCOME.FORWARD) return expect.fail('forwarded');
  expect(answer.counts).toEqual([1, 0, 0, 0]);
  expect(answer.rcode).toBe(9);
});

test('what goes upstream is signed for somebody else (RFC 8945 §5.5)', () => {
  expect(ask(signed('www.example.'), 65_535, true)).toBe(OUTCOME.FORWARD);
});
