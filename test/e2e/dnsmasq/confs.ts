// Configurations that dnsmasq and Rondo both serve, and what they are asked.

export interface Conf {
  /** What it is about. */
  readonly about: string;
  /** The file; `@A`, `@B` and `@C` are upstreams, `@FOLDER` is where the further files are. */
  readonly text: string;
  /** `NAME TYPE…` in each line; without types all of {@link EVERY_TYPE}. */
  readonly ask: string;
  /** Further files by name. */
  readonly files?: Readonly<Record<string, string>>;
}

export const EVERY_TYPE = ['A', 'AAAA', 'TXT', 'MX', 'SRV', 'PTR', 'CNAME', 'ANY', 'HTTPS'];

const address: Conf = {
  about: 'address=',
  text: `
    server=@A
    address=/v4.test/192.0.2.1
    address=/v6.test/2001:db8::1
    address=/dual.test/192.0.2.2
    address=/dual.test/2001:db8::2
    address=/three.test/192.0.2.3
    address=/three.test/192.0.2.4
    address=/three.test/192.0.2.5
    address=/three.test/192.0.2.3
    address=/one.test/two.test/192.0.2.6
    address=/gone.test/
    address=/null.test/#
    address=/.dotted.test/192.0.2.7
    address=/ended.test./192.0.2.8
    address=/UPPER.Test/192.0.2.9
    address=/bücher.test/192.0.2.10
    address=/_under.test/192.0.2.11
    address=/mapped.test/::ffff:192.0.2.12
    address=/label/192.0.2.13
    address=/a.*.star.test/192.0.2.14
    address=/*.below.test/192.0.2.15
    address=/*ending.test/192.0.2.16
    address=//192.0.2.17
    address=/ blank.test /192.0.2.18`,
  ask: `
    v4.test
    V4.Test A AAAA ANY
    x.v4.test
    y.x.V4.test A AAAA ANY
    xv4.test A
    v4.test.example A
    test A
    v6.test
    x.v6.test A AAAA
    dual.test
    x.dual.test A AAAA
    three.test A AAAA
    one.test A AAAA
    x.two.test A AAAA
    gone.test
    x.gone.test A AAAA
    xgone.test A
    null.test
    x.null.test A AAAA TXT
    dotted.test A
    x.dotted.test A
    ended.test A
    upper.test A
    xn--bcher-kva.test A
    _under.test A
    mapped.test A AAAA
    label A AAAA
    x.label A
    xlabel.example A
    a.*.star.test A
    a.b.star.test A
    below.test A
    x.below.test A
    ending.test A
    x.ending.test A
    xending.test A
    single A
    blank.test A`,
};

const longestMatch: Conf = {
  about: 'domains inside domains',
  text: `
    server=@A
    address=/n.test/192.0.2.1
    address=/six.n.test/2001:db8::1
    address=/four.n.test/192.0.2.2
    address=/null.n.test/#
    address=/void.n.test/
    address=/x.void.n.test/192.0.2.3
    local=/local.n.test/
    address=/six.local.n.test/2001:db8::2
    host-record=h.local.n.test,192.0.2.4
    server=/f.n.test/@B
    address=/x.f.n.test/192.0.2.5
    local=/l.f.n.test/
    host-record=h.f.n.test,192.0.2.6
    server=/d.n.test/#
    address=/both6.test/2001:db8::6
    address=/four.both6.test/192.0.2.7
    address=/six.f.n.test/2001:db8::7
    host-record=h.n.test,192.0.2.8
    host-record=deep.h.n.test,2001:db8::8
    txt-record=a.b.c.n.test,deep`,
  ask: `
    n.test
    x.n.test A AAAA TXT
    six.n.test A AAAA TXT
    x.six.n.test A AAAA TXT
    four.n.test A AAAA
    x.four.n.test A
    null.n.test A AAAA TXT
    x.null.n.test A AAAA
    void.n.test
    y.void.n.test A AAAA
    x.void.n.test A AAAA
    y.x.void.n.test A AAAA
    local.n.test A AAAA TXT
    x.local.n.test A AAAA
    six.local.n.test A AAAA TXT
    x.six.local.n.test A AAAA
    h.local.n.test A AAAA
    x.h.local.n.test A AAAA
    f.n.test A AAAA
    y.f.n.test A AAAA
    x.f.n.test A AAAA TXT
    l.f.n.test A
    x.l.f.n.test A
    h.f.n.test A AAAA
    x.h.f.n.test A AAAA
    six.f.n.test A AAAA
    d.n.test A AAAA TXT
    x.d.n.test A
    xf.n.test A
    four.both6.test A AAAA
    x.four.both6.test A AAAA
    h.n.test A AAAA TXT
    x.h.n.test A AAAA
    deep.h.n.test A AAAA
    x.deep.h.n.test A AAAA
    c.n.test A AAAA
    a.b.c.n.test A AAAA TXT
    x.a.b.c.n.test A`,
};

const sameDomain: Conf = {
  about: 'several rules for one domain',
  text: `
    server=@A
    server=/server-local.test/@B
    local=/server-local.test/
    address=/server-void.test/
    server=/server-void.test/@B
    address=/address-local.test/192.0.2.1
    local=/address-local.test/
    address=/address-void.test/192.0.2.2
    address=/address-void.test/
    address=/address-null.test/192.0.2.3
    address=/address-null.test/#
    address=/six-null.test/#
    address=/six-null.test/2001:db8::3
    server=/server-default.test/@B
    server=/server-default.test/#
    local=/local-default.test/
    server=/local-default.test/#
    address=/address-server.test/192.0.2.4
    server=/address-server.test/@B
    address=/address-default.test/192.0.2.5
    server=/address-default.test/#
    address=/null-local.test/#
    local=/null-local.test/`,
  ask: `
    server-local.test A TXT
    x.server-local.test A TXT
    server-void.test A TXT
    address-local.test A AAAA TXT
    x.address-local.test A AAAA
    address-void.test A AAAA TXT
    address-null.test A AAAA
    x.address-null.test A AAAA
    six-null.test A AAAA
    server-default.test A TXT
    local-default.test A TXT
    address-server.test A AAAA TXT
    x.address-server.test A AAAA TXT
    address-default.test A AAAA
    null-local.test A AAAA TXT`,
};

const everyName: Conf = {
  about: 'rules for every name',
  text: `
    server=/#/@A
    address=/#/192.0.2.9
    address=/app.test/192.0.2.1
    server=/corp.test/@B
    server=/std.test/#
    address=/gone.test/
    host-record=h.test,192.0.2.3`,
  ask: `
    x.y A AAAA TXT
    y A
    . A
    app.test A AAAA
    x.app.test A
    corp.test A AAAA
    www.corp.test A AAAA
    std.test A AAAA
    x.std.test A
    gone.test A
    h.test A AAAA TXT
    x.h.test A`,
};

const everyNameLocal: Conf = {
  about: 'server= goes over local=/#/',
  text: `
    server=@A
    local=/#/
    address=/app.test/192.0.2.1`,
  ask: `
    x.y A TXT
    app.test A AAAA`,
};

const noUpstream: Conf = {
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

const servers: Conf = {
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

const hostRecord: Conf = {
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

const cname: Conf = {
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

const records: Conf = {
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

const files: Conf = {
  about: 'further files',
  files: {
    hosts: `# comment
192.0.2.1 a.test alias.test short
192.0.2.2\ttab.test\t# trailing
192.0.2.1 second.test
2001:db8::1 six.test a.test

  192.0.2.3 leading.test
192.0.2.4 UPPER.Test
192.0.2.5
not-an-address x.test
192.0.2.300 y.test
192.0.2.6 under_score.test bad!name.test ok.test
192.0.2.7 ended.test.
fe80::7%lo scoped.test
192.0.2.8#c hash.test
192.0.2.9 middle#c.test rest.test
192.0.2.10 dup.test dup.test
192.0.2.11 -dash.test a..b.test after.test
192.0.2.12 *.star.test
0.0.0.0 zero.test
127.0.0.1 localhost
:: null.test
::ffff:192.0.2.13 mapped.test
192.0.2.14 bücher.test
192.0.2.15 both.test
192.0.2.16 in.n.test n.test
192.0.2.17 hidden.test
192.0.2.18 123
192.0.2.19 f.forward.test
192.0.2.20 l.local.test
192.0.2.60 too.late.test
`,
    crlf: '192.0.2.41 crlf.test\r\n192.0.2.42 crlf2.test \r\n',
    'no newline': '192.0.2.43 open-end.test',
    'watched/one': '192.0.2.66 watched.test\n',
    servers: '# comment\nserver=/listed.test/@B\nserver=/public.listed.test/#\n',
    'hosts.d/one': '192.0.2.50 hd1.test\n',
    'hosts.d/two.bak': '192.0.2.51 hd2.test\n',
    'hosts.d/.hidden': '192.0.2.52 hd3.test\n',
    'hosts.d/backup~': '192.0.2.53 hd4.test\n',
    'hosts.d/#edited#': '192.0.2.54 hd5.test\n',
    'more.conf': 'host-record=more.test,192.0.2.55\nconf-file=@FOLDER/deeper.conf\n',
    'deeper.conf': 'host-record=deeper.test,192.0.2.56\n',
    'all/a.conf': 'host-record=all-a.test,192.0.2.57\n',
    'all/b': 'host-record=all-b.test,192.0.2.58\n',
    'all/.c': 'nonsense\n',
    'all/d~': 'nonsense\n',
    'all/#e#': 'nonsense\n',
    'all/#f': 'host-record=all-f.test,192.0.2.59\n',
    'all/g#': 'host-record=all-g.test,192.0.2.61\n',
    'all/sub/h.conf': 'nonsense\n',
    'some/a.conf': 'host-record=some-a.test,192.0.2.62\n',
    'some/b.cnf': 'host-record=some-b.test,192.0.2.63\n',
    'some/c.bak': 'nonsense\n',
    'some/d.conf.bak': 'nonsense\n',
    'but/a.conf': 'host-record=but-a.test,192.0.2.64\n',
    'but/b.bak': 'nonsense\n',
    'but/c.conf.bak': 'nonsense\n',
  },
  text: `
    server=@A
    addn-hosts=@FOLDER/hosts
    addn-hosts=@FOLDER/crlf
    addn-hosts="@FOLDER/no newline"
    addn-hosts=@FOLDER/none
    addn-hosts=@FOLDER/hosts.d
    hostsdir=@FOLDER/watched
    servers-file=@FOLDER/servers
    conf-file=@FOLDER/more.conf
    conf-dir=@FOLDER/all
    conf-dir=@FOLDER/some/,*.conf,*.cnf
    conf-dir=@FOLDER/but,.bak
    host-record=both.test,192.0.2.60
    address=/n.test/192.0.2.65
    cname=hidden.test,both.test
    server=/forward.test/@B
    local=/local.test/`,
  ask: `
    a.test A AAAA TXT
    alias.test A AAAA
    short A
    tab.test A
    second.test A
    six.test AAAA A
    leading.test A
    upper.test A
    x.test A
    y.test A
    under_score.test A
    bad!name.test A
    ok.test A
    ended.test A
    scoped.test AAAA
    hash.test A
    middle A
    middle#c.test A
    rest.test A
    dup.test A
    -dash.test A
    after.test A
    x.star.test A
    *.star.test A
    zero.test A
    localhost A AAAA
    null.test AAAA
    mapped.test AAAA A
    xn--bcher-kva.test A
    both.test A
    n.test A
    in.n.test A
    x.in.n.test A
    hidden.test A TXT
    123 A
    f.forward.test A AAAA
    l.local.test A AAAA
    crlf.test A
    crlf2.test A
    open-end.test A
    hd1.test A
    hd2.test A
    hd3.test A
    hd4.test A
    hd5.test A
    watched.test A
    x.listed.test A
    public.listed.test A
    more.test A
    deeper.test A
    all-a.test A
    all-b.test A
    all-f.test A
    all-g.test A
    some-a.test A
    some-b.test A
    but-a.test A
    1.2.0.192.in-addr.arpa PTR
    4.2.0.192.in-addr.arpa PTR
    6.2.0.192.in-addr.arpa PTR
    15.2.0.192.in-addr.arpa PTR
    16.2.0.192.in-addr.arpa PTR
    60.2.0.192.in-addr.arpa PTR
    0.0.0.0.in-addr.arpa PTR
    1.0.0.127.in-addr.arpa PTR
    7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.e.f.ip6.arpa PTR`,
};

const spelling: Conf = {
  about: 'comments, blanks and quotes',
  text: `
# address=/c1.test/192.0.2.99
  # address=/c1.test/192.0.2.99
\t
    server=@A\t# comment
\taddress\t=\t/a1.test/192.0.2.1\t
    address="/a2.test/192.0.2.2"
    address=/a3.test/"192.0.2.3"
    address=/"a4.test"/192.0.2.4
    address=/a5.test/ 192.0.2.5
    address = /a6.test/192.0.2.6 # comment
    address=/a7#b.test/192.0.2.7
    address=/a8.test/192.0.2.8 #
    server="/s9.test/@B"
    server = /"s10.test"/@B # comment
    local = "/l11.test/"
    txt-record = "t12.test" , "x" # y
    ptr-record="p.13.test",x.test
    mx-host = m14.test , h.test , 7
    srv-host= _s._tcp.test , h.test , 80 , 1 , 2
    cache-size=1000
    domain-needed`,
  ask: `
    c1.test A
    a1.test A
    a2.test A
    a3.test A
    a4.test A
    a5.test A
    a6.test A
    a7#b.test A
    a7 A
    a8.test A
    s9.test A
    s10.test A
    l11.test A
    t12.test TXT
    p.13.test PTR
    m14.test MX
    _s._tcp.test SRV
    a.b.test AAAA`,
};

export const CONFS: readonly Conf[] = [
  address,
  longestMatch,
  sameDomain,
  everyName,
  everyNameLocal,
  noUpstream,
  servers,
  hostRecord,
  cname,
  records,
  files,
  spelling,
];
