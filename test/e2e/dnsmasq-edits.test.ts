// Options of dnsmasq that change answers of upstreams: the real dnsmasq and Rondo change them in the same way.
import type { Answer } from 'dns-packet';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { needsDnsmasq, serveDnsmasq } from '../support/dnsmasq.js';
import type { Running } from '../support/processes.js';
import { serve } from '../support/rondo.js';
import { StubUpstream } from '../support/stub-upstream.js';
import { TempFolder } from '../support/temp-folder.js';
import { UdpClient } from '../support/udp-client.js';
import { outcomeOf } from './dnsmasq/outcome.js';

const missing = needsDnsmasq();

/** What the upstream has: `NAME TYPE DATA…`; after `CNAME TARGET`, the data is that of the target. */
const UPSTREAM = `
alias.test A 1.2.3.4
alias2.test A 1.2.3.56 9.9.9.9
range.test A 192.168.0.15 192.168.0.41
chain.test A CNAME alias.test 1.2.3.4
chain.test AAAA CNAME alias.test 2001:db9::1
bogus.test A 203.0.112.11
bogus2.test A 203.0.111.7 9.9.9.9
bogus6.test AAAA 2001:db9:bad::1
plain.test A 9.9.9.9
plain.test AAAA 2001:db9::2
ten.test A 10.1.1.1
mixed.test A 9.9.9.9 192.168.7.7
linked.test A 169.254.1.1
local.test A 127.0.0.1
null.test A 0.0.0.0
local6.test AAAA ::1
null6.test AAAA ::
mapped.test AAAA ::ffff:10.0.0.1
unique.test AAAA fd00::1
link6.test AAAA fe80::1
site6.test AAAA fec0::1
doc6.test AAAA 2001:db8::1
old6.test AAAA fc00::1
nat64.test AAAA 64:ff9b::a00:1
shared.test A 100.64.1.1
last.test A 172.31.255.255
next.test A 172.32.0.0
multi.test A 224.0.0.1
all.test A 255.255.255.255
x.ok.test A 10.1.1.1
ok.test A 10.1.1.1
notok.test A 10.1.1.1
single A 10.1.1.1`;

const LINES = UPSTREAM.trim()
  .split('\n')
  .map(line => line.split(' '));
const QUESTIONS = LINES.map(([name, type]) => `${name} ${type}`);

function answersOf([name, type, ...data]: string[]): Answer[] {
  const isChain = data[0] === 'CNAME';
  const owner = isChain ? data[1] : name;
  const alias: Answer[] = isChain ? [{ type: 'CNAME', name, ttl: 77, data: data[1] }] : [];
  const rest = isChain ? data.slice(2) : data;
  return [...alias, ...rest.map(each => ({ type: type as 'A', name: owner, ttl: 77, data: each }))];
}

const CONFS = [
  'filter-A',
  'filter-AAAA',
  'filter-rr=A,28',
  'alias=1.2.3.0,6.7.8.0,255.255.255.0|alias=192.168.0.10-192.168.0.40,10.0.0.0,255.255.255.0|alias=9.9.9.9,8.8.8.8',
  'bogus-nxdomain=203.0.112.11|bogus-nxdomain=203.0.111.0/25|bogus-nxdomain=2001:db9:bad::/47',
  'stop-dns-rebind|rebind-domain-ok=/ok.test/other.test/',
  'stop-dns-rebind|rebind-localhost-ok|rebind-domain-ok=ok.test',
  'rebind-localhost-ok',
  'stop-dns-rebind|rebind-domain-ok=//',
  'stop-dns-rebind|rebind-domain-ok=/ok.test//',
  'stop-dns-rebind|rebind-domain-ok=ok.test/other.test',
];

describe('answers of upstreams', () => {
  const folder = new TempFolder();
  let upstream: StubUpstream;

  beforeEach(context => context.skip(...missing));
  beforeAll(async () => {
    const known = Object.fromEntries(LINES.map(line => [`${line[0]} ${line[1]}`, answersOf(line)]));
    upstream = await StubUpstream.start('198.51.100.99', known);
  });
  afterAll(() => {
    upstream.close();
    folder.remove();
  });

  async function ask(port: number): Promise<string[]> {
    const client = await UdpClient.open(port);
    try {
      const answers = (await client.askAll(QUESTIONS)).map(outcomeOf);
      return answers.map(({ rcode, answer }, at) => `${QUESTIONS[at]}: ${rcode} ${answer.join('; ')}`);
    } finally {
      client.close();
    }
  }

  test.each(CONFS)('are changed as by dnsmasq: %s', async text => {
    const lines = ['no-resolv', `server=127.0.0.1#${upstream.port}`, ...text.split('|')];
    const file = folder.write('edits.conf', `${lines.join('\n')}\n`);
    const running: Running[] = [];
    try {
      const ports = [];
      for (const start of [serveDnsmasq(file), serve(['--zone', file, '--admin', 'off'])]) {
        const { server, port } = await start;
        running.push(server);
        ports.push(port);
      }
      const [dnsmasq, rondo] = await Promise.all(ports.map(ask));
      expect(rondo).toEqual(dnsmasq);
    } finally {
      await Promise.all(running.map(server => server.stop()));
    }
  });
});
