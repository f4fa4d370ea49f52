// What stands in the exchange when a query was answered: the kind of the answer, and for what it stands.
import { expect, test } from 'vitest';
import { defer } from '../../src/answer/deferred-exchange.js';
import { CATEGORY, CATEGORY_NAMES, CONTROL, CONTROL_NAMES, OUTCOME } from '../../src/answer/exchange.js';
import { QueryHandler } from '../../src/answer/handler.js';
import { Responder } from '../../src/answer/respond.js';
import { Tally } from '../../src/answer/tally.js';
import { nameFromText, nameToText, ROOT } from '../../src/dns/name.js';
import { compileZone } from '../../src/image/build.js';
import { Catalog } from '../../src/image/catalog.js';
import { OWN_ROUTE } from '../../src/image/forward-rule.js';
import { NAME_ANSWER, NAME_FLAG, NamePartWriter } from '../../src/image/name-part.js';
import { buildNameSet } from '../../src/image/name-set-build.js';
import { Problems } from '../../src/source/problem.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import { respondTo } from '../support/exchange.js';
import { buildQuery } from '../support/query.js';

const ZONE = `$TTL 300
@        SOA ns hostmaster 1 3600 600 604800 60
@        NS  ns
ns       A   192.0.2.53
www      A   192.0.2.1
alias    CNAME www
gone     CNAME nowhere
*.wild   A   192.0.2.2
*.cwild  CNAME www
sub      NS  ns.sub
ns.sub   A   192.0.2.54
`;

/** The names that fit it, and those below them, share one record. */
const PATTERN = '*ads.example.net.';
const PATTERN_ZONE = '$TTL 300\n@ SOA ns hostmaster 1 3600 600 604800 60\n@ A 192.0.2.9\n';

function read(text: string, origin: string) {
  const parts = { file: 'x.zone', origin: nameFromText(origin), problems: new Problems() };
  return readMasterFile(Buffer.from(text), parts);
}

/** Names that no list blocks: one with an address, and one below which nothing exists. */
function names() {
  const { BELOW, LOCAL } = NAME_FLAG;
  const writer = new NamePartWriter();
  const home = nameFromText('home.arpa');
  writer.add(0, { flags: BELOW | LOCAL, answer: NAME_ANSWER.NXDOMAIN }, home, home.length);
  const all = nameFromText('all.test');
  writer.add(0, { flags: BELOW | LOCAL, answer: NAME_ANSWER.A }, all, all.length);
  writer.addAddress(Uint8Array.of(192, 0, 2, 8));
  const list = {
    label: 'own',
    answer: NAME_ANSWER.NXDOMAIN,
    ttlSeconds: 9,
    negativeTtlSeconds: 9,
    serial: 1,
  };
  return buildNameSet([writer.finish([list])], { secretWord: () => 0x9e3779b1 })!;
}

function makeResponder(): Responder {
  const below = read(PATTERN_ZONE, PATTERN);
  below.kind = 'below';
  const forwards = [
    { origin: ROOT, route: 0 },
    { origin: nameFromText('_health.example.net.'), route: OWN_ROUTE },
  ];
  const zones = [read(ZONE, 'example.org.'), below].map(zone => compileZone(zone, 1).compiled);
  return new Responder(new Catalog({ zones, forwards, names: names() }));
}

test.each([
  ['www.example.org A', 'positive', 'www.example.org.'],
  ['alias.example.org A', 'positive', 'alias.example.org.'],
  ['a.b.wild.example.org A', 'positive', '*.wild.example.org.'],
  ['x.cwild.example.org A', 'positive', '*.cwild.example.org.'],
  ['www.example.org TXT', 'nodata', 'example.org.'],
  ['x.wild.example.org TXT', 'nodata', 'example.org.'],
  ['random.example.org A', 'nxdomain', 'example.org.'],
  ['gone.example.org A', 'nxdomain', 'gone.example.org.'],
  ['a.sub.example.org A', 'referral', 'sub.example.org.'],
  ['random.all.test A', 'positive', 'all.test.'],
  ['a.random.home.arpa A', 'nxdomain', 'home.arpa.'],
  ['x1ads.example.net A', 'positive', 'example.net.'],
  ['random.x2ads.example.net TXT', 'nodata', 'example.net.'],
  ['www.example.com A', 'error', '.'],
  ['example.org AXFR', 'error', '.'],
])('%s: %s, for %s', (question, category, name) => {
  const responder = makeResponder();
  expect(respondTo(responder, buildQuery(question))).toBe(OUTCOME.ANSWERED);
  const { exchange } = responder;
  expect(CATEGORY_NAMES[exchange.category]).toBe(category);
  expect(nameToText(exchange.nameStoodFor())).toBe(name);
});

test.each([
  ['_health.example.net TXT', {}, 'health', OUTCOME.CONTROL],
  ['example.org SOA', { opcode: 4 }, 'notify', OUTCOME.ANSWERED],
  ['example.org SOA', { opcode: 5 }, 'update', OUTCOME.ANSWERED],
  ['example.org IXFR', {}, 'transfer', OUTCOME.ANSWERED],
  ['www.example.org A', {}, 'none', OUTCOME.ANSWERED],
])('%s %j is control of kind %s', (question, options, kind, outcome) => {
  const responder = makeResponder();
  const tally = new Tally();
  const handler = new QueryHandler(responder, tally, { allowsClient: () => true });
  const { exchange } = handler;
  exchange.input = buildQuery(question, options);
  exchange.end = exchange.input.length;
  exchange.output = new Uint8Array(512);
  exchange.client.port = 1053;
  expect(handler.handle()).toBe(outcome);
  expect(CONTROL_NAMES[exchange.control]).toBe(kind);
  handler.account({ seconds: () => 0 });
  expect(tally.controls(exchange.control)).toBe(exchange.control === CONTROL.NONE ? 0 : 1);
  if (outcome === OUTCOME.ANSWERED && kind !== 'none') expect(exchange.category).toBe(CATEGORY.ERROR);
});

test.each([
  [512, false],
  [1_232, { size: 4_096 }],
  [1_232, { size: 65_535, do: true }],
  [900, { size: 900 }],
] as const)('of a forwarded answer a client over UDP gets %d octets at most', (most, edns) => {
  const responder = makeResponder();
  const query = buildQuery('www.example.com A', { edns });
  expect(respondTo(responder, query, { mayForward: true })).toBe(OUTCOME.FORWARD);
  expect(defer(responder).maxSize).toBe(most);
});
