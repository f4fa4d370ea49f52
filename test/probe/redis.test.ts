// The Redis probe: real servers, and servers that are ill and hostile.
import { createServer as createTlsServer } from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { command, ErrorReply, type Reply, RespError, RespReader } from '../../src/probe/redis/resp.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { needs } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { TempFolder } from '../support/temp-folder.js';
import { listen, saying } from './backend.js';
import { certificates } from './certificates.js';

async function probe(target: Target, overrides: ProbeOverrides = {}): Promise<string> {
  return resultToText(await runProbe(target, specOf({ timeoutMs: 2000, ...overrides, kind: 'redis' })));
}

const secret = (text: string) => new Attachment('env', 'TEST', text);
const password = secret('hunter2');

describe.skipIf(needs('redis-server')[0])('a real server', () => {
  const folder = new TempFolder();
  let primary: RedisServer;
  let replica: RedisServer;
  let secure: RedisServer;
  const at = ({ port }: RedisServer) => ({ address: '127.0.0.1', port, host: 'app.test' });

  beforeAll(async () => {
    primary = await startRedis('--dir', folder.path);
    [replica, secure] = await Promise.all([
      startRedis('--dir', folder.path, '--replicaof', '127.0.0.1', String(primary.port)),
      startRedis(
        '--dir',
        folder.path,
        '--requirepass',
        'hunter2',
        '--user',
        ...'probe on >sesame +ping +role'.split(' '),
      ),
    ]);
  });
  afterAll(async () => {
    for (const server of [primary, replica, secure]) await server?.process.stop();
    folder.remove();
  });

  it('answers PING', async () => {
    expect(await probe(at(primary))).toBe('L7OK');
  });

  it('has a role', async () => {
    expect(await probe(at(primary), { role: 'primary' })).toBe('L7OK');
    expect(await probe(at(primary), { role: 'replica' })).toBe('L7STS the role is primary, not replica');
    expect(await probe(at(replica), { role: 'replica' })).toBe('L7OK');
    expect(await probe(at(replica), { role: 'primary' })).toBe('L7STS the role is replica, not primary');
  });

  it('may ask for a password', async () => {
    expect(await probe(at(secure))).toBe('L7STS PING: NOAUTH Authentication required.');
    expect(await probe(at(secure), { password, role: 'primary' })).toBe('L7OK');
    expect(await probe(at(secure), { password: secret('wrong') })).toBe('L7STS AUTH: WRONGPASS');
    expect(await probe(at(secure), { user: 'probe', password: secret('sesame'), role: 'primary' })).toBe(
      'L7OK',
    );
    expect(await probe(at(secure), { user: 'nobody', password })).toBe('L7STS AUTH: WRONGPASS');
  });

  it('that has no password does not want one', async () => {
    expect(await probe(at(primary), { password })).toBe('L7STS AUTH: ERR');
  });

  it('may speak TLS', async () => {
    const files = Object.entries({ 'tls-cert-file': 'cert', 'tls-key-file': 'key' } as const).flatMap(
      ([setting, part]) => [`--${setting}`, folder.write(part, certificates.server[part])],
    );
    const tlsPort = await quietPort();
    const tls = ['--tls-port', String(tlsPort), '--tls-ca-cert-file', folder.write('ca', certificates.ca)];
    const server = await startRedis('--dir', folder.path, ...tls, ...files);
    try {
      const target = { ...at(server), port: tlsPort };
      const { cert, key } = certificates.client;
      const attached = (text: string) => new Attachment('file', 'test.pem', text);
      const trust = { tls: true, ca: attached(certificates.ca) };
      const own = { cert: attached(cert), key: attached(key) };
      expect(await probe(target, { ...trust, ...own, role: 'primary' })).toBe('L7OK');
      expect(await probe(target, trust)).toMatch(/^L[67]RSP /);
      expect(await probe(target, { ...trust, ...own, sni: 'other.test' })).toMatch(
        /^L6RSP the certificate is for/,
      );
    } finally {
      await server.process.stop();
    }
  });

  it('that is gone is L4CON', async () => {
    const server = await startRedis('--dir', folder.path);
    expect(await probe(at(server))).toBe('L7OK');
    await server.process.stop();
    expect(await probe(at(server))).toBe('L4CON connection refused');
  });
});

describe('a server that', () => {
  it.each([
    ['HTTP/1.1 400 Bad Request\r\n\r\n', 'the reply is not one of Redis'],
    ['SSH-2.0-OpenSSH_9.2', 'the reply is not one of Redis'],
    ['\x16\x03\x01\x00', 'the reply is not one of Redis'],
    ['$99999999\r\n', 'a length in the reply is out of range'],
    ['*-2\r\n', 'a length in the reply is out of range'],
    ['*1\r\n'.repeat(9), 'the reply is nested too deeply'],
    [`+${'x'.repeat(2000)}`, 'a line of the reply is too long'],
    ['+PENG\r\n', 'PING: not the reply that was expected'],
    ['$-1\r\n', 'PING: not the reply that was expected'],
  ])('says %j is L7RSP', async (said, text) => {
    const { target } = await saying(said);
    expect(await probe(target)).toBe(`L7RSP ${text}`);
  });

  it('is loading its data is down', async () => {
    const { target } = await saying('-LOADING Redis is loading the dataset in memory\r\n');
    expect(await probe(target)).toBe('L7STS PING: LOADING Redis is loading the dataset in memory');
  });

  it('hides its role is down', async () => {
    const { target } = await saying('+PONG\r\n*1\r\n$4\r\nking\r\n');
    expect(await probe(target, { role: 'primary' })).toBe('L7RSP ROLE: not the reply that was expected');
    const sentinel = await saying('+PONG\r\n*2\r\n$8\r\nsentinel\r\n*0\r\n');
    expect(await probe(sentinel.target, { role: 'primary' })).toBe('L7STS the role is sentinel, not primary');
  });

  it('repeats the password does not make the probe repeat it', async () => {
    for (const said of [
      "-ERR unknown command 'AUTH', with args beginning with: 'hunter2'\r\n",
      '-hunter2\r\n',
      '+hunter2\r\n',
      '+OK\r\n-hunter2 hunter2\r\n',
      '+OK\r\n+PONG\r\n*1\r\n$7\r\nhunter2\r\n',
      'hunter2\r\n',
      'hunter2',
    ]) {
      const { target } = await saying(said);
      const text = await probe(target, { password, role: 'primary' });
      expect(text).toMatch(/^L7(STS|RSP) /);
      expect(text).not.toContain('hunter2');
    }
  });
});

it('speaks TLS when told to', async () => {
  const { target } = await listen(
    createTlsServer(certificates.server, socket => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end('+PONG\r\n'));
    }),
  );
  const ca = new Attachment('file', 'ca.crt', certificates.ca);
  expect(await probe(target, { tls: true, ca })).toBe('L7OK');
});

describe('replies', () => {
  /** What a reader makes of the pieces. */
  function read(pieces: readonly Uint8Array[]): Reply[] {
    const replies: Reply[] = [];
    const reader = new RespReader(reply => replies.push(reply));
    for (const piece of pieces) reader.push(piece);
    return replies;
  }
  const text =
    '+OK\r\n-ERR no\r\n:42\r\n$-1\r\n$5\r\na\r\nb\n\r\n*0\r\n*3\r\n*2\r\n+a\r\n$0\r\n\r\n*-1\r\n:-1\r\n';
  const replies = ['OK', new ErrorReply('ERR no'), '42', null, 'a\r\nb\n', [], [['a', ''], null, '-1']];

  it('are the same in whatever pieces they come', () => {
    expect(read([Buffer.from(text)])).toEqual(replies);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 100, maxLength: 100 }), sizes => {
        let at = 0;
        const pieces = sizes.map(size => {
          at += size;
          return Buffer.from(text.slice(at - size, at));
        });
        expect(read([...pieces, Buffer.from(text.slice(at))])).toEqual(replies);
      }),
    );
  });

  it('that are any octets are read or refused', () => {
    const word = fc.constantFrom('+', '-', ':', '$', '*', '\r\n', '1', '3', '-1', 'x', '\0', '99999');
    fc.assert(
      fc.property(fc.array(fc.array(word), { maxLength: 20 }), parts => {
        try {
          read(parts.map(part => Buffer.from(part.join(''))));
        } catch (error) {
          expect(error).toBeInstanceOf(RespError);
        }
      }),
    );
  });

  it('answer commands that are written octet for octet', () => {
    expect(command('AUTH', 'schön\r\n')).toBe('*2\r\n$4\r\nAUTH\r\n$8\r\nschön\r\n\r\n');
  });
});
