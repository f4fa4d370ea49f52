// Names that stay at home: the same ones as with Unbound's default local zones, and with the same kind of answer.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { decodeMessage } from '../support/message.js';
import { type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { serve } from '../support/rondo.js';
import { StubUpstream } from '../support/stub-upstream.js';
import { TempFolder } from '../support/temp-folder.js';
import { UdpClient } from '../support/udp-client.js';

const V6_ONE = `1${'.0'.repeat(31)}.ip6.arpa`;

const SAME = `1.0.0.10.in-addr.arpa PTR|10.in-addr.arpa PTR|10.in-addr.arpa DS|5.0.16.172.in-addr.arpa PTR
5.0.31.172.in-addr.arpa PTR|5.0.32.172.in-addr.arpa PTR|1.1.168.192.in-addr.arpa PTR|1.1.168.192.in-addr.arpa A
168.192.in-addr.arpa DS|1.1.254.169.in-addr.arpa PTR|1.0.64.100.in-addr.arpa PTR|1.0.127.100.in-addr.arpa PTR
1.0.128.100.in-addr.arpa PTR|64.100.in-addr.arpa DS|1.0.0.127.in-addr.arpa PTR|2.0.0.127.in-addr.arpa PTR
1.0.0.0.in-addr.arpa PTR|1.2.0.192.in-addr.arpa PTR|1.100.51.198.in-addr.arpa PTR|1.113.0.203.in-addr.arpa PTR
255.255.255.255.in-addr.arpa PTR|254.255.255.255.in-addr.arpa PTR|${V6_ONE} PTR|1.0.0.d.f.ip6.arpa PTR|d.f.ip6.arpa DS
c.f.ip6.arpa PTR|1.8.e.f.ip6.arpa PTR|1.b.e.f.ip6.arpa PTR|1.c.e.f.ip6.arpa PTR|1.8.b.d.0.1.0.0.2.ip6.arpa PTR
localhost A|localhost AAAA|localhost MX|localhost TXT|localhost DS|a.localhost A|a.localhost AAAA|LOCALHOST A
invalid A|invalid DS|x.invalid A|test A|test DS|x.TEST A|x.TEST MX|onion A|abc.onion A|abc.onion TXT
home.arpa A|home.arpa DS|x.home.arpa A|x.home.arpa DS|X.Home.Arpa TXT
single A|lan A|www.example.com A|in-addr.arpa PTR|ip6.arpa PTR|example.com DS|home A|x.home A|notlocalhost A|x.atest A`
  .split(/[|\n]/)
  .map(question => question.trim());

/** Those that only Rondo keeps: RFC 9637, RFC 9476, RFC 6762, RFC 9462, RFC 9665, and the TLD for internal use. */
const MORE =
  `1.0.0.f.f.f.3.ip6.arpa PTR|alt A|x.alt A|local A|printer.local A|internal A|x.internal A|resolver.arpa A
_dns.resolver.arpa A|service.arpa A|x.service.arpa A`
    .split(/[|\n]/)
    .map(question => question.trim());

const missing = needs('unbound');
const folder = new TempFolder();
const running: Running[] = [];
let upstream: StubUpstream;
let clients: readonly UdpClient[];

beforeEach(context => context.skip(...missing));
beforeAll(async () => {
  if (missing[0]) return;
  upstream = await StubUpstream.start('198.51.100.99');
  const [port, own] = [await quietPort(), upstream.port];
  const config = `server:
  directory: "${folder.path}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  interface: 127.0.0.1@${port}
  module-config: "iterator"
  do-not-query-localhost: no
forward-zone:
  name: "."
  forward-addr: 127.0.0.1@${own}
remote-control:
  control-enable: no
`;
  const unbound = start(program('unbound')!, ['-d', '-v', '-c', folder.write('unbound.conf', config)]);
  running.push(unbound);
  await unbound.says(/start of service/);
  folder.write('rondo.yaml', `zones: []\nforward: { to: "127.0.0.1:${own}" }\n`);
  const rondo = await serve(['--admin', 'off', '--config', folder.at('rondo.yaml')]);
  running.push(rondo.server);
  clients = [await UdpClient.open(port), await UdpClient.open(rondo.port)];
});
afterAll(async () => {
  for (const client of clients ?? []) client.close();
  await Promise.all(running.map(server => server.stop()));
  upstream?.close();
  folder.remove();
});

/** Response code, types of records, and how long clients may keep them; `upstream` when that was asked. */
async function outcomes(client: UdpClient, questions: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const question of questions) {
    const before = upstream.asked.length;
    const [message] = await client.askAll([question]);
    const { rcode, answer, authority } = decodeMessage(message);
    const records = [...answer, ...authority].map(({ type, ttl }) => `${type}/${ttl}`);
    const isAsked = upstream.asked.length > before;
    found.push(`${question}: ${isAsked ? 'upstream' : `${rcode} ${records.join()}`}`);
  }
  return found;
}

test('stay as with Unbound', async () => {
  const [unbound, rondo] = clients;
  const wanted = await outcomes(unbound, SAME);
  expect(await outcomes(rondo, SAME)).toEqual(wanted);
});

test('and some more', async () => {
  const [unbound, rondo] = clients;
  expect((await outcomes(unbound, MORE)).filter(each => !each.endsWith(': upstream'))).toEqual([]);
  expect((await outcomes(rondo, MORE)).filter(each => each.endsWith(': upstream'))).toEqual([]);
});
