// Domains that are no whole labels: `*.x`, `*x`, `*`, and names without a dot.
import type { Conf } from '../conf.js';

export const patterns: Conf = {
  about: 'patterns',
  text: `
    server=@A
    server=/*/@B
    address=/base.test/192.0.2.1
    address=/*.base.test/192.0.2.2
    address=/base.test/2001:db8::1
    address=/*.dot.test/192.0.2.3
    address=/a.b.dot.test/2001:db8::2
    address=/*.b.dot.test/192.0.2.4
    host-record=own.b.dot.test,192.0.2.5
    txt-record=text.b.dot.test,x
    address=/*ads.test/192.0.2.6
    address=/*ADS.test/192.0.2.7
    address=/*xads.test/192.0.2.8
    address=/evil.ads.test/192.0.2.9
    address=/*il.ads.test/192.0.2.10
    address=/*nul.test/#
    local=/*loc.test/
    local=/*.kept.test/
    server=/*corp.test/@C
    server=/*.sub.test/@C
    server=/n.sub.test/#
    address=/in.sub.test/192.0.2.11
    server=/*.out.base.test/@C
    local=/*.base.test/
    address=/*.*.odd.test/192.0.2.12
    host-record=h.xloc.test,192.0.2.13`,
  ask: `
    base.test A AAAA
    x.base.test A AAAA
    y.x.base.test A AAAA
    out.base.test A
    x.out.base.test A
    dot.test A
    x.dot.test A
    y.x.dot.test A
    xdot.test A
    b.dot.test A
    a.b.dot.test A AAAA
    x.a.b.dot.test A AAAA
    c.b.dot.test A
    own.b.dot.test A
    x.own.b.dot.test A
    text.b.dot.test A TXT
    ads.test A
    bads.test A
    BADS.Test A
    www.bads.test A
    www.ads.test A
    xads.test A
    yxads.test A
    evil.ads.test A
    x.evil.ads.test A
    xevil.ads.test A
    il.ads.test A
    l.ads.test A
    ads.testx A
    nul.test A AAAA
    xnul.test A AAAA
    y.xnul.test A AAAA
    loc.test A TXT
    xloc.test A
    y.xloc.test A
    h.xloc.test A
    i.h.xloc.test A
    kept.test A
    x.kept.test A TXT
    corp.test A
    bcorp.test A
    w.bcorp.test A
    corp.test.x A
    sub.test A
    x.sub.test A
    n.sub.test A
    x.n.sub.test A
    in.sub.test A
    x.in.sub.test A
    odd.test A
    x.odd.test A
    single A
    other.example A`,
};

export const anyPattern: Conf = {
  about: 'address=/*/',
  text: `
    server=@A
    address=/*/192.0.2.7
    address=/a.test/192.0.2.8
    server=/b.test/@B`,
  ask: `
    x.test A
    single A
    a.test A
    x.a.test A
    b.test A`,
};

export const rootPattern: Conf = {
  about: 'address=/./',
  text: `
    server=@A
    address=/./192.0.2.7
    server=/b.test/@B`,
  ask: `
    x.test A
    single A
    b.test A`,
};

export const single: Conf = {
  about: 'names without a dot',
  text: `
    server=@A
    server=//@B
    address=/lan/192.0.2.1
    host-record=box,192.0.2.2
    local=/home/
    server=/office/@C`,
  ask: `
    foo A
    foo.test A
    lan A
    x.lan A
    box A
    x.box A
    home A
    x.home A
    office A
    x.office A`,
};

export const singleLocal: Conf = {
  about: 'local=//',
  text: `
    server=@A
    local=//
    host-record=box,192.0.2.2
    address=/lan/192.0.2.1`,
  ask: `
    foo A AAAA TXT
    foo.test A
    box A
    lan A`,
};

export const needed: Conf = {
  about: 'domain-needed',
  text: `
    server=@A
    domain-needed
    server=/office/@B
    address=/lan/192.0.2.1
    host-record=box,192.0.2.2`,
  ask: `
    foo A AAAA HTTPS
    foo.test A
    office A
    lan A
    box A
    x.box A`,
};
