// Mistakes in the text of RDATA: which word is at fault, and what was expected.
import { describe, expect, test } from 'vitest';
import { mistakeIn } from './words.js';

const sha1 = '123456789abcdef67890123456789abcdef67890'.toUpperCase();

/** Type, text, the index of the offending word, and what the message says. */
const bad: [type: string, text: string, index: number, message: string][] = [
  ['A', '10.0.0.256', 0, 'expected an IPv4 address, found "10.0.0.256"'],
  ['A', '', 0, 'expected an IPv4 address, found the end of the record'],
  ['A', '"10.0.0.1"', 0, 'quotes'],
  ['A', '10.0.0.1 10.0.0.2', 1, 'expected the end of the record, found "10.0.0.2"'],
  ['AAAA', '10.0.0.1', 0, 'expected an IPv6 address'],
  ['NS', 'a..b', 0, 'a label is empty'],
  ['CNAME', 'x'.repeat(64), 0, 'a label is over 63 octets'],
  ['MX', 'mail 10', 0, 'expected a number from 0 to 65535, found "mail"'],
  ['MX', '65536 mail', 0, 'expected a number from 0 to 65535'],
  ['MX', '10', 1, 'expected a domain name, found the end of the record'],
  ['SRV', '0 5 -1 sip', 2, 'expected a number from 0 to 65535'],
  ['SOA', 'ns host 1 2 3 4x 5', 5, 'expected a period'],
  ['SOA', 'ns host 4294967296 2 3 4 5', 2, 'expected a number from 0 to 4294967295'],
  ['TXT', '', 0, 'found the end of the record'],
  ['TXT', `ok ${'x'.repeat(256)}`, 1, 'it has 256'],
  ['TXT', 'a\\25x', 0, 'an escape needs three digits'],
  ['TXT', 'a\\256', 0, 'over 255'],
  ['TXT', 'v="x y"', 0, 'put the whole string in quotes'],
  ['HINFO', 'one', 1, 'found the end of the record'],
  ['CAA', '0 is-sue ca', 1, 'expected a property tag'],
  ['CAA', '256 issue ca', 0, 'expected a number from 0 to 255'],
  ['NAPTR', '1 1 S s "!a!b" .', 4, 'expected a substitution'],
  ['SSHFP', '2 1 1234', 2, 'expected a digest of 20 octets'],
  ['DS', `1 8 2 ${sha1}`, 3, 'expected a digest of 32 octets'],
  ['DS', '1 NOSUCH 2 00', 1, 'expected a number from 0 to 255'],
  ['TLSA', '3 1 1 abc', 3, 'an odd number'],
  ['TLSA', '3 1 1 ab xy', 4, 'expected hexadecimal digits, found "xy"'],
  ['DNSKEY', '257 3 8 AQI', 3, 'padding'],
  ['DNSKEY', '257 3 8 AR==', 3, 'padding'],
  ['DNSKEY', '257 3 8 AQ!D', 3, 'expected base64'],
  ['RRSIG', 'A 5 3 86400 20030231000000 0 1 . AQID', 4, 'expected a time'],
  ['RRSIG', 'A 5 3 86400 4294967296 0 1 . AQID', 4, 'expected a time'],
  ['RRSIG', 'NOSUCH 5 3 86400 0 0 1 . AQID', 0, 'expected a record type'],
  ['NSEC', 'host', 1, 'expected a record type'],
  ['NSEC', 'host A NOSUCH', 2, 'found "NOSUCH"'],
  ['NSEC3', '1 1 12 xyz 2T7B A', 3, 'expected a salt'],
  ['NSEC3', '1 1 12 - w7 A', 4, 'expected a hash in base32hex'],
  ['LOC', '91 N 0 E 0m', 0, 'expected degrees from 0 to 90'],
  ['LOC', '90 0 1 N 0 E 0m', 3, 'too large'],
  ['LOC', '52 60 N 0 E 0m', 1, 'expected degrees'],
  ['LOC', '52 N 0 E high', 4, 'expected metres'],
  ['LOC', '52 N 0 N 0m', 3, 'then E or W'],
  ['DSYNC', 'NOSUCH NOTIFY 53 a.', 0, 'expected a record type'],
  ['DSYNC', 'CDS NOSUCH 53 a.', 1, 'expected a number from 0 to 255, found "NOSUCH"'],
  ['DSYNC', 'CDS 256 53 a.', 1, 'expected a number from 0 to 255'],
  ['DSYNC', 'CDS NOTIFY 65536 a.', 2, 'expected a number from 0 to 65535'],
  ['DSYNC', 'CDS NOTIFY 53', 3, 'expected a domain name'],
  ['WALLET', '', 0, 'found the end of the record'],
  ['HHIT', '', 0, 'expected base64'],
  ['SVCB', '1 foo. alpn=', 2, 'expected a list of protocol names'],
  ['SVCB', '1 foo. alpn=h2,', 2, 'expected a list of protocol names'],
  ['SVCB', '1 foo. port=65536', 2, 'expected a port'],
  ['SVCB', '1 foo. ipv4hint=::1', 2, 'expected a list of IPv4 addresses'],
  ['SVCB', '1 foo. ipv6hint=1.2.3.4', 2, 'expected a list of IPv6 addresses'],
  ['SVCB', '1 foo. ech=***', 2, 'expected base64'],
  ['SVCB', '1 foo. nosuch=1', 2, 'expected a SvcParam'],
  ['SVCB', '1 foo. key65536=1', 2, 'expected a SvcParam'],
  ['SVCB', '1 foo. PORT=1', 2, 'expected a SvcParam'],
  ['RRSIG', 'A 5 3 1h 20300322173103 20300220173103 1 @ AQID', 3, 'expected a number'],
  ['LOC', '1 n 1 E 0m', 1, 'then N or S'],
  ['ISDN', '', 0, 'expected a string'],
  ['NSAP', '0x4', 0, 'an NSAP address'],
  ['NSAP', '47', 0, 'an NSAP address'],
  ['APL', '1:192.0.2.0/33', 0, 'the prefix is over 32 bits'],
  ['APL', '1:2001:db8::/32', 0, 'an address prefix'],
  ['APL', '3:192.0.2.0/24', 0, 'an address prefix'],
  ['IPSECKEY', '10 4 2 x AQID', 2, 'a gateway type from 0 to 3'],
  ['IPSECKEY', '10 0 2 x AQID', 3, 'a dot'],
  ['IPSECKEY', '10 1 2 host AQID', 3, 'an IPv4 address'],
  ['AMTRELAY', '10 2 0 .', 1, 'a discovery bit'],
  ['AMTRELAY', '10 1 4 .', 2, 'a relay type'],
  ['HIP', '2 2 AQID', 1, 'a host identity tag'],
  ['HIP', '2 20 A', 2, 'a public key'],
  ['NID', '1 1:2:3', 1, 'four groups'],
  ['EUI48', '00-00-5e-00-53', 0, '6 octets'],
  ['EUI64', '00005eef1000002a', 0, '8 octets'],
  ['SVCB', '1 foo. key01=h2', 2, 'expected a SvcParam'],
  ['SVCB', '1 foo. key1=h2', 2, 'as octets after key1='],
  ['SVCB', '1 foo. port=1 port=1', 3, 'port is repeated'],
  ['SVCB', '1 foo. alpn=h2 no-default-alpn=1', 3, 'without a value'],
  ['SVCB', '1 foo. no-default-alpn', 2, 'needs alpn'],
  ['SVCB', '1 foo. mandatory=alpn', 2, 'mandatory lists alpn, which is missing'],
  ['SVCB', '1 foo. mandatory=mandatory', 2, 'other than mandatory'],
  ['SVCB', '1 foo. mandatory=port,port port=1', 2, 'different SvcParamKeys'],
  ['A', '\\# 3 0a0000', 0, 'the octets are not RDATA of type A'],
  ['TYPE65280', '\\# 4 0a', 2, 'expected 4 octets'],
  ['TYPE65280', '\\# x', 1, 'expected a length'],
  ['TYPE65280', '10.0.0.1', 0, 'expected RDATA of TYPE65280 as \\# length hex'],
  ['TYPE65280', '"\\#" 0', 0, 'expected RDATA of TYPE65280'],
];

describe('mistakes name the word and what was expected', () => {
  test.each(bad)('%s %s', (type, text, index, message) => {
    const mistake = mistakeIn(type, text);
    expect(mistake.message).toContain(message);
    expect(mistake.index).toBe(index);
  });

  test('RDATA over 65535 octets', () => {
    const text = `${'x'.repeat(255)} `.repeat(256);
    expect(mistakeIn('TXT', text).message).toContain('over 65535 octets');
  });
});
