// The gRPC probe: a real server in Python, and servers that are ill and hostile.
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import type { Server } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { checkRequest, GrpcError, statusIn } from '../../src/probe/grpc/message.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { type Running, start } from '../support/processes.js';
import { needsGrpc, SYSTEM_PYTHON } from '../support/programs.js';
import { TempFolder } from '../support/temp-folder.js';
import { backend, listen } from './backend.js';
import { certificates } from './certificates.js';

async function probe(target: Target, overrides: ProbeOverrides = {}): Promise<string> {
  return resultToText(await runProbe(target, specOf({ timeoutMs: 2000, ...overrides, kind: 'grpc' })));
}

/** A deadline that a test waits for. */
const soon = { timeoutMs: 150 };
const ca = new Attachment('file', 'ca.crt', certificates.ca);

/** Three servers: in clear, over TLS, and one that has no health service. Prints their ports. */
const SERVERS = `
import sys
from concurrent import futures
import grpc

STATUS = {b'': 1, b'serving': 1, b'x' * 200: 1, b'resting': 2, b'lost': 3, b'new': 0}

def check(request, context):
    name = request[3:] if len(request) > 129 else request[2:]
    if name not in STATUS:
        context.abort(grpc.StatusCode.NOT_FOUND, 'kein solcher Dienst: ü')
    return bytes([8, STATUS[name]]) if STATUS[name] else b''

health = grpc.method_handlers_generic_handler(
    'grpc.health.v1.Health', {'Check': grpc.unary_unary_rpc_method_handler(check)})
key, cert = (open(path, 'rb').read() for path in sys.argv[1:])
ports, servers = [], []
for handlers, secure in (((health,), False), ((health,), True), ((), False)):
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=2), handlers=handlers)
    if secure:
        ports.append(server.add_secure_port('127.0.0.1:0', grpc.ssl_server_credentials([(key, cert)])))
    else:
        ports.append(server.add_insecure_port('127.0.0.1:0'))
    server.start()
    servers.append(server)
print('ports', *ports, flush=True)
servers[0].wait_for_termination()
`;

describe.skipIf(needsGrpc()[0])('a real server', () => {
  const folder = new TempFolder();
  let servers: Running;
  let [plain, secure, other] = [0, 0, 0];
  const at = (port: number) => ({ address: '127.0.0.1', port, host: 'app.test' });

  beforeAll(async () => {
    const script = folder.write('servers.py', SERVERS);
    const files = [
      folder.write('key', certificates.server.key),
      folder.write('cert', certificates.server.cert),
    ];
    servers = start(SYSTEM_PYTHON, [script, ...files]);
    [, plain, secure, other] = (await servers.says(/ports (\d+) (\d+) (\d+)/)).map(Number);
  }, 20_000);
  afterAll(async () => {
    await servers?.stop();
    folder.remove();
  });

  it('serves, or does not', async () => {
    expect(await probe(at(plain))).toBe('L7OK');
    expect(await probe(at(plain), { service: 'serving' })).toBe('L7OK');
    expect(await probe(at(plain), { service: 'x'.repeat(200) })).toBe('L7OK');
    expect(await probe(at(plain), { service: 'resting' })).toBe('L7STS NOT_SERVING');
    expect(await probe(at(plain), { service: 'lost' })).toBe('L7STS SERVICE_UNKNOWN');
    expect(await probe(at(plain), { service: 'new' })).toBe('L7STS UNKNOWN');
  });

  it('that knows no such service, or has no health service, is down', async () => {
    expect(await probe(at(plain), { service: 'none' })).toBe('L7STS NOT_FOUND: kein solcher Dienst: ü');
    expect(await probe(at(other))).toBe('L7STS UNIMPLEMENTED: Method not found!');
  });

  it('may speak TLS', async () => {
    expect(await probe(at(secure), { tls: true, ca })).toBe('L7OK');
    expect(await probe(at(secure), { tls: true, ca, host: 'other.test' })).toMatch(
      /^L6RSP the certificate is for another name/,
    );
    expect(await probe(at(secure), { tls: true })).toBe('L6RSP the issuer of the certificate is not known');
    expect(await probe(at(secure))).toMatch(/^L7RSP /);
    expect(await probe(at(plain), { tls: true, ca })).toMatch(/^L6RSP /);
  });
});

const OK = Buffer.from([0, 0, 0, 0, 2, 8, 1]);

/** A server of HTTP/2 that gives each stream to the test. */
function http2(onStream: (stream: ServerHttp2Stream) => void) {
  const server = createHttp2Server();
  server.on('stream', stream => {
    stream.on('error', () => {});
    onStream(stream);
  });
  server.on('sessionError', () => {});
  return listen(server as unknown as Server);
}

/** A server that answers with this body, and these trailers. */
function saying(body: Buffer, trailers: Readonly<Record<string, string>> = { 'grpc-status': '0' }) {
  return http2(stream => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.end(body);
  });
}

describe('a server that', () => {
  it('does not answer, or octet by octet, is L7TOUT', async () => {
    const mute = await http2(() => {});
    expect(await probe(mute.target, soon)).toBe('L7TOUT no complete reply within 150 ms');
    const slow = await http2(stream => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
      const timer = setInterval(() => stream.write('\0'), 30);
      stream.on('close', () => clearInterval(timer));
    });
    expect(await probe(slow.target, soon)).toBe('L7TOUT no complete reply within 150 ms');
  });

  it('breaks off in a response is L7RSP', async () => {
    const halfway = await http2(stream => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
      setImmediate(() => stream.session?.destroy());
    });
    expect(await probe(halfway.target)).toMatch(/^L7RSP /);
    const reset = await http2(stream => stream.close(2));
    expect(await probe(reset.target)).toMatch(/^L7RSP HTTP\/2: .*INTERNAL_ERROR/);
  });

  it('speaks no HTTP/2 is L7RSP', async () => {
    const old = createHttpServer((_, response) => response.end('hello'));
    expect(await probe((await listen(old)).target)).toMatch(/^L7RSP /);
    const garbage = await backend(socket => socket.write('SSH-2.0-OpenSSH_9.2\r\n'.repeat(10)));
    expect(await probe(garbage.target)).toMatch(/^L7RSP /);
  });

  it('answers by HTTP only is down', async () => {
    const missing = await http2(stream => stream.respond({ ':status': 404 }, { endStream: true }));
    expect(await probe(missing.target)).toBe('L7STS 404');
    const page = await http2(stream => {
      stream.respond({ ':status': 200, 'content-type': 'text/html' });
      stream.end('<p>hello</p>');
    });
    expect(await probe(page.target)).toBe('L7RSP the response is not one of gRPC');
  });

  it.each<[Buffer, Readonly<Record<string, string>>, string]>([
    [OK, { 'grpc-status': '0' }, 'L7OK'],
    [OK, {}, 'L7RSP the response has no grpc-status'],
    [OK, { 'grpc-status': 'x' }, 'L7RSP the response has no grpc-status'],
    [OK, { 'grpc-status': '14' }, 'L7STS UNAVAILABLE'],
    [OK, { 'grpc-status': '99', 'grpc-message': '%zz' }, 'L7STS 99: %zz'],
    [Buffer.alloc(0), { 'grpc-status': '0' }, 'L7RSP there is not one message'],
    [Buffer.from([1, 0, 0, 0, 0]), { 'grpc-status': '0' }, 'L7RSP the message is compressed'],
    [Buffer.from([0, 0, 0, 0, 2, 8, 9]), { 'grpc-status': '0' }, 'L7STS status 9'],
    [Buffer.from([0, 0, 0, 0, 1, 8]), { 'grpc-status': '0' }, 'L7RSP the message is cut short'],
  ])('says %j with %j is judged', async (body, trailers, text) => {
    const { target } = await saying(body, trailers);
    expect(await probe(target)).toBe(text);
  });
});

describe('messages', () => {
  it('ask for a service', () => {
    expect(checkRequest('').toString('hex')).toBe('0000000000');
    expect(checkRequest('a.B').toString('hex')).toBe('00000000050a03612e42');
  });

  it('may have fields that are not known', () => {
    const framed = (hex: string) =>
      Buffer.from(`00000000${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`, 'hex');
    expect(statusIn(framed('1203616263080219ffffffffffffffff25ffffffff'))).toBe(2);
    for (const hex of ['12ff', '0b', `08${'ff'.repeat(12)}`])
      expect(() => statusIn(framed(hex))).toThrow(GrpcError);
  });

  it('that are any octets are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), octets => {
        try {
          const frame = Buffer.from([0, 0, 0, 0, octets.length, ...octets]);
          expect(statusIn(frame)).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(GrpcError);
        }
      }),
    );
  });

  it('of HTTP/2 that are any octets never make a probe reject', async () => {
    const type = fc.integer({ min: 0, max: 10 });
    const frame = fc.tuple(type, fc.uint8Array({ maxLength: 20 }), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(frame, { maxLength: 5 }), async (begins, frames) => {
        const octets = frames.flatMap(([kind, body, flags]) => [
          ...[0, 0, body.length, kind, flags, 0, 0, 0, 1],
          ...body,
        ]);
        const settings = begins ? [0, 0, 0, 4, 0, 0, 0, 0, 0] : [];
        const server = await backend(socket => socket.end(Buffer.from([...settings, ...octets])));
        expect(await probe(server.target, { timeoutMs: 200 })).toMatch(/^L7/);
      }),
      { numRuns: 30 },
    );
  });
});
