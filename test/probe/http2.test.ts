// HTTP probes over HTTP/2: by prior knowledge, and over TLS as chosen by ALPN.
import { constants, createSecureServer, createServer, type ServerHttp2Stream } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { drip, listen, saying } from './backend.js';
import { certificates } from './certificates.js';

async function probe(target: Target, overrides: ProbeOverrides = {}): Promise<string> {
  return resultToText(await runProbe(target, specOf({ http2: true, timeoutMs: 5000, ...overrides })));
}

/** Says over HTTP/2 what it was asked. */
function answer(stream: ServerHttp2Stream, headers: Record<string, unknown>): void {
  const path = String(headers[':path']);
  let body = '';
  stream.on('error', () => {});
  stream.on('data', data => {
    body += data;
  });
  stream.on('end', () => {
    if (path === '/hints') stream.additionalHeaders({ ':status': 103, link: '</a>' });
    if (path === '/reset') return stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    if (path === '/silent') return;
    stream.respond({ ':status': path === '/gone' ? 404 : 200, 'x-role': ['primary', 'writer'] });
    if (path === '/endless') drip(stream as never, 1, () => stream.write('x'.repeat(16_000)));
    else stream.end(`${headers[':method']} ${headers[':authority']} ${body}`);
  });
}

const clear = () => listen(createServer().on('stream', answer));

describe('h2c', () => {
  it('asks, sends and judges as HTTP/1.1 does', async () => {
    const { target, allClosed } = await clear();
    expect(await probe(target)).toBe('L7OK 200');
    expect(await probe(target, { paths: ['/gone'] })).toBe('L7STS 404');
    expect(await probe(target, { method: 'HEAD' })).toBe('L7OK 200');
    expect(await probe(target, { paths: ['/hints'], body: `GET app.test:${target.port}` })).toBe('L7OK 200');
    expect(await probe(target, { send: 'größe', body: { pattern: '^POST .* größe$' } })).toBe('L7OK 200');
    expect(await probe(target, { body: 'PUT' })).toBe('L7RSP 200 no "PUT" in the body');
    expect(await probe(target, { header: { name: 'X-Role', value: 'writer' } })).toBe('L7OK 200');
    expect(await probe(target, { header: { name: 'X-Other' } })).toBe('L7RSP 200 no header X-Other');
    expect(await probe(target, { host: 'www.test', body: 'www.test' })).toBe('L7OK 200');
    await allClosed();
  });

  it('is let go when it resets, is silent, or sends without end', async () => {
    const { target, allClosed } = await clear();
    expect(await probe(target, { paths: ['/reset'] })).toMatch(/^L7RSP HTTP\/2: /);
    expect(await probe(target, { paths: ['/silent'], timeoutMs: 200 })).toBe(
      'L7TOUT no response within 200 ms',
    );
    expect(await probe(target, { paths: ['/endless'], body: 'y' })).toBe(
      'L7RSP 200 no "y" in the first 64 KiB of the body',
    );
    await allClosed();
  });

  it('asked of a server of HTTP/1.1 is L7RSP, and the other way round', async () => {
    const old = await saying('HTTP/1.1 200 OK\r\n\r\n');
    expect(await probe(old.target)).toMatch(/^L7RSP /);
    const { target } = await clear();
    expect(await probe(target, { http2: false })).toMatch(/^L7RSP /);
  });

  it('that is any garbage is L7RSP', async () => {
    const server = await listen(
      createTcpServer(socket => {
        socket.resume();
        drip(socket, 1, () => socket.write(Buffer.alloc(65_536, 7)));
      }),
    );
    expect(await probe(server.target)).toMatch(/^L7RSP /);
    await server.allClosed();
  });
});

describe('h2', () => {
  const secure = { kind: 'https', insecure: true } as const;

  it('is chosen by ALPN', async () => {
    const { target } = await listen(createSecureServer(certificates.own).on('stream', answer));
    expect(await probe(target, { ...secure, body: 'GET app.test' })).toBe('L7OK 200');
  });

  it('must be', async () => {
    const { target } = await listen(createHttpsServer(certificates.own, (_, response) => response.end()));
    expect(await probe(target, secure)).toMatch(/^L6RSP /);
    expect(await probe(target, { ...secure, http2: false })).toBe('L7OK 200');
    const without = await listen(
      createHttpsServer({ ...certificates.own, ALPNProtocols: undefined }, (_, response) => response.end()),
    );
    expect(await probe(without.target, secure)).toMatch(/^L6RSP /);
  });
});
