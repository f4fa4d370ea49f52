// What follows from who asks goes by the client that a proxy speaks for: members, subnets, cookies, keys and limits.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, expect, test } from 'vitest';
import { answers, framed, TcpClient, until } from '../support/ask.js';
import { askFrom, openFrom, proxyHeader } from '../support/proxy.js';
import { buildQuery } from '../support/query.js';
import { serveInTest } from '../support/rondo.js';
import { keyFor, SECRET, signedRequest } from '../support/signed.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const PROXY = '127.0.0.9';
const CLIENT = '192.0.2.7';
const OTHER = '198.51.100.7';
const folder = new TempFolder();
afterAll(() => folder.remove());

test('sticky pools, ECS, cookies, keys and the rate limit go by the client of the header', async () => {
  const text = Array.from({ length: 6 }, (_, index) => `large TXT "${index}${'x'.repeat(150)}"`);
  folder.write('own.example.zone', masterFile('www A 192.0.2.1', ...text));
  folder.write(
    'sticky.yaml',
    `zone: sticky.example
pools: { www: { order: sticky, limit: 1, members: [192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4] } }
`,
  );
  const file = folder.write(
    'clients.yaml',
    `zones: [{ file: own.example.zone, transfer: { to: { address: 192.0.2.0/24, key: k } } }, sticky.yaml]
keys: { k: { secret: "${SECRET}" } }
ecs: [203.0.113.53]
require-cookie-over: 512
rate-limit: { per-second: 10, slip: 0, exempt: none }
proxy-protocol: ${PROXY}
forward: off
control: off
state: off
`,
  );
  const { port } = await serveInTest(['--config', file], folder.path);
  const from = (id: number, client: string, name: string, options = '') =>
    Buffer.concat([proxyHeader(client, 5353), buildQuery(name, { id, edns: { options } })]);
  const askAs = async (client: string, name: string, options?: string) =>
    (await askFrom(PROXY, port, [], [from(1, client, name, options)]))[0];

  // Each client of the proxy has the member that it would have without it.
  const members = new Set<string>();
  for (const client of ['127.0.1.1', '127.0.2.1', '127.0.3.1', '127.0.4.1', '127.0.5.1']) {
    const [direct] = await askFrom(client, port, [], [buildQuery('www.sticky.example A')]);
    const [member] = answers(await askAs(client, 'www.sticky.example A'));
    expect([member]).toEqual(answers(direct));
    members.add(member);
  }
  expect(members.size).toBeGreaterThan(1);

  const scopeFor = async (client: string) =>
    (await askAs(client, 'www.sticky.example A', '00080007000118 00 c63364')).edns?.options[0]?.data[3];
  expect([await scopeFor('203.0.113.53'), await scopeFor(OTHER)]).toEqual([24, 0]);

  const shown = await askAs(CLIENT, 'www.own.example A', '000a0008 0123456789abcdef');
  const cookie = `000a0018 ${Buffer.from(shown.edns!.options[0].data).toString('hex')}`;
  expect([...(await askAs(CLIENT, 'large.own.example TXT', cookie)).flags]).not.toContain('tc');
  expect([...(await askAs(OTHER, 'large.own.example TXT', cookie)).flags]).toContain('tc');

  const nowSeconds = Math.floor(Date.now() / 1000);
  const { request } = signedRequest(
    keyFor('k.'),
    buildQuery('own.example AXFR', { edns: false }),
    nowSeconds,
  );
  const transferTo = async (client: string) => {
    const asker = new TcpClient(await openFrom(PROXY, port, proxyHeader(client, 5353), framed(request)));
    const first = await asker.next();
    asker.socket.destroy();
    return first?.rcode;
  };
  expect([await transferTo(CLIENT), await transferTo(OTHER)]).toEqual([0, 5]);

  // Another prefix is not limited by what this one has got.
  const flood = Array.from({ length: 100 }, () => from(2, '10.1.1.1', 'www.own.example A'));
  const socket = createSocket('udp4');
  const seen: number[] = [];
  socket.on('message', message => seen.push(message.readUInt16BE(0)));
  socket.bind(0, PROXY);
  await once(socket, 'listening');
  for (const datagram of flood) socket.send(datagram, port, '127.0.0.1');
  await until(
    async () => {
      socket.send(from(3, '10.2.2.2', 'www.own.example A'), port, '127.0.0.1');
      return seen.includes(3);
    },
    is => is,
  );
  socket.close();
  const limited = seen.filter(id => id === 2).length;
  expect(limited).toBeGreaterThan(0);
  expect(limited).toBeLessThan(50);
});
