// Further files, and how lines may be spelled.
import type { Conf } from '../conf.js';

export const files: Conf = {
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

export const spelling: Conf = {
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
