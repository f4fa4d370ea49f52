// Upstreams over TLS: whose certificate is believed, sessions that go on, and what leaves encrypted (RFC 7858, RFC 8310, RFC 8467).
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { TlsOptions } from 'node:tls';
import packet from 'dns-packet';
import { afterAll, expect, it } from 'vitest';
import type { UpstreamTls } from '../../../src/forward/upstream.js';
import { certificates } from '../../probe/certificates.js';
import { FakeClock } from '../../support/fake-clock.js';
import { TempFolder } from '../../support/temp-folder.js';
import { until } from '../harness.js';
import { answerTo, ask, nameIn, pool, reply, streamStub } from './stream-stub.js';

const folder = new TempFolder();
afterAll(() => folder.remove());
const ca = folder.write('ca.crt', certificates.ca);
/** Of app.test and 127.0.0.1, and its own authority. */
const own = folder.write('own.crt', certificates.own.cert);

it.each<[string, UpstreamTls, TlsOptions]>([
  ['the name in the certificate', { name: 'app.test', ca }, certificates.server],
  ['the address in it where no name is said', { ca: own }, certificates.own],
  ['any certificate where that was said', { isOpportunistic: true }, certificates.expired],
])('is asked, with %s', async (_, tls, options) => {
  const upstream = { ...(await streamStub(reply, options)), tls };
  const streams = pool();
  expect(nameIn(await ask(streams, upstream, 'a.test'))).toBe('a.test');
  expect(streams.samples()).toMatchObject([{ handshakes: 1, resumed: 0, failed: 0 }]);
});

it.each<[string, UpstreamTls, TlsOptions, string]>([
  ['another name', { name: 'other.test', ca }, certificates.server, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  [
    'a name that begins alike',
    { name: 'app.test.other.test', ca },
    certificates.server,
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
  ['a name, but no address', { ca }, certificates.server, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['a time that is over', { name: 'app.test', ca }, certificates.expired, 'CERT_HAS_EXPIRED'],
  ['no authority', { name: 'app.test', ca }, certificates.own, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  [
    'an authority that is not the system’s',
    { name: 'app.test' },
    certificates.server,
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ],
])('is never asked with a certificate of %s', async (_, tls, options, code) => {
  const upstream = { ...(await streamStub(reply, options)), tls };
  const streams = pool();
  expect(await ask(streams, upstream)).toEqual({ code });
  expect(upstream.received).toEqual([]);
  expect(streams.samples()).toMatchObject([{ handshakes: 0, failed: 1, open: 0 }]);
});

it('is never asked in clear text', async () => {
  const upstream = { ...(await streamStub()), tls: { isOpportunistic: true } };
  let heard = Buffer.alloc(0);
  const asked = ask(pool(), upstream);
  await until(() => upstream.sockets.length === 1);
  upstream.sockets[0].on('data', data => {
    heard = Buffer.concat([heard, data]);
  });
  await until(() => heard.length > 100);
  upstream.sockets[0].destroy();
  expect(await asked).toEqual({ code: 'closed' });
  expect(heard.includes('example')).toBe(false);
});

it('says what is wrong with one that does not speak TLS', async () => {
  const talker = createServer(socket =>
    socket
      .on('error', () => {})
      .resume()
      .end('220 mail.example ESMTP\r\n'),
  );
  await new Promise<void>(resolve => talker.listen(0, '127.0.0.1', resolve));
  const { port } = talker.address() as { port: number };
  const { code } = await ask(pool(), { address: '127.0.0.1', port, tls: { name: 'app.test' } });
  expect(code).toBe('ERR_SSL_WRONG_VERSION_NUMBER');
  talker.close();
});

it('puts each query into a record of its own, as some servers read no more of a record than one', async () => {
  const pieces: number[] = [];
  const upstream = { ...(await streamStub(reply, certificates.server)), tls: { name: 'app.test', ca } };
  const streams = pool();
  await ask(streams, upstream, 'first.test');
  upstream.sockets[0].prependListener('data', piece => pieces.push(piece.length));
  const names = Array.from({ length: 20 }, (_, index) => `n${index}.test`);
  const answers = await Promise.all(names.map(name => ask(streams, upstream, name)));
  expect(answers.map(nameIn)).toEqual(names);
  expect(pieces).toEqual(Array(20).fill(2 + 128));
});

it('goes on with the session of the connection before', async () => {
  const upstream = {
    ...(await streamStub(received => {
      reply(received);
      received.socket.end();
    }, certificates.server)),
    tls: { name: 'app.test', ca },
  };
  const streams = pool();
  for (const name of ['a.test', 'b.test', 'c.test']) {
    expect(nameIn(await ask(streams, upstream, name))).toBe(name);
    await until(() => streams.connections === 0);
  }
  expect(streams.samples()).toMatchObject([{ opened: 3, handshakes: 3, resumed: 2 }]);
});

it('begins no more than a hundred handshakes a second with one that closes after each answer', async () => {
  const closing = await streamStub(received => {
    reply(received);
    received.socket.removeAllListeners('data').end();
  }, certificates.server);
  const upstream = { ...closing, tls: { name: 'app.test', ca } };
  const clock = new FakeClock();
  const streams = pool(clock);
  const asked = Array.from({ length: 120 }, (_, index) => ask(streams, upstream, `n${index}.test`));
  const handshakes = () => streams.samples()[0].handshakes;
  await until(() => handshakes() === 50 && streams.connections === 0);
  await clock.advance(10);
  await until(() => handshakes() === 51);
  for (let tenths = 0; streams.inFlight > 0; tenths++) {
    expect(tenths).toBeLessThan(100);
    await clock.advance(100);
    await until(() => streams.connections === 0);
  }
  expect((await Promise.all(asked)).every(({ message }) => message !== undefined)).toBe(true);
});

it('checks the certificate anew once the authorities are others', async () => {
  const file = folder.write('changing.crt', certificates.ca);
  const upstream = {
    ...(await streamStub(received => {
      reply(received);
      received.socket.end();
    }, certificates.server)),
    tls: { name: 'app.test', ca: file },
  };
  const streams = pool();
  expect(nameIn(await ask(streams, upstream, 'a.test'))).toBe('a.test');
  await until(() => streams.connections === 0);
  writeFileSync(file, certificates.own.cert);
  expect(await ask(streams, upstream)).toEqual({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
});

it('says that this machine has no authorities, and blames nobody', async () => {
  const upstream = { ...(await streamStub(reply, certificates.server)), tls: { ca: folder.at('nonesuch') } };
  const streams = pool();
  expect(await ask(streams, upstream)).toEqual({ code: 'no certificate authorities!' });
  expect(streams.samples()).toMatchObject([{ failed: 0 }]);
});

it('pads queries to blocks of 128 octets, and asks for how long it may stay', async () => {
  const upstream = { ...(await streamStub(reply, certificates.server)), tls: { name: 'app.test', ca } };
  const streams = pool();
  for (const length of [1, 20, 50, 63]) await ask(streams, upstream, `${'n'.repeat(length)}.test`);
  expect(upstream.received.map(({ query }) => query.length)).toEqual([128, 128, 128, 128]);
  const opt = packet.decode(upstream.received[0].query).additionals?.[0];
  const codes = opt?.type === 'OPT' ? opt.options.map(({ code }) => Number(code)) : [];
  expect(codes).toEqual([11, 12]);
  // Without OPT there is nowhere to put it, and the answer is not to get an OPT.
  await ask(streams, upstream, 'plain.test', { edns: false });
  expect(upstream.received[4].query).toHaveLength(28);
});

/** The answer with an OPT that carries these options. */
function withOptions(query: Buffer, options: Buffer): Buffer {
  const answer = answerTo(query);
  answer.writeUInt16BE(1, 10);
  const opt = Buffer.from([0, 0, 41, 4, 208, 0, 0, 0, 0, 0, options.length]);
  return Buffer.concat([answer, opt, options]);
}

it('gives no padding on', async () => {
  const padding = Buffer.concat([Buffer.from([0, 12, 0, 100]), Buffer.alloc(100)]);
  const upstream = await streamStub(received => reply(received, withOptions(received.query, padding)));
  const { message } = await ask(pool(), upstream, 'a.test');
  expect(new Uint8Array(message?.subarray(-11) ?? [])).toEqual(
    new Uint8Array([0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0]),
  );
});

it('stays for as long as the upstream says', async () => {
  const upstream = await streamStub(received =>
    reply(received, withOptions(received.query, Buffer.from([0, 11, 0, 2, 1, 44]))),
  );
  const clock = new FakeClock();
  const streams = pool(clock);
  await ask(streams, upstream);
  await clock.advance(25_000);
  expect(streams.connections).toBe(1);
  await clock.advance(4_000);
  expect(streams.connections).toBe(0);
});

it('leaves once all is answered when the upstream asks for that', async () => {
  const upstream = await streamStub(received =>
    reply(received, withOptions(received.query, Buffer.from([0, 11, 0, 2, 0, 0]))),
  );
  const streams = pool();
  const answers = await Promise.all([ask(streams, upstream, 'a.test'), ask(streams, upstream, 'b.test')]);
  expect(answers.map(nameIn)).toEqual(['a.test', 'b.test']);
  expect(streams.connections).toBe(0);
  expect(nameIn(await ask(streams, upstream, 'c.test'))).toBe('c.test');
});
