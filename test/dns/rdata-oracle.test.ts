// RDATA in wire form is as dns-packet makes it.
import { type Answer, encode } from 'dns-packet';
import { describe, expect, test } from 'vitest';
import { wireOf } from './words.js';

/** Header, the root as owner, then type, class, TTL and RDLENGTH. */
const BEFORE_RDATA = 12 + 1 + 2 + 2 + 4 + 2;

/** The RDATA that dns-packet makes, which never compresses names. */
function oracle(type: string, data: unknown): number[] {
  const answer = { type, name: '.', data } as Answer;
  return [...encode({ type: 'response', answers: [answer] }).subarray(BEFORE_RDATA)];
}

const signature = Buffer.from('AQIDBAU=', 'base64');
const digest = Buffer.from('0123456789abcdef'.repeat(4), 'hex');

const cases: [type: string, text: string, data: unknown][] = [
  ['A', '192.0.2.1', '192.0.2.1'],
  ['AAAA', '2001:db8::53:1', '2001:db8::53:1'],
  ['NS', 'ns1', 'ns1.example.com'],
  ['CNAME', '@', 'example.com'],
  ['DNAME', 'other.test.', 'other.test'],
  ['PTR', 'host', 'host.example.com'],
  ['MX', '10 mail', { preference: 10, exchange: 'mail.example.com' }],
  ['TXT', 'one "two three"', [Buffer.from('one'), Buffer.from('two three')]],
  ['HINFO', 'cpu os', { cpu: 'cpu', os: 'os' }],
  ['SRV', '1 2 3 sip', { priority: 1, weight: 2, port: 3, target: 'sip.example.com' }],
  ['RP', 'm. t.', { mbox: 'm', txt: 't' }],
  ['CAA', '128 issue "ca.test"', { flags: 128, tag: 'issue', value: 'ca.test', issuerCritical: true }],
  [
    'SOA',
    'ns host 1 2h 3m 4d 5',
    {
      mname: 'ns.example.com',
      rname: 'host.example.com',
      serial: 1,
      refresh: 7200,
      retry: 180,
      expire: 345_600,
      minimum: 5,
    },
  ],
  [
    'NAPTR',
    '100 10 S SIP+D2U "!^.*$!sip:a@b!" .',
    {
      order: 100,
      preference: 10,
      flags: 'S',
      services: 'SIP+D2U',
      regexp: '!^.*$!sip:a@b!',
      replacement: '.',
    },
  ],
  ['SSHFP', `4 2 ${digest.toString('hex')}`, { algorithm: 4, hash: 2, fingerprint: digest.toString('hex') }],
  [
    'TLSA',
    `3 1 1 ${digest.toString('hex')}`,
    { usage: 3, selector: 1, matchingType: 1, certificate: digest },
  ],
  ['DS', `7 ED25519 2 ${digest.toString('hex')}`, { keyTag: 7, algorithm: 15, digestType: 2, digest }],
  ['DNSKEY', '257 3 15 AQIDBAU=', { flags: 257, algorithm: 15, key: signature }],
  [
    'RRSIG',
    'MX 15 2 3600 20300102030405 20200102030405 9 @ AQIDBAU=',
    {
      typeCovered: 'MX',
      algorithm: 15,
      labels: 2,
      originalTTL: 3600,
      expiration: Date.UTC(2030, 0, 2, 3, 4, 5) / 1000,
      inception: Date.UTC(2020, 0, 2, 3, 4, 5) / 1000,
      keyTag: 9,
      signersName: 'example.com',
      signature,
    },
  ],
  [
    'NSEC',
    'next AAAA A RRSIG CAA',
    { nextDomain: 'next.example.com', rrtypes: ['A', 'AAAA', 'RRSIG', 'CAA'] },
  ],
  [
    'NSEC3',
    '1 0 10 AABB CPNMUOJ1E8 A MX',
    {
      algorithm: 1,
      flags: 0,
      iterations: 10,
      salt: Buffer.from('aabb', 'hex'),
      nextDomain: Buffer.from('foobar'),
      rrtypes: ['A', 'MX'],
    },
  ],
];

describe('the wire form is the one that dns-packet makes', () => {
  test.each(cases)('%s %s', (type, text, data) => {
    expect([...wireOf(type, text)]).toEqual(oracle(type, data));
  });
});

// RFC 9460 appendix D.2: test vectors of the standard itself, since dns-packet does not know SVCB.
test.each([
  ['0 foo.example.com.', '0000 03666f6f076578616d706c6503636f6d00'],
  ['1 .', '0001 00'],
  ['16 foo.example.com. port=53', '0010 03666f6f076578616d706c6503636f6d00 0003 0002 0035'],
  [
    '1 foo.example.com. key667="hello\\210qoo"',
    '0001 03666f6f076578616d706c6503636f6d00 029b 0009 68656c6c6fd2716f6f',
  ],
  [
    '16 foo.example.org. alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1',
    '0010 03666f6f076578616d706c65036f726700 0000 0004 00010004 0001 0009 02683205683 32d3139 0004 0004 c0000201',
  ],
  [
    '16 foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2"',
    '0010 03666f6f076578616d706c65036f726700 0001 000c 08665c6f6f2c626172 026832',
  ],
  [
    '16 foo.example.org. alpn=f\\\\\\092oo\\092,bar,h2',
    '0010 03666f6f076578616d706c65036f726700 0001 000c 08665c6f6f2c626172 026832',
  ],
])('SVCB %s', (text, hex) => {
  expect(Buffer.from(wireOf('SVCB', text)).toString('hex')).toBe(hex.replace(/ /g, ''));
});
