// The admin address of a running server: tokens come and go, TLS comes, a broken file changes nothing, and nginx stands in front.
import { readFileSync, writeFileSync } from 'node:fs';
import { get as httpGet, request as httpRequest } from 'node:http';
import { get as httpsGet } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certificates } from '../probe/certificates.js';
import { until } from '../support/ask.js';
import { readPages } from '../support/markdown.js';
import { type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { rondo, type Served, serveControlled } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
let served: Served;
let port: number;

const writeConfig = (more = '') =>
  folder.write(
    'rondo.yaml',
    `listen: 127.0.0.1:0
zones: app.yaml
forward: off
control: ${folder.at('control')}
state: off
admin: { address: "127.0.0.1:${port}", hosts: rondo.example, tokens: tokens.yaml${more} }
`,
  );

beforeAll(async () => {
  port = await quietPort();
  folder.write('app.yaml', 'zone: app.example\npools: { "@": { members: [192.0.2.1, 192.0.2.2] } }\n');
  writeConfig();
  served = await serveControlled(folder.path, folder.at('control'));
});
afterAll(async () => {
  await served?.server.stop();
  folder.remove();
});

interface Reply {
  readonly status: number;
  readonly text: string;
}

interface Asked {
  readonly path: string;
  readonly at?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

function ask({ path, at = port, headers = {}, body }: Asked): Promise<Reply> {
  const method = body === undefined ? 'GET' : 'POST';
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const options = {
    host: '127.0.0.1',
    port: at,
    path,
    method,
    headers: { ...type, ...headers },
    agent: false,
  };
  return new Promise((resolve, reject) => {
    const request = httpRequest(options, async response => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ status: response.statusCode!, text });
    });
    request.on('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const PLANS = '/api/v1/plans';

/** Makes a token, and waits until the server has heard of it. */
async function addToken(name: string, rights: string): Promise<string> {
  const { stdout } = await rondo(['token', 'add', name, '--rights', rights], folder.path);
  const token = stdout.trim();
  await until(
    () => ask({ path: PLANS, headers: bearer(token) }),
    ({ status }) => status === 200,
  );
  return token;
}

const drain = (headers: Readonly<Record<string, string>>, at?: number) =>
  ask({ path: '/api/v1/orders', at, headers, body: { members: ['192.0.2.1'], state: 'drain' } });

test('a token that is made while the server runs gives orders in its name, until it is removed', async () => {
  expect((await drain({})).status).toBe(403);
  const token = await addToken('alice', 'operate');
  expect(await drain(bearer(token))).toMatchObject({ status: 200 });
  const { stdout } = await rondo(['events', '--config', 'rondo.yaml'], folder.path);
  expect(stdout).toContain('by alice (token)');
  expect((await rondo(['status', '--all', '--config', 'rondo.yaml'], folder.path)).stdout).toContain(
    'alice (token)',
  );

  // A mistake in the file takes nobody's rights away, and is told.
  const good = readFileSync(folder.at('tokens.yaml'), 'utf8');
  folder.write('tokens.yaml', `${good}  - name: [\n`);
  await until(
    () => ask({ path: '/readyz' }),
    ({ text }) => text.includes('tokens.yaml'),
  );
  expect((await drain(bearer(token))).status).toBe(200);
  writeFileSync(folder.at('tokens.yaml'), good);
  await until(
    () => ask({ path: '/readyz' }),
    ({ text }) => text === 'ready\n',
  );

  expect((await rondo(['token', 'remove', 'alice'], folder.path)).status).toBe(0);
  await until(
    () => drain(bearer(token)),
    ({ status }) => status === 401,
  );
  expect((await ask({ path: '/metrics' })).text).toMatch(
    /^rondo_admin_refused_total\{reason="token"\} [1-9]/m,
  );
  expect(served.server.output).toContain('a wrong token from 127.0.0.1');
  expect(served.server.output).not.toContain(token);
});

test('a wrong command line of rondo token says what to do', async () => {
  const said = async (...args: string[]) => {
    const { status, stdout, stderr } = await rondo(['token', ...args], folder.path);
    expect(stdout).toBe('');
    return [status, stderr] as const;
  };
  expect(await said('add', 'bob')).toEqual([
    64,
    expect.stringContaining('--rights read or --rights operate'),
  ]);
  expect(await said('add', 'b', '--rights', 'read', '--expires', '5x')).toEqual([
    64,
    expect.stringContaining('90d'),
  ]);
  folder.write('other.yaml', 'forward: 192.0.2.1\n');
  expect(await said('list', '-c', 'other.yaml')).toEqual([
    78,
    expect.stringContaining('tokens: tokens.yaml'),
  ]);
});

describe.skipIf(needs('nginx')[0])('nginx in front, as it is documented', () => {
  let nginx: Running;
  let front: number;
  let bare: number;

  beforeAll(async () => {
    [front, bare] = await Promise.all([quietPort(), quietPort()]);
    const page = readPages().find(({ path }) => path === 'docs/admin.md')!;
    const documented = page.blocks.find(({ info }) => info === 'ini nginx.conf')!.text;
    const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map(name => `${name}_temp_path ${folder.at(name)};`)
      .join(' ');
    folder.write(
      'nginx.conf',
      `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''} error_log stderr; pid ${folder.at('pid')};
events { }
http { access_log off; ${temp}
${documented.replace('listen 8443', `listen 127.0.0.1:${front}`).replace('127.0.0.1:9153', `127.0.0.1:${port}`)}
server { listen 127.0.0.1:${bare}; location / { proxy_pass http://127.0.0.1:${port}; } }
}
`,
    );
    nginx = start(program('nginx')!, ['-e', 'stderr', '-p', folder.path, '-c', folder.at('nginx.conf')]);
    await until(
      () => ask({ path: '/healthz', at: bare }).catch(() => ({ status: 0 })),
      ({ status }) => status === 200,
    );
  });
  afterAll(async () => {
    await nginx?.stop();
  });

  test('strangers behind it are no programs of this machine', async () => {
    const host = `rondo.example:${front}`;
    for (const path of ['/', PLANS]) {
      expect((await ask({ path, at: front, headers: { host } })).status).toBe(401);
      expect((await ask({ path, at: front, headers: { host: `127.0.0.1:${front}` } })).status).toBe(401);
      expect((await ask({ path, at: bare })).status).toBe(401);
    }
    expect((await ask({ path: PLANS })).status).toBe(200);
    expect((await ask({ path: PLANS, at: front, headers: { host: 'evil.example' } })).status).toBe(421);
  });

  test('its page gives orders, and what happens comes at once', async () => {
    const headers = { ...bearer(await addToken('carol', 'operate')), host: `rondo.example:${front}` };
    const events = await new Promise<AsyncIterable<string>>((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: front,
        path: '/api/v1/events?follow',
        headers,
        agent: false,
      };
      httpGet(options, response => resolve(response.setEncoding('utf8'))).on('error', reject);
    });
    const origin = `http://rondo.example:${front}`;
    expect((await drain({ ...headers, origin, 'sec-fetch-site': 'same-origin' }, front)).status).toBe(200);
    expect((await drain({ ...headers, origin: 'http://evil.example' }, front)).status).toBe(403);
    let text = '';
    for await (const chunk of events) {
      text += chunk;
      if (text.includes('by carol (token)')) break;
    }
    expect(text).toContain('by carol (token)');
  });
});

test('TLS comes with an edit, at the same address', async () => {
  const { cert, key } = certificates.server;
  folder.write('cert.pem', cert);
  folder.write('key.pem', key);
  writeConfig(', tls: { cert: cert.pem, key: key.pem }');
  const secure = () =>
    new Promise<string>(resolve => {
      const options = { host: '127.0.0.1', port, path: '/metrics', ca: certificates.ca, agent: false };
      httpsGet({ ...options, servername: 'app.test', headers: { host: '127.0.0.1' } }, async response => {
        let text = '';
        for await (const chunk of response.setEncoding('utf8')) text += chunk;
        resolve(text);
      }).on('error', error => resolve(error.message));
    });
  const isServed = (text: string) => text.includes('rondo_admin_certificate_expiry_timestamp_seconds');
  await until(secure, isServed);
  // One that does not fit is told of, and the old one stays.
  folder.write('key.pem', certificates.client.key);
  await served.server.says(/the private key is not that of the certificate/);
  expect(isServed(await secure())).toBe(true);
});
