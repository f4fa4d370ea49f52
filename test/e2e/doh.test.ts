// DNS over HTTPS as clients of a server have it: with a certificate and behind a proxy, in the query log and in metrics.
import { get } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificates } from '../probe/certificates.js';
import { getting, http1Client, http2Client, posting } from '../support/doh.js';
import { metricsOf } from '../support/exposition.js';
import { decodeMessage } from '../support/message.js';
import { buildQuery } from '../support/query.js';
import { answering, type Served, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
let served: Served;
const query = buildQuery('www.shop.example A', { id: 0 });
const entry = (path: string) => `{ address: 127.0.0.1:0, https: ${path}, tls: { cert: a.pem, key: a.key } }`;

function configure(path: string): void {
  folder.write(
    'rondo.yaml',
    'zones: shop.example.zone\nforward: off\ncontrol: off\nstate: off\nlog: { queries: 1 }\ntcp: { idle: 10m }\n' +
      `listen: [127.0.0.1:0, ${entry(path)}, { address: "[::1]:0", https: /plain }]\n`,
  );
}

beforeAll(async () => {
  folder.write('shop.example.zone', masterFile('www A 192.0.2.1'));
  folder.write('a.key', certificates.server.key);
  folder.write('a.pem', certificates.server.cert);
  configure('/dns-query');
  served = await answering(startServe(['--admin', '127.0.0.1:0'], folder.path));
});
afterAll(async () => {
  await served?.server.stop();
  folder.remove();
});

const portOf = (scheme: string) => served.ports[served.listen.findIndex(each => each.startsWith(scheme))];

test('queries are answered over HTTP/2, HTTP/1.1 and behind a proxy; the log and metrics tell of them', async () => {
  const port = portOf('https://');
  expect(served.listen.slice(1).map(each => each.replace(/\d+\//, 'PORT/'))).toEqual([
    ...['https://127.0.0.1:PORT/dns-query', 'http://[::1]:PORT/plain'],
  ]);
  const replies = await Promise.all([
    (await http2Client(port)).send(getting(query)),
    (await http1Client(port)).send(posting(query)),
  ]);
  for (const { status, body } of replies) {
    expect(status).toBe(200);
    expect(decodeMessage(Uint8Array.from(body)).answer).toHaveLength(1);
  }
  const { path } = getting(query);
  const plain = await new Promise<Buffer>((resolve, reject) => {
    get({ host: '::1', port: portOf('http://'), path: path!.replace('/dns-query', '/plain') }, reply => {
      resolve(buffer(reply));
    }).on('error', reject);
  });
  expect(plain.equals(replies[0].body)).toBe(true);
  await served.server.says(/query 127\.0\.0\.1#\d+ https www\.shop\.example\. A NOERROR/);
  const metrics = await metricsOf(served.admin);
  expect(metrics.sum('rondo_dns_requests_total', { proto: 'https' })).toBe(3);
  expect(metrics.sum('rondo_https_replies_total', { status: '200' })).toBe(3);
});

test('a path that is changed is another one for new connections', async () => {
  const port = portOf('https://');
  const open = await http2Client(port);
  configure('/other');
  await served.server.says(/reloaded/);
  const { status } = await (await http2Client(port)).send(getting(query));
  expect(status).toBe(404);
  expect((await open.send(getting(query))).status).toBe(200);
});
