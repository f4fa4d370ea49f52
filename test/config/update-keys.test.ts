// `update` in entries under `zones:`: what is settled of it, and what is said of mistakes.
import { afterEach, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { plainSettings, updateRcodes } from '../../src/store/answer-settings.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const KEYS = 'keys: { one: { secret: "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=" } }\n';
let folder = new TempFolder();
afterEach(() => {
  folder.remove();
  folder = new TempFolder();
});

function loadedOf(update: string, zone = masterFile('www A 192.0.2.1'), more = '') {
  folder.write('a.zone', zone);
  const configFile = folder.write(
    'rondo.yaml',
    `zones: [{ file: a.zone, origin: a.test, update: ${update} }]\n${KEYS}${more}`,
  );
  return loadConfig({ configFile, overrides: {} }, undefined, undefined, ({ state }) => state);
}

const errorsOf = (...args: Parameters<typeof loadedOf>) =>
  loadedOf(...args)
    .problems.list.filter(({ severity }) => severity === 'error')
    .map(({ place: { line, column }, message, hint = '' }) => `${line}:${column} ${message}; ${hint}`);

test('keys may change all of a zone, or names and types of it', () => {
  const { config, problems } = loadedOf('{ ONE.: { names: ["*.a.test", b.a.test], types: txt } }');
  expect(problems.hasErrors).toBe(false);
  const [{ policy, format }] = [...config.updates.values()];
  expect([format, policy[0].key, policy[0].types, policy[0].names?.length]).toEqual([
    'master',
    'one',
    [16],
    2,
  ]);
  expect(loadedOf('one').config.updates.get(folder.at('a.zone'))?.policy).toEqual([
    { key: 'one', names: undefined, types: undefined },
  ]);
  expect([...loadedOf('{ one: any }').config.updates.values()]).toEqual([
    { format: 'master', policy: [{ key: 'one', names: undefined, types: undefined }] },
  ]);
  const { updaters } = plainSettings(config);
  const rcode = updateRcodes(updaters, config.keys);
  expect([rcode?.(0), rcode?.(-1), updateRcodes([], config.keys)]).toEqual([0, 5, undefined]);
});

test('mistakes are told where they stand', () => {
  expect(errorsOf('two')[0]).toBe('1:49 there is no key two; known keys: one');
  expect(errorsOf('{ tow: any }')[0]).toMatch(/^1:51 there is no key tow/);
  expect(errorsOf('{ one: { names: "*.*.test" } }')[0]).toMatch(/expected a name, or a pattern such as/);
  expect(errorsOf('{ one: { types: [ANY] } }')[0]).toMatch(/expected a type such as A/);
  expect(errorsOf('{ one: { subdomain: a.test } }')[0]).toMatch(/it is called `names` here/);
  expect(errorsOf('true')[0]).toMatch(/updates have to be signed: name one of `keys`/);
});

test('a signed zone, and a server that keeps nothing, take none', () => {
  const signed = `${masterFile()}@ RRSIG SOA 13 2 60 20850101000000 20200101000000 1 a.test. AQID\n`;
  expect(errorsOf('one', signed)[0]).toMatch(
    /a\.test is signed: updates would break its signatures; leave `update` out of its entry$/,
  );
  expect(errorsOf('one', undefined, 'state: off\n')[0]).toMatch(
    /nothing says where updates of a\.test are kept; set `state`$/,
  );
});
