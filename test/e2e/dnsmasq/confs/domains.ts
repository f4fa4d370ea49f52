// Which rule answers: addresses of domains, domains inside domains, rules for every name.
import type { Conf } from '../conf.js';

export const address: Conf = {
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

export const longestMatch: Conf = {
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

export const sameDomain: Conf = {
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

export const everyName: Conf = {
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
