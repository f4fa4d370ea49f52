// The HTTPS probe: certificates, server names, and backends that do not speak TLS.
import { createServer, type ServerOptions } from 'node:https';
import { describe, expect, it } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { listen } from './backend.js';
import { certificates } from './certificates.js';

const pair = certificates.own;
const attached = (text: string) => new Attachment('file', 'test.pem', text);
const ca = attached(certificates.ca);

async function probe(target: Target, overrides: ProbeOverrides = {}): Promise<string> {
  return resultToText(await runProbe(target, specOf({ kind: 'https', timeoutMs: 2000, ...overrides })));
}

/** An HTTPS backend that says which server name and Host it was asked for. */
function tlsBackend() {
  return listen(
    createServer(pair, ({ socket, headers }, response) => {
      const asked = (socket as typeof socket & { servername?: string | false }).servername;
      response.end(`sni=${asked || 'none'} host=${headers.host?.replace(/:\d+$/, '')};`);
    }),
  );
}

describe('the HTTPS probe', () => {
  it('does not accept a certificate that nobody vouches for', async () => {
    const { target } = await tlsBackend();
    expect(await probe(target)).toBe('L6RSP the certificate is self-signed');
  });

  it('accepts it when told not to verify', async () => {
    const server = await tlsBackend();
    expect(await probe(server.target, { insecure: true })).toBe('L7OK 200');
    await server.allClosed();
  });

  it.each<[string, ProbeOverrides, string]>([
    ['the Host of the pool', {}, 'sni=app.test host=app.test;'],
    ['the Host that is given', { host: 'www.test' }, 'sni=www.test host=www.test;'],
    [
      'a server name apart from the Host',
      { host: 'www.test', sni: 'tls.test' },
      'sni=tls.test host=www.test;',
    ],
    ['no server name for an address', { host: '127.0.0.1' }, 'sni=none host=127.0.0.1;'],
  ])('asks for %s', async (_, overrides, body) => {
    const { target } = await tlsBackend();
    expect(await probe(target, { insecure: true, body, ...overrides })).toBe('L7OK 200');
  });

  it('calls a demand for a client certificate L6RSP', async () => {
    const server = createServer({ ...pair, requestCert: true, rejectUnauthorized: true }, (_, response) =>
      response.end(),
    );
    const { target } = await listen(server);
    expect(await probe(target, { insecure: true })).toBe(
      'L6RSP the server asks for a certificate of the probe: give it one with `cert` and `key`',
    );
    const older = { ...pair, requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' } as const;
    const { target: other } = await listen(createServer(older, (_, response) => response.end()));
    expect(await probe(other, { insecure: true })).toMatch(/^L6RSP .*certificate of the probe/);
  });

  it('calls a backend that is silent after the handshake L7TOUT', async () => {
    const { target } = await listen(createServer(pair, () => {}));
    expect(await probe(target, { insecure: true, timeoutMs: 200 })).toBe('L7TOUT no response within 200 ms');
  });
});

describe('a certificate', () => {
  const serving = (options: ServerOptions) =>
    listen(createServer(options, (_, response) => response.end('hello')));

  it('is accepted when the authority that is named vouches for it', async () => {
    const { target } = await serving(certificates.server);
    expect(await probe(target, { ca })).toBe('L7OK 200');
    expect(await probe(target)).toBe('L6RSP the issuer of the certificate is not known');
  });

  it('of another authority is not', async () => {
    const { target } = await serving(pair);
    expect(await probe(target, { ca })).toBe('L6RSP the certificate is self-signed');
    expect(await probe(target, { ca: attached(pair.cert) })).toBe('L7OK 200');
  });

  it('for another name is L6RSP', async () => {
    const { target } = await serving(certificates.server);
    expect(await probe(target, { ca, sni: 'other.test' })).toMatch(
      /^L6RSP the certificate is for another name: Host: other\.test\. is not in the cert/,
    );
  });

  it('of the probe itself is shown to a backend that asks for it', async () => {
    const asking = {
      ...certificates.server,
      ca: certificates.ca,
      requestCert: true,
      rejectUnauthorized: true,
    };
    const { target } = await serving(asking);
    const { cert, key } = certificates.client;
    expect(await probe(target, { ca, cert: attached(cert), key: attached(key) })).toBe('L7OK 200');
    expect(await probe(target, { ca })).toMatch(/^L6RSP /);
    const stranger = { cert: attached(pair.cert), key: attached(pair.key) };
    // A server may close without an alert.
    expect(await probe(target, { ca, ...stranger })).toMatch(/^L[67]RSP /);
  });
});
