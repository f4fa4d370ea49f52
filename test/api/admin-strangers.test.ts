// What pages of others in a browser, and clients that ask too much, get from the admin address: nothing.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bearer, JSON_BODY, ORDER, TriedAdmin } from './tried-admin.js';

let admin: TriedAdmin;
beforeEach(async () => {
  admin = await new TriedAdmin().open();
});
afterEach(() => admin.close());

describe('pages of others in a browser', () => {
  const own = () => `http://127.0.0.1:${admin.port}`;

  test('a name that was made to lead here is not this host', async () => {
    for (const host of [
      'evil.example',
      'evil.example:9153',
      'rondo.example.evil.example',
      '127.0.0.1.nip.io',
    ])
      for (const path of ['/api/v1/server', '/metrics', '/'])
        expect((await admin.ask(path, { host, ...bearer('alice') })).status).toBe(421);
    for (const host of ['rondo.example', 'RONDO.example:9153', 'rondo.example.', '[::1]:9153', '192.0.2.1'])
      expect(await admin.statusOf('/metrics', { host })).toBe(200);
    expect(admin.refused.counts.host).toBe(12);
    const two = 'GET /metrics HTTP/1.1\r\nHost: localhost\r\nhOst: evil.example\r\nConnection: close\r\n\r\n';
    expect(await admin.raw(two)).toMatch(/^HTTP\/1.1 400 .*A request has one host\.\n$/s);
  });

  test.each<Record<string, string>>([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'file://' },
    { origin: 'http://127.0.0.1:1' },
    { origin: 'http://localhost' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
  ])('%j gets no data and no action, even with a token', async headers => {
    for (const more of [{}, bearer('alice')] as Record<string, string>[]) {
      const read = await admin.ask('/api/v1/server', { ...headers, ...more });
      expect(read).toMatchObject({ status: 403, code: 'forbidden' });
      expect(read.text).not.toContain('127.0.0.1:53');
      expect((await admin.drain({ ...headers, ...more })).status).toBe(403);
    }
    expect(admin.orders).toEqual([]);
  });

  test('may link to a page here, and have nothing loaded', async () => {
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect(await admin.statusOf('/healthz', link)).toBe(200);
    const image = { ...link, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
    for (const path of ['/', '/explain?name=x', '/metrics', '/healthz', '/assets/page.js'])
      for (const headers of [image, { ...link, 'sec-fetch-dest': 'iframe' }, { origin: 'null' }])
        expect(await admin.statusOf(path, headers as Record<string, string>)).toBe(403);
    expect(admin.refused.counts).toMatchObject({ origin: 15, rate: 0 });
  });

  test('the page of this server itself may ask, also behind a proxy that speaks TLS', async () => {
    const same = { origin: own(), 'sec-fetch-site': 'same-origin', ...bearer('alice') };
    expect((await admin.drain(same)).status).toBe(200);
    const behind = { host: 'rondo.example', origin: 'https://rondo.example', 'x-forwarded-for': '192.0.2.1' };
    expect((await admin.drain({ ...behind, ...bearer('alice') })).status).toBe(200);
    // Without a proxy somebody between could have made up the page.
    const { 'x-forwarded-for': _, ...direct } = behind;
    expect((await admin.drain({ ...direct, ...bearer('alice') })).status).toBe(403);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/jsonp',
    '',
  ])('a form, and what it may send as %j, does nothing', async type => {
    const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
    const sent = await admin.ask('/api/v1/orders', { ...headers, ...bearer('alice') }, 'POST', ORDER);
    expect(sent).toMatchObject({ status: 415, code: 'wrong_content_type' });
    expect(admin.orders).toEqual([]);
  });

  test('a preflight is not answered with what would allow anything', async () => {
    const asked = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    for (const headers of [asked, { ...asked, origin: own() }]) {
      const reply = await admin.ask('/api/v1/orders', headers, 'OPTIONS');
      expect(reply.status).toBeGreaterThanOrEqual(400);
      expect(Object.keys(reply.headers).filter(name => name.startsWith('access-control'))).toEqual([]);
    }
  });

  test('no reply may be framed, run or read by them, or sets a cookie', async () => {
    for (const path of ['/metrics', '/api/v1/server', '/api/v1/nothing', '/nothing'])
      for (const headers of [{}, { host: 'evil.example' }] as Record<string, string>[]) {
        const reply = await admin.ask(path, headers);
        expect(reply.headers).toMatchObject({
          'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-resource-policy': 'same-origin',
        });
        expect(reply.headers).not.toHaveProperty('set-cookie');
        expect(Object.keys(reply.headers).filter(name => name.startsWith('access-control'))).toEqual([]);
      }
  });
});

describe('limits', () => {
  test('a client that asks too often waits, and one with a token at the same address does not', async () => {
    let status = 200;
    let count = 0;
    while (status === 200 && count < 1_000) {
      status = await admin.statusOf('/api/v1/server');
      count++;
    }
    expect([status, count]).toEqual([429, 201]);
    expect((await admin.ask('/api/v1/server')).headers['retry-after']).toBe('1');
    expect(await admin.statusOf('/api/v1/server', bearer('bob'))).toBe(200);
    expect(await admin.statusOf('/healthz')).toBe(200);
    await admin.clock.advance(1_000);
    expect(await admin.statusOf('/api/v1/server')).toBe(200);
  });

  test('a body of over 1 MiB is refused', async () => {
    const reply = await admin.ask(
      '/api/v1/orders',
      { ...JSON_BODY, ...bearer('alice') },
      'POST',
      ' '.repeat((1 << 20) + 1),
    );
    expect(reply).toMatchObject({ status: 413, code: 'input_too_long' });
  });

  test('paths that are written in other ways lead nowhere else', async () => {
    for (const path of [
      '//x/api/v1/server',
      '/\\x/api/v1/server',
      '/x/../api/v1/server',
      '/%61pi/v1/server',
      '/API/v1/server',
    ])
      expect(await admin.raw(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1.1 404 /,
      );
    // A proxy that is asked for it as a proxy: what counts is the host, and the path behind it.
    const absolute = 'GET http://evil.example/api/v1/server HTTP/1.1\r\nConnection: close\r\n';
    expect(await admin.raw(`${absolute}Host: evil.example\r\n\r\n`)).toMatch(/^HTTP\/1.1 421 /);
  });
});
