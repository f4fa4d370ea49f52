// Upstreams that are given by name, in rondo.yaml and in dnsmasq.conf: what is read, who is asked for them, and circles.
import { describe, expect, it } from 'vitest';
import { problemLines } from '../support/zone-text.js';
import { read } from './dnsmasq-text.js';
import { lines, load } from './load-files.js';

const ZONES = 'zones: a.yaml\n';
const files = (forward: string) => ({
  'a.yaml': 'zone: a.example\n',
  'rondo.yaml': `${ZONES}forward: ${forward}\n`,
});

describe('rondo.yaml', () => {
  it.each([
    ['dns.example', { host: 'dns.example', port: 53 }],
    ['DNS.example.:5353', { host: 'dns.example', port: 5353 }],
    ['tls://dns.example', { host: 'dns.example', port: 853, tls: { name: 'dns.example' } }],
    [
      'tls://dns.example:8853#Other.example',
      { host: 'dns.example', port: 8853, tls: { name: 'other.example' } },
    ],
    ['tls-opportunistic://dns.example', { host: 'dns.example', port: 853, tls: { isOpportunistic: true } }],
    ['dns.example@eth0', { host: 'dns.example', port: 53, source: { device: 'eth0' } }],
  ])('takes %s', (text, upstream) => {
    const loaded = load(files(`{ to: ${text}, bootstrap: 192.0.2.1 }`));
    expect(lines(loaded)).toEqual([]);
    expect(loaded.forwards[0].to).toEqual([{ address: '', ...upstream }]);
    expect(loaded.config.forward.bootstrap).toEqual([{ address: '192.0.2.1', port: 53 }]);
  });

  it.each(['dns', '192.0.2', '192.0.2.300', 'a..example', 'dns.example:0', 'dns.example:70000', 'tls://dns'])(
    'does not take %s',
    text => {
      const [problem] = lines(load(files(`{ to: ${text}, bootstrap: 192.0.2.1 }`)));
      expect(problem).toMatch(/ error: /);
    },
  );

  it('has them asked of the upstreams that are addresses', () => {
    const loaded = load(files('[dns.example, 192.0.2.2, { domain: b.example, to: 192.0.2.3 }]'));
    expect(lines(loaded)).toEqual([]);
    expect(loaded.config.forward.bootstrap).toEqual([{ address: '192.0.2.2', port: 53 }]);
  });

  it('says that nobody is there to ask', () => {
    expect(lines(load(files('tls://dns.example')))).toEqual([
      'rondo.yaml:2:10 error: nobody is there to ask for the address of dns.example -> add an upstream with an address, or forward: { to: …, bootstrap: ADDRESS }',
    ]);
  });

  it('says that a host lies in the domain that it serves', () => {
    expect(lines(load(files('[192.0.2.1, { domain: b.example, to: ns.b.example }]')))).toEqual([
      'rondo.yaml:2:32 error: ns.b.example lies in the domain that it serves: who knows its address?',
    ]);
  });
});

describe('dnsmasq.conf', () => {
  it('takes names that /etc/hosts does not have', () => {
    const { forwards, problems } = read('server=192.0.2.1\nserver=/b.test/ns.example#5353');
    expect(problemLines(problems)).toEqual([]);
    expect(forwards[1].to).toEqual([{ address: '', host: 'ns.example', port: 5353 }]);
  });

  it.each([
    [
      'server=/b.test/ns.b.test',
      '1:16 error: ns.b.test lies in the domain that it serves: who knows its address?',
    ],
    ['server=ns', '1:8 error: expected a server, found "ns"'],
  ])('%s is a mistake', (text, problem) => {
    expect(problemLines(read(text).problems)).toEqual([problem]);
  });
});
