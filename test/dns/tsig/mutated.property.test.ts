// Whatever becomes of a signed message on its way: nothing throws, and no change of what is signed stays unseen.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_KEY, TsigKeys } from '../../../src/dns/tsig/key.js';
import { FOUND, TsigRecord } from '../../../src/dns/tsig/record.js';
import { checkRequest } from '../../../src/dns/tsig/request.js';
import { TsigVerifier, VERIFIED } from '../../../src/dns/tsig/verifier.js';
import { tsigOf } from '../../support/signed.js';
import { SIGNED_EXCHANGES } from './exchanges.js';

const LIMIT_MS = 800;
const exchange = fc.constantFrom(...SIGNED_EXCHANGES);

/** Whether a server takes the octets for a request of a key that it knows. */
function isAccepted(octets: Uint8Array, { key, timeSeconds }: (typeof SIGNED_EXCHANGES)[number]): boolean {
  const record = new TsigRecord();
  if (record.find(octets) !== FOUND.RECORD) return false;
  const { error, isMalformed, key: place } = checkRequest(record, 0, new TsigKeys([key]), () => timeSeconds);
  return error === 0 && !isMalformed && place !== NO_KEY;
}

/** Whether an octet of the message is not signed: the id, capitals in the names of the record. */
function isOpen(message: Uint8Array, at: number, octet: number): boolean {
  if (at < 2) return true;
  const record = tsigOf(message);
  const fixed = record.at + record.keyName.length;
  const isInName =
    (at >= record.at && at < fixed) || (at >= fixed + 10 && at < fixed + 10 + record.algorithm.length);
  return isInName && (message[at] ^ octet) === 0x20 && /[a-z]/i.test(String.fromCharCode(octet));
}

test('one octet that is changed is seen, unless it is not signed', () => {
  fc.assert(
    fc.property(exchange, fc.nat(), fc.integer({ min: 1, max: 255 }), (each, place, change) => {
      for (const message of [each.query, each.answer]) {
        const at = place % message.length;
        const changed = Uint8Array.from(message);
        changed[at] ^= change;
        const open = isOpen(message, at, changed[at]);
        const isGood =
          message === each.query
            ? isAccepted(changed, each)
            : new TsigVerifier(each.key, tsigOf(each.query).mac).verify(changed, each.timeSeconds) ===
              VERIFIED.SIGNED;
        expect(isGood).toBe(open);
      }
    }),
    { numRuns: 3_000, interruptAfterTimeLimit: LIMIT_MS },
  );
});

test('octets that are changed, cut, doubled or made up never throw', () => {
  const octets = fc
    .tuple(
      exchange,
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 6 }),
      fc.nat(),
      fc.uint8Array(),
    )
    .map(([each, changes, cut, more]) => {
      const changed = Uint8Array.from([...each.query, ...more]).subarray(
        0,
        cut % 2 === 0 ? undefined : cut % each.query.length,
      );
      for (const [place, octet] of changes) if (changed.length > 0) changed[place % changed.length] = octet;
      return { each, changed };
    });
  fc.assert(
    fc.property(octets, ({ each, changed }) => {
      isAccepted(changed, each);
      const found = new TsigVerifier(each.key, tsigOf(each.query).mac).verify(changed, each.timeSeconds);
      expect(Object.values(VERIFIED)).toContain(found);
    }),
    { numRuns: 3_000, interruptAfterTimeLimit: LIMIT_MS },
  );
});
