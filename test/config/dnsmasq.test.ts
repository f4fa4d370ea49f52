// Addresses and exact names in a dnsmasq.conf, and what is said about lines that are wrong.
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { checkZone } from '../../src/zone/checks.js';
import { problemLines, recordsOf } from '../support/zone-text.js';
import { read, zones } from './dnsmasq-text.js';

it('keeps the place of each record of a set', () => {
  const lines = ['mx-host=m.test,a.m.test,1', 'txt-record=m.test,x', ' mx-host=m.test,b.m.test,2'];
  const { zones: found, problems } = read(lines.join('\n'));
  for (const zone of found) checkZone(zone, problems);
  expect(problemLines(problems)).toEqual([
    '1:9 warning: the MX target a.m.test has no address in this zone',
    '3:10 warning: the MX target b.m.test has no address in this zone',
  ]);
});

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
    const text = 'addn-hosts=hosts\nhost-record=first.test,192.0.2.7';
    const { problems } = read(text);
    expect(problemLines(problems)).toEqual([
      '5:1 warning: fe80::1%eth0 is an address on one link, which is of no use to others; the line is left out',
    ]);
    const found = Object.fromEntries(
      read(text).zones.map(zone => [`${zone.label} ${zone.kind}`, recordsOf(zone)]),
    );
    expect(found['alpha.test exact']).toEqual(['alpha.test. 0 A 192.0.2.7', 'alpha.test. 0 A 192.0.2.8']);
    expect(found['gamma.test exact']).toBeUndefined();
    expect(found['7.2.0.192.in-addr.arpa exact']).toEqual(['7.2.0.192.in-addr.arpa. 0 PTR first.test.']);
  });
});
