// Long lists of a configuration cross as octets, and only those that are others are unpacked.
import { expect, test } from 'vitest';
import type { Config } from '../../src/config/config.js';
import { nameFromText } from '../../src/dns/name.js';
import { ConfigLists, takeLists } from '../../src/store/config-lists.js';
import { atOnce } from '../../src/time/turns.js';

const ZONES = 1_234;
const primaries = [{ address: '192.0.2.1', port: 53 }];

function configOf(zones: number, minimal = true): Config {
  const secondaries = Array.from({ length: zones }, (_, index) => {
    const label = `z${index}.test`;
    const own = { label, origin: nameFromText(`${label}.`), file: `/${label}` };
    return { ...own, primaries, notifyFrom: [], maxOctets: 1, catalog: 'cat.test' };
  });
  const files = new Map(secondaries.map(({ file }, index) => [file, index % 3]));
  return { minimal, secondaries, transfers: { rules: [], usual: 1, files } } as unknown as Config;
}

const crossed = (lists: ConfigLists, config: Config) => {
  const taken = structuredClone(takeLists(config));
  expect([taken.config.secondaries, taken.config.transfers.files.size]).toEqual([[], 0]);
  return atOnce(lists.putBack(taken.config, taken.lists));
};

test.each([0, 1, 500, ZONES])('a configuration with %i zones of other servers arrives as it was', zones => {
  expect(crossed(new ConfigLists(), configOf(zones))).toEqual(configOf(zones));
});

test('lists that are the same stay the same objects, whatever else is new', () => {
  const lists = new ConfigLists();
  const first = crossed(lists, configOf(ZONES));
  const second = crossed(lists, configOf(ZONES, false));
  expect(second.minimal).toBe(false);
  expect(second.secondaries).toBe(first.secondaries);
  expect(second.transfers.files).toBe(first.transfers.files);
  const third = crossed(lists, configOf(ZONES - 1));
  expect(third.secondaries).toHaveLength(ZONES - 1);
});
