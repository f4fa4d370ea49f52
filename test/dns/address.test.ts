// Addresses as text and as octets, with node:net as the oracle.
import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressInto, addressToText, ipv4FromText, ipv6FromText } from '../../src/dns/address.js';

describe('IPv4', () => {
  test.each(['0.0.0.0', '127.0.0.1', '255.255.255.255', '1.20.103.4'])(
    '%s is read and written back',
    text => {
      expect(addressToText(ipv4FromText(text)!)).toBe(text);
    },
  );

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.00',
    '1..2.3',
    '1.2.3.',
    '.1.2.3',
    '0x7f.0.0.1',
    '1.2.3.4 ',
    '127.1',
    '1.2.3.-4',
    '1.2.3.4444444444',
  ])('%j is refused', text => {
    expect(ipv4FromText(text)).toBeUndefined();
  });

  test('what is accepted is what node:net accepts', () => {
    const nearly = fc.array(fc.constantFrom('0', '1', '25', '255', '256', '.', '.', ' ', '-'), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(nearly, parts => {
        const text = parts.join('');
        expect(ipv4FromText(text) !== undefined).toBe(isIPv4(text));
      }),
    );
  });
});

describe('IPv6', () => {
  // RFC 5952 §4: no leading zeros, the longest run of zeros cut, the first of equal runs, lower case.
  test.each([
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['0:0:1:0:0:0:1:0', '0:0:1::1:0'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['1:2:3:4:5:6:192.0.2.1', '1:2:3:4:5:6:c000:201'],
    ['fe80::', 'fe80::'],
  ])('%s is written as %s', (text, canonical) => {
    expect(addressToText(ipv6FromText(text)!)).toBe(canonical);
  });

  test.each([
    '',
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '1:2:3:4:5:6:7::8',
    '12345::',
    'fe80::1%eth0',
    '::1.2.3',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '1:2:3:4:5:6:7:1.2.3.4',
    'g::',
    '[::1]',
    '127.0.0.1',
  ])('%j is refused', text => {
    expect(ipv6FromText(text)).toBeUndefined();
  });

  test('what is accepted is what node:net accepts, but for a gap of no groups', () => {
    const nearly = fc.array(fc.constantFrom('0', 'a', 'ffff', ':', ':', '::', '1.2.3.4', '12345'), {
      maxLength: 17,
    });
    fc.assert(
      fc.property(nearly, parts => {
        const text = parts.join('');
        expect(ipv6FromText(text) !== undefined).toBe(isIPv6(text));
      }),
    );
  });

  test('every address comes back from its text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 0, 0, 1, 0xff), { minLength: 16, maxLength: 16 }), octets => {
        const address = Uint8Array.from(octets);
        expect([...ipv6FromText(addressToText(address))!]).toEqual(octets);
      }),
    );
  });
});

describe('an address into octets', () => {
  const into = (text: string) => {
    const octets = new Uint8Array(20);
    return octets.slice(2, 2 + addressInto(text, octets, 2));
  };

  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:192.0.2.1%1', '::ffff:192.0.2.1'],
  ])('%s is %s', (text, bare) => {
    expect(addressToText(into(text))).toBe(bare);
  });

  test.each(['', '%eth0', ':', '192.0.2', '1:2', '\u0131.2.3.4', 'localhost', `${'0'.repeat(45)}::1`])(
    'what stood there before has no part in %j',
    text => {
      into('::1');
      expect(into(text)).toEqual(into(''));
    },
  );
});
