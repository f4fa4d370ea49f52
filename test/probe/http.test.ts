// The HTTP probe against backends that are well, ill and hostile.
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { backend, drip, listen, saying } from './backend.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

/** The result of one probe, as text. */
async function probe(target: Target, overrides: ProbeOverrides = {}): Promise<string> {
  return resultToText(await runProbe(target, specOf({ timeoutMs: 2000, ...overrides })));
}

/** A deadline that a test waits for. */
const soon = { timeoutMs: 150 };

describe('the connection', () => {
  it('goes to an address only; a name is never looked up', async () => {
    expect(await probe({ address: 'localhost', port: 80, host: 'app.test' })).toBe(
      'SOCKERR localhost is not an IP address',
    );
  });

  it('leaves from the source address of its family', async () => {
    const server = await listen(
      createServer(socket => socket.end(`HTTP/1.1 200 OK\r\nX-From: ${socket.remoteAddress}\r\n\r\n`)),
    );
    const header = { name: 'X-From', value: '127.0.0.9' };
    expect(await probe(server.target, { source: ['::1', '127.0.0.9'], header })).toBe('L7OK 200');
    expect(await probe(server.target, { source: ['192.0.2.1'] })).toBe(
      'SOCKERR this machine does not have that source address',
    );
  });

  it('works over IPv6', async () => {
    let request = '';
    const { target } = await backend((socket, text) => {
      request = text;
      socket.end(OK);
    }, '::1');
    expect(await probe(target)).toBe('L7OK 200');
    expect(request).toContain(`\r\nHost: app.test:${target.port}\r\n`);
  });

  it('is closed by the probe, once its answer is known', async () => {
    const server = await backend(socket => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    expect(await probe(server.target)).toBe('L7OK 200');
    expect(await probe(server.target, { status: [[204, 204]] })).toBe('L7STS 200');
    expect(await probe(server.target, { body: 'x', ...soon })).toBe(
      'L7TOUT 200 no complete body within 150 ms',
    );
    await server.allClosed();
    expect(server.accepted).toBe(3);
  });
});

describe('the request', () => {
  async function requestOf(overrides: ProbeOverrides, host = 'app.test'): Promise<[string, number]> {
    let request = '';
    const { target } = await backend((socket, text) => {
      request = text;
      socket.end(OK);
    });
    expect(await probe({ ...target, host }, overrides)).toBe('L7OK 200');
    return [request, target.port];
  }

  it('asks for the path with the Host of the pool, on a connection of its own', async () => {
    const [request, port] = await requestOf({ paths: ['/health?full=1'] });
    expect(request.split('\r\n')[0]).toBe('GET /health?full=1 HTTP/1.1');
    expect(request).toContain(`\r\nHost: app.test:${port}\r\n`);
    expect(request).toContain('\r\nConnection: close\r\n');
  });

  it('carries the method, Host and headers that are given', async () => {
    const [request, port] = await requestOf({
      method: 'HEAD',
      host: 'www.test',
      headers: { 'X-Probe': 'yes', 'user-agent': 'mine', connection: 'keep-alive' },
    });
    expect(request).toMatch(/^HEAD \/ HTTP\/1\.1\r\n/);
    expect(request).toContain(`\r\nHost: www.test:${port}\r\n`);
    expect(request).toContain('\r\nX-Probe: yes\r\n');
    expect(request.match(/user-agent: .*/gi)).toEqual(['user-agent: mine']);
    expect(request.match(/connection: .*/gi)).toEqual(['Connection: close']);
  });
});

describe('a body that is sent', () => {
  async function requestOf(overrides: ProbeOverrides): Promise<string> {
    let request = '';
    const { target } = await backend((socket, text) => {
      request = text;
      socket.end(OK);
    });
    expect(await probe(target, overrides)).toBe('L7OK 200');
    return request;
  }

  it('goes by POST, with its length and type', async () => {
    const request = await requestOf({ send: '{"größe":1}' });
    expect(request).toMatch(/^POST \/ HTTP\/1\.1\r\n/);
    expect(request).toContain('\r\nContent-Type: text/plain; charset=utf-8\r\n');
    expect(request).toContain('\r\nContent-Length: 13\r\n');
    expect(Buffer.from(request, 'latin1').toString()).toMatch(/\r\n\r\n\{"größe":1\}$/);
  });

  it('is none, and says so, when a method that has one is asked for without it', async () => {
    const request = await requestOf({ method: 'POST', headers: { 'content-length': '9' } });
    expect(request.match(/content-length: .*/gi)).toEqual(['Content-Length: 0']);
    expect(await requestOf({ headers: { 'Transfer-Encoding': 'chunked' } })).not.toMatch(/transfer|length/i);
  });

  it('goes by the method and the type that are given', async () => {
    const headers = { 'content-type': 'application/json' };
    const request = await requestOf({ send: '{}', method: 'PUT', headers });
    expect(request).toMatch(/^PUT .*\r\n\r\n\{\}$/s);
    expect(request.match(/content-type: .*/gi)).toEqual(['content-type: application/json']);
  });
});

describe('the response', () => {
  it('is good by its head alone, however long its body goes on', async () => {
    const { target } = await backend(socket => socket.write('HTTP/1.1 200 OK\r\n\r\nand so on'));
    expect(await probe(target)).toBe('L7OK 200');
  });

  it.each(['HTTP/1.0 200 OK\r\n\r\n', 'HTTP/1.1 200\r\n\r\n', 'HTTP/1.1 399 Odd\r\n\r\n'])(
    'may be %j',
    async head => {
      const { target } = await saying(head);
      expect(await probe(target)).toMatch(/^L7OK \d+$/);
    },
  );

  it('with a status out of the ranges is L7STS', async () => {
    const { target } = await saying('HTTP/1.1 503 Service Unavailable\r\n\r\n');
    expect(await probe(target)).toBe('L7STS 503');
    expect(
      await probe(target, {
        status: [
          [200, 299],
          [503, 503],
        ],
      }),
    ).toBe('L7OK 503');
  });

  it('that redirects is judged as it stands and not followed', async () => {
    const server = await backend(socket =>
      socket.end(`HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:${server.target.port}/next\r\n\r\n`),
    );
    expect(await probe(server.target)).toBe('L7OK 302');
    expect(await probe(server.target, { status: [[200, 299]] })).toBe('L7STS 302');
    expect(server.accepted).toBe(2);
  });

  it('may be preceded by 1xx ones', async () => {
    const { target } = await saying(
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${OK}`,
    );
    expect(await probe(target, { body: 'hello' })).toBe('L7OK 200');
  });

  it('that switches protocols is judged by its status', async () => {
    const { target } = await saying(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    expect(await probe(target)).toBe('L7STS 101');
    expect(await probe(target, { status: [[101, 101]], body: 'ignored' })).toBe('L7OK 101');
  });

  it('must have the header, with the value in it', async () => {
    const { target } = await saying('HTTP/1.1 200 OK\r\nX-Role: replica\r\nx-role: primary, 2\r\n\r\n');
    expect(await probe(target, { header: { name: 'X-ROLE' } })).toBe('L7OK 200');
    expect(await probe(target, { header: { name: 'x-role', value: 'primary' } })).toBe('L7OK 200');
    expect(await probe(target, { header: { name: 'x-role', value: 'witness' } })).toBe(
      'L7RSP 200 no "witness" in the header x-role',
    );
    expect(await probe(target, { header: { name: 'X-Other' } })).toBe('L7RSP 200 no header X-Other');
  });
});

describe('the body', () => {
  it('must hold the text', async () => {
    const { target } = await saying(OK);
    expect(await probe(target, { body: 'ell' })).toBe('L7OK 200');
    expect(await probe(target, { body: 'help' })).toBe('L7RSP 200 no "help" in the body');
  });

  it('may come in pieces that cut the text', async () => {
    const { target } = await backend(socket => {
      socket.setNoDelay(true);
      const pieces = [
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
        '2\r\nh\xc3\r\n',
        '2\r\n\xa9!\r\n',
      ];
      drip(socket, 5, () => socket.write(pieces.shift() ?? '', 'latin1'));
    });
    expect(await probe(target, { body: 'hé!' })).toBe('L7OK 200');
  });

  it('is read up to 64 KiB', async () => {
    const server = await backend(socket => {
      socket.write(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(65_530)}inside`);
      drip(socket, 1, () => socket.write(`beyond${'y'.repeat(65_536)}`));
    });
    expect(await probe(server.target, { body: 'xinside' })).toBe('L7OK 200');
    expect(await probe(server.target, { body: 'beyond' })).toBe(
      'L7RSP 200 no "beyond" in the first 64 KiB of the body',
    );
    await server.allClosed();
  });

  it('that comes octet by octet is cut off at the deadline', async () => {
    const { target } = await backend(socket => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
      drip(socket, 5, () => socket.write('x'));
    });
    expect(await probe(target, { body: 'hello', ...soon })).toBe('L7TOUT 200 no complete body within 150 ms');
  });

  it('that breaks off is L7RSP', async () => {
    const { target } = await backend(socket => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhel', () =>
        setImmediate(() => socket.resetAndDestroy()),
      );
    });
    expect(await probe(target, { body: 'hello' })).toBe('L7RSP 200 connection closed in the body');
  });
});

describe('a pattern', () => {
  const page = (body: string) =>
    `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

  it('must match the whole body, or its first 64 KiB', async () => {
    const { target } = await saying(page('{"status": "ok",\n "größe": 3}'));
    const body = (pattern: string) => probe(target, { body: { pattern } });
    expect(await body('"status":\\s*"(ok|degraded)".*\\d}$')).toBe('L7OK 200');
    expect(await body('"gr..e"')).toBe('L7OK 200');
    expect(await body('"status": "down"')).toBe('L7RSP 200 the body does not match "status": "down"');
    const endless = await backend(socket => {
      socket.write(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(65_530)}inside`);
      drip(socket, 1, () => socket.write(`beyond${'y'.repeat(65_536)}`));
    });
    expect(await probe(endless.target, { body: { pattern: 'inside$' } })).toBe('L7OK 200');
    expect(await probe(endless.target, { body: { pattern: 'beyond' } })).toBe(
      'L7RSP 200 the body does not match beyond',
    );
    await endless.allClosed();
  });

  it('that backtracks without end fails its own probe, and others are answered', async () => {
    const evil = await saying(page('x'.repeat(60)));
    const good = await saying(page('ready'));
    const results = await Promise.all([
      probe(evil.target, { body: { pattern: '(x+x+)+y' } }),
      probe(good.target, { body: { pattern: '^r.*y$' } }),
      probe(good.target),
    ]);
    expect(results).toEqual(['L7RSP 200 the pattern takes over 250 ms', 'L7OK 200', 'L7OK 200']);
  });

  it('that has to wait too long is L7TOUT', async () => {
    const evil = await saying(page('x'.repeat(60)));
    const late = { body: { pattern: '(x+x+)+y' }, timeoutMs: 200 };
    const results = await Promise.all([probe(evil.target, late), probe(evil.target, late)]);
    expect(results).toEqual([
      'L7TOUT 200 no verdict of the pattern within 200 ms',
      'L7TOUT 200 no turn for the pattern within 200 ms',
    ]);
  });

  it('is not tried on a body that breaks off', async () => {
    const { target } = await backend(socket => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhel', () =>
        setImmediate(() => socket.resetAndDestroy()),
      );
    });
    expect(await probe(target, { body: { pattern: 'hel' } })).toBe('L7RSP 200 connection closed in the body');
  });
});
