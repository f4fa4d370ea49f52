// Plain lines of large dnsmasq files answer what the same lines answer as zones, whatever other lines say.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OUTCOME } from '../../src/answer/exchange.js';
import { Responder } from '../../src/answer/respond.js';
import { readDnsmasq } from '../../src/config/dnsmasq/reader.js';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import { buildNameSet } from '../../src/image/name-set-build.js';
import { randomWord } from '../../src/image/slot-plan.js';
import { Problems } from '../../src/source/problem.js';
import { routing } from '../../src/store/routes.js';
import { respondTo } from '../support/exchange.js';
import { decodeMessage } from '../support/message.js';
import '../support/seed.js';

const NAMES = ['a', 'b.a', 'c.b.a', 'd.c.b.a', 'x', 'y.x', 'z.x', 'lan', 'nas.lan', '2.0.192.in-addr.arpa'];
const ASKED = [
  ...NAMES,
  'e.a',
  'q.z.x',
  'w.lan',
  '1.2.0.192.in-addr.arpa',
  '2.2.0.192.in-addr.arpa',
  'other',
];
const TYPES = [TYPE.A, TYPE.AAAA, TYPE.TXT, TYPE.PTR];

const name = fc.constantFrom(...NAMES);
const address = fc.constantFrom('192.0.2.1', '192.0.2.2', '0.0.0.0', '2001:db8::1', '::');
const nowhere = fc.constantFrom('', '#', '0.0.0.0', '::', '192.0.2.9');

const option = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(name, nowhere).map(([domain, to]) => `address=/${domain}/${to}`) },
  { weight: 3, arbitrary: name.map(domain => `local=/${domain}/`) },
  { weight: 1, arbitrary: name.map(domain => `server=/${domain}/198.51.100.1`) },
  { weight: 1, arbitrary: name.map(domain => `server=/${domain}/#`) },
  { weight: 1, arbitrary: fc.tuple(name, nowhere).map(([domain, to]) => `address=/*.${domain}/${to}`) },
  { weight: 1, arbitrary: name.map(domain => `server=/*${domain}/198.51.100.2`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('local=//', 'address=//192.0.2.7', 'domain-needed', 'address=/*/192.0.2.8'),
  },
  { weight: 1, arbitrary: name.map(owner => `txt-record=${owner},text`) },
  { weight: 1, arbitrary: fc.tuple(name, address).map(([owner, to]) => `host-record=${owner},${to}`) },
  { weight: 1, arbitrary: fc.tuple(name, name).map(([from, to]) => `cname=${from},${to}`) },
);
const host = fc
  .tuple(address, fc.uniqueArray(name, { minLength: 1, maxLength: 2 }))
  .map(([to, names]) => [to, ...names].join(' '));

function responder(options: readonly string[], hosts: readonly string[], plainOctets: number) {
  const text = ['server=192.0.2.53', 'addn-hosts=hosts', ...options].join('\n');
  const { zones, names, forwards } = readDnsmasq(text, {
    ...{ file: 'd.conf', problems: new Problems(), modifiedSeconds: 1_700_000_000, plainOctets },
    include: { file: file => ({ file, text: hosts.join('\n') }), folder: () => undefined },
  });
  const image = names && buildNameSet([names], { secretWord: randomWord });
  return new Responder(
    new Catalog({
      zones: zones.map(zone => compileZone(zone, 1).compiled),
      forwards: routing(forwards).rules,
      ...(image === undefined ? {} : { names: image }),
    }),
  );
}

function query(text: string, type: number): Uint8Array {
  const owner = nameFromText(text);
  return Uint8Array.of(0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...owner, type >> 8, type & 255, 0, 1);
}

type Record = ReturnType<typeof decodeMessage>['answer'][number];

const lines = (records: readonly Record[]) =>
  records.map(({ name: owner, type, ttl, rdata }) => `${owner} ${ttl} ${type} ${rdata.join()}`).sort();

/** All that an answer says, records of a set in no order; where a query goes that is to be forwarded. */
function said(from: Responder, text: string, type: number) {
  const { exchange } = from;
  if (respondTo(from, query(text, type), { mayForward: true }) === OUTCOME.FORWARD)
    return { route: exchange.route, chainLength: exchange.chainLength };
  const { output, base, length } = exchange;
  const octets = output.slice(base, base + length);
  const { rcode, answer, authority } = decodeMessage(octets);
  return { flags: [octets[2], octets[3]], rcode, answer: lines(answer), authority: lines(authority) };
}

test('names that stand alone answer as zones do', () => {
  const line = fc.array(option, { maxLength: 8 });
  const hostLines = fc.array(host, { maxLength: 4 });
  fc.assert(
    fc.property(line, hostLines, (options, hosts) => {
      const asZones = responder(options, hosts, Number.POSITIVE_INFINITY);
      const asNames = responder(options, hosts, 0);
      for (const asked of ASKED)
        for (const type of TYPES)
          expect([asked, type, said(asNames, asked, type)]).toEqual([
            asked,
            type,
            said(asZones, asked, type),
          ]);
    }),
    { numRuns: Number(process.env.RUNS ?? 30) },
  );
});
