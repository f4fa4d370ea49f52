// What a load makes of the entries under `health:` in rondo.yaml.
import { describe, expect, it } from 'vitest';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { recordsOf } from '../support/zone-text.js';
import { lines, load } from './load-files.js';

const MASTER =
  '$TTL 60\n@ SOA ns root 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.2\nwww A 192.0.2.3\n';

describe('health:', () => {
  it('gives records of any format a pool', () => {
    const loaded = load({
      'rondo.yaml': `
zones: [x.test.zone, d.conf]
forward: off
probes: { web: { http: /ok, fall: 5 } }
health:
  - match: www.X.test A
    use: web
    rise: 9
    ports: { 192.0.2.2: 8081 }
    weights: { 192.0.2.3: 4 }
  - { match: y.test. aaaa, tcp: 80 }
`,
      'x.test.zone': MASTER,
      'd.conf': 'address=/y.test/2001:db8::1\naddress=/y.test/2001:db8::2\n',
    });
    expect(lines(loaded)).toEqual([]);
    const [x, y] = loaded.zones.map(zone => loaded.models.get(zone)!);
    expect(x.rrset(nameFromText('www.x.test'), TYPE.A)?.pool).toEqual({
      recordsDigest: expect.any(String),
      order: 'weighted',
      probe: { profile: 'web', overrides: { rise: 9 } },
      members: [
        { address: '192.0.2.2', port: 8081, weight: 1 },
        { address: '192.0.2.3', weight: 4 },
      ],
    });
    const pool = y.rrset(nameFromText('y.test'), TYPE.AAAA)?.pool;
    expect(pool?.members.map(({ address }) => address)).toEqual(['2001:db8::1', '2001:db8::2']);
    expect(y.rrset(nameFromText('*.y.test'), TYPE.AAAA)?.pool).toBe(pool);
    expect(recordsOf(x)).toContain('www.x.test. 60 A 192.0.2.2');
  });

  it('names one kind of probe', () => {
    const loaded = load({
      'rondo.yaml': 'zones: []\nhealth:\n  - { match: a.test A, http: /, tcp: true }\n',
    });
    expect(lines(loaded)).toEqual([
      'rondo.yaml:3:38 error: http is there already, and a probe is of one kind: several are parts, as in `all: [{ http: … }, { tcp: … }]`',
    ]);
  });

  it('says where it does not fit', () => {
    const loaded = load({
      'rondo.yaml': `zones: [x.test.zone, y.yaml]
probes: { web: { http: / } }
health:
  - { match: wwww.x.test A, http: / }
  - { match: www.x.test TXT, http: / }
  - { match: www.x.test A, use: webb, ports: { 192.0.2.9: 80, x: 1 } }
  - { match: y.test A, http: / }
  - { match: ns.x.test A }
  - { match: ns.x.test A, tcp: true }
`,
      'x.test.zone': MASTER,
      'y.yaml': 'zone: y.test\npools: { "@": { members: [192.0.2.1, 192.0.2.2] } }\n',
    });
    expect(lines(loaded).filter(line => line.includes('error'))).toEqual([
      'rondo.yaml:4:14 error: no zone has records of "wwww.x.test A" -> did you mean `www.x.test A`?',
      'rondo.yaml:5:14 error: expected a type of A, AAAA, SRV, MX, HTTPS, SVCB, found "TXT"',
      'rondo.yaml:6:33 error: unknown probe profile "webb" -> did you mean `web`?',
      'rondo.yaml:6:48 error: the records do not hold 192.0.2.9 -> they hold 192.0.2.2, 192.0.2.3',
      'rondo.yaml:6:63 error: expected an IPv4 or IPv6 address, found "x" -> they hold 192.0.2.2, 192.0.2.3',
      'rondo.yaml:7:14 error: the records are a pool without a probe, which y.yaml:2 describes -> give that pool a `probe:`, and leave this entry out',
      'rondo.yaml:8:5 error: the probe does not say what to do -> add what to do, such as `http: /` or `tcp: true`',
      'rondo.yaml:9:14 error: the records are probed already, by an earlier entry or by the pool that x.test.zone:4 describes',
    ]);
  });
});
