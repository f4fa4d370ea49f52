// Hosts and aliases.
import type { Conf } from '../conf.js';

export const hostRecord: Conf = {
  about: 'host-record=',
  text: `
    server=@A
    host-record=one.test,192.0.2.1
    host-record=dual.test,192.0.2.2,2001:db8::2
    host-record=two.test,192.0.2.3
    host-record=two.test,192.0.2.4
    host-record=two.test,192.0.2.3
    host-record=m.test,n.test,192.0.2.5,300
    host-record=multi.test,192.0.2.10,192.0.2.11
    host-record=later.test,192.0.2.1
    host-record=t.test,60,192.0.2.12
    host-record=tt.test,192.0.2.13,60,70
    host-record=reverse.test,2001:db8::14,192.0.2.14
    host-record=short,192.0.2.16
    host-record=*.wild.test,192.0.2.17
    host-record=Mixed.Test,192.0.2.18
    host-record=ended.test.,192.0.2.19
    host-record = spaced.test , 192.0.2.20 , 60
    host-record=c.test,192.0.2.22,d.test
    host-record="quoted.test","192.0.2.23"
    host-record=gap.test,,192.0.2.24,
    address=/s.test/192.0.2.30
    host-record=s.test,192.0.2.31
    host-record=h.s.test,192.0.2.32
    host-record=six.s.test,2001:db8::32
    host-record=own.test,192.0.2.40
    ptr-record=40.2.0.192.in-addr.arpa,elsewhere.test`,
  ask: `
    one.test
    ONE.test A
    x.one.test A
    dual.test A AAAA ANY
    two.test A AAAA ANY
    m.test A
    n.test A AAAA
    multi.test A
    later.test A
    t.test A
    tt.test A
    reverse.test A AAAA
    short A AAAA
    a.wild.test A
    *.wild.test A
    mixed.test A
    ended.test A
    spaced.test A
    c.test A
    d.test A
    quoted.test A
    gap.test A
    s.test A AAAA
    x.s.test A
    h.s.test A AAAA TXT
    x.h.s.test A
    six.s.test A AAAA TXT
    x.six.s.test A AAAA
    1.2.0.192.in-addr.arpa PTR A ANY
    2.2.0.192.in-addr.arpa PTR
    5.2.0.192.in-addr.arpa PTR
    10.2.0.192.in-addr.arpa PTR
    11.2.0.192.in-addr.arpa PTR
    12.2.0.192.in-addr.arpa PTR
    18.2.0.192.in-addr.arpa PTR
    30.2.0.192.in-addr.arpa PTR
    40.2.0.192.in-addr.arpa PTR
    2.0.192.in-addr.arpa PTR
    x.1.2.0.192.in-addr.arpa PTR
    2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR`,
};

export const cname: Conf = {
  about: 'cname=',
  text: `
    server=@A
    host-record=www.test,192.0.2.9
    host-record=six.test,2001:db8::9
    cname=alias.test,www.test
    cname=one.test,two.test,www.test,300
    cname = spaced.test , www.test , 5
    cname=chain1.test,chain2.test
    cname=chain2.test,chain3.test,30
    cname=chain3.test,www.test
    cname=out.test,elsewhere.example
    cname=to-address.test,app.n.test
    cname=to-six.test,six.test
    cname=to-text.test,text.test
    txt-record=text.test,hello
    local=/l.test/
    cname=dangling.l.test,nothing.l.test
    host-record=real.l.test,192.0.2.10
    cname=good.l.test,real.l.test
    address=/n.test/192.0.2.1
    cname=c.n.test,www.test
    cname=d.n.test,n.test
    address=/c.n.test/192.0.2.2
    cname=*.wild.test,www.test
    cname=Mixed.Test,WWW.Test
    cname=number.test,60
    cname=below.alias.test,www.test,0
    cname=busy.test,www.test
    host-record=busy.test,192.0.2.11
    txt-record=busy.test,x
    mx-host=busy.test,www.test
    dns-rr=busy.test,65280,00`,
  ask: `
    alias.test
    ALIAS.test A
    x.alias.test A
    one.test A CNAME
    two.test A
    spaced.test A
    chain1.test
    chain2.test A
    out.test
    to-address.test
    to-six.test A AAAA TXT
    to-text.test A TXT
    dangling.l.test
    nothing.l.test A
    good.l.test
    c.n.test
    x.c.n.test A
    d.n.test
    a.wild.test
    wild.test A
    mixed.test A CNAME
    number.test CNAME
    below.alias.test A
    busy.test
    busy.test TYPE65280
    11.2.0.192.in-addr.arpa PTR`,
};
