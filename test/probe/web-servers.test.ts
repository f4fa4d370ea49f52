// HTTP, HTTPS and TCP probes of real web servers: nginx and HAProxy.
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import { specOf } from '../health/spec.js';
import { until } from '../support/ask.js';
import { type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { TempFolder } from '../support/temp-folder.js';
import { certificates } from './certificates.js';

const secret = (text: string) => new Attachment('file', 'test', text);
const ca = secret(certificates.ca);

async function probe(port: number, overrides: ProbeOverrides): Promise<string> {
  const target = { address: '127.0.0.1', port, host: 'app.test' };
  return resultToText(await runProbe(target, specOf({ timeoutMs: 3000, ...overrides })));
}

const http = (path: string, more: ProbeOverrides = {}): ProbeOverrides => ({
  kind: 'http',
  paths: [path],
  ...more,
});
const https = (path: string, more: ProbeOverrides = {}): ProbeOverrides => ({
  kind: 'https',
  paths: [path],
  ca,
  ...more,
});

/** Waits until a server accepts connections. */
async function accepts(port: number, server: Running): Promise<void> {
  const seen = await until(
    () => (server.child.exitCode === null ? probe(port, { kind: 'tcp' }) : 'ended'),
    text => text === 'L4OK' || text === 'ended',
  );
  if (seen === 'ended') throw new Error(`the server ended:\n${server.output}`);
}

/** The server of the lesson: takes a connection and sleeps. */
const sleeper = createServer(() => undefined);

beforeAll(async () => {
  await new Promise<void>(resolve => sleeper.listen(0, '127.0.0.1', resolve));
});
afterAll(() => sleeper.close());
const sleeperPort = () => (sleeper.address() as { port: number }).port;

describe.skipIf(needs('nginx')[0])('nginx', () => {
  const folder = new TempFolder();
  let nginx: Running;
  let plain: number;
  let secure: number;
  let strict: number;
  let expired: number;

  beforeAll(async () => {
    [plain, secure, strict, expired] = await Promise.all([1, 2, 3, 4].map(() => quietPort()));
    const files = {
      'server.key': certificates.server.key,
      'server.crt': certificates.server.cert,
      'ca.crt': certificates.ca,
    };
    for (const [name, text] of Object.entries(files)) folder.write(name, text);
    folder.write('expired.crt', certificates.expired.cert);
    const tls = (port: number, cert: string, more = '') =>
      `server { listen 127.0.0.1:${port} ssl; ssl_certificate ${folder.at(cert)}; ssl_certificate_key ${folder.at('server.key')}; ${more} location / { return 200 secure; } }`;
    const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map(name => `${name}_temp_path ${folder.at(name)};`)
      .join(' ');
    folder.write(
      'nginx.conf',
      `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''} error_log stderr; pid ${folder.at('pid')};
events { }
http { access_log off; ${temp}
  server { listen 127.0.0.1:${plain};
    location = /ok { return 200 "all is well"; }
    location = /gone { return 404; }
    location = /moved { return 301 http://elsewhere.example/; }
    location = /cut { return 444; }
    location = /host { return 200 $host; }
    location = /secret { if ($http_x_high_load_test = 123) { return 204; } return 403; }
    location = /sleep { proxy_pass http://127.0.0.1:${sleeperPort()}; proxy_read_timeout 1000s; }
    location = /dead { proxy_pass http://127.0.0.9:1; }
  }
  ${tls(secure, 'server.crt')}
  ${tls(strict, 'server.crt', `ssl_client_certificate ${folder.at('ca.crt')}; ssl_verify_client on;`)}
  ${tls(expired, 'expired.crt')}
}
`,
    );
    nginx = start(program('nginx')!, ['-p', folder.path, '-c', folder.at('nginx.conf')]);
    await accepts(plain, nginx);
  });
  afterAll(async () => {
    await nginx?.stop();
    folder.remove();
  });

  it.each<[string, ProbeOverrides, string]>([
    ['is up', http('/ok'), 'L7OK 200'],
    ['says what it should', http('/ok', { body: 'well' }), 'L7OK 200'],
    ['hears the Host of the pool', http('/host', { body: 'app.test' }), 'L7OK 200'],
    ['gets a header', http('/secret', { headers: { 'X-high-load-test': '123' } }), 'L7OK 204'],
    ['does not get it', http('/secret'), 'L7STS 403'],
    ['does not have the page', http('/gone'), 'L7STS 404'],
    ['leads elsewhere', http('/moved', { status: [[200, 299]] }), 'L7STS 301'],
    ['closes the connection', http('/cut'), 'L7RSP connection closed before a complete response'],
    ['has lost its backend', http('/dead'), 'L7STS 502'],
    ['waits for one that sleeps', http('/sleep', { timeoutMs: 200 }), 'L7TOUT no response within 200 ms'],
  ])('that %s', async (_, overrides, expected) => {
    expect(await probe(plain, overrides)).toBe(expected);
  });

  it('speaks TLS, with a certificate that is good, is not, and asks for ours', async () => {
    expect(await probe(secure, https('/', { body: 'secure' }))).toBe('L7OK 200');
    expect(await probe(expired, https('/'))).toMatch(/^L6RSP .*expired/);
    expect(await probe(strict, https('/'))).toBe('L7STS 400');
    const { cert, key } = certificates.client;
    expect(await probe(strict, https('/', { cert: secret(cert), key: secret(key) }))).toBe('L7OK 200');
    expect(await probe(plain, https('/ok'))).toMatch(/^L6RSP /);
  });
});

describe.skipIf(needs('haproxy')[0])('HAProxy', () => {
  const folder = new TempFolder();
  let haproxy: Running;
  let plain: number;
  let secure: number;

  beforeAll(async () => {
    [plain, secure] = await Promise.all([1, 2].map(() => quietPort()));
    folder.write('server.pem', `${certificates.server.cert}${certificates.server.key}`);
    folder.write(
      'haproxy.cfg',
      `global
  log stderr format raw daemon
defaults
  mode http
  timeout connect 5s
  timeout client 20s
  timeout server 20s
frontend plain
  bind 127.0.0.1:${plain}
  http-request deny deny_status 503 if { path /deny }
  http-request silent-drop if { path /silent }
  http-request reject if { path /reject }
  http-request return status 200 content-type text/plain string "ok" if { path /ok }
  default_backend none
frontend secure
  bind 127.0.0.1:${secure} ssl crt ${folder.at('server.pem')}
  http-request return status 200 content-type text/plain string "secure"
backend none
  server one 127.0.0.9:1 check inter 1s
`,
    );
    haproxy = start(program('haproxy')!, ['-db', '-f', folder.at('haproxy.cfg')]);
    await accepts(plain, haproxy);
  });
  afterAll(async () => {
    await haproxy?.stop();
    folder.remove();
  });

  it.each<[string, ProbeOverrides, RegExp]>([
    ['is up', http('/ok', { body: 'ok' }), /^L7OK 200$/],
    ['denies', http('/deny'), /^L7STS 503$/],
    ['has no server left', http('/'), /^L7STS 503$/],
    ['rejects', http('/reject'), /^L7RSP /],
    ['drops in silence', http('/silent', { timeoutMs: 200 }), /^L7(TOUT|RSP) /],
    ['is asked for a connection alone', { kind: 'tcp' }, /^L4OK$/],
    [
      'is sent a line and expected to reply',
      { kind: 'tcp', send: 'GET /ok HTTP/1.0\r\n\r\n', expect: '200 OK' },
      /^L7OK/,
    ],
  ])('that %s', async (_, overrides, expected) => {
    expect(await probe(plain, overrides)).toMatch(expected);
  });

  it('ends TLS', async () => {
    expect(await probe(secure, https('/', { body: 'secure' }))).toBe('L7OK 200');
  });
});
