// `rondo import`: less usual forms that the files of other programs have, and what is left out so that the rest can be used.
import { describe, expect, test } from 'vitest';
import { imported } from './imported.js';

const SOA = '@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\n';

describe('named.conf', () => {
  test('what $INCLUDE finds from the folder of BIND is copied beside the zone', () => {
    const { files, texts, notes, errors } = imported({
      'named.conf': 'options { directory "."; }; zone "example.org" { type master; file "zones/db"; };\n',
      'zones/db': `$TTL 60\n${SOA}$include\tparts/mail.inc sub ; who gets mail\n; $INCLUDE x\n`,
      'parts/mail.inc': 'mail A 192.0.2.25\n$INCLUDE "parts/two.inc"\n',
      'parts/two.inc': 'two A 192.0.2.26\n',
    });
    expect(errors).toEqual([]);
    expect(files['rondo.yaml']).toMatchObject({
      zones: [{ file: 'zones/example.org.zone', origin: 'example.org', format: 'master' }],
    });
    expect(texts.get('zones/example.org.zone')).toContain(
      '$include\t"parts_mail.inc" sub ; who gets mail\n; $INCLUDE x\n',
    );
    expect(texts.get('zones/parts_mail.inc')).toBe('mail A 192.0.2.25\n$INCLUDE "parts_two.inc"\n');
    expect(notes).toContain(
      'named.conf:1: $INCLUDE of zones/db leads out of its folder; zones/example.org.zone, zones/parts_mail.inc, zones/parts_two.inc are copies',
    );
  });

  test('a zone that includes itself is left out with a reason', () => {
    const { errors, notes } = imported({
      'named.conf': 'options { directory "."; }; zone "example.org" { type master; file "zones/db"; };\n',
      'zones/db': `$TTL 60\n${SOA}$INCLUDE parts/a\n`,
      'parts/a': '$INCLUDE parts/a\n',
    });
    expect(errors).toEqual([]);
    expect(notes).toContainEqual(
      expect.stringMatching(/the zone example\.org: zones\/parts_a:1: .*includes itself/),
    );
  });

  test('of a zone that is left out, no copy is written but one that another zone has', () => {
    const zones = ['good', '../evil', 'bad'].map(
      name => `zone "${name}" { type master; file "zones/${name === 'bad' ? 'bad' : 'db'}"; };`,
    );
    const { errors, texts } = imported({
      'named.conf': `options { directory "."; }; ${zones.join(' ')}\n`,
      'zones/db': `$TTL 60\n${SOA}$INCLUDE parts/a\n`,
      'zones/bad': `$TTL 60\n${SOA}$INCLUDE parts/a\n$INCLUDE parts/secret\n`,
      'parts/a': 'a A 192.0.2.1\n',
      'parts/secret': 'secret\n',
    });
    expect(errors).toEqual([]);
    expect([...texts.keys()].sort()).toEqual(['rondo.yaml', 'zones/good.zone', 'zones/parts_a']);
  });

  test('comments of all three kinds, quotes, globs in include, names that are none', () => {
    const { files, notes, errors } = imported({
      'named.conf': `/* one
 * two */ options { # three
  directory "."; version "say \\"hi\\""; // four
  listen-on { 127.0.0.1; /* in between */ }; listen-on-v6 { none; };
  max-ncache-ttl 1h; forwarders { 192.0.2.1 port 99999; 192.0.2.2; };
};
include "conf.d/*.conf";
zone "a..b" { type master; file "db.c"; };
`,
      db: `$TTL 60\n${SOA}`,
      'conf.d/a.conf': 'zone "a.test" { type master; file "db"; };\n',
      'conf.d/b.conf': 'zone "b.test" { type master; file "db.b"; };\n',
      'db.c': `$TTL 60\n${SOA}`,
      'conf.d/c.txt': 'zone "c.test" {',
      'db.b': `$TTL 60\n${SOA}`,
    });
    expect(errors).toEqual([]);
    expect(files['rondo.yaml']).toMatchObject({
      version: 'say "hi"',
      listen: ['127.0.0.1'],
      cache: { ttl: { negative: 3_600 } },
      forward: ['192.0.2.2'],
      zones: [{ origin: 'a.test' }, { origin: 'b.test' }],
    });
    expect(notes).toContainEqual(
      expect.stringMatching(/^named\.conf:5: 192\.0\.2\.1 port 99999: expected an address$/),
    );
    expect(notes).toContainEqual(expect.stringMatching(/^named\.conf:8: the zone a\.\.b: /));
  });
});

describe('haproxy.cfg', () => {
  const pools = (text: string) => {
    const { files, ...others } = imported({ 'haproxy.cfg': text });
    const zone = files['zones/haproxy.internal.yaml'] as { pools: Record<string, Record<string, unknown>> };
    return { pools: zone?.pools ?? {}, ...others };
  };
  const SERVER = 'server s1 192.0.2.1:80 check\nserver s2 192.0.2.2:80 check\n';

  test.each([
    ['option httpchk', { http: '/', method: 'OPTIONS' }],
    ['option httpchk /up', { http: '/up', method: 'OPTIONS' }],
    [
      'option httpchk HEAD /up HTTP/1.1\\r\\nHost:\\ a.example',
      { http: '/up', method: 'HEAD', host: 'a.example' },
    ],
    ['option httpchk GET /\nhttp-check expect status 200,301-303', { http: '/', status: [200, '301-303'] }],
    [
      'option httpchk GET /\nhttp-check expect min-recv 9 comment "a b" status 204',
      { http: '/', status: 204 },
    ],
    ['option httpchk GET /\nhttp-check expect rstring "^ok$"', { http: '/', body: { pattern: '^ok$' } }],
    ['option httpchk GET /\nhttp-check expect rstring (?i)ok', { http: '/' }],
    ['option httpchk GET /\nhttp-check expect status 999', { http: '/' }],
    [
      'option httpchk\nhttp-check send meth POST uri /q body "a b" hdr Content-Type text/css',
      { http: '/q', send: 'a b', headers: { 'Content-Type': 'text/css' } },
    ],
    ['option httpchk GET /\nhttp-check send body x', { http: '/', method: 'GET', send: 'x' }],
    ['option httpchk GET /\ndefault-server check-proto h2', { http: '/', http2: true }],
    ['option mysql-check user x\noption tcp-check', { tcp: true }],
    [
      'option tcp-check\ntcp-check send PING\\r\\n\ntcp-check expect string +PONG',
      { tcp: true, send: 'PING\r\n', expect: '+PONG' },
    ],
    [
      'option tcp-check\ntcp-check connect\ntcp-check expect string "220 ready"',
      { tcp: true, expect: '220 ready' },
    ],
    ['option tcp-check\ntcp-check send a\ntcp-check send b\ntcp-check expect string c', { tcp: true }],
    ['option smtpchk EHLO a.example', { tcp: true, expect: '220' }],
  ])('%s', (lines, probe) => {
    const { pools: found, errors } = pools(`backend web\n${lines}\n${SERVER}`);
    expect(errors).toEqual([]);
    const { interval, timeout, fast, fall, rise, ...keys } = found.web.probe as Record<string, unknown>;
    expect({ interval, timeout, fast, fall, rise }).toEqual({
      interval: '2s',
      timeout: '2s',
      fast: '2s',
      fall: 3,
      rise: 2,
    });
    expect(keys).toEqual(probe);
  });

  test('a probe that cannot be made is left out, and so are lines that lack words', () => {
    const {
      pools: found,
      notes,
      errors,
    } = pools(`backend web\noption httpchk GET up\n${SERVER}backend b\nbalance\noption\nserver\n${SERVER}`);
    expect(errors).toEqual([]);
    expect(found.web).toEqual({
      members: [
        { address: '192.0.2.1', port: 80 },
        { address: '192.0.2.2', port: 80 },
      ],
    });
    expect(notes).toEqual([
      'haproxy.cfg:6: balance: words are missing',
      'haproxy.cfg:7: option: words are missing',
      'haproxy.cfg:8: server: words are missing',
      expect.stringMatching(
        /^haproxy\.cfg:1: probe: \{ http: up, .* for backend web of haproxy\.cfg:1: expected a path/,
      ),
    ]);
  });

  test('sections without servers are one line, and no password is shown', () => {
    const { pools: found, notes } = pools(
      `listen stats\nbind :8404\nstats auth admin:sesame\nbackend t\nserver-template n 3 a.example:80 check\nlisten web\nstats auth admin:sesame\nserver s 192.0.2.1:80\nslowstart 1s\n`,
    );
    expect(notes.join('\n')).not.toContain('sesame');
    expect(notes).toEqual(
      expect.arrayContaining([
        'haproxy.cfg:1: listen stats: it has no servers',
        'haproxy.cfg:5: server-template n 3 a.example:80 check: write the members of its pool as `{ from: dns, name: NAME, port: PORT }`',
      ]),
    );
    expect(Object.keys(found)).toEqual(['web']);
  });

  test('defaults by name and inherited settings; what has no probe has no slow start', () => {
    const { pools: found, texts } = pools(
      `defaults one\ndefault-server check inter 4s slowstart 30s\ndefaults two\ndefault-server slowstart 30s\nbackend a from one\nserver s 192.0.2.1:80\nserver p 192.0.2.2:81 port 90\nbackend b\nserver s 192.0.2.1:80\n`,
    );
    expect(found.a).toMatchObject({ 'slow-start': '30s', probe: { interval: '4s' } });
    expect(found.b).toEqual({ members: [{ address: '192.0.2.1', port: 80 }] });
    expect(texts.get('zones/haproxy.internal.yaml')).toMatch(
      /80 and 81 are probed\.[\s\S]*backend b .*that they know\.\n/,
    );
  });
});

test('nginx.conf: ports are those of addresses; of two upstreams with one name the first counts', () => {
  const { files, texts, notes } = imported({
    'nginx.conf': `upstream a { server b.example:443 resolve; server local:80; server 192.0.2.1:8443; random; }
upstream a { server 192.0.2.9; }
server { server_name "" *.x.test ~^q$ bücher.test app.test; location / { proxy_pass https://a; } }
`,
  });
  expect(files['zones/app.test.yaml']).toMatchObject({
    pools: {
      '@': {
        order: 'shuffle',
        members: [
          { host: 'b.example', port: 443 },
          { address: '192.0.2.1', port: 8443 },
        ],
      },
    },
  });
  expect(texts.get('zones/app.test.yaml')).toContain('that they know; 8443 is probed.');
  expect(notes).toContain(
    'nginx.conf:1: server local:80: a name needs its domain to be looked up; write its address',
  );
  expect(notes).toContain('nginx.conf:2: upstream a { … }: there is one of that name already');
});

test('Corefile: variables of the environment, also in files that are imported; what cannot be served is left out', () => {
  process.env.RONDO_TEST_UPSTREAM = '192.0.2.9';
  const { files, notes, errors } = imported({
    Corefile: `(snip) {
  nsid {$RONDO_TEST_UNSET}
  errors
}
. {
  import snip
  import more/*.conf
  chaos ${'x'.repeat(300)}
  prometheus {%RONDO_TEST_UNSET%}
  hosts {
    ttl {$RONDO_TEST_UNSET}
    192.0.2.1 a.lan
  }
}
`,
    'more/a.conf': 'forward . {$RONDO_TEST_UPSTREAM}:53\n',
  });
  delete process.env.RONDO_TEST_UPSTREAM;
  expect(errors).toEqual([]);
  expect(files['rondo.yaml']).toMatchObject({ forward: ['192.0.2.9'] });
  expect(files['rondo.yaml']).not.toHaveProperty('version');
  expect(files['zones/lan.yaml']).toMatchObject({ records: { a: { A: '192.0.2.1' } } });
  expect(notes).toEqual(
    expect.arrayContaining([
      'Corefile:2: nsid {$RONDO_TEST_UNSET}: {$RONDO_TEST_UNSET} is not set where the import runs',
      'Corefile:9: prometheus {%RONDO_TEST_UNSET%}: {%RONDO_TEST_UNSET%} is not set where the import runs',
      expect.stringMatching(/^Corefile:1: version: x+: expected/),
    ]),
  );
});

test('dnsmasq.conf: several texts of a TXT record are joined, and that is said', () => {
  const { files, notes } = imported({
    'dnsmasq.conf': `no-hosts\nlisten-address=127.0.0.1\nlocal=/lan/\ntxt-record=a.lan,"v=spf1 ","-all"\ntxt-record=b.lan,one\n`,
  });
  expect(files['zones/lan.yaml']).toMatchObject({
    records: { a: { TXT: 'v=spf1 -all' }, b: { TXT: 'one' } },
  });
  expect(notes.filter(note => note.includes('TXT'))).toEqual([
    'dnsmasq.conf:4: TXT of a: its 2 texts are joined to one, as readers of SPF do',
  ]);
});
