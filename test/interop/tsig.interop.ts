// Signed queries (TSIG): Rondo, BIND, Knot and NSD get the same messages, and dig and kdig believe what Rondo answers.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TSIG_ALGORITHMS } from '../../src/dns/tsig/algorithm.js';
import { tsigErrorToText } from '../../src/dns/tsig/error.js';
import type { TsigKey } from '../../src/dns/tsig/key.js';
import { FOUND, TsigRecord } from '../../src/dns/tsig/record.js';
import { VERIFIED } from '../../src/dns/tsig/verifier.js';
import { until } from '../support/ask.js';
import { decodeMessage } from '../support/message.js';
import { finish } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { keyFor, SECRET, signedRequest, withMac, withTtl } from '../support/signed.js';
import { TempFolder } from '../support/temp-folder.js';
import { SignedFleet, stream } from './signed-fleet.js';

const missing = needs('named', 'knotd', 'nsd', 'dig', 'kdig');
const NAMES = ['Rondo', 'BIND', 'Knot', 'NSD'] as const;
const KEY = keyFor('hmac-sha256.key.');
const nowSeconds = () => Math.floor(Date.now() / 1_000);

interface Sent {
  readonly key?: TsigKey;
  /** Seconds that the clock of the client is off. */
  readonly apart?: number;
  readonly mac?: (mac: Uint8Array) => Uint8Array;
  /** Of the record, which is signed as 0. */
  readonly ttl?: number;
}

/** What is sent, and what comes back: response code, TSIG error, octets of the MAC; one for all, or each in the order of NAMES. */
const TABLE: readonly (readonly [what: string, sent: Sent, answers: string | readonly string[]])[] = [
  ['a key that all know', {}, 'rcode 0 NONE mac 32'],
  ['an unknown key', { key: keyFor('other.key.') }, 'rcode 9 BADKEY mac 0'],
  // NSD takes any algorithm for any key.
  [
    'another algorithm',
    { key: keyFor('hmac-sha256.key.', 'hmac-sha512') },
    ['rcode 9 BADKEY mac 0', 'rcode 9 BADKEY mac 0', 'rcode 9 BADKEY mac 0', 'rcode 0 NONE mac 64'],
  ],
  ['another secret', { key: keyFor('hmac-sha256.key.', 'hmac-sha256', 'b3RoZXI=') }, 'rcode 9 BADSIG mac 0'],
  // RFC 8945 §5.2.3 has it signed; NSD does not.
  ...[-400, 400].map(
    apart =>
      [
        `a clock that is ${apart} s off`,
        { apart },
        [
          'rcode 9 BADTIME mac 32',
          'rcode 9 BADTIME mac 32',
          'rcode 9 BADTIME mac 32',
          'rcode 9 BADTIME mac 0',
        ],
      ] as const,
  ),
  // RFC 8945 §5.2.4; Knot and NSD know no truncation.
  [
    'a MAC of half its length',
    { mac: mac => mac.subarray(0, 16) },
    ['rcode 9 BADTRUNC mac 32', 'rcode 9 BADTRUNC mac 32', 'rcode 9 BADSIG mac 0', 'rcode 9 BADSIG mac 0'],
  ],
  // RFC 8945 §5.2.2.1: FORMERR, which is nothing that a TSIG record would have to explain.
  [
    'a MAC of less than half its length',
    { mac: mac => mac.subarray(0, 15) },
    ['rcode 1', 'rcode 1 BADSIG mac 0', 'rcode 9 BADSIG mac 0', 'rcode 9 BADSIG mac 0'],
  ],
  // RFC 8945 §4.2: it must be 0. BIND and Knot have what stands there signed.
  ['a TTL', { ttl: 1 }, ['rcode 1', 'rcode 9 BADSIG mac 0', 'rcode 9 BADSIG mac 0', 'rcode 1']],
  [
    'a MAC that is too long',
    { mac: mac => Buffer.concat([mac, Uint8Array.of(0)]) },
    ['rcode 1', 'rcode 1 BADSIG mac 0', 'rcode 9 BADSIG mac 0', 'rcode 9 BADSIG mac 0'],
  ],
];

/** The answer in the words of {@link TABLE}. */
function told(answer: Uint8Array | undefined): string {
  if (answer === undefined) return 'nothing';
  const record = new TsigRecord();
  const rcode = `rcode ${answer[3] & 0xf}`;
  if (record.find(answer) !== FOUND.RECORD) return rcode;
  return `${rcode} ${tsigErrorToText(record.error)} mac ${record.mac.length}`;
}

describe('signed queries', () => {
  const folder = new TempFolder();
  let fleet: SignedFleet;

  beforeAll(async () => {
    if (missing[0]) return;
    fleet = await SignedFleet.start(folder);
    const query = buildQuery('www.shop.example. A', { rd: false });
    for (const asker of fleet.askers)
      await until(
        async () => ((await asker.udp([query], 300))[0]?.[3] ?? 5) & 0xf,
        rcode => rcode === 0,
      );
  }, 60_000);

  afterAll(async () => {
    await fleet?.end();
    folder.remove();
  });

  test.each(TABLE)('%s', async (_, { key = KEY, apart = 0, mac, ttl = 0 }, expected) => {
    const query = buildQuery('www.shop.example. A', { rd: false, edns: false });
    const answers = await Promise.all(
      fleet.askers.map(async asker => {
        const { request } = signedRequest(key, query, nowSeconds() + apart);
        const [answer] = await asker.udp([withTtl(mac === undefined ? request : withMac(request, mac), ttl)]);
        return told(answer);
      }),
    );
    const wanted = typeof expected === 'string' ? NAMES.map(() => expected) : expected;
    expect(answers).toEqual(wanted);
  });

  test('the answers of all are verified here, and an answer to another query is not', async () => {
    const query = buildQuery('www.shop.example. A', { rd: false });
    for (const asker of fleet.askers) {
      const [first, second] = [
        signedRequest(KEY, query, nowSeconds()),
        signedRequest(KEY, query, nowSeconds() - 1),
      ];
      const [answer] = await asker.udp([first.request]);
      expect(second.verifier.verify(answer!, nowSeconds())).toBe(VERIFIED.WRONG_MAC);
      expect(first.verifier.verify(answer!, nowSeconds())).toBe(VERIFIED.SIGNED);
    }
  });

  test.each(NAMES.map(name => [name] as const))(
    'a transfer of %s in several messages is verified',
    async name => {
      const { port } = fleet.askers[NAMES.indexOf(name)];
      const { request, verifier } = signedRequest(
        KEY,
        buildQuery('shop.example. AXFR', { rd: false, edns: false }),
        nowSeconds(),
      );
      const found: number[] = [];
      let soas = 0;
      await stream(port, request, message => {
        found.push(verifier.verify(message, nowSeconds()));
        soas += decodeMessage(message).answer.filter(({ type }) => type === 6).length;
        return soas === 2;
      });
      expect(found.length).toBeGreaterThan(2);
      const good: readonly number[] = [VERIFIED.SIGNED, VERIFIED.NOT_YET];
      expect(found.filter(each => !good.includes(each))).toEqual([]);
      expect(verifier.mayEnd).toBe(true);
    },
  );

  test.each(TSIG_ALGORITHMS.map(algorithm => [algorithm] as const))(
    'dig and kdig believe %s',
    async algorithm => {
      const port = String(fleet.askers[0].port);
      const ask = (tool: string, secret: string, more: readonly string[] = []) =>
        finish(program(tool)!, [
          '@127.0.0.1',
          '-p',
          port,
          '-y',
          `${algorithm}:${algorithm}.key:${secret}`,
          'www.shop.example',
          '+norecurse',
          'A',
          ...more,
        ]);
      for (const tool of ['dig', 'kdig'])
        for (const transport of ['+notcp', '+tcp']) {
          const { stdout, stderr } = await ask(tool, SECRET, [transport]);
          const said = stdout + stderr;
          expect(said).toMatch(/status: NOERROR/);
          expect(said).toMatch(/192\.0\.2\.1/);
          expect(said).not.toMatch(/WARNING|ERROR:|could not|verify/i);
        }
      const { stdout } = await ask('dig', Buffer.from('another').toString('base64'));
      expect(stdout).toMatch(/tsig indicates error|BADSIG/);
    },
  );
});
