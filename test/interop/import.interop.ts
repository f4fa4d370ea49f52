// `rondo import`: what it makes of the files of BIND, dnsmasq and gdnsd is answered as these programs answer it themselves.
import { beforeEach, describe, onTestFinished, test } from 'vitest';
import { ask, until } from '../support/ask.js';
import { serveDnsmasq } from '../support/dnsmasq.js';
import { type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { TempFolder } from '../support/temp-folder.js';
import { compareImport } from './import-comparison.js';

/** Imports a file, and asks the program and Rondo the same. */
function compare(
  folder: TempFolder,
  file: string,
  port: number,
  questions: readonly string[],
): Promise<void> {
  return compareImport(folder.at(file), folder.at('to'), port, questions);
}

function folderOfTest(): TempFolder {
  const folder = new TempFolder();
  onTestFinished(() => folder.remove());
  return folder;
}

function stopAfterTest(server: Running): Running {
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  return server;
}

const ZONE = `$TTL 3600
@ IN SOA ns1.example.org. hostmaster.example.org. ( 2026010101 3600 600 604800 300 )
  IN NS ns1
  IN MX 10 mail
  IN TXT "v=spf1 mx -all"
ns1 A 192.0.2.53
www A 192.0.2.1
www A 192.0.2.2
mail 300 A 192.0.2.25
alias CNAME www
*.wild A 192.0.2.9
`;

describe('BIND', () => {
  beforeEach(context => context.skip(...needs('named')));

  test('zones and their files', async () => {
    const folder = folderOfTest();
    const port = await quietPort();
    const path = folder.write(
      'named.conf',
      `include "${folder.at('zones.conf')}";
options { directory "${folder.path}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no;
  pid-file none; lock-file none; session-keyfile none; version "ours"; };
controls { };
`,
    );
    folder.write('zones.conf', 'zone "example.org" IN { type master; file "db.example.org"; };\n');
    folder.write('db.example.org', ZONE);
    const named = stopAfterTest(start(program('named')!, ['-g', '-n', '1', '-c', path]));
    await named.says(/all zones loaded/);
    const names = [
      'example.org',
      'www.example.org',
      'alias.example.org',
      'a.b.wild.example.org',
      'no.example.org',
    ];
    const types = ['A', 'AAAA', 'MX', 'TXT', 'NS', 'SOA', 'CNAME'];
    await compare(
      folder,
      'named.conf',
      port,
      names.flatMap(name => types.map(type => `${name} ${type}`)),
    );
  });
});

describe('dnsmasq', () => {
  beforeEach(context => context.skip(...needs('dnsmasq')));

  test('names, records and hosts', async () => {
    const folder = folderOfTest();
    const path = folder.write(
      'dnsmasq.conf',
      `no-resolv
no-hosts
local=/lan/
domain=lan
expand-hosts
addn-hosts=${folder.write('office.hosts', '192.168.1.2 nas storage\n192.168.1.3 mail\nfd00::3 mail\n')}
address=/app.example/192.0.2.1
address=/app.example/192.0.2.2
address=/app.example/2001:db8::1
address=/sub.app.example/192.0.2.3
address=/ads.example/#
host-record=printer.lan,192.168.1.9
cname=www.lan,nas.lan
mx-host=lan,mail.lan,10
txt-record=lan,"v=spf1 mx -all"
srv-host=_ldap._tcp.lan,nas.lan,389
`,
    );
    const { server, port } = await serveDnsmasq(path);
    stopAfterTest(server);
    const names = [
      'app.example',
      'a.b.app.example',
      'sub.app.example',
      'x.sub.app.example',
      'ads.example',
      'nas.lan',
    ];
    const more = ['www.lan', 'printer.lan', 'mail.lan', 'no.lan'];
    await compare(folder, 'dnsmasq.conf', port, [
      ...[...names, ...more].flatMap(name => [`${name} A`, `${name} AAAA`]),
      ...[
        'nas A',
        'lan MX',
        'lan TXT',
        '_ldap._tcp.lan SRV',
        '9.1.168.192.in-addr.arpa PTR',
        '2.1.168.192.in-addr.arpa PTR',
      ],
    ]);
  });
});

describe('gdnsd', () => {
  beforeEach(context => context.skip(...needs('gdnsd')));

  test('static records, and pools with and without a live member', async () => {
    const folder = folderOfTest();
    const port = await quietPort();
    folder.write(
      'gdnsd/config',
      `options => { listen => 127.0.0.1:${port}, run_dir => ${folder.at('run')}, state_dir => ${folder.at('state')} }
service_types => { web => { plugin => tcp_connect, port => ${await quietPort()} } }
plugins => {
  multifo => { www => { a => 192.0.2.1, b => 192.0.2.2 }, six => [ 2001:db8::1, 2001:db8::2 ] }
  simplefo => { chat => { service_types => web, primary => 127.0.0.1, secondary => 127.0.0.2 } }
  metafo => { resources => { prod => { service_types => web, datacenters => [ x, y ],
    dcmap => { x => { a => 127.0.0.1 }, y => [ 127.0.0.2, 127.0.0.3 ] } } } }
}
`,
    );
    folder.write('run/x', '');
    folder.write('state/x', '');
    folder.write(
      'gdnsd/zones/example.org',
      `${ZONE.replace('*.wild A 192.0.2.9\n', '').replace('www A 192.0.2.1\nwww A 192.0.2.2\n', '')}www 60/60 DYNA multifo!www
six 60/60 DYNA multifo!six
chat 5/5 DYNA simplefo!chat
prod 5/5 DYNA metafo!prod
`,
    );
    const gdnsd = stopAfterTest(start(program('gdnsd')!, ['-c', folder.at('gdnsd'), 'start']));
    await gdnsd.says(/DNS listeners started|handling requests/);
    await until(
      async () => (await ask(port, 'example.org SOA')).rcode,
      rcode => rcode === 0,
    );
    const names = ['example.org', 'ns1', 'www', 'six', 'chat', 'prod', 'mail', 'no'].map(name =>
      name.includes('.') ? name : `${name}.example.org`,
    );
    const questions = names.flatMap(name => ['A', 'AAAA', 'MX', 'TXT', 'NS'].map(type => `${name} ${type}`));
    await compare(folder, 'gdnsd/config', port, questions);
  });
});
