// Queries for whole zones, signed and not, that are damaged: whatever comes, what is answered is in good form, and goes to who has the key.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defer } from '../../src/answer/deferred-exchange.js';
import { CONTROL, PROTOCOL } from '../../src/answer/exchange.js';
import { Responder } from '../../src/answer/respond.js';
import { NO_KEY, TsigKeys } from '../../src/dns/tsig/key.js';
import { Catalog } from '../../src/image/catalog.js';
import { diff } from '../../src/store/diff.js';
import { DatagramTransfers } from '../../src/transfer/datagram.js';
import { Transfers } from '../../src/transfer/transfers.js';
import { imageOf } from '../store/images.js';
import { respondTo } from '../support/exchange.js';
import { damaged } from '../support/hostile-query.js';
import { decodeMessage } from '../support/message.js';
import { buildQuery } from '../support/query.js';
import { keyFor, signedRequest, tsigOf } from '../support/signed.js';
import { ixfrQuery, known, takeAll } from './transferred.js';

/** Each property ends at this time at the latest. */
const LIMIT_MS = 1_500;
const NOW = 1_796_000_000;
const KEY = keyFor('key.test.');
const version = (serial: number) =>
  imageOf(
    `$TTL 60\n@ SOA ns root ${serial} 2 3 4 5\n@ NS ns\nns A 192.0.2.1\nns TXT "${serial}"\nw A 192.0.2.2\n`,
  );
const [older, newer] = [version(1), version(2)];
const catalog = new Catalog({ zones: [{ ...newer, transfer: 1 }], forwards: [] });
const versions = known();
versions.journal.add('x.test', { fromSerial: 1, toSerial: 2, difference: diff(older, newer) });
const transfers = new Transfers(versions);
const datagrams = new DatagramTransfers(versions, () => catalog);

/** @param isKeyed whether a key is needed */
function responderFor(isKeyed: boolean): Responder {
  const responder = new Responder(catalog);
  responder.settings = {
    keyRing: { keys: new TsigKeys([KEY]), nowSeconds: () => NOW },
    mayTransfer: (_, __, key) => !isKeyed || key !== NO_KEY,
  };
  return responder;
}

/** Answers as a thread does. @returns whether the zone was handed out */
function isGiven(responder: Responder, octets: Uint8Array, isTcp: boolean): boolean {
  const output = new Uint8Array(65_535);
  const protocol = isTcp ? PROTOCOL.TCP : PROTOCOL.UDP;
  respondTo(responder, octets, { output, protocol });
  const { exchange } = responder;
  expect(responder.failures).toBe(0);
  if (exchange.control !== CONTROL.TRANSFER || exchange.rcode !== 0) return false;
  const deferred = defer(responder);
  const messages = isTcp
    ? takeAll(transfers.open(deferred))
    : [decodeMessage(Uint8Array.from(datagrams.answer(deferred)))];
  expect(transfers.count).toBe(0);
  expect(messages.length).toBeGreaterThan(0);
  for (const { id } of messages) expect(id).toBe((octets[0] << 8) | octets[1]);
  return messages[0].rcode === 0;
}

const unsigned = fc.constantFrom(
  buildQuery('x.test AXFR'),
  buildQuery('x.test IXFR'),
  ixfrQuery('x.test', 1),
  ixfrQuery('x.test', 2),
  ixfrQuery('x.test', 77),
);
const signed = unsigned.map(query => signedRequest(KEY, query, NOW).request);

const check = (messages: fc.Arbitrary<Uint8Array>, see: (octets: Uint8Array, isTcp: boolean) => void) =>
  fc.assert(fc.property(messages, fc.boolean(), see), {
    ...{ numRuns: 20_000, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: false },
  });

describe('damaged queries', () => {
  test('that need no key get what is in good form', () => {
    const responder = responderFor(false);
    check(damaged(fc.oneof(unsigned, signed)), (octets, isTcp) => void isGiven(responder, octets, isTcp));
  });

  test('that need a key get the zone only if what is signed is whole', () => {
    const responder = responderFor(true);
    const whole = new Set<string>();
    // The id is not signed, but the one that stands in the record.
    const content = (octets: Uint8Array) =>
      Buffer.from(octets.subarray(2, tsigOf(octets).at)).toString('hex');
    let given = 0;
    check(signed, (octets, isTcp) => {
      whole.add(content(octets));
      if (isGiven(responder, octets, isTcp)) given++;
    });
    expect(given).toBeGreaterThan(0);
    check(damaged(signed), (octets, isTcp) => {
      if (isGiven(responder, octets, isTcp)) expect(whole).toContain(content(octets));
    });
    check(damaged(unsigned), (octets, isTcp) => {
      expect(isGiven(responder, octets, isTcp)).toBe(false);
    });
  });
});
