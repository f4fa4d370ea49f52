// `rondo import` of files as administrators of ten years have them: Rondo answers as the programs that these were written for.
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, onTestFinished, test } from 'vitest';
import { placeReal, REAL } from '../config/import/real-files.js';
import { ask, until } from '../support/ask.js';
import { serveDnsmasq } from '../support/dnsmasq.js';
import { type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { TempFolder } from '../support/temp-folder.js';
import { compareImport } from './import-comparison.js';

function placed(kind: string): { folder: TempFolder; file: string } {
  const folder = new TempFolder();
  onTestFinished(() => folder.remove());
  return { folder, file: placeReal(REAL.find(each => each.kind === kind)!, folder, kind) };
}

function stopAfterTest(server: Running): void {
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
}

function edit(file: string, from: string, to: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
}

/** Words, of which a hyphen is the empty one. */
const words = (text: string) => text.split(' ').map(word => (word === '-' ? '' : word));

const product = (names: readonly string[], types: readonly string[]) =>
  names.flatMap(name => types.map(type => `${name} ${type}`));

describe('BIND', () => {
  beforeEach(context => context.skip(...needs('named')));

  test('zones of ten years', async () => {
    const { folder, file } = placed('named');
    const port = await quietPort();
    edit(folder.at('named/named.conf.options'), 'port 53 { 127', `port ${port} { 127`);
    // It would transfer, and forward to addresses that nobody has.
    edit(
      folder.at('named/named.conf.local'),
      /zone "partner[\s\S]*/.exec(readFileSync(folder.at('named/named.conf.local'), 'utf8'))![0],
      '',
    );
    const named = start(program('named')!, ['-g', '-n', '1', '-c', file]);
    stopAfterTest(named);
    await named.says(/all zones loaded/);
    const names = words(
      '- www. ftp. mx1. a.b.dev. _sip._tcp. _dmarc. sel2019._domainkey. dhcp-11. x.lab. ns.lab. autodiscover. status. www.eu. eu. no.',
    );
    await compareImport(file, folder.at('to'), port, [
      ...product(
        names.map(name => `${name}example.com`),
        words('A AAAA MX TXT NS SOA CNAME SRV CAA'),
      ),
      ...product(
        words('corp fs1.corp print_2nd_floor.corp intranet.corp sql.corp no.corp').map(
          name => `${name}.example.com`,
        ),
        ['A', 'NS', 'SOA', 'CNAME'],
      ),
      ...product(
        words(
          '53.2.0.192.in-addr.arpa 81.2.0.192.in-addr.arpa 130.2.0.192.in-addr.arpa 128.128/25.2.0.192.in-addr.arpa 13.3.20.10.in-addr.arpa 21.0.20.10.in-addr.arpa localhost 1.0.0.127.in-addr.arpa',
        ),
        ['PTR', 'A', 'NS', 'CNAME'],
      ),
      '3.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.3.5.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR',
    ]);
  });
});

describe('dnsmasq', () => {
  beforeEach(context => context.skip(...needs('dnsmasq')));

  test('a router of ten years', async () => {
    const { folder, file } = placed('dnsmasq');
    // Neither addresses for others nor upstreams that nobody has.
    edit(file, /^dhcp-range[\s\S]*?(?=^cache-size)/m.exec(readFileSync(file, 'utf8'))![0], '');
    edit(file, 'log-facility=/var/log/dnsmasq.log', '');
    const { server, port } = await serveDnsmasq(file);
    stopAfterTest(server);
    const home = words(
      '- router. nas. files. backup. web. mail. mail2. lamp-hall. _ldap._tcp. _imaps._tcp. _dmarc. no.',
    );
    await compareImport(file, folder.at('to'), port, [
      ...product(
        home.map(name => `${name}home.lan`),
        words('A AAAA MX TXT SRV CAA NAPTR'),
      ),
      ...product(
        words(
          'shop.example www.shop.example a.static.shop.example admin2.shop.example admin.internal.example x.doubleclick.test ads.example a.tracker.example metrics.example x.telemetry.example web1 mail lamp-kitchen no-such-host',
        ),
        ['A', 'AAAA'],
      ),
      ...product(
        [
          '10.1.168.192.in-addr.arpa',
          '9.1.168.192.in-addr.arpa',
          '20.1.168.192.in-addr.arpa',
          '3.2.1.10.in-addr.arpa',
        ],
        ['PTR'],
      ),
    ]);
  });
});

describe('gdnsd', () => {
  beforeEach(context => context.skip(...needs('gdnsd')));

  test('an edge of ten years', async () => {
    const { folder, file } = placed('gdnsd');
    const port = await quietPort();
    for (const [from, to] of [
      ['127.0.0.1:53', `127.0.0.1:${port}`],
      ['/var/run/gdnsd', folder.at('run')],
      ['/var/lib/gdnsd', folder.at('state')],
    ])
      edit(file, from, to);
    folder.write('run/x', '');
    folder.write('state/x', '');
    const gdnsd = start(program('gdnsd')!, ['-c', folder.at('gdnsd'), 'start']);
    stopAfterTest(gdnsd);
    await gdnsd.says(/DNS listeners started|handling requests/);
    await until(
      async () => (await ask(port, 'example.org SOA')).rcode,
      rcode => rcode === 0,
    );
    const names = words('- ns1. plain. fixed. mail. txt. sub. no.');
    await compareImport(file, folder.at('to'), port, [
      ...product(
        names.map(name => `${name}example.org`),
        words('A AAAA MX TXT NS CNAME'),
      ),
      ...product(['53.2.0.192.in-addr.arpa', '1.2.0.192.in-addr.arpa'], ['PTR']),
      // It follows no alias to an address of a pool.
      ...product(['a.sub.example.org', 'b.sub.example.org'], ['CNAME']),
    ]);
  });
});
