// `rondo query`, the small dig, against a real server.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formOf } from '../../src/view/json-forms.js';
import { deadUpstream } from '../forward/stub-upstream.js';
import { rondo, type Served, serve } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
let served: Served;
let server: string;

beforeAll(async () => {
  const { port: dead } = await deadUpstream();
  folder.write(
    'shop.example.zone',
    masterFile(
      'www A 192.0.2.1',
      'www A 192.0.2.2',
      '@ MX 10 ns',
      '@ TXT "two words" "and \\"quotes\\""',
      'svc HTTPS 1 . alpn=h2 ipv4hint=192.0.2.9',
      'odd TYPE65280 \\# 3 010203',
      'a\\.b A 192.0.2.3',
      ...Array.from({ length: 30 }, (_, index) => `large TXT "${String(index).padStart(200, 'x')}"`),
    ),
  );
  folder.write(
    'pool.example.yaml',
    [
      'zone: pool.example',
      'pools:',
      `  "@": { probe: { tcp: ${dead}, interval: 60s }, members: [127.0.0.1, 127.0.0.2] }`,
      '',
    ].join('\n'),
  );
  const zones = ['--zone', 'shop.example.zone', '--zone', 'pool.example.yaml'];
  served = await serve([...zones, '--listen', '[::1]:0'], folder.path);
  [server] = served.listen;
});

afterAll(async () => {
  await served?.server.stop();
  folder.remove();
});

const query = (...args: string[]) => rondo(['query', ...args, '--server', server]);

describe('for people', () => {
  test('status, flags, the records in order with TTL, and how it came', async () => {
    const { stdout, stderr, status } = await query('www.shop.example');
    expect(stdout.replace(/^[\d.]+ ms/m, 'T ms').replace(/192\.0\.2\.[12]/g, 'ADDRESS')).toBe(
      [
        'NOERROR  www.shop.example. A  flags: qr aa rd',
        'answer:',
        '  www.shop.example.      60  A      ADDRESS',
        '  www.shop.example.      60  A      ADDRESS',
        `T ms, 77 octets over udp from ${server}`,
        '',
      ].join('\n'),
    );
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });

  test.each([
    ['shop.example', 'MX', '  shop.example.      60  MX     10 ns.shop.example.'],
    ['shop.example', 'TXT', '  shop.example.      60  TXT    "two words" "and \\"quotes\\""'],
    ['svc.shop.example', 'TYPE65', '  svc.shop.example.      60  HTTPS  1 . alpn="h2" ipv4hint=192.0.2.9'],
    ['odd.shop.example', 'TYPE65280', '  odd.shop.example.      60  TYPE65280 \\# 3 010203'],
    ['a\\.b.shop.example', 'A', '60  A      192.0.2.3'],
    ['none.shop.example', 'A', 'NXDOMAIN  none.shop.example. A  flags: qr aa rd'],
  ])('%s %s', async (name, type, line) => {
    const { stdout, status } = await query(name, type);
    expect(stdout).toContain(line);
    expect(status).toBe(0);
  });

  test('an Extended DNS Error stands out: why members are missing', async () => {
    const { stdout } = await query('pool.example');
    expect(stdout).toMatch(/^! EDE \d+ \(.+\): .*fail open/m);
    expect(stdout).toMatch(/127\.0\.0\.1\n.*127\.0\.0\.2|127\.0\.0\.2\n.*127\.0\.0\.1/);
  });
});

describe('for programs', () => {
  test('--json is one object with everything', async () => {
    const { stdout, status } = await query('www.shop.example', '--json');
    const reply = JSON.parse(stdout);
    expect(formOf('query').parse(reply)).toEqual({
      version: 1,
      status: 'NOERROR',
      flags: ['qr', 'aa', 'rd'],
      question: { name: 'www.shop.example.', type: 'A' },
      answer: expect.arrayContaining([{ name: 'www.shop.example.', ttl: 60, type: 'A', data: '192.0.2.1' }]),
      authority: [],
      additional: [],
      udpSize: 1232,
      errors: [],
      server,
      proto: 'udp',
      durationMs: expect.any(Number),
      size: 77,
    });
    expect(status).toBe(0);
  });

  test('Extended DNS Errors are a list', async () => {
    const { stdout } = await query('www.example.org', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'REFUSED',
      errors: [{ code: 20, purpose: 'Not Authoritative', text: 'no zone here holds this name' }],
    });
  });
});

describe('ways to a server', () => {
  test('IPv6, and over TCP when told to', async () => {
    const to = served.listen[1];
    const { stdout, status } = await rondo(['query', 'www.shop.example', '--tcp', '--json', '-s', to]);
    expect(JSON.parse(stdout)).toMatchObject({ proto: 'tcp', server: to, status: 'NOERROR' });
    expect(status).toBe(0);
  });

  test('an answer that was truncated is asked for again over TCP', async () => {
    const { stdout } = await query('large.shop.example', 'TXT', '--json');
    const { answer, proto, flags } = JSON.parse(stdout);
    expect(answer).toHaveLength(30);
    expect({ proto, flags }).toEqual({ proto: 'tcp', flags: ['qr', 'aa', 'rd'] });
  });
});

describe('no answer ends with 69', () => {
  test('nothing listens there', async () => {
    const { port } = await deadUpstream();
    for (const flag of [[], ['--tcp']]) {
      const { stderr, stdout, status } = await rondo([
        'query',
        'a.example',
        '-s',
        `127.0.0.1:${port}`,
        ...flag,
      ]);
      expect(stderr).toBe(
        `rondo query: no answer from 127.0.0.1:${port}: refused: nothing listens there (ECONNREFUSED)\n`,
      );
      expect({ stdout, status }).toEqual({ stdout: '', status: 69 });
    }
  });

  test('there is no way to that address', async () => {
    const { stderr, status } = await rondo(['query', 'www.shop.example', '--server', '255.255.255.255']);
    expect(stderr).toMatch(/^rondo query: no answer from 255\.255\.255\.255:53: .*EACCES/);
    expect(status).toBe(69);
  });

  test('a server that is silent, or answers something else', async () => {
    const socket = createSocket('udp4');
    socket.on('message', (message, { port, address }) => {
      message[0] ^= 0xff;
      socket.send(message, port, address);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const to = `127.0.0.1:${socket.address().port}`;
    const { stderr, status } = await rondo(['query', 'a.example', '-s', to, '--timeout', '0.2']);
    expect(stderr).toBe(`rondo query: no answer from ${to}: nothing came within 0.2 s\n`);
    expect(status).toBe(69);
    socket.close();
  });
});

describe('nonsense ends with 64', () => {
  test.each([
    [['a..b'], '"a..b" is not a name: a label is empty'],
    [['a.example', 'AAAB'], '"AAAB" is not a record type; did you mean AAAA?'],
    [['a.example', '-s', '1.2.3'], 'the server must be an IP address'],
    [['a.example', '--timeout', 'soon'], 'the timeout must be over 0 and at most 60 seconds'],
  ])('rondo query %j', async (args, message) => {
    const { stderr, stdout, status } = await rondo(['query', ...args]);
    expect(stderr).toContain(message);
    expect({ stdout, status }).toEqual({ stdout: '', status: 64 });
  });
});
