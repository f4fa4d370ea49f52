// Server cookies: the examples of RFC 9018, how long they hold, and what a change of the secret does to them.
import { describe, expect, test } from 'vitest';
import { Client } from '../../src/answer/client.js';
import { Cookies } from '../../src/guard/cookies.js';

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

function clientAt(address: string): Client {
  const client = new Client();
  client.address = address;
  return client;
}

/** Cookies under a clock and secrets of the test: random ones are 16 times 1, 2, 3 … */
function open(startSeconds: number, ...secrets: string[]) {
  const clock = { seconds: startSeconds };
  let turns = 0;
  const sources = { nowSeconds: () => clock.seconds, randomSecret: () => new Uint8Array(16).fill(++turns) };
  const cookies = new Cookies(sources, secrets.map(hex));
  return {
    clock,
    cookies,
    /** The whole cookie that a client gets for its own. */
    make(address: string, clientCookie = '2464c4abcf10c957'): string {
      const out = new Uint8Array(24);
      cookies.write(clientAt(address), hex(clientCookie), 0, out, 0);
      return Buffer.from(out).toString('hex');
    },
    accepts(address: string, cookie: string): boolean {
      const octets = hex(`ffff${cookie}ff`);
      return cookies.isValid(clientAt(address), octets, 2, octets.length - 3);
    },
  };
}

describe('the examples of RFC 9018, appendix A', () => {
  const SECRET = 'e5e973e5a6b2a43f48e7dc849e37bfcf';

  test('A.1 and A.2: a new cookie, and a renewed one', () => {
    const { clock, make, accepts } = open(1559731985, SECRET);
    const first = make('198.51.100.100');
    expect(first).toBe('2464c4abcf10c957010000005cf79f111f8130c3eee29480');
    clock.seconds = 1559734385;
    expect(accepts('198.51.100.100', first)).toBe(true);
    expect(make('198.51.100.100')).toBe('2464c4abcf10c957010000005cf7a871d4a564a1442aca77');
  });

  test('A.3: reserved octets that another server has set are part of the hash', () => {
    const { clock, make, accepts } = open(1559727985, SECRET);
    expect(accepts('203.0.113.203', 'fc93fc62807ddb8601abcdef5cf78f71a314227b6679ebf5')).toBe(true);
    clock.seconds = 1559734700;
    expect(make('203.0.113.203', 'fc93fc62807ddb86')).toBe(
      'fc93fc62807ddb86010000005cf7a9acf73a7810aca2381e',
    );
  });

  test('A.4: IPv6, a cookie under the former secret', () => {
    const { make, accepts } = open(
      1559741961,
      '445536bcd2513298075a5d379663c962',
      'dd3bdf9344b678b185a6f5cb60fca715',
    );
    const address = '2001:db8:220:1:59de:d0f4:8769:82b8';
    expect(accepts(address, '22681ab97d52c298010000005cf7c57926556bd0934c72f8')).toBe(true);
    expect(make(address, '22681ab97d52c298')).toBe('22681ab97d52c298010000005cf7c609a6bb79d16625507a');
  });
});

describe('a cookie', () => {
  test.each([
    ['198.51.100.7', '198.51.100.70'],
    ['2001:db8::7', '2001:db8::7:0'],
    ['::1', '1::'],
    ['fe80::1', 'fe80::2'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:9'],
    ['::ffff:192.0.2.1', '::ffff:198.0.2.1'],
  ])('holds for its client %s, and not for %s', (mine, other) => {
    const { make, accepts } = open(1_700_000_000);
    const cookie = make(mine);
    expect(accepts(mine, cookie)).toBe(true);
    expect(accepts(other, cookie)).toBe(false);
  });

  test('holds for a client behind whichever interface', () => {
    const { make, accepts } = open(1_700_000_000);
    expect(accepts('fe80::1%lo', make('fe80::1%eth0'))).toBe(true);
    expect(accepts('fe80::1', make('fe80::1%eth0'))).toBe(true);
  });

  test('holds for a client whose address is written in another way', () => {
    const { make, accepts } = open(1_700_000_000);
    expect(accepts('::ffff:c000:201', make('::ffff:192.0.2.1'))).toBe(true);
  });

  test('does not hold when any octet of it is changed', () => {
    const { make, accepts } = open(1_700_000_000);
    const cookie = hex(make('192.0.2.1'));
    for (let at = 0; at < cookie.length; at++) {
      const changed = Uint8Array.from(cookie);
      changed[at] ^= 1;
      expect(accepts('192.0.2.1', Buffer.from(changed).toString('hex')), `octet ${at}`).toBe(false);
    }
    expect(accepts('192.0.2.1', Buffer.from(cookie.subarray(0, 16)).toString('hex'))).toBe(false);
  });

  test.each([
    [3600, true],
    [3601, false],
    [-300, true],
    [-301, false],
  ])('that is %d seconds old: %s', (age, isGood) => {
    const { clock, make, accepts } = open(1_700_000_000, '00'.repeat(16));
    const cookie = make('192.0.2.1');
    clock.seconds += age;
    expect(accepts('192.0.2.1', cookie)).toBe(isGood);
  });

  test('holds over the year 2106, when the seconds begin anew', () => {
    const { clock, make, accepts } = open(2 ** 32 - 10);
    const cookie = make('192.0.2.1');
    clock.seconds = 2 ** 32 + 20;
    expect(accepts('192.0.2.1', cookie)).toBe(true);
    expect(accepts('192.0.2.1', make('192.0.2.1'))).toBe(true);
  });
});

describe('secrets', () => {
  test('a random one is replaced every day; cookies of the former one hold for their hour', () => {
    const { clock, make, accepts } = open(1_700_000_000);
    const first = make('192.0.2.1');
    clock.seconds += 86_399;
    const last = make('192.0.2.1');
    clock.seconds += 1;
    const next = make('192.0.2.1');
    expect(next.slice(32)).not.toBe(last.slice(32));
    expect(['first', accepts('192.0.2.1', first)]).toEqual(['first', false]);
    expect([last, next].map(cookie => accepts('192.0.2.1', cookie))).toEqual([true, true]);
    clock.seconds += 3600;
    expect(accepts('192.0.2.1', last)).toBe(false);
  });

  test('servers with the same secret accept the cookies of one another', () => {
    const secret = '000102030405060708090a0b0c0d0e0f';
    const cookie = open(1_700_000_000, secret).make('192.0.2.1');
    expect(open(1_700_000_100, 'ff'.repeat(16), secret).accepts('192.0.2.1', cookie)).toBe(true);
    expect(open(1_700_000_100, 'ff'.repeat(16)).accepts('192.0.2.1', cookie)).toBe(false);
    expect(open(1_700_000_100).accepts('192.0.2.1', cookie)).toBe(false);
  });
});
