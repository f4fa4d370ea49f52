// What each line of a dnsmasq.conf becomes, and what is said about lines that are wrong or not followed.
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type DnsmasqInclude, readDnsmasq } from '../../src/config/dnsmasq/reader.js';
import { nameToLabel } from '../../src/dns/name.js';
import { Problems } from '../../src/source/problem.js';
import { renderProblem } from '../../src/source/render.js';
import { checkZone } from '../../src/zone/checks.js';
import { problemLines, recordsOf } from '../support/zone-text.js';

const FILES: Record<string, string> = {
  hosts: '# local\n192.0.2.7 alpha.test beta.test # both\n\n192.0.2.8\talpha.test\nfe80::1%eth0 gamma.test\n',
  junk: '192.0.2.300 a.test\n192.0.2.2 a..test ok.test\n',
  'more.conf': 'address=/more.test/192.0.2.9\n',
  self: 'conf-file=self\n',
  'd/a.conf': 'address=/a.test/192.0.2.1\n',
  'd/b.bak': 'nonsense\n',
  'd/c~': 'nonsense\n',
};

const include: DnsmasqInclude = {
  file: path => {
    if (FILES[path] === undefined) throw new Error(`there is no file ${path}`);
    return { file: path, text: FILES[path] };
  },
  folder: path => {
    const names = Object.keys(FILES).filter(name => name.startsWith(`${path}/`));
    return names.length > 0 ? names.sort() : undefined;
  },
};

function read(text: string) {
  const problems = new Problems();
  const result = readDnsmasq(text, { file: 'd.conf', problems, modifiedSeconds: 1_700_000_000, include });
  return { ...result, problems };
}

it('keeps the place of each record of a set', () => {
  const lines = ['mx-host=m.test,a.m.test,1', 'txt-record=m.test,x', ' mx-host=m.test,b.m.test,2'];
  const { zones: found, problems } = read(lines.join('\n'));
  for (const zone of found) checkZone(zone, problems);
  expect(problemLines(problems)).toEqual([
    '1:9 warning: the MX target a.m.test has no address in this zone',
    '3:10 warning: the MX target b.m.test has no address in this zone',
  ]);
});

/** The zones of a text without mistakes, by label and kind. */
function zones(text: string): Record<string, string[]> {
  const { zones: found, problems } = read(text);
  expect(problemLines(problems)).toEqual([]);
  return Object.fromEntries(found.map(zone => [`${zone.label} ${zone.kind}`, recordsOf(zone)]));
}

describe('address=', () => {
  it('collects addresses for a domain and all below it', () => {
    expect(
      zones('address=/n.test/192.0.2.1\naddress=/n.test/192.0.2.2\naddress=/n.test/2001:db8::1'),
    ).toEqual({
      'n.test data': [
        '*.n.test. 0 A 192.0.2.1',
        '*.n.test. 0 A 192.0.2.2',
        '*.n.test. 0 AAAA 2001:db8::1',
        'n.test. 0 A 192.0.2.1',
        'n.test. 0 A 192.0.2.2',
        'n.test. 0 AAAA 2001:db8::1',
      ],
    });
  });

  it('speaks of several domains in one line', () => {
    expect(Object.keys(zones('address=/a.test/.b.test/192.0.2.1'))).toEqual(['a.test data', 'b.test data']);
  });

  it('without an address makes a domain that has no names', () => {
    expect(zones('address=/gone.test/')).toEqual({ 'gone.test void': [] });
  });

  it('with a slash after the address makes it a domain, as dnsmasq does, but says so', () => {
    const { zones: found, problems } = read('address=/a.test/192.0.2.1/');
    expect(found.map(({ label, kind }) => `${label} ${kind}`)).toEqual(['a.test void', '192.0.2.1 void']);
    expect(problemLines(problems)).toEqual([
      '1:17 warning: 192.0.2.1 is read as a domain -> leave out the slash after an address',
    ]);
  });

  it('without slashes speaks of every name too', () => {
    expect(zones('address=192.0.2.1')['. data']).toEqual(['*. 0 A 192.0.2.1', '. 0 A 192.0.2.1']);
  });

  it('with # gives the null addresses', () => {
    expect(zones('address=/ads.test/#')['ads.test data']).toContain('ads.test. 0 A 0.0.0.0');
    expect(zones('address=/ads.test/#')['ads.test data']).toContain('*.ads.test. 0 AAAA ::');
  });

  it('with /#/ speaks of every name', () => {
    expect(zones('address=/#/192.0.2.1')).toEqual({ '. data': ['*. 0 A 192.0.2.1', '. 0 A 192.0.2.1'] });
  });

  it('takes from an outer domain the family that an inner one lacks', () => {
    expect(zones('address=/n.test/192.0.2.1\naddress=/in.n.test/2001:db8::1')['n.test data']).toEqual([
      '*.in.n.test. 0 A 192.0.2.1',
      '*.in.n.test. 0 AAAA 2001:db8::1',
      '*.n.test. 0 A 192.0.2.1',
      'in.n.test. 0 A 192.0.2.1',
      'in.n.test. 0 AAAA 2001:db8::1',
      'n.test. 0 A 192.0.2.1',
    ]);
  });

  it('with # leaves a family alone that has an address', () => {
    expect(zones('address=/n.test/#\naddress=/n.test/192.0.2.1')['n.test data']).toEqual([
      '*.n.test. 0 A 192.0.2.1',
      '*.n.test. 0 AAAA ::',
      'n.test. 0 A 192.0.2.1',
      'n.test. 0 AAAA ::',
    ]);
  });

  it('ends where a forward rule or an empty domain begins', () => {
    const text =
      'address=/n.test/192.0.2.1\nserver=/f.n.test/192.0.2.53\naddress=/x.f.n.test/192.0.2.2\naddress=/v.n.test/';
    expect(Object.keys(zones(text)).sort()).toEqual(['n.test data', 'v.n.test void', 'x.f.n.test data']);
  });
});

describe('exact names', () => {
  it('get a zone of their own, and an address points back to its first name', () => {
    expect(
      zones('host-record=lap,lap.net.test,192.0.2.1,2001:db8::1,77\nhost-record=other.test,192.0.2.1'),
    ).toEqual({
      'lap exact': ['lap. 77 A 192.0.2.1', 'lap. 77 AAAA 2001:db8::1'],
      'lap.net.test exact': ['lap.net.test. 77 A 192.0.2.1', 'lap.net.test. 77 AAAA 2001:db8::1'],
      '1.2.0.192.in-addr.arpa exact': ['1.2.0.192.in-addr.arpa. 77 PTR lap.'],
      '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa exact': [
        '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 77 PTR lap.',
      ],
      'other.test exact': ['other.test. 0 A 192.0.2.1'],
    });
  });

  it('go over the addresses of their domain, but not below', () => {
    const text = 'address=/n.test/192.0.2.1\nhost-record=n.test,192.0.2.8\nhost-record=www.n.test,192.0.2.9';
    expect(zones(text)['n.test data']).toEqual([
      '*.n.test. 0 A 192.0.2.1',
      '*.www.n.test. 0 A 192.0.2.1',
      'n.test. 0 A 192.0.2.8',
      'www.n.test. 0 A 192.0.2.9',
    ]);
  });

  it('in a local domain make it a zone with data', () => {
    expect(zones('local=/lan/\nhost-record=pc.lan,192.0.2.1')['lan data']).toEqual(['pc.lan. 0 A 192.0.2.1']);
  });

  it('below a forward rule stay their own', () => {
    const text = 'address=/n.test/192.0.2.1\nserver=/f.n.test/192.0.2.53\nhost-record=www.f.n.test,192.0.2.9';
    expect(zones(text)['www.f.n.test exact']).toEqual(['www.f.n.test. 0 A 192.0.2.9']);
  });

  it.each([
    ['cname=a.test,b.test,www.test,30', ['a.test. 30 CNAME www.test.', 'b.test. 30 CNAME www.test.']],
    ['txt-record=t.test,"a,b",c d , e # note', ['t.test. 0 TXT "a,b" "c d " " e"']],
    ['txt-record=t.test', ['t.test. 0 TXT ""']],
    ['srv-host=_s._tcp.test,www.test,80,1,2', ['_s._tcp.test. 0 SRV 1 2 80 www.test.']],
    ['srv-host=_s._tcp.test', ['_s._tcp.test. 0 SRV 0 0 1 .']],
    ['mx-host=m.test,mail.test,50', ['m.test. 0 MX 50 mail.test.']],
    ['mx-target=mx.test\nmx-host=m.test,5', ['m.test. 0 MX 5 mx.test.']],
    ['mx-host=m.test', [`m.test. 0 MX 1 ${hostname()}.`]],
    ['ptr-record=p.test,q.test', ['p.test. 0 PTR q.test.']],
    ['ptr-record=p.test,"foo bar"', ['p.test. 0 PTR foo\\032bar.']],
    ['caa-record=c.test,0,issue,"letsencrypt.org"', ['c.test. 0 CAA 0 issue "letsencrypt.org"']],
    ['dns-rr=r.test,65280,ab:cd', ['r.test. 0 TYPE65280 \\# 2 ABCD']],
    ['local-ttl=60\ncname=a.test,b.test', ['a.test. 60 CNAME b.test.']],
    ['cname=a.test,b.test\nlocal-ttl=60', ['a.test. 60 CNAME b.test.']],
    ['host-record=b\u00fccher.test,192.0.2.1', ['xn--bcher-kva.test. 0 A 192.0.2.1']],
  ])('read %j', (text, expected) => {
    const exact = Object.entries(zones(text)).filter(([label]) => !label.includes('.arpa'));
    expect(exact.flatMap(([, records]) => records)).toEqual(expected);
  });

  it.each([
    ['txt-record=t.test, a , b', ['t.test. 0 TXT "a " " b"']],
    ['txt-record=t.test," a "," b "', ['t.test. 0 TXT " a " " b "']],
    ['srv-host=_s._tcp.test,www.test,,1', ['_s._tcp.test. 0 SRV 1 0 0 www.test.']],
    ['caa-record=c.test,0,issue,x,y', ['c.test. 0 CAA 0 issue "x,y"']],
    ['dns-rr=r.test,65280,1:2 3:abc', ['r.test. 0 TYPE65280 \\# 5 010203AB0C']],
    ['naptr-record=n.test,1,2,,,,', ['n.test. 0 NAPTR 1 2 "" "" "" .']],
  ])('read the odd %j as dnsmasq does', (text, expected) => {
    expect(Object.values(zones(text)).flat()).toEqual(expected);
  });

  it('point back from an address only where ptr-record says nothing else', () => {
    const found = zones('host-record=a.test,192.0.2.1\nptr-record=1.2.0.192.in-addr.arpa,b.test');
    expect(found['1.2.0.192.in-addr.arpa exact']).toEqual(['1.2.0.192.in-addr.arpa. 0 PTR b.test.']);
  });

  it('have nothing besides an alias, as in dnsmasq', () => {
    const { zones: found, problems } = read(
      'address=/n.test/192.0.2.1\naddress=/a.n.test/192.0.2.2\ncname=a.n.test,b.test\ntxt-record=a.n.test,x',
    );
    expect(recordsOf(found[0])).toEqual([
      '*.a.n.test. 0 A 192.0.2.2',
      '*.n.test. 0 A 192.0.2.1',
      'a.n.test. 0 CNAME b.test.',
      'n.test. 0 A 192.0.2.1',
    ]);
    expect(problemLines(problems)).toEqual([
      '4:12 warning: a.n.test has a cname= line, which hides its TXT record',
    ]);
  });

  it('in hosts files with a mistake cost only their line', () => {
    const { zones: found, problems } = read('addn-hosts=junk');
    expect(found.map(({ label }) => label)).toEqual(['ok.test', '2.2.0.192.in-addr.arpa']);
    expect(problemLines(problems)).toEqual([
      '1:1 warning: expected an IPv4 or IPv6 address, found "192.0.2.300"',
      '2:11 warning: expected a domain name, found "a..test": a label is empty',
    ]);
  });

  it('come from hosts files too', () => {
    const found = zones('addn-hosts=hosts\nhost-record=first.test,192.0.2.7');
    expect(found['alpha.test exact']).toEqual(['alpha.test. 0 A 192.0.2.7', 'alpha.test. 0 A 192.0.2.8']);
    expect(found['gamma.test exact']).toEqual(['gamma.test. 0 AAAA fe80::1']);
    expect(found['7.2.0.192.in-addr.arpa exact']).toEqual(['7.2.0.192.in-addr.arpa. 0 PTR first.test.']);
  });
});

describe('forwarding', () => {
  it('goes to servers, by domain where one is named', () => {
    const { forwards, problems } = read(
      'server=192.0.2.1\nserver=/#/192.0.2.2#5353\nserver=/a.test/b.test/2001:db8::1#54\nserver=/c.a.test/#\nlocal=/d.test/192.0.2.3',
    );
    expect(problemLines(problems)).toEqual([]);
    expect(forwards.map(({ domain, to }) => [domain && nameToLabel(domain), to])).toEqual([
      [
        undefined,
        [
          { address: '192.0.2.1', port: 53 },
          { address: '192.0.2.2', port: 5353 },
        ],
      ],
      ['a.test', [{ address: '2001:db8::1', port: 54 }]],
      ['b.test', [{ address: '2001:db8::1', port: 54 }]],
      ['c.a.test', 'default'],
      ['d.test', [{ address: '192.0.2.3', port: 53 }]],
    ]);
  });

  it.each(['local=/lan/', 'server=/lan/', 'address=/lan/'])('is off for %s', text => {
    expect(zones(text)).toEqual({ 'lan void': [] });
  });

  it.each(['local=/a.test/', 'address=/a.test/'])('to a server goes over %s', text => {
    const { zones: found, forwards } = read(`${text}\nserver=/a.test/192.0.2.1`);
    expect([found, forwards.length]).toEqual([[], 1]);
  });

  it('to # goes over a server for the same domain', () => {
    const { forwards } = read('server=/a.test/#\nserver=/a.test/192.0.2.1');
    expect(forwards.map(({ to }) => to)).toEqual(['default']);
  });

  it('takes upstreams from resolv.conf unless told not to', () => {
    expect(read('').readsResolvConf).toBe(true);
    expect(read('no-resolv').readsResolvConf).toBe(false);
  });
});

describe('the file', () => {
  it('says where to listen', () => {
    expect(read('listen-address=127.0.0.1 , ::1\nport=5353').listen).toEqual([
      { address: '127.0.0.1', port: 5353 },
      { address: '::1', port: 5353 },
    ]);
    expect(read('port=5353').listen).toEqual([{ address: '127.0.0.1', port: 5353 }]);
    expect(read('').listen).toEqual([]);
  });

  it('may hold comments, blanks and quotes as dnsmasq allows', () => {
    const text = '# c\n  # c\n\n  address = /n.test/192.0.2.1  # c\naddress="/m.test/192.0.2.1"\r\n';
    expect(Object.keys(zones(text))).toEqual(['n.test data', 'm.test data']);
  });

  it('may name further files and folders', () => {
    expect(Object.keys(zones('conf-file=more.conf\nconf-dir=d,.bak'))).toEqual([
      'a.test data',
      'more.test data',
    ]);
    expect(Object.keys(zones('conf-dir=d,*.conf'))).toEqual(['a.test data']);
  });

  it('lists what it ignores once, and says what has no effect', () => {
    expect(
      problemLines(read('dhcp-host=5\nno-resolv\nno-hosts\nuser=x\ndhcp-host=6\nsynth-domain=x').problems),
    ).toEqual([
      '6:1 warning: synth-domain has no effect here',
      '1:1 warning: ignored, since they do not concern answering: dhcp-host, no-hosts, user',
    ]);
  });

  it('shows all mistakes at once, each at its place', () => {
    const text = `addres=/a.test/192.0.2.1
address=/a.test/192.0.2
address=/a.test
address=/a..b/192.0.2.1
server=dns.test
server=192.0.2.1#70000
host-record=a.test
host-record=a.test,192.0.2.300
cname=a.test
srv-host=_s.test,b.test,x
local-ttl=1h
listen-address=127.0.0.1,eth0
txt-record=a.test,"open
address
conf-file=none
addn-hosts=none
server=192.0.2.1@eth0
address=/*.a.test/192.0.2.1
address=/a.test/192.0.2.1#note
conf-file=self
`;
    expect(problemLines(read(text).problems)).toEqual([
      '1:1 error: unknown option "addres" -> did you mean `address`?',
      '2:17 error: expected an IPv4 or IPv6 address, # or nothing after the last slash, found "192.0.2"',
      '3:9 error: expected /DOMAIN/ with a slash after the domain',
      '4:10 error: expected a domain name, found "a..b": a label is empty',
      '5:8 error: expected the address of a server, found "dns.test" -> names of servers are not looked up',
      '6:18 error: expected a whole number from 1 to 65535, found "70000"',
      '7:13 error: expected NAME,ADDRESS -> as in host-record=www.example.org,192.0.2.1',
      '8:20 error: expected an IPv4 or IPv6 address, found "192.0.2.300"',
      '9:7 error: expected ALIAS,TARGET -> as in cname=www.example.org,example.org',
      '10:25 error: expected a whole number from 0 to 65535, found "x"',
      '11:11 error: expected a whole number from 0 to 2147483647, found "1h"',
      '12:26 error: expected an IPv4 or IPv6 address, found "eth0"',
      '13:19 error: the quote is not closed',
      '14:1 error: the option address needs a value -> as in address=…',
      '15:11 error: there is no file none',
      '16:12 warning: there is no file none',
      '17:18 warning: queries are sent from any interface and source address; this part is ignored',
      '18:10 warning: domains match whole labels, and with the domain itself: *.a.test is read as a.test',
      '19:17 error: expected an IPv4 or IPv6 address, # or nothing after the last slash, found "192.0.2.1#note"',
      '1:11 error: files name further files over 20 deep, perhaps in a circle',
    ]);
  });

  it('refuses what dnsmasq refuses about the form of a line', () => {
    const text = `no-resolv=yes
interface
port=53
port=53
server=192.0.2.1#53#54
srv-host=_s.test,b.test,1,2,3,4
cname=a.test,b.test
cname=a.test,c.test
cname=b.test,A.test
dns-rr=a.test,1,ab
dns-rr=a.test,255,ab
`;
    expect(problemLines(read(text).problems)).toEqual([
      '1:11 error: the option no-resolv takes no value',
      '2:1 error: the option interface needs a value -> as in interface=…',
      '4:1 error: the option port stands here a second time; dnsmasq takes it once',
      '5:21 error: expected one port after the address',
      '6:31 error: expected the line to end before this',
      '8:7 error: a.test is an alias already',
      '9:7 error: b.test would be an alias of itself',
      '10:17 error: expected the RDATA of A',
      '11:15 error: type 255 is not for data (RFC 6895 §3.1)',
    ]);
  });

  it('draws the caret under the address, also behind quotes', () => {
    const { problems } = read('address="/a.test/"192.0.2.256 # no');
    expect(renderProblem(problems.list[0])).toBe(
      [
        'd.conf:1:19: error: expected an IPv4 or IPv6 address, # or nothing after the last slash, found "192.0.2.256"',
        '    1 | address="/a.test/"192.0.2.256 # no',
        '      |                   ^^^^^^^^^^^',
      ].join('\n'),
    );
  });
});
