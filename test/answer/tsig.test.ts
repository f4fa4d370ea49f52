// What becomes of signed queries (TSIG): by keys that are known here, by others, and with signatures that are wrong.
import { describe, expect, test } from 'vitest';
import { OUTCOME, PROTOCOL } from '../../src/answer/exchange.js';
import { Responder } from '../../src/answer/respond.js';
import { nameFromText, ROOT } from '../../src/dns/name.js';
import { TSIG_ERROR } from '../../src/dns/tsig/error.js';
import { NO_KEY, type TsigKey, TsigKeys } from '../../src/dns/tsig/key.js';
import { timeIn } from '../../src/dns/tsig/record.js';
import { VERIFIED } from '../../src/dns/tsig/verifier.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import { Problems } from '../../src/source/problem.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import { type Asking, answerTo, respondTo } from '../support/exchange.js';
import { decodeMessage } from '../support/message.js';
import { buildQuery, fromHex } from '../support/query.js';
import { keyFor, signedRequest, tsigOf, withMac } from '../support/signed.js';

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

const NOW = 1_796_000_000;
const KEYS = [keyFor('first.'), keyFor('second.', 'hmac-sha512')];
const MASTER = `$TTL 60
@ SOA ns hostmaster 1 3600 600 604800 5
@ NS ns
ns A 192.0.2.53
www A 192.0.2.1
out CNAME www.elsewhere.
text TXT "${'x'.repeat(200)}"
`;

function zoneServer(keys: readonly TsigKey[] = KEYS, nowSeconds = () => NOW): Responder {
  const context = { file: 'test.zone', origin: nameFromText('example.'), problems: new Problems() };
  const zones = [compileZone(readMasterFile(Buffer.from(MASTER), context), 1).compiled];
  const responder = new Responder(new Catalog({ zones, forwards: [{ origin: ROOT, route: 0 }] }));
  responder.settings = { keyRing: { keys: new TsigKeys(keys), nowSeconds } };
  return responder;
}

/** Asks with a signature of `key`, and verifies the answer. */
function askSigned(
  text: string,
  { key = KEYS[1], responder = zoneServer(), asking = {} as Asking, edns = {} as object | false } = {},
) {
  const { request, verifier } = signedRequest(key, buildQuery(text, { id: 0xabcd, edns }), NOW);
  const octets = answerTo(responder, request, asking);
  return {
    octets,
    answer: decodeMessage(octets),
    verified: verifier.verify(octets, NOW),
    verifier,
    responder,
  };
}

describe('a query that is signed with a key of this server', () => {
  test.each([
    'www.example. A',
    'none.example. A',
    'www.example. MX',
    'version.bind. TXT CH',
    'out.example. A',
    'example. AXFR',
    'a.elsewhere. A',
  ])('%s has a signed answer, and the exchange knows the key', text => {
    const { verified, responder, answer } = askSigned(text);
    expect(verified).toBe(VERIFIED.SIGNED);
    expect(responder.exchange.key).toBe(1);
    expect(answer.additional.at(-1)).toMatchObject({ type: 250, name: KEYS[1].name });
    respondTo(responder, buildQuery(text));
    expect(responder.exchange.key).toBe(NO_KEY);
  });

  test('other opcodes and wrong versions of EDNS are answered as ever, and signed', () => {
    const responder = zoneServer();
    for (const [options, rcode] of [
      [{ opcode: 5 }, 4],
      [{ opcode: 4 }, 4],
      [{ edns: { version: 1 } }, 16],
    ] as const) {
      const { request, verifier } = signedRequest(KEYS[0], buildQuery('www.example. SOA', options), NOW);
      const octets = answerTo(responder, request);
      expect(decodeMessage(octets).rcode).toBe(rcode);
      expect(verifier.verify(octets, NOW)).toBe(VERIFIED.SIGNED);
    }
  });

  test('what upstreams would add to an answer is left out: it could not be signed', () => {
    const { answer, verified } = askSigned('out.example. A', { asking: { mayForward: true } });
    expect(answer.answer).toHaveLength(1);
    expect(verified).toBe(VERIFIED.SIGNED);
  });

  test('an answer that does not fit with its signature is truncated, and has nothing but the question (RFC 8945 §5.3)', () => {
    const responder = zoneServer([keyFor(`${'k'.repeat(60)}.`.repeat(3), 'hmac-sha512')]);
    const [key] = responder.settings.keyRing!.keys.list;
    const { answer, octets, verified } = askSigned('text.example. TXT', { key, responder, edns: false });
    expect(answer).toMatchObject({
      flags: new Set(['qr', 'aa', 'tc', 'rd']),
      rcode: 0,
      counts: [1, 0, 0, 1],
    });
    expect(octets.length).toBeLessThanOrEqual(512);
    expect(verified).toBe(VERIFIED.SIGNED);
    const whole = askSigned('text.example. TXT', {
      key,
      responder,
      edns: false,
      asking: { protocol: PROTOCOL.TCP },
    });
    expect(whole.answer.counts).toEqual([1, 1, 0, 1]);
  });

  test('with the longest names, the header and the signature are left', () => {
    const long = `${`${'k'.repeat(61)}.`.repeat(4)}`;
    const key = keyFor(long, 'hmac-sha512');
    const { answer, octets, verified } = askSigned(`${'n'.repeat(61)}.${long.slice(0, 180)}. A`, {
      key,
      responder: zoneServer([key]),
      edns: false,
    });
    expect(answer).toMatchObject({ rcode: 0, counts: [0, 0, 0, 1] });
    expect(answer.flags).toContain('tc');
    expect(octets.length).toBeLessThanOrEqual(512);
    expect(verified).toBe(VERIFIED.SIGNED);
  });
});

describe('a query whose signature is wrong', () => {
  const request = () => signedRequest(KEYS[0], buildQuery('www.example. A', { id: 0xabcd }), NOW);

  test.each<[string, TsigKey]>([
    ['of a key that is not known', keyFor('third.')],
    ['of a known name, for another algorithm', keyFor('first.', 'hmac-sha1')],
  ])('%s gets BADKEY, unsigned', (_, key) => {
    const { octets, answer, verified, verifier, responder } = askSigned('www.example. A', { key });
    expect(answer).toMatchObject({ rcode: 9, counts: [1, 0, 0, 2], answer: [] });
    expect(tsigOf(octets)).toMatchObject({
      error: TSIG_ERROR.BADKEY,
      mac: { length: 0 },
      originalId: 0xabcd,
    });
    expect([verified, verifier.error]).toEqual([VERIFIED.REFUSED, TSIG_ERROR.BADKEY]);
    expect(responder.exchange.key).toBe(NO_KEY);
  });

  test('with another secret gets BADSIG, unsigned', () => {
    const { octets, answer, responder } = askSigned('www.example. A', {
      key: keyFor('first.', 'hmac-sha256', 'b3RoZXIgc2VjcmV0'),
    });
    expect(answer).toMatchObject({ rcode: 9, answer: [] });
    expect(tsigOf(octets)).toMatchObject({ error: TSIG_ERROR.BADSIG, mac: { length: 0 } });
    expect(responder.exchange.key).toBe(NO_KEY);
  });

  test.each([-301, 301, 1e9])(
    'whose time is %d seconds off gets BADTIME, signed, with the time of the server',
    apart => {
      const server = zoneServer(KEYS, () => NOW + apart);
      const { octets, answer, verified, verifier, responder } = askSigned('www.example. A', {
        responder: server,
      });
      expect(answer).toMatchObject({ rcode: 9, answer: [] });
      expect(tsigOf(octets)).toMatchObject({
        error: TSIG_ERROR.BADTIME,
        timeSeconds: NOW,
        fudgeSeconds: 300,
      });
      expect(timeIn(tsigOf(octets).other)).toBe(NOW + apart);
      expect(verified).toBe(VERIFIED.REFUSED);
      expect(verifier.serverSeconds).toBe(NOW + apart);
      expect(responder.exchange.key).toBe(NO_KEY);
    },
  );

  test('that is truncated gets BADTRUNC, signed; that is cut too short, or too long, FORMERR', () => {
    const server = zoneServer();
    const short = withMac(request().request, mac => mac.subarray(0, 16));
    const octets = answerTo(server, short);
    expect(decodeMessage(octets)).toMatchObject({ rcode: 9, answer: [] });
    expect(tsigOf(octets)).toMatchObject({ error: TSIG_ERROR.BADTRUNC, mac: { length: 32 } });
    expect(server.exchange.key).toBe(NO_KEY);
    for (const length of [0, 9, 15, 33]) {
      const wrong = withMac(request().request, mac => Buffer.concat([mac, mac]).subarray(0, length));
      const answer = decodeMessage(answerTo(server, wrong));
      expect(answer).toMatchObject({ rcode: 1, counts: [1, 0, 0, 1] });
    }
  });

  test('is not believed for what follows it in the same server', () => {
    const server = zoneServer();
    const { request: good, verifier } = request();
    answerTo(
      server,
      withMac(good, mac => mac.map(octet => octet ^ 1)),
    );
    expect(verifier.verify(answerTo(server, good), NOW)).toBe(VERIFIED.SIGNED);
    expect(tsigOf(answerTo(server, good)).error).toBe(TSIG_ERROR.NONE);
  });
});

test('an unknown key costs no HMAC, and unsigned queries and wrong signatures no look at the clock', () => {
  const server = zoneServer(KEYS, () => expect.fail('the clock was read'));
  const forged = withMac(signedRequest(KEYS[0], buildQuery('www.example. A'), NOW).request, mac =>
    mac.map(octet => octet ^ 1),
  );
  expect(decodeMessage(answerTo(server, buildQuery('www.example. A'))).rcode).toBe(0);
  expect(decodeMessage(answerTo(server, forged)).rcode).toBe(9);
  const unknown = {
    ...keyFor('third.'),
    get secret(): never {
      throw new Error('the secret was read');
    },
  };
  const only = zoneServer([unknown]);
  expect(
    decodeMessage(answerTo(only, signedRequest(KEYS[0], buildQuery('www.example. A'), NOW).request)).rcode,
  ).toBe(9);
  expect(only.failures).toBe(0);
});

test('a failure inside is answered, unsigned', () => {
  const broken = {
    ...keyFor('first.'),
    get secret(): never {
      throw new Error('broken');
    },
  };
  const server = zoneServer([broken]);
  const answer = decodeMessage(
    answerTo(server, signedRequest(keyFor('first.'), buildQuery('www.example. A'), NOW).request),
  );
  expect(answer).toMatchObject({ rcode: 2, counts: [1, 0, 0, 1] });
  expect(server.failures).toBe(1);
});
