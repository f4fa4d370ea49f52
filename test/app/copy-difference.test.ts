// A small difference of a zone of other servers comes into force as it is; what is not plain is left to a reload.
import { afterAll, expect, test } from 'vitest';
import { setDifference } from '../../src/app/copy-difference.js';
import { COPY_END } from '../../src/config/copy-end.js';
import { loadConfig } from '../../src/config/load.js';
import { nameFromText } from '../../src/dns/name.js';
import { rdataToText } from '../../src/dns/rdata/to-text.js';
import { typeFromText } from '../../src/dns/types.js';
import { serialOf } from '../../src/image/soa-serial.js';
import { type Generation, makeGeneration } from '../../src/store/generation.js';
import { prepareUpdate } from '../../src/store/update-versions.js';
import { atOnce } from '../../src/time/turns.js';
import { DifferenceSteps } from '../../src/transfer/difference.js';
import { ServedContents } from '../../src/transfer/update/served-contents.js';
import { lineOf } from '../../src/transfer/zone-line.js';
import { TempFolder } from '../support/temp-folder.js';
import { record, soa } from '../transfer/primary-messages.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const NAMES = 1_100;
const A = (owner: string, address: string, ttl = 300) => `${owner}.sec.test. ${ttl} IN A ${address}`;

/** As after a start with a copy at serial 1. */
function started(names = NAMES, more = ''): Generation {
  const records = [
    ...['sec.test. 300 IN NS ns.sec.test.', 'alias.sec.test. 300 IN CNAME h1.sec.test.'],
    ...Array.from({ length: names }, (_, index) => A(`h${index}`, `192.0.2.${index % 250}`)),
  ];
  const lines = [lineOf(soa(1)), ...records.map(text => lineOf(record(text)))];
  folder.write('sec.zone', `${[...lines, COPY_END].join('\n')}\n`);
  const text = `zones: [{ name: sec.test, primaries: 192.0.2.1, file: sec.zone }]\nforward: off\n${more}`;
  const loaded = loadConfig({ configFile: folder.write('rondo.yaml', text), overrides: {} });
  expect(loaded.problems.hasErrors).toBe(false);
  return makeGeneration(loaded);
}

const server = { generation: started() };

/** Puts a difference in force. @param lines records, with a sign in front @returns whether that could be done */
function put(of: { generation: Generation }, lines: readonly string[], fromSerial = 1, toSerial = 2) {
  const steps = new DifferenceSteps();
  for (const line of lines) steps.take(record(line.slice(2)), line.startsWith('+'));
  const difference = { fromSerial, soa: soa(toSerial), steps: steps.all! };
  const [zone] = of.generation.config.secondaries;
  return setDifference(zone, difference, {
    generation: of.generation,
    sets: {
      async setUpdated(update) {
        const prepared = atOnce(prepareUpdate(of.generation, update));
        if (prepared !== undefined) of.generation = prepared.generation;
        return prepared !== undefined;
      },
    },
  });
}

function held({ generation }: { generation: Generation }, owner: string, type = 'A'): string[] {
  const number = typeFromText(type)!;
  const { ttl, rdatas } = new ServedContents(generation.zones[0]).rrset(
    nameFromText(`${owner}.sec.test.`),
    number,
  );
  return rdatas.map(rdata => `${ttl} ${rdataToText(number, rdata)}`);
}

test('records come and go, one difference after another', async () => {
  const first = [
    `- ${A('h7', '192.0.2.7')}`,
    `- ${A('H8', '192.0.2.8')}`,
    `+ ${A('h7', '198.51.100.7', 60)}`,
    `+ ${A('new.deep', '198.51.100.8')}`,
    `+ ${A('new.deep', '198.51.100.9')}`,
    '+ h9.sec.test. 300 IN TXT "words"',
  ];
  expect(await put(server, first)).toBe(true);
  expect(held(server, 'h7')).toEqual(['60 198.51.100.7']);
  expect(held(server, 'h8')).toEqual([]);
  expect(held(server, 'new.deep').sort()).toEqual(['300 198.51.100.8', '300 198.51.100.9']);
  expect(held(server, 'h9', 'TXT')).toEqual(['300 "words"']);
  expect(held(server, 'h10')).toEqual(['300 192.0.2.10']);
  expect(serialOf(server.generation.zones[0].image)).toBe(2);
  // What came goes again within one difference of several versions.
  const second = [
    `- ${A('h7', '198.51.100.7', 60)}`,
    `+ ${A('h11', '198.51.100.1')}`,
    `- ${A('h11', '198.51.100.1')}`,
  ];
  expect(await put(server, second, 2, 7)).toBe(true);
  expect(held(server, 'h7')).toEqual([]);
  expect(held(server, 'h11')).toEqual(['300 192.0.2.11']);
  expect(serialOf(server.generation.zones[0].image)).toBe(7);
});

test.each<[string, string, number?]>([
  ['it is of another version than the one in force', `+ ${A('h1', '198.51.100.1')}`, 99],
  ['it makes an alias', '+ new.sec.test. 300 IN CNAME h1.sec.test.'],
  ['it puts something beside an alias', `+ ${A('alias', '198.51.100.1')}`],
  ['it makes a zone cut', '+ below.sec.test. 300 IN NS ns.sec.test.'],
  ['TTLs of an RRset are not the same', `+ ${A('h1', '198.51.100.1', 60)}`],
  ['what goes is not there', `- ${A('h1', '198.51.100.1')}`],
])('the zone is read again when %s', async (_, line, fromSerial = 7) => {
  const before = server.generation;
  expect(await put(server, [line], fromSerial, 9)).toBe(false);
  expect(server.generation).toBe(before);
});

test('a small zone is read again, and so is one where health is attached to what changes', async () => {
  const line = [`+ ${A('h1', '198.51.100.1')}`];
  expect(await put({ generation: started(100) }, line)).toBe(false);
  const health = 'health: [{ match: "h1.sec.test A", tcp: 80 }]\n';
  expect(await put({ generation: started(NAMES, health) }, line)).toBe(false);
  expect(await put({ generation: started(NAMES, health) }, [`+ ${A('h2', '198.51.100.1')}`])).toBe(true);
});

test('of a long difference nothing is kept', () => {
  const steps = new DifferenceSteps();
  for (let index = 0; index < 2_500; index++) steps.take(record(A(`x${index}`, '192.0.2.1')), true);
  expect(steps.all).toBeUndefined();
});
