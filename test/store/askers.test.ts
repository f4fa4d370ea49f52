// Who may ask for what zones hold: by the entry of the zone or the top, by address and key, also after a reload.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { REFUSAL } from '../../src/answer/refusal.js';
import { Responder } from '../../src/answer/respond.js';
import { loadConfig } from '../../src/config/load.js';
import type { LoadMemory } from '../../src/config/load-memory.js';
import { HealthTxt } from '../../src/operate/health-txt.js';
import { type Generation, makeGeneration } from '../../src/store/generation.js';
import { respondTo } from '../support/exchange.js';
import { buildQuery } from '../support/query.js';
import { keyFor, SECRET, signedRequest } from '../support/signed.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

let folder: TempFolder;
let memory: LoadMemory | undefined;
let generation: Generation | undefined;
beforeEach(() => {
  folder = new TempFolder();
  memory = undefined;
  generation = undefined;
  for (const name of ['a', 'b', 'c', 'd']) folder.write(`${name}.test.zone`, masterFile('www A 192.0.2.1'));
});
afterEach(() => folder.remove());

const KEYS = `keys: { lab: { secret: "${SECRET}" }, xfr: { secret: "${SECRET}" } }\nforward: off\n`;

/** The same server reads its files again. */
function load(text: string): Generation {
  folder.write('rondo.yaml', `${KEYS}${text}`);
  const loaded = loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} }, memory);
  expect(loaded.problems.list.filter(({ severity }) => severity === 'error')).toEqual([]);
  ({ memory } = loaded);
  generation = makeGeneration(loaded, generation);
  return generation;
}

/** The first letters of the zones that a client is told of. */
function toldOf(
  { catalog, settings, zones }: Generation,
  address: string,
  key?: string,
  type = 'SOA',
): string {
  const responder = new Responder(catalog);
  responder.settings = settings;
  const { exchange } = responder;
  exchange.client.address = address;
  const isTold = (name: string) => {
    const query = buildQuery(`${name}.test ${type}`);
    const nowSeconds = Math.floor(Date.now() / 1_000);
    const signed = key === undefined ? query : signedRequest(keyFor(key), query, nowSeconds).request;
    respondTo(responder, signed);
    expect(exchange.refusal).toBe(exchange.rcode === 0 ? REFUSAL.NONE : REFUSAL.CLIENT);
    return exchange.rcode === 0;
  };
  return zones
    .map(({ label }) => label.charAt(0))
    .filter(isTold)
    .join('');
}

test('each zone goes by its entry, or by the top; keys count with their addresses; a reload takes changes over', () => {
  const zones = `zones:
  - a.test.zone
  - { file: b.test.zone, answer-to: [192.0.2.0/24, lab.] }
  - { file: c.test.zone, answer-to: { address: 198.51.100.0/24, key: lab } }
  - { file: d.test.zone, answer-to: none }
`;
  const first = load(zones);
  expect(toldOf(first, '203.0.113.1')).toBe('a');
  expect(toldOf(first, '192.0.2.9')).toBe('ab');
  expect(toldOf(first, '203.0.113.1', 'lab.')).toBe('ab');
  expect(toldOf(first, '203.0.113.1', 'xfr.')).toBe('a');
  expect(toldOf(first, '198.51.100.1', 'lab.')).toBe('abc');
  expect(toldOf(first, '198.51.100.1')).toBe('a');
  expect(toldOf(first, '198.51.100.1', undefined, 'ANY')).toBe('a');

  const second = load(`${zones.replace('none', 'any')}answer-to: local\n`);
  expect(toldOf(second, '203.0.113.1')).toBe('d');
  expect(toldOf(second, '127.0.0.1')).toBe('ad');
  // Everybody is a rule that is none.
  expect(second.zones.map(({ image }) => image.askers ?? 0)).toEqual([1, 2, 3, 0]);
});

test('who gets a zone as a whole may ask for it, too', () => {
  const zones = 'zones: { file: a.test.zone, answer-to: none, transfer: { to: [192.0.2.53, xfr] } }\n';
  const made = load(zones);
  expect(toldOf(made, '192.0.2.53')).toBe('a');
  expect(toldOf(made, '192.0.2.54')).toBe('');
  expect(toldOf(made, '192.0.2.54', 'xfr.')).toBe('a');
});

test('the state of pools is told to who may ask for the zone', () => {
  folder.write('p.yaml', 'zone: p.test\npools: { www: { members: [192.0.2.1], probe: { tcp: 80 } } }\n');
  const made = load('zones: { file: p.yaml, answer-to: 192.0.2.0/24 }\nhealth-txt: on\nallow: any\n');
  const members = [{ endpoint: '192.0.2.1:80', state: 'up', weight: 1, share: 1 }];
  const snapshot = () => [{ pool: 'www.p.test A', members }] as never;
  const query = buildQuery('_health.www.p.test TXT');
  const rcodeTo = (address: string) => {
    const client = { address, port: 5353, isIpv6: false };
    const deferred = { protocol: 0, client, query, questionEnd: query.length } as never;
    return new HealthTxt({ snapshot }).answer(deferred, made)[3] & 15;
  };
  expect(rcodeTo('192.0.2.9')).toBe(0);
  expect(rcodeTo('198.51.100.9')).toBe(5);
});

test('catalogs, what they list, and zones of other servers have it as well', () => {
  const made = load(`state: state.json
answer-to: local
zones:
  - { name: copy.test, primaries: 192.0.2.1, file: copy.zone, answer-to: any }
  - { name: cat.test, catalog: produce, answer-to: 192.0.2.53 }
  - { file: a.test.zone, in-catalog: cat.test }
`);
  const { askers } = made.config;
  expect(askers.rules).toEqual([[{ from: 'local' }], [{ from: '192.0.2.53' }]]);
  expect(askers.files.get(folder.at('copy.zone'))).toBe(0);
  const numbers = made.zones.map(({ label, image }) => [label, image.askers]);
  expect(Object.fromEntries(numbers)).toEqual({ 'a.test': 1, 'cat.test': 2 });
});
