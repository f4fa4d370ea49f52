// Reverse names: rev-server= of any length, bogus-priv, and hosts files with a domain.
import type { Conf } from '../conf.js';

export const revServer: Conf = {
  about: 'rev-server=',
  text: `
    server=@A
    rev-server=192.168.0.0/16,@B
    rev-server=192.168.7.5/24,@C
    rev-server=10.1.2.0/27,@B
    rev-server=10.3.0.0/10,@C
    rev-server=100.64.0.0/10,@B
    rev-server=198.51.100.7,@B
    rev-server=128.0.0.0/1,@C
    rev-server=203.0.113.0/24
    rev-server=fd00::/8,@B
    rev-server=fc00::/10,@C
    rev-server=2001:db8::/33,@C
    rev-server=2001:db8::5,@B
    host-record=h.test,192.168.1.1`,
  ask: `
    5.4.168.192.in-addr.arpa A
    168.192.in-addr.arpa A
    1.1.168.192.in-addr.arpa PTR
    9.7.168.192.in-addr.arpa A
    7.168.192.in-addr.arpa A
    0.2.1.10.in-addr.arpa A
    31.2.1.10.in-addr.arpa A
    32.2.1.10.in-addr.arpa A
    x.3.2.1.10.in-addr.arpa A
    2.1.10.in-addr.arpa A
    1.63.10.in-addr.arpa A
    1.64.10.in-addr.arpa A
    1.1.64.100.in-addr.arpa A
    1.1.127.100.in-addr.arpa A
    1.1.128.100.in-addr.arpa A
    7.100.51.198.in-addr.arpa A
    8.100.51.198.in-addr.arpa A
    1.127.in-addr.arpa A
    1.128.in-addr.arpa A
    1.113.0.203.in-addr.arpa A PTR
    0.d.f.ip6.arpa A
    f.f.d.f.ip6.arpa A
    0.c.f.ip6.arpa A
    3.c.f.ip6.arpa A
    4.c.f.ip6.arpa A
    0.8.b.d.0.1.0.0.2.ip6.arpa A
    0.8.b.d.0.1.0.0.2.ip6.arpa A
    7.8.b.d.0.1.0.0.2.ip6.arpa A
    8.8.b.d.0.1.0.0.2.ip6.arpa A
    5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa A`,
};

export const bogusPriv: Conf = {
  about: 'bogus-priv',
  text: `
    server=@A
    bogus-priv
    rev-server=10.7.0.0/16,@B
    host-record=h.test,192.168.1.1
    ptr-record=9.0.0.10.in-addr.arpa,h.test`,
  ask: `
    1.0.0.10.in-addr.arpa PTR
    9.0.0.10.in-addr.arpa PTR
    1.7.0.10.in-addr.arpa PTR
    1.0.7.10.in-addr.arpa A
    1.16.172.in-addr.arpa A
    1.0.16.172.in-addr.arpa PTR
    1.0.31.172.in-addr.arpa PTR
    1.0.32.172.in-addr.arpa A
    1.1.168.192.in-addr.arpa PTR
    2.1.168.192.in-addr.arpa PTR
    1.1.254.169.in-addr.arpa PTR
    1.0.0.127.in-addr.arpa PTR
    3.2.1.0.in-addr.arpa PTR
    5.2.0.192.in-addr.arpa PTR
    5.100.51.198.in-addr.arpa PTR
    5.113.0.203.in-addr.arpa PTR
    255.255.255.255.in-addr.arpa PTR
    1.1.64.100.in-addr.arpa A
    1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa PTR
    1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.f.ip6.arpa A
    1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.e.f.ip6.arpa PTR
    1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.f.b.e.f.ip6.arpa A
    1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.e.f.ip6.arpa PTR
    1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR
    0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa PTR
    1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa PTR`,
};

export const expandHosts: Conf = {
  about: 'expand-hosts and domain=',
  files: {
    hosts: `
192.0.2.1 nas
192.0.2.2 p1 p2.foo
192.0.2.200 high
198.51.100.9 range
fe80::1%lo0 scoped
::1 scoped
2001:db8::1 six
0.0.0.0 blocked.test
`,
  },
  text: `
    server=@A
    expand-hosts
    domain=first
    domain=lan
    domain=upper,192.0.2.128/25,local
    domain=some,198.51.100.1,198.51.100.20
    addn-hosts=@FOLDER/hosts
    host-record=record,192.0.2.7
    cname=alias,nas.lan
    server=/office.lan/@B`,
  ask: `
    nas A AAAA
    nas.lan A AAAA
    nas.first A
    x.nas.lan A
    1.2.0.192.in-addr.arpa PTR
    p1 A
    p1.lan A
    p2.foo A
    p2.foo.lan A
    2.2.0.192.in-addr.arpa PTR
    high A
    high.upper A
    high.lan A
    low.upper A
    200.2.0.192.in-addr.arpa PTR
    201.2.0.192.in-addr.arpa PTR
    range.some A
    range.lan A
    9.100.51.198.in-addr.arpa PTR
    scoped A AAAA
    scoped.lan AAAA
    1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa PTR
    six.lan AAAA
    blocked.test A
    record A
    record.lan A
    7.2.0.192.in-addr.arpa PTR
    alias A
    x.office.lan A`,
};
