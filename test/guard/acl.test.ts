// Who is let in: entries of every form, the machine's own subnets, and the mistakes that are reported.
import { describe, expect, it } from 'vitest';
import { Acl } from '../../src/guard/acl.js';
import type { Interfaces } from '../../src/guard/local-networks.js';

const lan: Interfaces = {
  lo: [{ address: '127.0.0.1', cidr: '127.0.0.1/8', family: 'IPv4' }],
  eth0: [
    { address: '192.168.7.20', cidr: '192.168.7.20/24', family: 'IPv4' },
    { address: '2001:db8:7::20', cidr: '2001:db8:7::20/64', family: 'IPv6' },
  ],
  vpn: [
    { address: '10.8.0.6', cidr: '10.8.0.6/32', family: 'IPv4' },
    { address: '10.9.0.6', cidr: '10.9.0.6/0', family: 'IPv4' },
    { address: '10.10.0.6', cidr: null, family: 'IPv4' },
  ],
};

describe('local', () => {
  const acl = Acl.local({ interfaces: () => lan });

  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '169.254.3.4',
    'fe80::1',
    'fe80::1%eth0',
    '192.168.7.255',
    '2001:db8:7::ffff',
    '10.8.0.6',
  ])('allows %s', address => {
    expect(acl.allows(address)).toBe(true);
    expect(acl.allows(address)).toBe(true);
  });

  it.each([
    '192.168.8.1',
    '8.8.8.8',
    '::ffff:8.8.8.8',
    '2001:db8:8::1',
    '10.8.0.7',
    '10.10.0.6',
    'fec0::1',
    'not an address',
    '',
  ])('does not allow %s', address => {
    expect(acl.allows(address)).toBe(false);
    expect(acl.allows(address)).toBe(false);
  });

  it('follows the interfaces, after 30 s at most', () => {
    let nowMs = 0;
    let interfaces: Interfaces = {};
    const changing = Acl.of(['local'], { interfaces: () => interfaces, now: () => nowMs });
    expect(changing.allows('192.168.7.1')).toBe(false);
    interfaces = lan;
    nowMs = 29_999;
    expect(changing.allows('192.168.7.1')).toBe(false);
    nowMs = 30_000;
    expect(changing.allows('192.168.7.1')).toBe(true);
    interfaces = {};
    nowMs = 60_000;
    expect(changing.allows('192.168.7.1')).toBe(false);
  });

  it('still allows loopback when the interfaces cannot be read', () => {
    const blind = Acl.local({
      interfaces: () => {
        throw new Error('uv_interface_addresses');
      },
    });
    expect(blind.allows('127.0.0.1')).toBe(true);
    expect(blind.allows('192.168.7.1')).toBe(false);
  });

  it('knows this machine', () => {
    expect(Acl.local().allows('127.0.0.1')).toBe(true);
  });
});

describe('entries', () => {
  it.each([
    ['192.0.2.0/24', '192.0.2.99', true],
    ['192.0.2.0/24', '192.0.3.1', false],
    ['192.0.2.77/24', '192.0.2.1', true],
    ['192.0.2.128/25', '192.0.2.127', false],
    ['192.0.2.4', '192.0.2.4', true],
    ['192.0.2.4', '192.0.2.5', false],
    ['192.0.2.4', '::ffff:192.0.2.4', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/33', '2001:db8:8000::1', false],
    ['2001:DB8::1', '2001:db8::1', true],
    ['::ffff:10.0.0.0/104', '10.200.0.1', true],
    ['0.0.0.0/0', '203.0.113.1', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '2001:db8::1', true],
    ['any', '203.0.113.1', true],
    ['any', '2001:db8::1', true],
    ['any', '::ffff:203.0.113.1', true],
    ['none', '127.0.0.1', false],
  ])('%s: %s is allowed: %s', (entry, address, verdict) => {
    expect(Acl.of([entry]).allows(address)).toBe(verdict);
  });

  it('allows what any entry allows, and nobody without entries', () => {
    const acl = Acl.of(['local', '203.0.113.0/24'], { interfaces: () => lan });
    expect(['127.0.0.1', '203.0.113.5', '8.8.8.8'].map(address => acl.allows(address))).toEqual([
      true,
      true,
      false,
    ]);
    expect(Acl.of([]).allows('127.0.0.1')).toBe(false);
  });

  it.each([
    ['localhost', '"localhost" is not a client network: expected an address, a prefix such as'],
    ['192.0.2.0/', '"192.0.2.0/" is not a client network'],
    ['192.0.2/24', '"192.0.2/24" is not a client network'],
    ['', '"" is not a client network'],
    ['192.0.2.0/33', 'the prefix length of "192.0.2.0/33" is over 32'],
    ['2001:db8::/129', 'the prefix length of "2001:db8::/129" is over 128'],
  ])('rejects %j', (entry, message) => {
    expect(() => Acl.of([entry])).toThrow(message);
  });

  it('rejects none beside other entries', () => {
    expect(() => Acl.of(['none', 'any'])).toThrow('"none" allows nobody and must be the only entry');
  });

  it('keeps its verdicts right when more addresses come than it remembers', () => {
    const acl = Acl.of(['10.0.0.0/17']);
    const wrong: string[] = [];
    for (let round = 0; round < 2; round++)
      for (let index = 0; index < 10_000; index++) {
        const address = `10.0.${index >> 6}.${index & 63}`;
        if (acl.allows(address) !== index >> 6 < 128) wrong.push(address);
      }
    expect(wrong).toEqual([]);
  });
});
