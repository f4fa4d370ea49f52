// The MySQL probe: a real MariaDB server, and servers that are ill and hostile.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { type MariadbServer, makeMariadbData, startMariadb } from '../support/mariadb.js';
import { needs } from '../support/programs.js';
import { TempFolder } from '../support/temp-folder.js';
import { handOver } from '../support/unprivileged.js';
import { answering } from './answering.js';
import { listen } from './backend.js';
import { certificates } from './certificates.js';
import { error, greeting, OK, packet, SCRAMBLE } from './wire.js';

async function probe(target: Target, overrides: ProbeOverrides = {}): Promise<string> {
  return resultToText(await runProbe(target, specOf({ timeoutMs: 2000, ...overrides, kind: 'mysql' })));
}

/** A deadline that a test waits for. */
const soon = { timeoutMs: 100 };
const secret = (text: string) => new Attachment('env', 'TEST', text);
const password = secret('sésame');
const login = { user: 'probe', password } as const;
const ca = new Attachment('file', 'ca.crt', certificates.ca);

describe.skipIf(needs('mariadbd', 'mariadb-install-db', 'setpriv')[0])('a real server', () => {
  const folder = new TempFolder();
  let primary: MariadbServer;
  const at = ({ port }: MariadbServer) => ({ address: '127.0.0.1', port, host: 'app.test' });

  beforeAll(async () => {
    await makeMariadbData(folder);
    for (const part of ['key', 'cert'] as const) {
      folder.write(part, certificates.server[part]);
      handOver(folder.at(part));
    }
    chmodSync(folder.at('key'), 0o600);
    primary = await startMariadb(folder, `ssl-key=${folder.at('key')}`, `ssl-cert=${folder.at('cert')}`);
  }, 60_000);
  afterAll(async () => {
    await primary?.process.stop();
    folder.remove();
  });

  it('answers a stranger, who is no connection that broke off', async () => {
    const from = primary.process.output.length;
    expect(await probe(at(primary))).toBe('L7OK strangers are refused (1045)');
    expect(await probe(at(primary), { tls: true, ca })).toBe('L7OK strangers are refused (1045)');
    await primary.process.says(/Access denied for user 'rondo'[\s\S]*Access denied for user 'rondo'/, from);
    expect(primary.process.output.slice(from)).not.toMatch(/Aborted|without authentication/);
  });

  it('lets in a user, and tells its role', async () => {
    const from = primary.process.output.length;
    expect(await probe(at(primary), login)).toBe('L7OK');
    expect(await probe(at(primary), { user: 'empty' })).toBe('L7OK');
    expect(await probe(at(primary), { ...login, role: 'primary' })).toBe('L7OK');
    expect(await probe(at(primary), { ...login, role: 'replica' })).toBe(
      'L7STS the role is primary, not replica',
    );
    expect(primary.process.output.slice(from)).not.toMatch(/Aborted/);
  });

  it.each<[string, string | { pattern: string } | undefined, string]>([
    ['SELECT 1', undefined, 'L7OK'],
    ['SELECT 7, 8', '7', 'L7OK'],
    ['SELECT 7', '8', 'L7STS the query gives "7", not "8"'],
    ["SELECT 'ready' UNION SELECT 'no'", { pattern: '^rea' }, 'L7OK'],
    ['SELECT NULL', '1', 'L7STS the query gives null, not "1"'],
    ['SELECT 1 FROM DUAL WHERE false', '1', 'L7STS the query gives no row'],
    ['SET @a = 1', undefined, 'L7STS the query gives no row'],
    ["SELECT repeat('x', 300)", { pattern: '^x{300}$' }, 'L7OK'],
    [
      'CREATE TABLE test.x (n int)',
      undefined,
      'L7STS Cannot execute statement in a READ ONLY transaction (1792)',
    ],
    ["SELECT repeat('x', 70000)", undefined, 'L7RSP the packets are over 64 KiB'],
  ])('answers %s, where %s is expected', async (query, expected, found) => {
    const asked = { ...login, query, timeoutMs: 10_000 };
    const text = await probe(at(primary), expected === undefined ? asked : { ...asked, expect: expected });
    expect(text.replace('the length of a packet is out of range', 'the packets are over 64 KiB')).toBe(found);
  });

  it('ends a query that takes too long by itself', async () => {
    const many = 'WITH RECURSIVE n AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM n WHERE a < 900)';
    const query = `${many} SELECT count(*) FROM n a, n b, n c, n d WHERE a.a + b.a + c.a + d.a > 7`;
    expect(await probe(at(primary), { ...login, query, timeoutMs: 1500 })).toMatch(
      /^L7TOUT .*max_statement_time.* \(1969\)$/,
    );
  });

  it('replicates from nobody, which a primary need not, or may not say', async () => {
    const asked = { ...login, 'max-lag': 1_000 };
    expect(await probe(at(primary), asked)).toMatch(/^L7STS Access denied.* SLAVE MONITOR .*\(1227\)$/);
    expect(await probe(at(primary), { ...asked, user: 'monitor' })).toBe('L7OK');
  });

  it('says why it lets nobody in', async () => {
    expect(await probe(at(primary), { ...login, password: secret('wrong') })).toBe(
      "L7STS Access denied for user 'probe'@'127.0.0.1' (using password: YES) (1045)",
    );
    expect(await probe(at(primary), { user: 'probe' })).toMatch(/^L7STS Access denied .*NO\) \(1045\)$/);
    expect(await probe(at(primary), { user: 'nobody', password })).toMatch(/^L7STS Access denied /);
    expect(await probe(at(primary), { user: 'ed', password })).toMatch(/^L7STS /);
  });

  it('may speak TLS', async () => {
    expect(await probe(at(primary), { ...login, tls: true, ca, role: 'primary' })).toBe('L7OK');
    expect(await probe(at(primary), { ...login, tls: true })).toBe(
      'L6RSP the issuer of the certificate is not known',
    );
    expect(await probe(at(primary), { ...login, tls: true, ca, sni: 'other.test' })).toMatch(
      /^L6RSP the certificate is for another name/,
    );
  });

  it('that has no room is down', async () => {
    const sockets: Socket[] = [];
    for (let each = 0; each < 11; each++) {
      const socket = connect(primary.port, '127.0.0.1');
      socket.on('error', () => {});
      sockets.push(socket);
      await once(socket, 'data');
    }
    expect(await probe(at(primary))).toBe('L7STS Too many connections (1040)');
    for (const socket of sockets) socket.destroy();
  });

  it('that may only be read is a replica; one that is gone is L4CON', async () => {
    await primary.process.stop();
    expect(await probe(at(primary))).toBe('L4CON connection refused');
    primary = await startMariadb(folder, 'read-only=1', 'skip-ssl');
    expect(await probe(at(primary), { ...login, role: 'replica' })).toBe('L7OK');
    expect(await probe(at(primary), { ...login, role: 'primary' })).toBe(
      'L7STS the role is replica, not primary',
    );
    expect(await probe(at(primary), { ...login, tls: true })).toBe('L6RSP the server does not speak TLS');
  }, 30_000);
});

describe('a server that', () => {
  it('is silent after its greeting is L7TOUT', async () => {
    const deaf = await answering(greeting());
    expect(await probe(deaf.target, soon)).toBe('L7TOUT no complete reply within 100 ms');
    expect(await probe(deaf.target, { ...soon, tls: true })).toBe('L6TOUT no TLS handshake within 100 ms');
  });

  it.each([
    [Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 'the length of a packet is out of range'],
    [Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'), 'the length of a packet is out of range'],
    [Buffer.alloc(8), 'the length of a packet is out of range'],
    [packet(0, 'RFB 003.008\n'), 'the reply is not one of MySQL'],
    [packet(0, '\x0a8.0'), 'the greeting is cut short'],
    [packet(0, Buffer.from([0xff, 1])), 'an error that cannot be understood'],
    [packet(7, greeting().subarray(4)), 'a packet is out of order'],
    [greeting('', { low: 0x7fff }), 'the server is older than MySQL 4.1'],
    [Buffer.concat([greeting(), packet(2, 'no')]), 'not the reply to a login'],
    [
      Buffer.concat([greeting(), packet(2, Buffer.from([0xfe]))]),
      'the server asks for a login of before MySQL 4.1',
    ],
  ])('says %j is L7RSP', async (said, text) => {
    const { target } = await answering(said);
    expect(await probe(target)).toBe(`L7RSP ${text}`);
  });

  it('talks without end is cut off at 64 KiB', async () => {
    const rows = (sequence: number) => packet(sequence & 0xff, Buffer.alloc(512, 1));
    const burst = await answering(
      greeting(),
      () => packet(2, OK),
      () =>
        Buffer.concat([packet(1, '\x01'), packet(2, Buffer.alloc(60_000)), packet(3, Buffer.alloc(6_000))]),
    );
    expect(await probe(burst.target, { ...login, role: 'primary' })).toBe(
      'L7RSP the packets are over 64 KiB',
    );
    const endless = await answering(Buffer.concat(Array.from({ length: 200 }, (_, at) => rows(at))));
    expect(await probe(endless.target)).toMatch(/^L7RSP /);
    await burst.allClosed();
    await endless.allClosed();
  });

  it('lets in nobody from here is up for a stranger, and down when it is full or has blocked us', async () => {
    const says = async (code: number, text: string, overrides?: ProbeOverrides) =>
      probe((await answering(packet(0, error(code, text)))).target, overrides);
    expect(await says(1130, "Host 'x' is not allowed to connect")).toBe('L7OK strangers are refused (1130)');
    expect(await says(1130, 'no', login)).toBe('L7STS no (1130)');
    expect(await says(1040, 'Too many connections')).toBe('L7STS Too many connections (1040)');
    expect(await says(1129, "Host 'x' is blocked")).toBe("L7STS Host 'x' is blocked (1129)");
  });

  it('says nothing sensible of its role is L7RSP', async () => {
    for (const row of ['\x01x', '\x02', '\xfb', '\x010\x010']) {
      const head = [packet(1, '\x01'), packet(2, 'column'), packet(3, Buffer.from([0xfe, 0, 0, 2, 0]))];
      const { target } = await answering(
        greeting(),
        () => packet(2, OK),
        () => Buffer.concat([...head, packet(4, Buffer.from(row, 'latin1'))]),
      );
      expect(await probe(target, { ...login, role: 'primary' })).toBe(
        'L7RSP not the reply to the question for the role',
      );
    }
  });

  it('repeats the password does not make the probe repeat it', async () => {
    const { target } = await answering(greeting(), () => packet(2, error(1045, '#28000no sésame')));
    expect(await probe(target, login)).toBe('L7STS an error (1045)');
  });

  it('speaks no TLS, or talks before it, is L6RSP', async () => {
    const plain = await answering(greeting('', { low: 0xf7ff }));
    expect(await probe(plain.target, { tls: true })).toBe('L6RSP the server does not speak TLS');
    const garbage = await answering(greeting(), () => Buffer.from('HTTP/1.1 400 Bad Request\r\n'));
    expect(await probe(garbage.target, { tls: true })).toBe('L6RSP the other side does not speak TLS');
    const eager = await answering(Buffer.concat([greeting(), packet(2, OK)]));
    expect(await probe(eager.target, { tls: true })).toBe('L7RSP there is more than a greeting');
  });
});

describe('a login by caching_sha2_password', () => {
  const sha256 = (...parts: Buffer[]) =>
    parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
  const plugin = 'caching_sha2_password';
  const once256 = sha256(Buffer.from('sésame'));
  const mask = sha256(sha256(once256), SCRAMBLE);
  const expected = Buffer.from(once256.map((octet, at) => octet ^ mask[at]));

  it('answers the scramble, at once or when it is asked to change', async () => {
    const isRight = (said: Buffer, sequence: number) =>
      said.includes(expected)
        ? Buffer.concat([packet(sequence, Buffer.from([1, 3])), packet(sequence + 1, OK)])
        : packet(sequence, error(1045, 'no'));
    const begun = await answering(greeting(plugin), said => isRight(said, 2));
    expect(await probe(begun.target, login)).toBe('L7OK');
    const change = Buffer.concat([
      Buffer.from([0xfe]),
      Buffer.from(`${plugin}\0`),
      SCRAMBLE,
      Buffer.from([0]),
    ]);
    const changed = await answering(
      greeting('sha256_password'),
      () => packet(2, change),
      said => isRight(said, 4),
    );
    expect(await probe(changed.target, login)).toBe('L7OK');
  });

  it('says the password in clear over TLS only', async () => {
    const full = packet(2, Buffer.from([1, 4]));
    const plain = await answering(greeting(plugin), () => full);
    expect(await probe(plain.target, login)).toBe(
      'L7STS the server has to see the password itself: that needs `tls: true`, or `get-public-key: true`',
    );
    const secure = await listen(
      createServer(socket => {
        socket.write(greeting(plugin));
        socket.once('readable', () => {
          // The handshake may have come in one piece with the request for it.
          socket.read(36);
          const tls = new TLSSocket(socket, { isServer: true, ...certificates.server });
          tls.on('error', () => {});
          tls.once('data', () => {
            tls.write(packet(3, Buffer.from([1, 4])));
            tls.once('data', said =>
              tls.write(
                said.toString('utf8', 4) === 'sésame\0' ? packet(5, OK) : packet(5, error(1045, 'no')),
              ),
            );
          });
        });
      }),
    );
    expect(await probe(secure.target, { ...login, tls: true, ca })).toBe('L7OK');
  });

  it('is not the only one that a server may ask for', async () => {
    const body = (name: string) => Buffer.concat([Buffer.from([0xfe]), Buffer.from(`${name}\0`), SCRAMBLE]);
    const other = await answering(greeting(), () => packet(2, body('client_ed25519')));
    expect(await probe(other.target, login)).toBe(
      'L7STS the server asks for a login by client_ed25519, which is not known here',
    );
    const clear = await answering(greeting(), () => packet(2, body('mysql_clear_password')));
    expect(await probe(clear.target, login)).toMatch(/^L7STS the server asks for the password in clear/);
  });
});
