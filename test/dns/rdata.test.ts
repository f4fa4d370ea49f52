// RDATA of every type from text to wire and back.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../src/dns/name.js';
import { rdataFromTokens } from '../../src/dns/rdata/from-tokens.js';
import { fieldsOf } from '../../src/dns/rdata/table.js';
import { rdataToText } from '../../src/dns/rdata/to-text.js';
import { TYPE, typeFromText, typeToText } from '../../src/dns/types.js';
import { wireOf, words } from './words.js';

const sha1 = '123456789abcdef67890123456789abcdef67890'.toUpperCase();
const sha256 = '0123456789ABCDEF'.repeat(4);
const sha384 = '0123456789ABCDEF'.repeat(6);
/** In words of 56 characters, as dig prints it. */
const split = (text: string) => text.match(/.{1,56}/g)!.join(' ');

/** Type, text as written, and text as printed where that differs. */
const good: [type: string, text: string, printed?: string][] = [
  ['A', '192.0.2.1'],
  ['AAAA', '2001:DB8::1', '2001:db8::1'],
  ['NS', 'ns1', 'ns1.example.com.'],
  ['NS', '@', 'example.com.'],
  ['CNAME', 'a\\.b.c.', 'a\\.b.c.'],
  ['DNAME', 'other.example.'],
  ['PTR', 'host', 'host.example.com.'],
  ['MD', 'a.'],
  ['MF', 'a.'],
  ['MB', 'a.'],
  ['MG', 'a.'],
  ['MR', 'a.'],
  ['MINFO', 'a. b.'],
  [
    'SOA',
    'ns host.master 2024010100 1h 15M 1w2d 300',
    'ns.example.com. host.master.example.com. 2024010100 3600 900 777600 300',
  ],
  ['MX', '10 mail', '10 mail.example.com.'],
  ['MX', '0 .'],
  ['TXT', 'plain "two words" ""', '"plain" "two words" ""'],
  ['TXT', '"a\\"b\\\\c\\009\\200;"'],
  ['TXT', 'semi\\;colon', '"semi;colon"'],
  ['TXT', '"ü"', '"\\195\\188"'],
  ['SPF', '"v=spf1 -all"'],
  ['HINFO', 'PC-Intel-700mhz "Redhat Linux 7.1"', '"PC-Intel-700mhz" "Redhat Linux 7.1"'],
  ['RP', 'louie.trantor.umd.edu. lam1.people.'],
  ['AFSDB', '1 afs.'],
  ['SRV', '0 5 5060 sip', '0 5 5060 sip.example.com.'],
  ['NAPTR', '100 10 "S" "SIP+D2U" "!^.*$!sip:info@example.com!" .'],
  ['NAPTR', '100 10 "" "" "/urn:cid:.+@([^\\\\.]+\\\\.)(.*)$/\\\\2/i" _sip._udp.'],
  ['NAPTR', '100 50 "a" "z3950+N2L+N2C" "" cidserver.'],
  ['CAA', '0 issue "letsencrypt.org"'],
  ['CAA', '128 tbs Unknown', '128 tbs "Unknown"'],
  ['CAA', '0 issue ""'],
  ['URI', '10 1 "ftp://ftp1.example.com/public"'],
  ['SSHFP', `2 1 ${sha1}`],
  ['SSHFP', `4 2 ${sha256.slice(0, 30)} ${sha256.slice(30)}`, `4 2 ${split(sha256)}`],
  ['TLSA', `3 1 1 ${sha256}`, `3 1 1 ${split(sha256)}`],
  ['SMIMEA', '3 0 0 00FF'],
  ['DS', `20326 RSASHA256 2 ${sha256}`, `20326 8 2 ${split(sha256)}`],
  ['DS', `60485 5 1 ${sha1}`],
  ['CDS', '0 0 0 00'],
  [
    'DNSKEY',
    '257 3 8 AQPSKmynfzW4kyBv015MUG2DeIQ3Cbl+BBZH4b/0PY1kxkmvHjcZc8no kfzj31GajIQKY+5CptLr3buXA10hWqTk',
  ],
  ['CDNSKEY', '0 3 0 AA=='],
  ['KEY', '256 3 5 AQID'],
  ['CERT', 'PKIX 0 8 AQID', 'PKIX 0 8 AQID'],
  ['CERT', '65280 1 8 AQID'],
  [
    'RRSIG',
    'A 5 3 86400 20030322173103 20030220173103 2642 @ AQID',
    'A 5 3 86400 20030322173103 20030220173103 2642 example.com. AQID',
  ],
  [
    'RRSIG',
    'TYPE65280 13 0 3600 0 4294967295 1 . AQID',
    'TYPE65280 13 0 3600 19700101000000 21060207062815 1 . AQID',
  ],
  ['NSEC', 'host A MX RRSIG NSEC TYPE1234', 'host.example.com. A MX RRSIG NSEC TYPE1234'],
  ['NSEC', 'host CAA a A', 'host.example.com. A CAA'],
  [
    'NSEC3',
    '1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX A',
    '1 1 12 AABBCCDD 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A MX',
  ],
  ['NSEC3', '1 0 0 - 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR'],
  ['NSEC3PARAM', '1 0 0 -'],
  ['NSEC3PARAM', '1 0 10 AB'],
  ['OPENPGPKEY', 'mQENBFVHm5sBCAA='],
  ['ZONEMD', `2018031500 1 1 ${sha384}`, `2018031500 1 1 ${split(sha384)}`],
  ['CSYNC', '66 3 A NS AAAA'],
  ['CSYNC', '66 3'],
  ['LOC', '52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m'],
  ['LOC', '42 21 54 N 71 06 18 W -24m 30m', '42 21 54.000 N 71 6 18.000 W -24.00m 30m 10000m 10m'],
  ['LOC', '90 S 180 W 42849672.95', '90 0 0.000 S 180 0 0.000 W 42849672.95m 1m 10000m 10m'],
  [
    'LOC',
    '0 0 0.001 N 0 E -100000.00 90000000.00 0.05m',
    '0 0 0.001 N 0 0 0.000 E -100000.00m 90000000m 0.05m 10m',
  ],
  ['SVCB', '0 foo', '0 foo.example.com.'],
  ['HTTPS', '1 . alpn=h2,h3 port=443', '1 . alpn="h2,h3" port=443'],
  ['HTTPS', '1 . port=443 alpn="h2"', '1 . alpn="h2" port=443'],
  [
    'SVCB',
    '16 foo alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1',
    '16 foo.example.com. mandatory=alpn,ipv4hint alpn="h2,h3-19" ipv4hint=192.0.2.1',
  ],
  ['SVCB', '1 foo. ipv6hint="2001:db8::1,2001:db8::53:1"', '1 foo. ipv6hint=2001:db8::1,2001:db8::53:1'],
  ['SVCB', '1 foo. key667="hello\\210qoo"', '1 foo. key667="hello\\210qoo"'],
  ['SVCB', '1 foo. key667'],
  ['SVCB', '1 foo. key3=\\000\\053', '1 foo. port=53'],
  ['SVCB', '16 foo. alpn="f\\\\\\\\oo\\\\,bar,h2"'],
  ['SVCB', '1 foo. alpn=h2 no-default-alpn ech=AEP+', '1 foo. alpn="h2" no-default-alpn ech=AEP+'],
  ['SVCB', '1 dns. alpn=h2 dohpath=/dns-query{?dns}', '1 dns. alpn="h2" dohpath="/dns-query{?dns}"'],
  ['SVCB', '1 dns. ohttp'],
  ['SVCB', '1 dns. alpn=h2 dohpath=/q{?x,dns}', '1 dns. alpn="h2" dohpath="/q{?x,dns}"'],
  ['SVCB', '1 foo. tls-supported-groups="29,23"', '1 foo. tls-supported-groups=29,23'],
  ['SVCB', '1 foo. key9=\\000\\029', '1 foo. tls-supported-groups=29'],
  ['SVCB', '1 foo. docpath'],
  ['SVCB', '1 foo. docpath=""', '1 foo. docpath'],
  ['SVCB', '1 foo. docpath="a\\\\,b,c"'],
  ['SVCB', '1 foo. alpn=foo\\\\\\\\', '1 foo. alpn="foo\\\\\\\\"'],
  ['SVCB', '1 foo. mandatory=key11 key11=""', '1 foo. mandatory=key11 key11'],
  ['SVCB', '0 foo. port=1 key65535="x"'],
  ['X25', '311061700956', '"311061700956"'],
  ['ISDN', '150862028003217 004', '"150862028003217" "004"'],
  ['RT', '2 relay', '2 relay.example.com.'],
  ['KX', '10 host', '10 host.example.com.'],
  ['PX', '50 map. x400.'],
  ['NSAP', '0x47.0005.80.005a00', '0x47000580005a00'],
  ['GPOS', '-32.6882 116.8652 10.0', '"-32.6882" "116.8652" "10.0"'],
  ['APL', '1:192.168.32.0/21 !1:192.168.38.0/28 2:ff00::/8'],
  ['APL', ''],
  ['IPSECKEY', '10 0 2 . AQID'],
  ['IPSECKEY', '10 1 2 192.0.2.38 AQID'],
  ['IPSECKEY', '10 2 2 2001:db8::1 AQID'],
  ['IPSECKEY', '10 3 0 gateway', '10 3 0 gateway.example.com.'],
  ['AMTRELAY', '10 0 0 .'],
  ['AMTRELAY', '10 1 3 relay', '10 1 3 relay.example.com.'],
  ['AMTRELAY', '128 0 2 2001:db8::15'],
  ['DHCID', 'AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA='],
  ['HIP', '2 200100107B1A74DF AwEAAbdx rvs1. rvs2.'],
  ['HIP', '2 20 AQID'],
  ['NINFO', 'a "b c"', '"a" "b c"'],
  ['TALINK', 'a. b.'],
  ['NID', '10 14:4fff:FF20:ee64', '10 14:4fff:ff20:ee64'],
  ['L32', '10 10.1.2.0'],
  ['L64', '10 2001:db8:1140:1000'],
  ['LP', '10 l64', '10 l64.example.com.'],
  ['EUI48', '00-00-5E-00-53-2a', '00-00-5e-00-53-2a'],
  ['EUI64', '00-00-5e-ef-10-00-00-2a'],
  ['AVC', 'name:x', '"name:x"'],
  ['RESINFO', 'qnamemin exterr=15-17', '"qnamemin" "exterr=15-17"'],
  ['WALLET', 'BTC "one two"', '"BTC" "one two"'],
  ['DSYNC', 'CDS NOTIFY 5359 cds-scanner', 'CDS NOTIFY 5359 cds-scanner.example.com.'],
  ['DSYNC', 'csync notify 53 .', 'CSYNC NOTIFY 53 .'],
  ['DSYNC', 'TYPE66 1 0 a.', 'DSYNC NOTIFY 0 a.'],
  ['DSYNC', 'TYPE65280 0 65535 Host.Test.', 'TYPE65280 0 65535 Host.Test.'],
  ['DSYNC', 'ANY 255 53 a.'],
  ['HHIT', 'AQID'],
  ['BRID', 'AQID AQID', 'AQIDAQID'],
  ['NSAP-PTR', 'host', 'host.example.com.'],
  ['EID', '0102 0a', '01020A'],
  ['NIMLOC', '01020A'],
  ['SINK', '1 2 3'],
  ['SINK', '1 2 3 AQID'],
  ['RKEY', '0 3 RSASHA256 AQID', '0 3 8 AQID'],
  ['TA', `1 8 2 ${'ab'.repeat(32)}`, `1 8 2 ${split('AB'.repeat(32))}`],
  ['DLV', `1 8 2 ${'ab'.repeat(32)}`, `1 8 2 ${split('AB'.repeat(32))}`],
  ['WKS', '192.0.2.1 tcp SMTP 80 7', '192.0.2.1 6 7 25 80'],
  ['WKS', '192.0.2.1 17 domain', '192.0.2.1 17 53'],
  ['WKS', '192.0.2.1 99 65535', '192.0.2.1 99 65535'],
  ['WKS', '192.0.2.1 6'],
  ['NXT', 'host A NXT SIG', 'host.example.com. A SIG NXT'],
  ['NXT', 'host.'],
  ['ATMA', '+61.200000000', '+61200000000'],
  ['ATMA', '39.246f.00.0e7c9c', '39246f000e7c9c'],
  ['A6', '0 2001:db8::1'],
  ['A6', '64 2001:db8::1 prefix', '64 ::1 prefix.example.com.'],
  ['A6', '67 ::ffff:0:0:1 p.', '67 ::1fff:0:0:1 p.'],
  ['A6', '128 p.'],
  ['DOA', '1 2 3 text/plain AQID AQID', '1 2 3 "text/plain" AQIDAQID'],
  ['DOA', '4294967295 0 255 "" -'],
  ['CLA', 'TCP-v4-v6 "UDP v4"', '"TCP-v4-v6" "UDP v4"'],
  ['IPN', '974848'],
  ['IPN', '18446744073709551615'],
  ['IPN', '1.2', '4294967298'],
  ['UINFO', '\\# 2 ABCD'],
  ['GID', '\\# 0'],
  ['TYPE65280', '\\# 4 0A000001'],
  ['TYPE65280', '\\# 0'],
  ['A', '\\# 4 0a 00 00 01', '10.0.0.1'],
  ['TXT', '\\# 3 026869', '"hi"'],
];

/** RFC 9460 appendix D.1 and D.2: what is written, and the RDATA. */
const vectors: [text: string, hex: string][] = [
  ['0 foo.example.com.', '0000 03666f6f076578616d706c6503636f6d00'],
  ['1 .', '0001 00'],
  ['16 foo.example.com. port=53', '0010 03666f6f076578616d706c6503636f6d00 0003 0002 0035'],
  ['1 foo.example.com. key667=hello', '0001 03666f6f076578616d706c6503636f6d00 029b 0005 68656c6c6f'],
  [
    '1 foo.example.com. key667="hello\\210qoo"',
    '0001 03666f6f076578616d706c6503636f6d00 029b 0009 68656c6c6fd2716f6f',
  ],
  [
    '1 foo.example.com. ipv6hint="2001:db8::1,2001:db8::53:1"',
    '0001 03666f6f076578616d706c6503636f6d00 0006 0020 20010db8000000000000000000000001 20010db8000000000000000000530001',
  ],
  [
    '1 example.com. ipv6hint="2001:db8:122:344::192.0.2.33"',
    '0001 076578616d706c6503636f6d00 0006 0010 20010db8012203440000 0000c0000221',
  ],
  [
    '16 foo.example.org. alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1',
    '0010 03666f6f076578616d706c65036f726700 0000 0004 0001 0004 0001 0009 026832 0568332d3139 0004 0004 c0000201',
  ],
  [
    '16 foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2"',
    '0010 03666f6f076578616d706c65036f726700 0001 000c 08665c6f6f2c626172 026832',
  ],
  [
    '16 foo.example.org. alpn=f\\\\\\092oo\\092,bar,h2',
    '0010 03666f6f076578616d706c65036f726700 0001 000c 08665c6f6f2c626172 026832',
  ],
];

test.each(vectors)('SVCB %s is what RFC 9460 says', (text, hex) => {
  expect(Buffer.from(wireOf('SVCB', text)).toString('hex')).toBe(hex.replaceAll(' ', ''));
});

describe('text to wire and back', () => {
  test.each(good)('%s %s', (type, text, printed = text) => {
    const wire = wireOf(type, text);
    const shown = rdataToText(typeFromText(type)!, wire);
    expect(shown).toBe(printed);
    expect(wireOf(type, shown)).toEqual(wire);
  });

  test('every type of the table has an example here', () => {
    const shown = new Set(good.map(([type]) => type));
    const missing = [...fieldsOf.keys()].map(typeToText).filter(type => !shown.has(type));
    expect(missing).toEqual(['SIG']);
  });
});

test('malformed RDATA of a known type is printed in the generic form', () => {
  expect(rdataToText(TYPE.A, Uint8Array.of(1, 2, 3))).toBe('\\# 3 010203');
  expect(rdataToText(TYPE.MX, Uint8Array.of(0, 1, 0xc0, 0x0c))).toBe('\\# 4 0001C00C');
  expect(rdataToText(TYPE.TXT, new Uint8Array(0))).toBe('\\# 0');
});

test('any octets of any type have a text that comes back the same', () => {
  const type = fc.constantFrom(...fieldsOf.keys(), 65_280);
  const octets = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(type, octets, (number, rdata) => {
      const text = rdataToText(number, rdata);
      // The generic form of a known type is only read back when it is well-formed.
      if (text.startsWith('\\#') && fieldsOf.has(number)) return;
      expect([...rdataFromTokens(number, words(text), ROOT)]).toEqual([...rdata]);
    }),
    { numRuns: 3000 },
  );
});
