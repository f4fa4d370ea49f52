// DNS over HTTPS as it is asked by programs of others: curl, kdig, h2load and Chromium, and proxies in front.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certificates } from '../probe/certificates.js';
import { getting } from '../support/doh.js';
import { decodeMessage } from '../support/message.js';
import { finish, type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const missing = needs('curl', 'kdig', 'h2load', 'nginx', 'haproxy', 'chromium');
const target = getting(buildQuery('www.shop.example A')).path;

describe.skipIf(missing[0])('clients of DNS over HTTPS', () => {
  const folder = new TempFolder();
  const running: Running[] = [];
  /** Of Rondo with a certificate and behind proxies, and of the proxies. */
  const ports = { https: 0, http: 0, nginx: 0, haproxy: 0 };
  let site: Server;

  beforeAll(async () => {
    const { key, cert } = certificates.server;
    folder.write('shop.example.zone', masterFile('www A 127.0.0.1'));
    folder.write('a.pem', cert);
    folder.write('a.key', key);
    for (const name of Object.keys(ports) as (keyof typeof ports)[]) ports[name] = await quietPort();
    folder.write(
      'rondo.yaml',
      'zones: shop.example.zone\nforward: off\ncontrol: off\nstate: off\nlisten:\n  - 127.0.0.1:0\n' +
        `  - { address: "127.0.0.1:${ports.https}", https: /dns-query, tls: { cert: a.pem, key: a.key } }\n` +
        `  - { address: "127.0.0.1:${ports.http}", https: /dns-query }\n`,
    );
    const rondo = startServe([], folder.path);
    running.push(rondo);
    await answering(rondo);
    running.push(
      start(program('nginx') ?? 'nginx', ['-p', folder.path, '-c', nginx(), '-e', folder.at('error.log')]),
    );
    running.push(start(program('haproxy') ?? 'haproxy', ['-db', '-f', haproxy()]));
    site = createServer((_, response) => response.end('found')).listen(0, '127.0.0.1');
    await once(site, 'listening');
  });

  afterAll(async () => {
    site?.close();
    await Promise.all(running.map(each => each.stop()));
    folder.remove();
  });

  function nginx(): string {
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      name => `  ${name}_temp_path ${folder.at(name)};\n`,
    );
    return folder.write(
      'nginx.conf',
      `daemon off;\nmaster_process off;\npid ${folder.at('nginx.pid')};\nevents {}\nhttp {\n  access_log off;\n${temporary.join('')}` +
        `  server {\n    listen 127.0.0.1:${ports.nginx} ssl http2;\n    ssl_certificate ${folder.at('a.pem')};\n` +
        `    ssl_certificate_key ${folder.at('a.key')};\n    location /dns-query {\n      proxy_pass http://127.0.0.1:${ports.http};\n` +
        '      proxy_http_version 1.1;\n      proxy_set_header Connection "";\n    }\n  }\n}\n',
    );
  }

  function haproxy(): string {
    const pem = folder.write('both.pem', certificates.server.cert + certificates.server.key);
    return folder.write(
      'haproxy.cfg',
      'defaults\n  mode http\n  timeout connect 5s\n  timeout client 5s\n  timeout server 5s\n' +
        `frontend doh\n  bind 127.0.0.1:${ports.haproxy} ssl crt ${pem} alpn h2,http/1.1\n  default_backend rondo\n` +
        `backend rondo\n  server rondo 127.0.0.1:${ports.http}\n`,
    );
  }

  const curl = (args: readonly string[]) =>
    finish(program('curl') ?? 'curl', [
      '--silent',
      '--show-error',
      '--insecure',
      '--max-time',
      '20',
      ...args,
    ]);

  test('curl finds an address by `--doh-url`', async () => {
    const { port } = site.address() as AddressInfo;
    const doh = ['--doh-insecure', '--doh-url', `https://127.0.0.1:${ports.https}/dns-query`];
    const { stdout, stderr } = await curl([...doh, `http://www.shop.example:${port}/`]);
    expect(stdout, stderr).toBe('found');
  });

  test('Chromium opens a page whose host it finds by secure DNS alone', async () => {
    const { port } = site.address() as AddressInfo;
    const templates = `https://127.0.0.1:${ports.https}/dns-query`;
    folder.write('profile/Local State', JSON.stringify({ dns_over_https: { mode: 'secure', templates } }));
    const { stdout, stderr } = await finish(program('chromium') ?? 'chromium', [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--ignore-certificate-errors'],
      ...[`--user-data-dir=${folder.at('profile')}`, '--dump-dom', `http://www.shop.example:${port}/`],
    ]);
    expect(stdout, stderr).toContain('found');
  });

  test.each([
    ['https', '--http2'],
    ['https', '--http1.1'],
    ['nginx', '--http2'],
    ['nginx', '--http1.1'],
    ['haproxy', '--http2'],
    ['haproxy', '--http1.1'],
  ] as const)('curl asks %s by GET and POST with %s', async (where, version) => {
    const base = `https://127.0.0.1:${ports[where]}`;
    folder.write('query', buildQuery('www.shop.example A'));
    const answer = folder.at('answer');
    const shown = [
      '--write-out',
      '%{http_version} %{http_code} %{content_type}',
      '--output',
      answer,
      version,
    ];
    const post = [
      '--header',
      'Content-Type: application/dns-message',
      '--data-binary',
      `@${folder.at('query')}`,
    ];
    for (const args of [[`${base}${target}`], [...post, `${base}/dns-query`]]) {
      const { stdout, stderr } = await curl([...shown, '--retry', '20', '--retry-connrefused', ...args]);
      expect(stdout, stderr).toBe(`${version === '--http2' ? 2 : 1.1} 200 application/dns-message`);
      expect(decodeMessage(Uint8Array.from(readFileSync(answer))).answer).toHaveLength(1);
    }
  });

  test.each(['+https', '+https-get'])('kdig asks with %s', async flag => {
    const args = ['+https=/dns-query', flag === '+https' ? '+nohttps-get' : flag, '+short'];
    const { stdout } = await finish(program('kdig') ?? 'kdig', [
      `@127.0.0.1`,
      '-p',
      String(ports.https),
      ...args,
      'www.shop.example',
    ]);
    expect(stdout.trim()).toBe('127.0.0.1');
  });

  test('h2load has 5,000 requests answered on 100 streams of ten connections', async () => {
    const url = `https://127.0.0.1:${ports.https}${target}`;
    const { stdout } = await finish(program('h2load') ?? 'h2load', [
      '-n',
      '5000',
      '-c',
      '10',
      '-m',
      '100',
      url,
    ]);
    expect(stdout).toMatch(/status codes: 5000 2xx, 0 3xx, 0 4xx, 0 5xx/);
  });
});
