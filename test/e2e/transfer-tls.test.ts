// Zones that come over TLS (RFC 9103): from the primary whose name the certificate has, and from no other.
import { afterAll, expect, test } from 'vitest';
import { certificates } from '../probe/certificates.js';
import { answers, ask, TcpClient, tcpQuery, until } from '../support/ask.js';
import { answering, type Served, serveInTest, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
let primary: Served | undefined;
afterAll(async () => {
  await primary?.server.stop('SIGKILL');
  folder.remove();
});

test('a zone comes over TLS, and not from a primary with a certificate of another name', async () => {
  folder.write('primary/a.pem', certificates.server.cert);
  folder.write('primary/a.key', certificates.server.key);
  folder.write('ca.pem', certificates.ca);
  folder.write('primary/shop.example.zone', masterFile('www A 192.0.2.1'));
  folder.write('primary/rose.example.zone', masterFile('www A 192.0.2.2'));
  folder.write(
    'primary/rondo.yaml',
    'zones: ["*.zone"]\nforward: off\ncontrol: off\nstate: off\ntransfer: { to: 127.0.0.1, tls: yes }\n' +
      'listen: [127.0.0.1:0, { address: 127.0.0.1:0, tls: { cert: a.pem, key: a.key } }]\n',
  );
  primary = await answering(startServe([], folder.at('primary')));
  const [plain, tlsPort] = primary.ports;
  const from = (name: string, tls: string) =>
    `  - { name: ${name}, file: ${name}.copy, primaries: { address: 127.0.0.1, port: ${tlsPort}, tls: ${tls} } }\n`;
  folder.write(
    'rondo.yaml',
    `forward: off\nforward-ca: ca.pem\ncontrol: off\nstate: off\nzones:\n${from('shop.example', 'app.test')}${from('rose.example', 'other.test')}`,
  );
  const { server, port } = await serveInTest([], folder.path);
  const shop = await until(
    () => ask(port, 'www.shop.example A'),
    ({ rcode }) => rcode === 0,
  );
  expect(answers(shop)).toEqual(['60 IN A 192.0.2.1']);
  await server.says(/rose\.example.*its certificate is for another name/);
  expect((await ask(port, 'www.rose.example A')).rcode).toBe(2);
  // In clear text the same client gets answers, and no zone.
  expect(answers(await ask(plain, 'www.shop.example A'))).toEqual(['60 IN A 192.0.2.1']);
  const client = await TcpClient.open(plain);
  client.send(tcpQuery('shop.example AXFR'));
  expect((await client.next())?.rcode).toBe(5);
  client.socket.destroy();
  expect((await ask(plain, 'shop.example IXFR')).rcode).toBe(5);
  await primary.server.says(/shop\.example\. is refused to 127\.0\.0\.1: it leaves over TLS alone/);
});
