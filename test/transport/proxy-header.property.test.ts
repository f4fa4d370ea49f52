// The header of the PROXY protocol: what proxies send is read, in whatever pieces; anything else means nothing and does no harm.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Exchange } from '../../src/answer/exchange.js';
import { BEGINNING } from '../../src/transport/beginning.js';
import { takeHeader, withoutHeader } from '../../src/transport/proxied.js';
import { MAX_PROXY_HEADER, ProxyHeader } from '../../src/transport/proxy-header.js';
import { proxyHeader } from '../support/proxy.js';

const { WHOLE, PART, MALFORMED } = BEGINNING;
const SIGNATURE = proxyHeader('192.0.2.1', 1).subarray(0, 12);

function read(octets: Uint8Array, start = 0, end = octets.length) {
  const header = new ProxyHeader();
  const state = header.read(octets, start, end);
  const { length, addressAt, addressLength, port } = header;
  const address = Buffer.from(octets.subarray(addressAt, addressAt + addressLength)).toString('hex');
  return state === WHOLE ? { length, address, port } : state;
}

test.each([
  ['192.0.2.7', 5353, 'c0000207'],
  ['2001:db8::7', 1, '20010db8000000000000000000000007'],
  // A client of IPv4 is one, however a proxy writes it.
  ['::ffff:192.0.2.7', 1, 'c0000207'],
])('of a client at %s and port %i', (address, port, octets) => {
  for (const isStream of [false, true]) {
    const header = proxyHeader(address, port, { isStream });
    expect(read(header)).toEqual({ length: header.length, address: octets, port });
    const more = proxyHeader(address, port, { isStream, added: Buffer.from('0400020102', 'hex') });
    expect(read(Buffer.concat([more, header]))).toEqual({ length: more.length, address: octets, port });
    for (let end = 0; end < header.length; end++) expect(read(header, 0, end)).toBe(PART);
  }
});

test('a proxy that asks for itself, or for a client without an IP address, is a client', () => {
  const none = { address: '', port: 0 };
  for (const [command, family, length] of [
    [0x20, 0x00, 0],
    [0x20, 0x11, 12],
    [0x20, 0x7f, 3],
    [0x21, 0x00, 7],
    [0x21, 0x31, 216],
  ]) {
    const header = Buffer.from([...SIGNATURE, command, family, 0, length, ...Buffer.alloc(length)]);
    expect(read(header)).toEqual({ length: 16 + length, ...none });
  }
});

test.each([
  ['version 1', 'PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n'],
  ['a query', Buffer.from('123401000001000000000000', 'hex')],
  ['another version', Buffer.from([...SIGNATURE, 0x11, 0x11, 0, 12])],
  ['another command', Buffer.from([...SIGNATURE, 0x22, 0x11, 0, 12])],
  ['another family', Buffer.from([...SIGNATURE, 0x21, 0x41, 0, 12])],
  ['another transport', Buffer.from([...SIGNATURE, 0x21, 0x13, 0, 12])],
  ['addresses that are cut', Buffer.from([...SIGNATURE, 0x21, 0x11, 0, 11])],
  ['addresses of IPv6 that are cut', Buffer.from([...SIGNATURE, 0x21, 0x22, 0, 35])],
  ['more than is read', Buffer.from([...SIGNATURE, 0x21, 0x11, 0xff, 0xff])],
])('%s is malformed', (_, octets) => {
  expect(read(Buffer.from(octets))).toBe(MALFORMED);
});

test('whatever stands there, it is read within its bounds, and what is cut is never whole', () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.uint8Array({ maxLength: 80 }).map(rest => Buffer.concat([SIGNATURE, rest])),
    fc
      .tuple(fc.constantFrom(0x20, 0x21), fc.nat(0x33), fc.nat(60), fc.uint8Array({ maxLength: 80 }))
      .map(([command, family, length, rest]) =>
        Buffer.from([...SIGNATURE, command, family, 0, length, ...rest]),
      ),
  );
  const between = fc.tuple(anything, fc.nat(20), fc.nat(20));
  fc.assert(
    fc.property(between, ([octets, before, behind]) => {
      const all = Buffer.concat([Buffer.alloc(before, 0xff), octets, Buffer.alloc(behind, 0xff)]);
      const [start, end] = [before, before + octets.length];
      const seen = read(all, start, end);
      expect(seen).toEqual(read(Buffer.from(octets)));
      if (typeof seen === 'object') {
        expect(seen.length).toBeLessThanOrEqual(Math.min(octets.length, MAX_PROXY_HEADER));
        expect(read(all, start, start + seen.length - 1)).toBe(PART);
      }
      const exchange = Object.assign(new Exchange(), { input: all, start, end });
      const isTaken = takeHeader(exchange, { allows: () => true, allowsOctets: () => true });
      expect(isTaken).toBe(typeof seen === 'object');
      const alone = withoutHeader(octets, { address: '192.0.2.53', port: 1 });
      expect(alone?.message.length).toBe(isTaken ? exchange.end - exchange.start : undefined);
    }),
    { numRuns: 2_000 },
  );
});

test('who is no proxy is taken at its word, and a header of it as a message', () => {
  const datagram = Buffer.concat([proxyHeader('192.0.2.7', 53), Buffer.from('query')]);
  const exchange = Object.assign(new Exchange(), { input: datagram, start: 0, end: datagram.length });
  exchange.client.set(Uint8Array.of(198, 51, 100, 1), 0, 4);
  const [proxies, nobody] = [true, false].map(is => ({ allows: () => is, allowsOctets: () => is }));
  expect(takeHeader(exchange, nobody)).toBe(true);
  expect([exchange.start, exchange.client.octets[0]]).toEqual([0, 198]);
  expect(takeHeader(exchange, proxies)).toBe(true);
  const { client, start, end } = exchange;
  expect(datagram.subarray(start, end).toString()).toBe('query');
  expect([client.port, client.isIpv6, client.octets[client.octetsAt]]).toEqual([53, false, 192]);
});

test('a proxy that tells no port of its client has one itself', () => {
  const datagram = Buffer.concat([proxyHeader('192.0.2.7', 0), Buffer.from('query')]);
  const exchange = Object.assign(new Exchange(), { input: datagram, start: 0, end: datagram.length });
  exchange.client.set(Uint8Array.of(198, 51, 100, 1), 0, 4);
  exchange.client.port = 4321;
  expect(takeHeader(exchange, { allows: () => true, allowsOctets: () => true })).toBe(true);
  expect(exchange.client.port).toBe(4321);
  const { asker } = withoutHeader(datagram, { address: '198.51.100.1', port: 4321 })!;
  expect(asker).toMatchObject({ address: '192.0.2.7', port: 4321 });
});
