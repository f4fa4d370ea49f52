// Records of the other types.
import type { Conf } from '../conf.js';

export const records: Conf = {
  about: 'records of one type each',
  text: `
    server=@A
    txt-record=t.test,"one, two",three
    txt-record=t.test,second
    txt-record=twice.test,a
    txt-record=twice.test,a
    txt-record=empty.test
    txt-record=comma.test,
    txt-record=commas.test,,,
    txt-record=blanks.test, a , b 
    txt-record=quoted.test," a"," b "
    txt-record=quote.test,"say \\"hi\\""
    txt-record=back.test,a\\\\b,"c\\\\d"
    txt-record=escape.test,"a\\tb\\nc\\qd\\,e"
    txt-record=hash.test,a#b,"c # d" # comment
    txt-record=hash2.test,#x
    txt-record=utf.test,grün
    txt-record=long.test,${'a'.repeat(300)}
    txt-record=tab.test,a\tb
    txt-record=middle.test,a "b c" d
    txt-record=equals.test,k=v==w
    txt-record=Mixed.Test,CaSe
    txt-record = "spaced.test" , "x"
    srv-host=_s._tcp.test
    srv-host=_a._tcp.test,h.test
    srv-host=_b._tcp.test,h.test,80
    srv-host=_c._tcp.test,h.test,80,1
    srv-host=_d._tcp.test,h.test,80,1,2
    srv-host=_d._tcp.test,i.test,81,3,4
    srv-host=_e._tcp.test,,80,1,2
    srv-host=_f._tcp.test,h.test,,1
    srv-host=_g._tcp.test,h.test,80,,
    srv-host=_i._tcp.test,.
    srv-host=_j._tcp.test,h.test,0
    srv-host=_K._TCP.Test,H.Test,80
    mx-target=target.test
    mx-host=m1.test,mx.test
    mx-host=m2.test,mx.test,10
    mx-host=m2.test,mx2.test,20
    mx-host=m3.test
    mx-host=m4.test,10
    mx-host=m5.test,,10
    mx-host=m6.test,mx.test,
    ptr-record=p.test,q.test
    ptr-record=p2.test
    ptr-record=p3.test,
    ptr-record=_http._tcp.dns-sd-services,"New Employee Page._http._tcp.dns-sd-services"
    ptr-record=p5.test,"x.y,z.test"
    caa-record=c.test,0,issue,"letsencrypt.org"
    caa-record=c.test,128,iodef,mailto:x@example.com
    caa-record=c2.test,0,issue,
    caa-record=c3.test,0,issue,"a;b=c, d"
    caa-record=c4.test,0,issue,x,y
    naptr-record=n.test,10,20,s,SIP+D2U,,_sip._udp.test
    naptr-record=n2.test,10,20,u,E2U+sip,!^.*$!sip:info@example.com!
    naptr-record=n3.test,10,20,,,
    naptr-record=n4.test,10,20,s,x,,
    dns-rr=r1.test,65280
    dns-rr=r2.test,65280,01:23:45
    dns-rr=r3.test,65280,01 23 45
    dns-rr=r4.test,65280,012345
    dns-rr=r5.test,65280,01:2345:67 89
    dns-rr=r6.test,65280,1:2:3
    dns-rr=r7.test,65280,abcde:f
    dns-rr=r8.test,16,0568656c6c6f
    txt-record=r8.test,again
    dns-rr=r9.test,1,c0000209
    host-record=r9.test,192.0.2.10
    dns-rr=alias.test,5,0168047465737400
    dns-rr=cut.test,2,0168047465737400
    dns-rr=dname.test,39,0168047465737400`,
  ask: `
    t.test
    x.t.test TXT
    twice.test TXT
    empty.test TXT
    comma.test TXT
    commas.test TXT
    blanks.test TXT
    quoted.test TXT
    quote.test TXT
    back.test TXT
    escape.test TXT
    hash.test TXT
    hash2.test TXT
    utf.test TXT
    long.test TXT
    tab.test TXT
    middle.test TXT
    equals.test TXT
    MIXED.test TXT
    spaced.test TXT
    _s._tcp.test
    _a._tcp.test SRV
    _b._tcp.test SRV
    _c._tcp.test SRV
    _d._tcp.test SRV
    _e._tcp.test SRV
    _f._tcp.test SRV
    _g._tcp.test SRV
    _i._tcp.test SRV
    _j._tcp.test SRV
    _k._tcp.test SRV
    m1.test
    m2.test MX
    m3.test MX
    m4.test MX
    m5.test MX
    m6.test MX
    p.test
    p2.test PTR
    p3.test PTR
    _http._tcp.dns-sd-services PTR
    p5.test PTR
    c.test CAA A
    c2.test CAA
    c3.test CAA
    c4.test CAA
    n.test NAPTR
    n2.test NAPTR
    n3.test NAPTR
    n4.test NAPTR
    r1.test TYPE65280 A
    r2.test TYPE65280
    r3.test TYPE65280
    r4.test TYPE65280
    r5.test TYPE65280
    r6.test TYPE65280
    r7.test TYPE65280
    r8.test TXT
    r9.test A
    alias.test A CNAME
    cut.test A NS
    x.cut.test A
    dname.test A DNAME
    x.dname.test A`,
};
