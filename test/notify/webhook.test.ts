// A receiver may do what it likes: each try ends in time, within bounds, with words that help and without secrets.
import { createHmac } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/notify/delivery.js';
import { HostLookup } from '../../src/notify/host-lookup.js';
import type { Message } from '../../src/notify/message.js';
import type { WebhookSpec } from '../../src/notify/receiver.js';
import { postMessage, retryAfterMs } from '../../src/notify/webhook.js';
import { listen } from '../probe/backend.js';
import { certificates } from '../probe/certificates.js';

const MESSAGE: Message = {
  id: 'id-1',
  body: '{"summary":"ä"}',
  contentType: 'application/json',
  events: 1,
  environment: {},
};

const portOf = async (server: Server) => (await listen(server)).target.port;
const raw = (serve: (socket: Socket) => void) => portOf(createServer(serve));
const web = (answer: (request: IncomingMessage, response: ServerResponse) => void) =>
  portOf(createHttpServer(answer));

interface Sent {
  readonly message?: Partial<Message>;
  readonly timeoutMs?: number;
  readonly hosts?: HostLookup;
  readonly spec?: Partial<WebhookSpec>;
}

function send(
  url: string,
  { message, timeoutMs = 2_000, hosts = new HostLookup(), spec }: Sent = {},
): Promise<Delivery> {
  return postMessage({ url, headers: {}, ...spec }, { ...MESSAGE, ...message }, timeoutMs, hosts).delivery;
}

/** Writes the same again and again, as fast as it is read. */
function endlessly(socket: Socket, head: string, rest: string): void {
  socket.write(head);
  const write = () => {
    while (!socket.destroyed && socket.write(rest));
  };
  socket.on('drain', write);
  write();
}

describe('what a receiver says', () => {
  it.each<[number, Record<string, string>, string, Partial<Delivery>]>([
    [200, {}, 'ok', { isSent: true, text: '200 OK: ok' }],
    [204, {}, '', { isSent: true, text: '204 No Content' }],
    [
      400,
      {},
      'no such\nchannel',
      { isSent: false, mayHelp: false, text: '400 Bad Request: no such\\u{a}channel' },
    ],
    [404, {}, 'nothing at /hook/SECRET?k=TOKEN', { mayHelp: false, text: '404 Not Found: nothing at …' }],
    [429, { 'Retry-After': '7' }, '', { mayHelp: true, retryAfterMs: 7_000 }],
    [408, {}, '', { mayHelp: true }],
    [500, {}, '', { mayHelp: true, text: '500 Internal Server Error' }],
    [503, { 'Retry-After': 'soon' }, '', { mayHelp: true }],
    [
      302,
      { Location: 'https://u:PW@login.example/SECRET' },
      '',
      {
        mayHelp: false,
        text: '302: it redirects to https://login.example, which is not followed: write the URL that it leads to',
      },
    ],
  ])('%i %j', async (status, headers, text, delivery) => {
    const port = await web((_, response) => response.writeHead(status, headers).end(text));
    expect(await send(`http://127.0.0.1:${port}/hook/SECRET?k=TOKEN`)).toMatchObject(delivery);
  });

  it.each([
    ['<p>No &quot;/hook/S3CRET-one?k=S3CRETtwo&amp;t=S3CRETsix&quot;'],
    ['{"path":"\\/hook\\/S3CRET-one","k":"S3CRETtwo"}'],
    ['see ?next=%2Fhook%2FS3CRET-one%3Fk%3DS3CRETtwo'],
    ['S3CRETtwo is no key, and S3CRET-five no good one'],
  ])('%s is shown without parts of secrets', async said => {
    const port = await web((_, response) => response.writeHead(400).end(said));
    const { text } = await send(
      `http://127.0.0.1:${port}/hook/S3CRET-one?k=S3CRETtwo&t=S3CRETsix&u=S3CRET%2Dfive`,
    );
    expect(text).toContain('400');
    expect(text).not.toContain('S3CRET');
  });

  it.each([
    ['120', 120_000],
    [' 5 ', 5_000],
    ['0', 0],
    ['999999999', 3_600_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['-5', undefined],
    ['x', undefined],
    [undefined, undefined],
  ])('Retry-After: %s is %s ms', (value, ms) => {
    const said = retryAfterMs(value, Date.UTC(2026, 0, 1));
    if (value === '-5') expect(said ?? 0).toBeLessThanOrEqual(3_600_000);
    else expect(said).toBe(ms);
  });

  it('gets one request, signed, with its headers', async () => {
    const requests: { headers: IncomingMessage['headers']; body: string; method?: string }[] = [];
    const port = await web((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', text => {
        body += text;
      });
      request.on('end', () => {
        requests.push({ headers: request.headers, body, method: request.method });
        response.end();
      });
    });
    const key = 'a key of some octets';
    await send(`http://127.0.0.1:${port}/`, { spec: { key, headers: { Authorization: 'Bearer x' } } });
    const [{ headers, body, method }] = requests;
    expect(requests).toHaveLength(1);
    expect({ body, method }).toEqual({ body: MESSAGE.body, method: 'POST' });
    expect(headers).toMatchObject({
      ...{ authorization: 'Bearer x', 'content-type': 'application/json', 'rondo-delivery': 'id-1' },
      ...{ connection: 'close', 'content-length': String(Buffer.byteLength(MESSAGE.body)) },
    });
    const stamp = headers['rondo-timestamp'];
    expect(Math.abs(Number(stamp) - Date.now() / 1_000)).toBeLessThan(60);
    const mac = createHmac('sha256', key).update(`${stamp}.${body}`).digest('hex');
    expect(headers['rondo-signature']).toBe(`sha256=${mac}`);
  });
});

describe('a hostile receiver', () => {
  it.each<[string, (socket: Socket) => void, string]>([
    [
      'resets',
      socket => socket.resetAndDestroy(),
      'connection reset|connection closed before a complete response',
    ],
    ['ends', socket => socket.end(), 'socket hang up|connection closed before a complete response'],
    ['talks garbage', socket => socket.end('220 mail.example ESMTP\r\n'), 'it does not speak HTTP'],
    [
      'sends a head without end',
      socket => endlessly(socket, 'HTTP/1.1 200 OK\r\n', `X: ${'y'.repeat(1_000)}\r\n`),
      'the head of its response is too long',
    ],
    [
      'sends interim responses without end',
      socket => endlessly(socket, '', 'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n'),
      'it sends one interim response after another',
    ],
    [
      'sends a body without end',
      socket =>
        endlessly(socket, 'HTTP/1.1 500 No\r\nContent-Length: 99999999999\r\n\r\n', 'x'.repeat(10_000)),
      '500 No: x+…',
    ],
    [
      'sends chunks without end',
      socket => endlessly(socket, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\nx\r\n'),
      '200 OK: x+…',
    ],
  ])('that %s', async (_, serve, text) => {
    const port = await raw(serve);
    expect((await send(`http://127.0.0.1:${port}/`, { timeoutMs: 20_000 })).text).toMatch(
      new RegExp(`^(?:${text})$`),
    );
  });

  it.each<[string, (socket: Socket) => void, string]>([
    ['is silent', () => undefined, 'no response within 200 ms'],
    ['never reads', socket => socket.pause(), 'no response within 200 ms'],
    [
      'sends an octet now and then',
      socket => {
        const timer = setInterval(() => socket.write('H'), 20);
        socket.on('close', () => clearInterval(timer));
      },
      'no response within 200 ms|it does not speak HTTP',
    ],
  ])('that %s', async (_, serve, text) => {
    const port = await raw(serve);
    const sent = await send(`http://127.0.0.1:${port}/`, {
      timeoutMs: 200,
      message: { body: 'x'.repeat(4_000_000) },
    });
    expect(sent).toMatchObject({ isSent: false, mayHelp: true });
    expect(sent.text).toMatch(new RegExp(`^(?:${text})$`));
  });

  it('that says yes and then nothing has the message', async () => {
    const port = await raw(socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'));
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ isSent: true, text: '200 OK' });
  });

  it('that is not there', async () => {
    const server = createServer();
    const port = await portOf(server);
    server.close();
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({
      text: 'connection refused',
      mayHelp: true,
    });
  });

  it('gets no second connection, and the first is closed', async () => {
    let connections = 0;
    let closed = 0;
    const port = await raw(socket => {
      connections++;
      socket.on('close', () => closed++).resume();
    });
    await send(`http://127.0.0.1:${port}/`, { timeoutMs: 100 });
    await expect.poll(() => [connections, closed]).toEqual([1, 1]);
  });
});

describe('over TLS', () => {
  const to = async (own: object, spec: Partial<WebhookSpec> = {}, host = 'app.test') => {
    const port = await portOf(createHttpsServer(own, (_, response) => response.end('ok')));
    const hosts = new HostLookup(async () => [{ address: '127.0.0.1', family: 4 }]);
    return (await send(`https://${host}:${port}/`, { hosts, spec })).text;
  };

  it('the certificate is checked', async () => {
    const { ca, server: good, expired, own } = certificates;
    expect(await to(good, { ca })).toBe('200 OK: ok');
    expect(await to(good)).toBe('the issuer of the certificate is not known');
    expect(await to(own)).toBe('the certificate is self-signed');
    expect(await to(expired, { ca })).toBe('the certificate has expired');
    expect(await to(good, { ca }, 'other.test')).toMatch(/^the certificate is for another name: /);
  });

  it('who does not speak it is told so', async () => {
    const port = await web((_, response) => response.end());
    expect((await send(`https://127.0.0.1:${port}/`)).text).toBe('the other side does not speak TLS');
  });

  it('who says nothing is given up', async () => {
    const port = await raw(() => undefined);
    expect((await send(`https://127.0.0.1:${port}/`, { timeoutMs: 100 })).text).toBe(
      'no TLS handshake within 100 ms',
    );
  });
});

describe('a host', () => {
  const failing = (code: string) =>
    new HostLookup(() => Promise.reject(Object.assign(new Error(code), { code })));

  it.each([
    ['ENOTFOUND', 'there is no host x.example'],
    ['EAI_AGAIN', 'the resolver of this machine does not answer for x.example'],
  ])('that ends in %s', async (code, text) => {
    expect(await send('http://x.example/', { hosts: failing(code) })).toMatchObject({ text, mayHelp: true });
  });

  it('with several addresses is tried at each', async () => {
    const port = await web((_, response) => response.end('ok'));
    const hosts = new HostLookup(async () => [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ]);
    expect((await send(`http://x.example:${port}/`, { hosts })).text).toBe('200 OK: ok');
  });

  it('whose lookup never ends is given up; lookups wait for each other, within a bound', async () => {
    let lookups = 0;
    const hosts = new HostLookup(() => {
      lookups++;
      return new Promise(() => undefined);
    });
    const sent = await Promise.all(
      Array.from({ length: 70 }, (_, index) => send(`http://x${index}.example/`, { hosts, timeoutMs: 100 })),
    );
    const texts = new Set(sent.map(({ text }) => text));
    expect(lookups).toBe(1);
    expect(
      [...texts]
        .map(text => text.replace(/x\d+/, 'x'))
        .filter((text, index, all) => all.indexOf(text) === index)
        .sort(),
    ).toEqual([
      'cannot look up x.example: too many lookups of hosts have not ended',
      'no connection within 100 ms',
    ]);
    // Addresses need no lookup.
    const port = await web((_, response) => response.end('ok'));
    expect((await send(`http://127.0.0.1:${port}/`, { hosts })).isSent).toBe(true);
  });
});
