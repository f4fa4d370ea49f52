// `rondo import` of the files of name servers: what comes of them, and what has no counterpart.
import { describe, expect, test } from 'vitest';
import { imported } from './imported.js';

const ZONE = '$TTL 60\n@ SOA ns hostmaster 1 3600 600 604800 5\n@ NS ns\nns A 192.0.2.53\nwww A 192.0.2.1\n';
const LIMIT = { 'per-second': 5, slip: 3, 'dry-run': 'yes' };

describe('named.conf', () => {
  const conf = `
acl inside { 10.0.0.0/8; localhost; };
include "options.conf";
zone "example.org" IN { type master; file "db.example.org"; also-notify { 192.0.2.9; }; };
zone "corp.example" { type forward; forwarders { 10.0.0.53 port 5353; }; };
zone "example.net" { type slave; file "bak"; masters { 192.0.2.1; }; };
`;
  const options = `options {
  directory "zones"; // relative to this file
  forwarders { 9.9.9.9; 2620:fe::fe; }; /* two
  lines */ listen-on port 5300 { 127.0.0.1; }; listen-on-v6 { none; };
  allow-recursion { inside; };
  max-ncache-ttl 300;
  rate-limit { responses-per-second 5; slip 3; exempt-clients { inside; }; log-only yes; errors-per-second 2; };
};
`;

  test('zones stay in their files; forwarders, lists and bounds are taken over', () => {
    const { files, notes, errors } = imported({
      'named.conf': conf,
      'options.conf': options,
      'zones/db.example.org': ZONE,
    });
    expect(errors).toEqual([]);
    expect(files).toEqual({
      'rondo.yaml': {
        listen: ['127.0.0.1:5300'],
        zones: [
          {
            ...{ file: 'zones/db.example.org', origin: 'example.org', format: 'master' },
            transfer: { to: '192.0.2.9', notify: '192.0.2.9' },
          },
          { name: 'example.net', primaries: '192.0.2.1' },
        ],
        forward: ['9.9.9.9', '2620:fe::fe', { domain: 'corp.example', to: '10.0.0.53:5353' }],
        cache: { ttl: { negative: 300 } },
        allow: ['10.0.0.0/8', '127.0.0.1', '::1'],
        'rate-limit': { ...LIMIT, exempt: ['10.0.0.0/8', '127.0.0.1', '::1'] },
      },
    });
    expect(notes).toEqual(['options.conf:7: errors-per-second 2: all kinds of answers have one limit']);
  });

  test('zones travel as before: to whom, from whom, with which keys, and changed by whom', () => {
    const key = (name: string, algorithm: string) =>
      `key "${name}" { algorithm ${algorithm}; secret "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="; };\n`;
    const travelling = `
${key('Transfer', 'hmac-sha256')}${key('ddns.', 'hmac-sha512')}${key('old', 'hmac-md5')}${key('rndc-key', 'hmac-sha256')}
acl others { 192.0.2.64/26; key transfer; !192.0.2.65; };
primaries office { 192.0.2.1; 2001:db8::1 port 5353 key transfer; };
server 192.0.2.1 { keys { ddns; }; };
options {
  recursion no; listen-on { 127.0.0.1; }; listen-on-v6 { none; };
  allow-transfer { others; }; also-notify { 192.0.2.70; }; notify explicit;
};
zone "a.example" { type primary; file "a"; };
zone "b.example" { type primary; file "b"; allow-transfer { none; }; also-notify { 192.0.2.71; }; allow-update { key ddns; 10.0.0.1; }; };
zone "c.example" { type primary; file "c"; notify yes; update-policy {
  grant transfer zonesub TXT;
  grant ddns subdomain dyn.c.example. A AAAA;
  grant ddns self * A;
}; };
zone "d.example" { type secondary; file "bak"; primaries { office; 192.0.2.3 tls ephemeral; }; allow-notify { 192.0.2.4; }; };
zone "e.example" { type slave; masters { key; }; };
zone "f.example" { type secondary; primaries { 192.0.2.9 key old; }; };
`;
    const { files, texts, notes, errors } = imported({ 'named.conf': travelling, a: ZONE, b: ZONE, c: ZONE });
    expect(errors).toEqual([]);
    const master = (name: string) => ({ file: name, origin: `${name}.example`, format: 'master' });
    expect(files['rondo.yaml']).toEqual({
      listen: ['127.0.0.1'],
      zones: [
        master('a'),
        { ...master('b'), transfer: 'off', update: 'ddns' },
        {
          ...master('c'),
          update: {
            transfer: { types: 'TXT' },
            ddns: { names: ['dyn.c.example', '*.dyn.c.example'], types: ['A', 'AAAA'] },
          },
        },
        {
          name: 'd.example',
          primaries: [
            { address: '192.0.2.1', key: 'ddns' },
            { address: '2001:db8::1', port: 5353, key: 'transfer' },
          ],
        },
        { name: 'f.example', primaries: '192.0.2.9' },
      ],
      transfer: { to: ['192.0.2.64/26', 'transfer'], notify: '192.0.2.70' },
      keys: 'tsig.key',
    });
    expect(texts.get('tsig.key')).toMatch(
      /^key "transfer" \{\s+algorithm hmac-sha256;[^}]*\};\nkey "ddns" \{/,
    );
    expect(notes).toEqual([
      'named.conf:7: !192.0.2.65: `transfer` takes addresses, prefixes and keys',
      'named.conf:15: also-notify { … }: nobody who is told could get the zone',
      'named.conf:15: 10.0.0.1: `update` takes keys alone',
      'named.conf:16: notify yes: only servers that also-notify names are told: NS records are not looked at',
      'named.conf:19: grant ddns self * A: `update` takes a key once, with names and types',
      'named.conf:21: allow-notify { … }: see `transfer: { notify-from: … }` of a zone with primaries',
      'named.conf:21: 192.0.2.3 tls ephemeral: zones are transferred without TLS',
      'named.conf:22: key: expected an address',
      'named.conf:22: zone e.example { … }: it names no primary',
      'named.conf:23: 192.0.2.9 key old: there is no such key that can be used',
      'named.conf:4: key old { … }: it cannot be used here: `rondo key generate` makes one for both sides',
      'named.conf:5: key rndc-key { … }: nothing that was taken over needs it',
    ]);
  });

  test('a zone whose file is missing or broken is left out, with the reason', () => {
    const text = 'zone "a.test" { type primary; file "a"; };\nzone "b.test" { type primary; file "b"; };\n';
    const { files, notes, errors } = imported({ 'named.conf': text, b: `${ZONE}x A 1.2.3\n` });
    expect(errors).toEqual([]);
    expect(files['rondo.yaml']).toEqual({ listen: ['0.0.0.0', '::'] });
    expect(notes).toEqual([
      expect.stringContaining('recursion: names outside the zones are not resolved here'),
      expect.stringMatching(/^named.conf:1: the zone a.test: .*no such file/),
      expect.stringMatching(/^named.conf:2: the zone b.test: b:6: .*IPv4/),
    ]);
  });

  test('recursion no: nothing is forwarded', () => {
    const { files, notes } = imported({
      'named.conf': 'options { recursion no; forwarders { 9.9.9.9; }; };\n',
    });
    expect(files['rondo.yaml']).toEqual({ listen: ['0.0.0.0', '::'] });
    expect(notes).toEqual([expect.stringContaining('BIND forwards nothing')]);
  });
});

describe('dnsmasq.conf', () => {
  test('names become zones and pools, servers upstreams', () => {
    const { files, notes, errors } = imported({
      'dnsmasq.conf': `domain-needed
bogus-priv
no-resolv
no-hosts
server=9.9.9.9
server=/corp.example/10.0.0.53#5353
local=/lan/
address=/app.example/192.0.2.1
address=/app.example/192.0.2.2
address=/sub.app.example/192.0.2.3
host-record=printer.lan,192.168.1.9,300
txt-record=lan,"v=spf1 -all",more
cname=www.lan,nas.lan
addn-hosts=office.hosts
bogus-nxdomain=192.0.2.66
dhcp-range=192.168.1.50,192.168.1.150
dnssec
cache-size=500
`,
      'office.hosts': '192.168.1.2 nas.lan\n',
    });
    expect(errors).toEqual([]);
    expect(files).toEqual({
      'rondo.yaml': {
        zones: expect.arrayContaining(['zones/app.example.yaml', 'zones/lan.yaml']),
        forward: {
          to: ['9.9.9.9', { domain: 'corp.example', to: '10.0.0.53:5353' }],
          'domain-needed': true,
        },
        cache: { size: 500 },
      },
      'zones/app.example.yaml': {
        zone: 'app.example',
        ttl: 0,
        wildcard: true,
        pools: { '@': { members: ['192.0.2.1', '192.0.2.2'] } },
      },
      'zones/sub.app.example.yaml': {
        zone: 'sub.app.example',
        ttl: 0,
        wildcard: true,
        records: { '@': { A: '192.0.2.3' } },
      },
      'zones/lan.yaml': {
        zone: 'lan',
        ttl: 0,
        records: {
          www: { CNAME: 'nas.lan.' },
          printer: { A: '192.168.1.9' },
          '@': { TXT: 'v=spf1 -allmore' },
          nas: { A: '192.168.1.2' },
        },
      },
      'zones/1.168.192.in-addr.arpa.yaml': {
        zone: '1.168.192.in-addr.arpa',
        ttl: 0,
        records: { '9': { PTR: 'printer.lan.' }, '2': { PTR: 'nas.lan.' } },
      },
    });
    expect(notes.map(note => note.split(': ')[0]).sort()).toEqual(
      [1, 11, 12, 15, 16, 17].map(line => `dnsmasq.conf:${line}`),
    );
  });
});

test('/etc/hosts: private domains are one zone, other names zones of their own', () => {
  const { files, notes } = imported({
    hosts:
      '127.0.0.1 localhost\n192.168.1.10 app.lan app\n192.168.1.11 app.lan\n203.0.113.7 shop.example.com\n',
  });
  expect(files).toMatchObject({
    'zones/lan.yaml': { pools: { app: { members: ['192.168.1.10', '192.168.1.11'] } } },
    'zones/app.yaml': { records: { '@': { A: '192.168.1.10' } } },
    'zones/shop.example.com.yaml': { records: { '@': { A: '203.0.113.7' } } },
    'zones/1.168.192.in-addr.arpa.yaml': { records: { '10': { PTR: 'app.lan.' } } },
  });
  expect(notes).toEqual(['hosts:1: localhost: 127.0.0.1 is of use on its own machine only']);
});

test('a hosts file is one with a slip in it, too, which is named', () => {
  const { notes } = imported({ hosts: '192.168.1.300 bad.lan\n192.168.1.10 a.lan\n192.168.1.11 b.lan\n' });
  expect(notes).toEqual(['hosts:1: expected an IPv4 or IPv6 address, found "192.168.1.300"']);
});

test('Corefile: zones, upstreams, hosts and the cache of its blocks', () => {
  const { files, notes, errors } = imported({
    Corefile: `(common) {
    errors
}
.:1053 {
    import common
    bind 127.0.0.1
    prometheus :9153
    hosts {
        192.168.1.20 box.home.arpa # the box
        ttl 60
        no_reverse
    }
    forward . 9.9.9.9 tls://149.112.112.112 {
        tls_servername dns.quad9.net
        policy sequential
        except lab.example
    }
    cache 30 {
        success 5000
        serve_stale 1h
    }
}
example.org:1053 {
    bind 127.0.0.1
    file db.example.org
}
corp.example:1053 10.1.0.0/16:1053 {
    bind 127.0.0.1
    forward . 10.0.0.53:5353
    rewrite name a b
}
import more/*
`,
    'more/auto': 'auto.test:1053 {\n bind 127.0.0.1\n auto {\n  directory zones\n }\n}\n',
    'db.example.org': ZONE,
    'zones/db.auto.test': ZONE,
    'zones/db.other.example': ZONE,
  });
  expect(errors).toEqual([]);
  expect(files).toEqual({
    'rondo.yaml': {
      listen: ['127.0.0.1:1053'],
      zones: [
        'zones/home.arpa.yaml',
        { file: 'db.example.org', origin: 'example.org', format: 'master' },
        { file: 'zones/db.auto.test', origin: 'auto.test', format: 'master' },
      ],
      forward: [
        '9.9.9.9',
        'tls://149.112.112.112#dns.quad9.net',
        { domain: 'lab.example', to: 'off' },
        { domain: 'corp.example', to: '10.0.0.53:5353' },
        { domain: '1.10.in-addr.arpa', to: '10.0.0.53:5353' },
      ],
      cache: { size: 5000, stale: 3600, ttl: { max: 30, negative: 30 } },
      admin: '0.0.0.0:9153',
    },
    'zones/home.arpa.yaml': { zone: 'home.arpa', ttl: 60, records: { box: { A: '192.168.1.20' } } },
  });
  expect(notes.map(note => note.split(': ')[0])).toEqual(['Corefile:2', 'Corefile:30']);
});
