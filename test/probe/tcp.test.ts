// The TCP probe: connections, what is said on them, and TLS.
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { backend, drip, listen, saying } from './backend.js';
import { certificates } from './certificates.js';

async function probe(target: Target, overrides: ProbeOverrides = {}): Promise<string> {
  return resultToText(await runProbe(target, specOf({ timeoutMs: 2000, ...overrides, kind: 'tcp' })));
}

describe('the TCP probe', () => {
  it.each(['127.0.0.1', '::1'])('is content with a connection to %s, and closes it', async address => {
    const server = await backend(() => {}, address);
    expect(await probe(server.target)).toBe('L4OK');
    await server.allClosed();
  });

  it('needs a port and an address', async () => {
    expect(await probe({ address: '127.0.0.1', host: '' })).toBe('SOCKERR there is no port to connect to');
    expect(await probe({ address: 'localhost', port: 80, host: '' })).toBe(
      'SOCKERR localhost is not an IP address',
    );
  });
});

describe('a text that is expected', () => {
  /** A backend that speaks first. */
  const greeting = (text: string) => listen(createServer(socket => socket.write(text, 'latin1')));

  it('is good wherever it stands, and the connection is closed', async () => {
    const server = await greeting('220 mail.test ESMTP\r\n');
    expect(await probe(server.target, { expect: '220 ' })).toBe('L7OK');
    expect(await probe(server.target, { expect: 'ESMTP\r\n' })).toBe('L7OK');
    await server.allClosed();
  });

  it('may answer what is sent', async () => {
    const { target } = await backend((socket, said) =>
      socket.end(said === 'PING\r\n' ? '+PONG\r\n' : '-ERR\r\n'),
    );
    expect(await probe(target, { send: 'PING\r\n', expect: '+PONG' })).toBe('L7OK');
    expect(await probe(target, { send: 'PUNG\r\n', expect: '+PONG' })).toBe('L7RSP no "+PONG" in "-ERR"');
  });

  it('may come octet by octet, cut within a character', async () => {
    const { target } = await backend(socket => {
      const octets = [...Buffer.from('… später')];
      drip(socket, 1, () => socket.write(Buffer.from(octets.splice(0, 1))));
    });
    expect(await probe(target, { send: 'x', expect: 'spät' })).toBe('L7OK');
  });

  it('is shown beside what came instead, made printable and bounded', async () => {
    const { target } = await saying(`\x1b[2Jgarbage\x00${'x'.repeat(1000)}`);
    const text = await probe(target, { send: 'x', expect: 'ready' });
    expect(text).toMatch(/^L7RSP no "ready" in "\\u\{1b\}\[2Jgarbage\\u\{0\}x+"$/);
    expect(text.length).toBeLessThan(130);
  });

  it('is sought in 64 KiB of a backend that talks without end', async () => {
    const server = await backend(socket => {
      socket.write(`${'x'.repeat(65_530)}inside`);
      drip(socket, 1, () => socket.write(`beyond${'y'.repeat(65_536)}`));
    });
    expect(await probe(server.target, { send: 'x', expect: 'xinside' })).toBe('L7OK');
    expect(await probe(server.target, { send: 'x', expect: 'beyond' })).toBe(
      'L7RSP no "beyond" in the first 64 KiB',
    );
    await server.allClosed();
  });
});

describe('TLS', () => {
  const { own } = certificates;
  const tlsBackend = (onSecure: (name: string) => string) =>
    listen(
      createTlsServer(own, socket => {
        const { servername } = socket as typeof socket & { servername?: string | false };
        socket.on('error', () => {});
        socket.end(onSecure(servername || 'none'));
      }),
    );
  const secure = { tls: true, insecure: true };

  it('that comes about is L6OK, and what is expected in it L7OK', async () => {
    const { target } = await tlsBackend(name => `asked for ${name}.`);
    expect(await probe(target, secure)).toBe('L6OK');
    expect(await probe(target, { ...secure, expect: 'asked for app.test.' })).toBe('L7OK');
    expect(await probe(target, { ...secure, sni: 'db.test', expect: 'asked for db.test.' })).toBe('L7OK');
    expect(await probe(target, { ...secure, expect: 'more' })).toBe(
      'L7RSP no "more" in "asked for app.test."',
    );
  });

  it('with a certificate that nobody vouches for is L6RSP', async () => {
    const { target } = await tlsBackend(() => '');
    expect(await probe(target, { tls: true })).toBe('L6RSP the certificate is self-signed');
  });
});

describe('the source address', () => {
  const telling = () => listen(createServer(socket => socket.end(`from ${socket.remoteAddress}.`)));

  it('is the one of the family that the member has', async () => {
    const { target } = await telling();
    const source = ['127.0.0.9', '::1'];
    expect(await probe(target, { source, expect: 'from 127.0.0.9.' })).toBe('L7OK');
    expect(await probe(target, { source: ['::1'], expect: 'from 127.0.0.1.' })).toBe('L7OK');
  });

  it('that this machine does not have is SOCKERR', async () => {
    const { target } = await telling();
    expect(await probe(target, { source: ['192.0.2.1'] })).toBe(
      'SOCKERR this machine does not have that source address',
    );
  });
});
