// Forwarding in a dnsmasq.conf, and how the file itself is read: spelling, further files, options that are not followed.
import { describe, expect, it } from 'vitest';
import { nameToLabel } from '../../src/dns/name.js';
import { renderProblem } from '../../src/source/render.js';
import { problemLines } from '../support/zone-text.js';
import { read, zones } from './dnsmasq-text.js';

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

  it('goes to all addresses of a server by name', () => {
    expect(read('server=/p2p.test/dns.lan#5353').forwards.map(({ to }) => to)).toEqual([
      [
        { address: '192.0.2.53', port: 5353 },
        { address: '2001:db8::53', port: 5353 },
      ],
    ]);
  });

  it('and answers are settled as the options say', () => {
    const { settings, problems } = read(
      'max-ttl=60\nmin-cache-ttl=7200\nmax-cache-ttl=90\nuse-stale-cache\nno-negcache\nstrict-order\nall-servers\nfilter-AAAA\nstop-dns-rebind\nrebind-domain-ok=/a.test/b.test/',
    );
    expect(problemLines(problems)).toEqual([]);
    const { edits, ...plain } = settings;
    expect(plain).toEqual({
      ...{ maxTtl: 60, minCacheTtl: 3_600, maxCacheTtl: 90, stale: 86_400 },
      ...{ forgetsNegative: true, policy: 'parallel' },
    });
    expect([edits?.withoutTypes, edits?.rebind?.allowed.map(nameToLabel)]).toEqual([
      [28],
      ['a.test', 'b.test'],
    ]);
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
      '1:1 warning: ignored, since they do not concern answering: dhcp-host, user',
    ]);
  });

  it('shows all mistakes at once, each at its place', () => {
    const text = `addres=/a.test/192.0.2.1
address=/a.test/192.0.2
address=/a.test
address=/a..b/192.0.2.1
server=dns
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
      '2:17 error: expected an IPv4 or IPv6 address, # or nothing after the last slash, found "192.0.2" -> an IPv4 address has four numbers, such as 192.0.2.1',
      '3:9 error: expected /DOMAIN/ with a slash after the domain',
      '4:10 error: expected a domain name, found "a..b": a label is empty',
      '5:8 error: expected a server, found "dns"',
      '6:18 error: expected a whole number from 1 to 65535, found "70000"',
      '7:13 error: expected NAME,ADDRESS -> as in host-record=www.example.org,192.0.2.1',
      '8:20 error: expected an IPv4 or IPv6 address, found "192.0.2.300" -> each number is at most 255; 300 is more',
      '9:7 error: expected ALIAS,TARGET -> as in cname=www.example.org,example.org',
      '10:25 error: expected a whole number from 0 to 65535, found "x"',
      '11:11 error: expected a whole number from 0 to 2147483647, found "1h"',
      '12:26 error: expected an IPv4 or IPv6 address, found "eth0"',
      '13:19 error: the quote is not closed',
      '14:1 error: the option address needs a value -> as in address=…',
      '15:11 error: there is no file none',
      '16:12 warning: there is no file none',
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
        '      = help: each number is at most 255; 256 is more',
      ].join('\n'),
    );
  });
});
