// Updates that are damaged: whatever comes is refused in words or carried out as it stands, and only what is signed gets that far.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONTROL } from '../../../src/answer/exchange.js';
import { Responder } from '../../../src/answer/respond.js';
import { RCODE } from '../../../src/dns/constants.js';
import { NO_KEY, TsigKeys } from '../../../src/dns/tsig/key.js';
import { Catalog } from '../../../src/image/catalog.js';
import { atOnce } from '../../../src/time/turns.js';
import { processUpdate } from '../../../src/transfer/update/process-update.js';
import { UpdateError } from '../../../src/transfer/update/update-error.js';
import { readUpdate } from '../../../src/transfer/update/update-message.js';
import { imageOf } from '../../store/images.js';
import { respondTo } from '../../support/exchange.js';
import { damaged } from '../../support/hostile-query.js';
import { keyFor, signedRequest, tsigOf } from '../../support/signed.js';
import { updateMessage } from '../../support/update.js';
import { ALL, contentsOf } from './contents.js';

/** Each property ends at this time at the latest. */
const LIMIT_MS = 1_500;
const NOW = 1_796_000_000;
const KEY = keyFor('key.test.');
const ZONE = 'x.test.';
const TEXT = '$TTL 60\n@ SOA ns root 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\nw A 192.0.2.2\nw MX 1 ns\n';
const DATA = [
  'A 192.0.2.1',
  'MX 1 ns',
  'TXT text',
  'NS ns',
  'CNAME w',
  'SRV 1 2 3 w',
  'SOA ns root 9 2 3 4 5',
];
const owner = fc.constantFrom('@', 'w', 'new', 'a.b', '*', 'else.test.');
const line = fc
  .record({ owner, data: fc.constantFrom(...DATA), form: fc.nat(4) })
  .map(({ owner: name, data, form }) => {
    const [type] = data.split(' ');
    const forms = [`60 IN ${data}`, `0 NONE ${data}`, `0 ANY ${type}`, '0 ANY ANY', `0 NONE ${type}`];
    return `${name} ${forms[form]}`;
  });
const lines = fc.array(line, { maxLength: 4 });
const messages = fc.record({ prerequisites: lines, updates: lines }).map(each => updateMessage(ZONE, each));

const check = (octets: fc.Arbitrary<Uint8Array>, see: (octets: Uint8Array) => void) =>
  fc.assert(fc.property(octets, see), {
    ...{ numRuns: 20_000, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: false },
  });

describe('damaged updates', () => {
  test('are refused in words, or carried out', () => {
    const contents = contentsOf(TEXT);
    let changed = 0;
    const see = (octets: Uint8Array) => {
      try {
        const message = atOnce(readUpdate(octets));
        const { changes, toSerial } = atOnce(processUpdate(message, contents, ALL));
        if (changes.length > 0) changed++;
        expect(toSerial !== 1 || changes.length === 0).toBe(true);
        expect(contents.rrset(contents.origin, 6).rdatas).toHaveLength(1);
      } catch (error) {
        if (!(error instanceof UpdateError)) throw error;
        expect([error.rcode > 0, error.message]).toEqual([true, expect.stringMatching(/^[ -~]{5,600}$/)]);
      }
    };
    check(messages, see);
    expect(changed).toBeGreaterThan(0);
    check(damaged(messages), see);
  });

  test('get no further than to the signature, unless what is signed is whole', () => {
    const responder = new Responder(new Catalog({ zones: [imageOf(TEXT)], forwards: [] }));
    responder.settings = {
      keyRing: { keys: new TsigKeys([KEY]), nowSeconds: () => NOW },
      updateRcode: key => (key === NO_KEY ? RCODE.REFUSED : RCODE.NOERROR),
    };
    const isTaken = (octets: Uint8Array) => {
      respondTo(responder, octets);
      expect(responder.failures).toBe(0);
      const { control, rcode } = responder.exchange;
      return control === CONTROL.UPDATE && rcode === RCODE.NOERROR;
    };
    const signed = messages.map(message => signedRequest(KEY, message, NOW).request);
    const whole = new Set<string>();
    // The id is not signed, but the one that stands in the record.
    const content = (octets: Uint8Array) =>
      Buffer.from(octets.subarray(2, tsigOf(octets).at)).toString('hex');
    check(signed, octets => {
      whole.add(content(octets));
      expect(isTaken(octets)).toBe(true);
    });
    check(
      signed.chain(octets => {
        whole.add(content(octets));
        return damaged(fc.constant(octets));
      }),
      octets => {
        if (isTaken(octets)) expect(whole).toContain(content(octets));
      },
    );
    check(messages, octets => void expect(isTaken(octets)).toBe(false));
  });
});
