// What is signed and verified with TSIG: requests, answers, and what goes wrong with either.
import { describe, expect, test } from 'vitest';
import { nameFromText } from '../../../src/dns/name.js';
import { TSIG_ERROR } from '../../../src/dns/tsig/error.js';
import { NO_KEY, type TsigKey, TsigKeys } from '../../../src/dns/tsig/key.js';
import { timeOctets } from '../../../src/dns/tsig/record.js';
import { checkRequest } from '../../../src/dns/tsig/request.js';
import { TsigSigner } from '../../../src/dns/tsig/signer.js';
import { TsigVerifier, VERIFIED } from '../../../src/dns/tsig/verifier.js';
import { buildQuery } from '../../support/query.js';
import { sign, tsigOf, withMac } from '../../support/signed.js';
import { SIGNED_EXCHANGES, type SignedExchange } from './exchanges.js';

const NOW = 1_796_000_000;

function check(message: Uint8Array, keys: readonly TsigKey[], nowSeconds = NOW) {
  return checkRequest(tsigOf(message), 0, new TsigKeys(keys), () => nowSeconds);
}

const signed = (signer: TsigSigner, message: Uint8Array, nowSeconds = NOW) =>
  sign(signer, message, nowSeconds);

const [{ key }] = SIGNED_EXCHANGES.filter(({ key: { algorithm } }) => algorithm === 'hmac-sha256');

describe.each(SIGNED_EXCHANGES.map(each => [each.key.algorithm, each] as const))(
  '%s',
  (_, each: SignedExchange) => {
    const { key: own, timeSeconds, query, answer } = each;

    test('a query of dig and its answer of BIND are verified', () => {
      expect(check(query, [own], timeSeconds)).toEqual({
        isMalformed: false,
        error: TSIG_ERROR.NONE,
        key: 0,
      });
      const verifier = new TsigVerifier(own, tsigOf(query).mac);
      expect(verifier.verify(answer, timeSeconds)).toBe(VERIFIED.SIGNED);
      expect(verifier.mayEnd).toBe(true);
    });

    test('the same octets are signed as they sign them', () => {
      const unsigned = (message: Uint8Array) => {
        const record = tsigOf(message);
        return Buffer.concat([record.headerBefore(0), record.bodyBefore(0)]);
      };
      expect(signed(new TsigSigner(own), unsigned(query), timeSeconds)).toEqual(query);
      const signer = new TsigSigner(own, tsigOf(query).mac);
      expect(signed(signer, unsigned(answer), timeSeconds)).toEqual(answer);
    });
  },
);

describe('a request', () => {
  const query = () => signed(new TsigSigner(key), buildQuery('www.example. A'));

  test('by a key of another name, or for another algorithm, has no key here', () => {
    const others = [
      { ...key, name: nameFromText('other.') },
      { ...key, algorithm: 'hmac-sha512' as const, name: nameFromText('third.') },
    ];
    expect(check(query(), others)).toMatchObject({ error: TSIG_ERROR.BADKEY, key: NO_KEY });
    expect(check(query(), [...others, { ...key, algorithm: 'hmac-sha512' }])).toMatchObject({ key: NO_KEY });
    expect(check(query(), [...others, key])).toMatchObject({ error: TSIG_ERROR.NONE, key: 2 });
  });

  test('may write the names of key and algorithm in capitals (RFC 8945 §4.3.3)', () => {
    const message = query();
    const record = tsigOf(message);
    for (const name of [record.keyName, record.algorithm])
      name.forEach((octet, at) => {
        if (octet >= 0x61) name[at] = octet - 32;
      });
    expect(check(message, [key])).toMatchObject({ error: TSIG_ERROR.NONE });
  });

  test('may get another id on its way (RFC 8945 §4.3.2)', () => {
    const message = query();
    message.set([0xde, 0xad]);
    expect(check(message, [key])).toMatchObject({ error: TSIG_ERROR.NONE });
  });

  test('with another secret has a bad signature', () => {
    const other = { ...key, secret: Buffer.from('another secret of some length') };
    expect(check(query(), [other])).toMatchObject({ error: TSIG_ERROR.BADSIG, key: 0 });
  });

  test('is timely up to the fudge in both directions, and the clock is read for right MACs alone', () => {
    for (const apart of [-300, 300])
      expect(check(query(), [key], NOW + apart)).toMatchObject({ error: TSIG_ERROR.NONE });
    for (const apart of [-301, 301])
      expect(check(query(), [key], NOW + apart)).toMatchObject({ error: TSIG_ERROR.BADTIME, key: 0 });
    const forged = query();
    forged[14] ^= 1;
    const clock = () => expect.fail('the clock was read');
    expect(checkRequest(tsigOf(forged), 0, new TsigKeys([key]), clock).error).toBe(TSIG_ERROR.BADSIG);
  });

  test.each([
    [32, { isMalformed: false, error: TSIG_ERROR.NONE }],
    [31, { isMalformed: false, error: TSIG_ERROR.BADTRUNC }],
    [16, { isMalformed: false, error: TSIG_ERROR.BADTRUNC }],
    [15, { isMalformed: true }],
    [0, { isMalformed: true }],
    [33, { isMalformed: true }],
  ])('with a MAC of %d octets', (length, expected) => {
    expect(
      check(
        withMac(query(), mac => Buffer.concat([mac, mac]).subarray(0, length)),
        [key],
      ),
    ).toMatchObject(expected);
  });

  test('that is truncated and wrong is not told that it is truncated', () => {
    const message = withMac(query(), mac => mac.subarray(0, 16).map(octet => octet ^ 1));
    expect(check(message, [key])).toMatchObject({ error: TSIG_ERROR.BADSIG });
  });
});

describe('an answer', () => {
  const REPLY = buildQuery('www.example. A').map((octet, at) => (at === 2 ? 0x85 : octet));

  function asked(): { verifier: TsigVerifier; signer: TsigSigner } {
    const client = new TsigSigner(key);
    const { mac } = tsigOf(signed(client, buildQuery('www.example. A')));
    return { verifier: client.verifier(), signer: new TsigSigner(key, mac) };
  }

  test('to another query is not taken for one to this', () => {
    const { verifier } = asked();
    const other = new TsigSigner(
      key,
      tsigOf(signed(new TsigSigner(key), buildQuery('other.example. A'))).mac,
    );
    expect(verifier.verify(signed(other, REPLY), NOW)).toBe(VERIFIED.WRONG_MAC);
  });

  test.each<[string, number, (message: Uint8Array) => Uint8Array]>([
    ['without a signature', VERIFIED.UNSIGNED, () => REPLY],
    [
      'with a MAC of half its length',
      VERIFIED.SHORT_MAC,
      message => withMac(message, mac => mac.subarray(0, 16)),
    ],
    ['with hardly a MAC', VERIFIED.MALFORMED, message => withMac(message, mac => mac.subarray(0, 4))],
    ['that was cut off', VERIFIED.MALFORMED, message => message.subarray(0, message.length - 1)],
    ['without a header', VERIFIED.MALFORMED, message => message.subarray(0, 11)],
  ])('%s is nothing worth', (_, expected, change) => {
    const { verifier, signer } = asked();
    expect(verifier.verify(change(signed(signer, REPLY)), NOW)).toBe(expected);
    expect(verifier.mayEnd).toBe(false);
  });

  test('of another key, or signed long ago, is nothing worth', () => {
    const { verifier, signer } = asked();
    const other = new TsigSigner({ ...key, name: nameFromText('other.') }, new Uint8Array(32));
    expect(verifier.verify(signed(other, REPLY), NOW)).toBe(VERIFIED.OTHER_KEY);
    expect(asked().verifier.verify(signed(signer, REPLY, NOW - 301), NOW)).toBe(VERIFIED.WRONG_TIME);
  });

  test('that refuses the request says why, and with BADTIME tells the time of the server (RFC 8945 §5.2.3)', () => {
    const { verifier, signer } = asked();
    const out = new Uint8Array(REPLY.length + signer.room + 6);
    out.set(REPLY);
    const options = { error: TSIG_ERROR.BADTIME, other: timeOctets(NOW + 4_000_000_000) };
    signer.sign(out, REPLY.length, NOW, options);
    expect(verifier.verify(out, NOW)).toBe(VERIFIED.REFUSED);
    expect(verifier).toMatchObject({ error: TSIG_ERROR.BADTIME, serverSeconds: NOW + 4_000_000_000 });
  });
});
