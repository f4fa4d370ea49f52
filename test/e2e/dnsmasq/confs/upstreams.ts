// Which upstream is asked, and what is never asked.
import type { Conf } from '../conf.js';

export const everyNameLocal: Conf = {
  about: 'server= goes over local=/#/',
  text: `
    server=@A
    local=/#/
    address=/app.test/192.0.2.1`,
  ask: `
    x.y A TXT
    app.test A AAAA`,
};

export const noUpstream: Conf = {
  about: 'no upstream, and local-ttl=',
  text: `
    local-ttl=060
    local=/#/
    address=/n.test/192.0.2.1
    host-record=h.test,192.0.2.2
    host-record=own.test,192.0.2.3,5
    host-record=zero.test,192.0.2.4,0
    cname=c.test,h.test
    cname=d.test,h.test,7
    txt-record=t.test,x
    srv-host=_s._tcp.test,h.test,80
    mx-host=m.test,h.test
    ptr-record=p.test,h.test
    naptr-record=na.test,10,20,s,SIP+D2U,,_sip._udp.test
    caa-record=ca.test,0,issue,x
    dns-rr=r.test,65280,00`,
  ask: `
    n.test
    x.n.test A
    h.test A AAAA
    own.test A
    zero.test A
    c.test A
    d.test A
    t.test TXT A
    _s._tcp.test SRV
    m.test MX
    p.test PTR
    na.test NAPTR
    ca.test CAA
    r.test TYPE65280
    2.2.0.192.in-addr.arpa PTR
    3.2.0.192.in-addr.arpa PTR
    other.test A AAAA`,
};

export const servers: Conf = {
  about: 'server= and local=',
  text: `
    server=@A
    server=/corp.test/@B
    server=/public.corp.test/#
    server=/a.example/b.example/@C
    server=/.dotted.test/@B
    server=/Upper.Test/@B
    server=/source.test/@B@lo
    local=/lan/
    server=/intern/
    local=/given.test/@C
    address=/app.intern/192.0.2.1
    address=/in.corp.test/192.0.2.2
    host-record=box.lan,192.0.2.8
    host-record=h.corp.test,192.0.2.3
    host-record=8.0.0.10.in-addr.arpa.example,192.0.2.4
    server=/0.10.in-addr.arpa/@B
    local=/168.192.in-addr.arpa/
    ptr-record=1.0.168.192.in-addr.arpa,box.lan`,
  ask: `
    other.test A TXT PTR ANY HTTPS
    corp.test
    www.corp.test A AAAA
    xcorp.test A
    public.corp.test A
    x.public.corp.test A
    a.example A
    x.b.example A
    dotted.test A
    upper.test A
    x.source.test A
    lan
    x.lan
    box.lan
    BOX.Lan A
    x.box.lan A
    wlan A
    intern A AAAA
    app.intern
    x.app.intern A AAAA
    y.intern A
    given.test A
    in.corp.test A AAAA TXT
    h.corp.test
    x.h.corp.test A
    1.0.0.10.in-addr.arpa PTR
    1.1.0.10.in-addr.arpa PTR
    1.1.10.in-addr.arpa PTR
    1.0.168.192.in-addr.arpa PTR A
    2.0.168.192.in-addr.arpa PTR`,
};
