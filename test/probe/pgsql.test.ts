// The PostgreSQL probe: real servers, and servers that are ill and hostile.
import { chmodSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { copyData, makeData, makeLogins, type PostgresServer, startPostgres } from '../support/postgresql.js';
import { needs } from '../support/programs.js';
import { TempFolder } from '../support/temp-folder.js';
import { handOver } from '../support/unprivileged.js';
import { answering } from './answering.js';
import { backend, drip, saying } from './backend.js';
import { certificates } from './certificates.js';
import { authentication, message } from './wire.js';

async function probe(target: Target, overrides: ProbeOverrides = {}): Promise<string> {
  return resultToText(await runProbe(target, specOf({ timeoutMs: 2000, ...overrides, kind: 'pgsql' })));
}

/** A deadline that a test waits for. */
const soon = { timeoutMs: 100 };
const secret = (text: string) => new Attachment('env', 'TEST', text);
const password = secret('sésame');
const postgres = { database: 'postgres' };

describe.skipIf(needs('postgres', 'initdb', 'pg_basebackup', 'psql', 'setpriv')[0])('a real server', () => {
  const folder = new TempFolder();
  let primary: PostgresServer;
  let copy: string;
  const at = ({ port }: PostgresServer) => ({ address: '127.0.0.1', port, host: 'app.test' });

  beforeAll(async () => {
    const data = await makeData(folder);
    for (const part of ['key', 'cert'] as const) {
      folder.write(part, certificates.server[part]);
      handOver(folder.at(part));
    }
    chmodSync(folder.at('key'), 0o600);
    const tls = ['ssl=on', `ssl_key_file=${folder.at('key')}`, `ssl_cert_file=${folder.at('cert')}`];
    primary = await startPostgres(data, [...tls, 'log_connections=on', 'log_disconnections=on']);
    await makeLogins(primary);
    copy = await copyData(primary, folder);
  }, 60_000);
  afterAll(async () => {
    await primary?.process.stop('SIGINT');
    folder.remove();
  });

  it('answers the startup packet of a stranger', async () => {
    expect(await probe(at(primary))).toBe('L7OK strangers are refused (28000)');
  });

  it.each(['trust', 'md5', 'scram'])('lets in a user by %s, and tells its role', async user => {
    const login = { user, password, ...postgres };
    expect(await probe(at(primary), login)).toBe('L7OK');
    expect(await probe(at(primary), { ...login, role: 'primary' })).toBe('L7OK');
    expect(await probe(at(primary), { ...login, role: 'replica' })).toBe(
      'L7STS the role is primary, not replica',
    );
  });

  it('says why it lets nobody in', async () => {
    for (const user of ['md5', 'scram']) {
      const wrong = { user, password: secret('wrong'), ...postgres };
      expect(await probe(at(primary), wrong)).toBe(
        `L7STS password authentication failed for user "${user}" (28P01)`,
      );
      expect(await probe(at(primary), { user, ...postgres })).toBe('L7STS the server asks for a password');
    }
    expect(await probe(at(primary), { user: 'scram', password })).toBe(
      'L7STS database "scram" does not exist (3D000)',
    );
    expect(await probe(at(primary), { user: 'nobody', password })).toMatch(
      /^L7STS no pg_hba.conf entry .* \(28000\)$/,
    );
  });

  it('may speak TLS, and is given a password in clear over that only', async () => {
    const ca = new Attachment('file', 'ca.crt', certificates.ca);
    const login = { user: 'password', password, ...postgres, role: 'primary' } as const;
    expect(await probe(at(primary), login)).toBe(
      'L7STS the server asks for the password in clear: that needs `tls: true`',
    );
    expect(await probe(at(primary), { ...login, tls: true, ca })).toBe('L7OK');
    expect(await probe(at(primary), { ...login, user: 'scram', tls: true, ca })).toBe('L7OK');
    expect(await probe(at(primary), { ...login, tls: true })).toBe(
      'L6RSP the issuer of the certificate is not known',
    );
    expect(await probe(at(primary), { ...login, tls: true, ca, sni: 'other.test' })).toMatch(
      /^L6RSP the certificate is for another name/,
    );
  });

  it.each<[string, string | { pattern: string } | undefined, string]>([
    ['SELECT 1', undefined, 'L7OK'],
    ['SELECT 7, 8', '7', 'L7OK'],
    ['SELECT 7', '8', 'L7STS the query gives "7", not "8"'],
    ["VALUES ('ready'), ('no')", { pattern: '^rea' }, 'L7OK'],
    ["SELECT 'no'", { pattern: '^rea' }, 'L7STS the query gives "no", which does not match ^rea'],
    ['SELECT NULL', '', 'L7STS the query gives null, not ""'],
    ['SELECT NULL', undefined, 'L7OK'],
    ['SELECT 1 WHERE false', '1', 'L7STS the query gives no row'],
    ['SELECT pg_is_in_recovery() -- why', 'f', 'L7OK'],
    ['SELEC', undefined, 'L7STS syntax error at or near "SELEC" (42601)'],
    ['CREATE TABLE x ()', undefined, 'L7STS cannot execute CREATE TABLE in a read-only transaction (25006)'],
    ['SELECT * FROM pg_catalog.pg_authid', undefined, 'L7STS permission denied for table pg_authid (42501)'],
    ["SELECT repeat('x', 60000) FROM generate_series(1, 9)", { pattern: 'x{9}' }, 'L7OK'],
    ["SELECT repeat('x', 70000)", undefined, 'L7RSP the messages are over 64 KiB'],
  ])('answers %s, where %s is expected', async (query, expected, found) => {
    const login = { user: 'scram', password, ...postgres, query, timeoutMs: 10_000 };
    const text = await probe(at(primary), expected === undefined ? login : { ...login, expect: expected });
    expect(text.replace('the length of a message is out of range', 'the messages are over 64 KiB')).toBe(
      found,
    );
  });

  it('ends a query that takes too long by itself', async () => {
    const login = { user: 'trust', ...postgres, query: 'SELECT pg_sleep(60)', timeoutMs: 1500 };
    expect(await probe(at(primary), login)).toBe(
      'L7TOUT canceling statement due to statement timeout (57014)',
    );
  });

  it('has nothing to complain of in its log', async () => {
    const login = { user: 'scram', password, ...postgres, role: 'primary' } as const;
    const from = primary.process.output.length;
    expect(await probe(at(primary), login)).toBe('L7OK');
    const [, pid] = await primary.process.says(/\[(\d+)\] LOG: {2}disconnection: .*user=scram/, from);
    const lines = primary.process.output.split('\n').filter(line => line.includes(`[${pid}]`));
    expect(lines.map(line => line.replace(/.*LOG: +([\w ]+)[:=].*/, '$1'))).toEqual([
      'connection received',
      'connection authenticated',
      'connection authorized',
      'disconnection',
    ]);
    // Its server process is gone when the next one has come and gone.
    const before = primary.process.output.length;
    expect(await probe(at(primary), { source: ['127.0.0.9'] })).toBe('L7OK');
    expect(await probe(at(primary), login)).toBe('L7OK');
    await primary.process.says(/disconnection: .*user=scram/, before);
    expect(primary.process.output.slice(before)).not.toMatch(/FATAL|ERROR/);
  });

  it('that is starting up is down; then it is a replica', async () => {
    const starting = await startPostgres(copy, ['restore_command=false'], /entering standby mode/);
    try {
      const refused = /^L7STS the database system is (starting up|not yet accepting connections) \(57P03\)$/;
      expect(await probe(at(starting))).toMatch(refused);
      expect(await probe(at(starting), { user: 'trust', ...postgres })).toMatch(refused);
    } finally {
      await starting.process.stop('SIGQUIT');
    }
    const conninfo = `primary_conninfo=host=127.0.0.1 port=${primary.port} user=trust`;
    const replica = await startPostgres(copy, [conninfo], /ready to accept read-only connections/);
    try {
      const login = { user: 'scram', password, ...postgres };
      expect(await probe(at(replica), { ...login, role: 'replica' })).toBe('L7OK');
      expect(await probe(at(replica), { ...login, role: 'primary' })).toBe(
        'L7STS the role is replica, not primary',
      );
      // The primary is idle: the last transaction is old.
      await vi.waitFor(async () =>
        expect(await probe(at(replica), { ...login, role: 'replica', 'max-lag': 100 })).toBe('L7OK'),
      );
      expect(await probe(at(replica), { ...login, role: 'subscriber' })).toBe(
        'L7STS the role is replica, not subscriber',
      );
      expect(await probe(at(replica), { ...login, tls: true })).toBe('L6RSP the server does not speak TLS');
    } finally {
      await replica.process.stop('SIGINT');
    }
    expect(await probe(at(replica))).toBe('L4CON connection refused');
  }, 60_000);
});

const error = (state: string, text: string) => message('E', `SFATAL\0C${state}\0M${text}\0\0`);

/** What a backend says, octet for octet. */
const says = (...octets: readonly Buffer[]) => backend(socket => socket.end(Buffer.concat(octets)));

describe('a server that', () => {
  it.each([
    ['HTTP/1.1 400 Bad Request\r\n\r\n', 'the reply is not one of PostgreSQL'],
    ['SSH-2.0-OpenSSH_9.2', 'the length of a message is out of range'],
    ['E\0\0\0\x03', 'the length of a message is out of range'],
    ['R\0\0\0\x05\0', 'a request for authentication is cut short'],
    // Octets that keep one client library busy for ever.
    ['E\0\0\0\x05S', 'an error that cannot be understood'],
    ['Z\0\0\0\x05I', 'the server is ready before the login'],
    ['D\0\0\0\x04', 'not the reply to the question for the role'],
  ])('says %j is L7RSP', async (said, text) => {
    const { target } = await saying(said);
    expect(await probe(target)).toBe(`L7RSP ${text}`);
  });

  it('talks without end is cut off at 64 KiB', async () => {
    const notices = Buffer.concat(Array.from({ length: 200 }, () => message('N', 'x'.repeat(512))));
    const burst = await backend(socket => socket.write(notices));
    expect(await probe(burst.target)).toBe('L7RSP the messages are over 64 KiB');
    const steady = await backend(socket => drip(socket, 1, () => socket.write(message('N', 'x'))));
    expect(await probe(steady.target, soon)).toMatch(/^L7/);
    await burst.allClosed();
    await steady.allClosed();
  });

  it('has no room for more clients is down, even to a stranger', async () => {
    const { target } = await says(error('53300', 'sorry, too many clients already'));
    expect(await probe(target)).toBe('L7STS sorry, too many clients already (53300)');
  });

  it('asks a stranger for any login is up', async () => {
    for (const request of [0, 3, 5, 7, 10]) {
      const { target } = await says(authentication(request));
      expect(await probe(target)).toBe('L7OK');
    }
  });

  it('wants a login that is not known here is down', async () => {
    const gss = await says(authentication(7));
    expect(await probe(gss.target, { user: 'u', password })).toBe(
      'L7STS the server asks for a login of kind 7, which is not known here',
    );
    const sasl = await says(authentication(10, 'OTHER\0\0'));
    expect(await probe(sasl.target, { user: 'u', password })).toBe(
      'L7STS the server does not offer SCRAM-SHA-256',
    );
  });

  it('says nothing sensible of its role is L7RSP', async () => {
    for (const row of ['\0\x01\0\0\0\x01x', '\0\x01\xff\xff\xff\xff', '\0\x02', '\0\x01\0\0\0\x09t']) {
      const ready = Buffer.concat([authentication(0), message('Z', 'I')]);
      const server = await answering(
        () => ready,
        () => message('D', Buffer.from(row, 'latin1')),
      );
      expect(await probe(server.target, { user: 'u', role: 'primary' })).toBe(
        'L7RSP not the reply to the question for the role',
      );
    }
  });

  it('repeats the password does not make the probe repeat it', async () => {
    const { target } = await says(error('28P01', 'the password is sésame'));
    expect(await probe(target, { user: 'u', password })).toBe('L7STS an error (28P01)');
  });

  it('speaks no TLS, or talks before it, is L6RSP', async () => {
    const plain = await saying('N');
    expect(await probe(plain.target, { tls: true })).toBe('L6RSP the server does not speak TLS');
    for (const said of ['SX', 'E\0\0', 'HTTP']) {
      const { target } = await saying(said);
      expect(await probe(target, { tls: true })).toBe(
        'L6RSP not the answer of PostgreSQL to the request for TLS',
      );
    }
    const garbage = await answering(
      () => Buffer.from('S'),
      () => Buffer.from('HTTP/1.1 400 Bad Request\r\n'),
    );
    expect(await probe(garbage.target, { tls: true })).toBe('L6RSP the other side does not speak TLS');
    const hangup = await backend(socket => socket.end('S'));
    expect(await probe(hangup.target, { tls: true })).toMatch(/^L6RSP /);
    await garbage.allClosed();
  });
});

describe('a login by SCRAM', () => {
  const login = { user: 'u', password };
  const offer = () => authentication(10, 'SCRAM-SHA-256\0\0');
  const nonceIn = (said: Buffer) => /r=([^,]+)$/.exec(said.toString('latin1'))?.[1] ?? '';

  it.each([
    ['s=c2FsdA==,i=4096', 'its challenge cannot be understood'],
    ['r=other,s=c2FsdA==,i=4096', 'its challenge is not for this login'],
    ['r=NONCE,s=c2FsdA==,i=4096', 'its challenge is not for this login'],
    ['r=NONCEx,s=c2FsdA==,i=99999999', 'it wants over 100000 iterations'],
    ['r=NONCEx,s=c2FsdA==,i=0', 'its challenge cannot be understood'],
  ])('does not take the challenge %s', async (challenge, text) => {
    const { target } = await answering(offer, said =>
      authentication(11, challenge.replace('NONCE', nonceIn(said))),
    );
    expect(await probe(target, login)).toBe(`L7RSP login: ${text}`);
  });

  it('wants proof of the server', async () => {
    const challenge = (said: Buffer) => authentication(11, `r=${nonceIn(said)}x,s=c2FsdA==,i=2`);
    const wrong = await answering(offer, challenge, () => authentication(12, 'v=AAAA'));
    expect(await probe(wrong.target, login)).toBe('L7RSP login: the server does not know the password');
    const early = await answering(offer, challenge, () => authentication(0));
    expect(await probe(early.target, login)).toBe('L7RSP login: the login was ended early');
    const unbegun = await says(authentication(11, 'r=x,s=c2FsdA==,i=2'));
    expect(await probe(unbegun.target, login)).toBe('L7RSP login: the login was not begun');
  });
});
