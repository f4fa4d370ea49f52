// Who may look and who may give orders at the admin address: tokens, the password, programs on this machine.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { basic, bearer, TriedAdmin, token } from './tried-admin.js';

let admin: TriedAdmin;
beforeEach(async () => {
  admin = await new TriedAdmin().open();
});
afterEach(() => admin.close());

describe('tokens', () => {
  test('operate gives orders in its name, read looks, none does neither', async () => {
    expect((await admin.drain(bearer('alice'))).status).toBe(200);
    expect(admin.orders).toMatchObject([{ by: 'alice (token)' }]);
    expect(await admin.drain(bearer('bob'))).toMatchObject({ status: 403, code: 'forbidden' });
    // Who may look without a token may still not give orders.
    expect(await admin.drain({})).toMatchObject({ status: 403, code: 'forbidden' });
    expect(admin.orders).toHaveLength(1);
    expect(await admin.statusOf('/api/v1/server', bearer('bob'))).toBe(200);
    expect(await admin.statusOf('/api/v1/server', { authorization: 'bearer  secret of bob ' })).toBe(200);
  });

  test('one that is over or wrong is worse than none', async () => {
    const over = await admin.drain(bearer('old'));
    expect(over).toMatchObject({ status: 401, code: 'unauthorized' });
    expect(over.text).toContain('the token old has expired');
    const wrong = await admin.ask('/api/v1/server', bearer('carol'));
    expect(wrong).toMatchObject({ status: 401, code: 'unauthorized' });
    // A browser asks its user for no password where there is none.
    expect(wrong.headers['www-authenticate']).toBe('Bearer realm="rondo"');
    for (const authorization of ['', 'Bearer', 'Bearer ', 'Digest x', `Bearer ${'x'.repeat(7_000)}`])
      expect(await admin.statusOf('/api/v1/server', { authorization })).toBe(401);
    // Matched with backtracking, it would take seconds.
    const long = `Bearer x${' '.repeat(60_000)}x`;
    expect(await admin.statusOf('/api/v1/server', { authorization: long })).toBe(401);
    expect(await admin.statusOf('/healthz', bearer('carol'))).toBe(200);
  });

  test('what goes on ends with the token, and when others are let in', async () => {
    const first = await admin.follow(bearer('soon'));
    const stream = await admin.follow(bearer('soon'), '/api/v1/stream');
    const open = await admin.follow({}, '/api/v1/stream');
    await admin.clock.advance(60_000);
    await Promise.all([first.ended, stream.ended]);
    expect(await admin.statusOf('/api/v1/server', bearer('soon'))).toBe(401);
    admin.letIn({ tokens: [token('soon', 'read')] });
    const second = await admin.follow(bearer('soon'));
    // Others are let in beside: it goes on, as does whoever does not need one.
    admin.letIn({ tokens: [token('soon', 'read'), token('new', 'read')] });
    const here = await admin.follow({});
    let isOver = false;
    void Promise.race([here.ended, open.ended]).then(() => {
      isOver = true;
    });
    admin.letIn({ tokens: [] });
    await second.ended;
    expect(isOver).toBe(false);
    admin.letIn({ read: 'token' });
    await Promise.all([here.ended, open.ended]);
  });
});

describe('who may look', () => {
  const through = { via: '1.1 proxy' };

  test('programs on this machine, and nobody whom a proxy on it stands for', async () => {
    expect(await admin.statusOf('/api/v1/server')).toBe(200);
    expect(await admin.statusOf('/api/v1/server', { host: 'localhost' })).toBe(200);
    for (const name of [
      'x-forwarded-for',
      'forwarded',
      'via',
      'x-real-ip',
      'x-forwarded-proto',
      'x-forwarded-host',
    ])
      expect(await admin.ask('/api/v1/server', { [name]: '' })).toMatchObject({
        status: 401,
        code: 'unauthorized',
      });
    // Nobody can hide what a proxy adds behind headers of their own.
    const many = Object.fromEntries(Array.from({ length: 4_000 }, (_, n) => [`x${n}`, '']));
    expect(await admin.statusOf('/api/v1/server', many)).toBe(200);
    expect(await admin.statusOf('/api/v1/server', { ...many, ...through })).toBe(401);
    // Proxies that say nothing pass on the host, or speak the version of 1996.
    expect(await admin.statusOf('/api/v1/server', { host: 'rondo.example' })).toBe(401);
    expect(await admin.statusOf('/api/v1/server', { host: '192.0.2.1' })).toBe(401);
    expect(await admin.raw('GET /api/v1/server HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n')).toMatch(
      /^HTTP\/1.1 401 /,
    );
    expect(await admin.statusOf('/api/v1/server', { ...through, ...bearer('bob') })).toBe(200);
    expect(await admin.statusOf('/metrics', through)).toBe(200);
  });

  test('everybody, or those with a token alone', async () => {
    admin.letIn({ read: 'open' });
    expect(await admin.statusOf('/api/v1/server', through)).toBe(200);
    expect((await admin.drain(through)).status).toBe(403);
    admin.letIn({ read: 'token' });
    expect(await admin.statusOf('/api/v1/server')).toBe(401);
    expect(await admin.statusOf('/api/v1/server', bearer('bob'))).toBe(200);
    for (const path of ['/metrics', '/healthz', '/readyz?x']) expect(await admin.statusOf(path)).toBe(200);
    // The page shows what the API does.
    for (const path of ['/', '/?pool=x']) expect(await admin.statusOf(path)).toBe(401);
  });

  test('those with the password, whatever name they give; it gives no orders', async () => {
    admin.letIn({ read: 'token', password: 'correct: hörse' });
    const { status, headers } = await admin.ask('/api/v1/server');
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toMatch(/^Basic /);
    expect(await admin.statusOf('/api/v1/server', basic('me:correct: hörse'))).toBe(200);
    expect((await admin.drain(basic(':correct: hörse'))).status).toBe(403);
    for (const text of ['me:', 'me:correct: horse', 'correct: hörse:', ''])
      expect(await admin.statusOf('/api/v1/server', basic(text))).toBe(401);
  });

  test('wrong passwords of a client are bounded, and nobody else is held up', async () => {
    admin.letIn({ read: 'token', password: 'correct horse' });
    const from = (address: string, text: string) =>
      admin.ask('/api/v1/server', { ...basic(text), 'x-forwarded-for': `192.0.2.66, ${address}` });
    for (let n = 0; n < 10; n++) expect((await from('192.0.2.1', `a:guess ${n}`)).status).toBe(401);
    const late = await from('192.0.2.1', 'a:correct horse');
    expect(late).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(late.headers['retry-after']).toBe('10');
    expect((await from('192.0.2.2', 'a:correct horse')).status).toBe(200);
    // Somebody behind a link-local address has no other for each zone that may be named with it.
    for (let n = 0; n < 10; n++) await from(`fe80::1%${n}`, `a:guess ${n}`);
    expect((await from('fe80::1%eth0', 'a:correct horse')).status).toBe(429);
    // A token cannot be guessed: a right one is taken.
    const forwarded = { 'x-forwarded-for': '192.0.2.1' };
    expect(await admin.statusOf('/api/v1/server', { ...forwarded, ...bearer('bob') })).toBe(200);
    expect(await admin.statusOf('/api/v1/server', { ...forwarded, ...bearer('nobody') })).toBe(429);
    await admin.clock.advance(10_000);
    expect((await from('192.0.2.1', 'a:correct horse')).status).toBe(200);
  });

  test('attempts are counted, and told once a minute', async () => {
    for (let n = 0; n < 5; n++) await admin.ask('/api/v1/server', bearer('nobody'));
    expect(admin.said).toEqual([
      'somebody tries to get into the admin address: a wrong token from 127.0.0.1',
    ]);
    await admin.clock.advance(60_000);
    expect(admin.said[1]).toContain('the last of 4 in a minute');
    await admin.clock.advance(600_000);
    expect(admin.said).toHaveLength(2);
    expect(admin.refused.counts).toMatchObject({ token: 5 });
    expect(admin.said.join()).not.toContain('secret');
  });
});
