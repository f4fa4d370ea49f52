// No text makes the readers of configurations throw.
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { readDnsmasq } from '../../src/config/dnsmasq/reader.js';
import { loadConfig } from '../../src/config/load.js';
import { Problems } from '../../src/source/problem.js';
import { anyCharacter } from '../support/any-character.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const mixed = (...words: string[]) =>
  fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 80 }),
    fc
      .array(
        fc.oneof(
          { weight: 6, arbitrary: fc.constantFrom(...words) },
          fc.string({ unit: anyCharacter, maxLength: 3 }),
        ),
        { maxLength: 30 },
      )
      .map(parts => parts.join('')),
  );

it('the dnsmasq reader survives any text', () => {
  const options = [
    'address',
    'server',
    'local',
    'host-record',
    'cname',
    'txt-record',
    'srv-host',
    'mx-host',
    'ptr-record',
    'caa-record',
    'naptr-record',
    'dns-rr',
    'listen-address',
    'port',
    'local-ttl',
    'conf-file',
    'addn-hosts',
    'no-resolv',
  ];
  const text = mixed(
    ...options,
    '=',
    '/',
    ',',
    '#',
    '"',
    '\\',
    '\n',
    ' ',
    'a.test',
    'b.a.test',
    '*',
    '192.0.2.1',
    '::1',
    '53',
    '@',
  );
  fc.assert(
    fc.property(text, file => {
      const problems = new Problems();
      const include = {
        file: (path: string) => ({ file: path, text: file }),
        folder: () => undefined,
      };
      const { zones } = readDnsmasq(file, { file: 'd', problems, modifiedSeconds: 0, include });
      for (const zone of zones) expect(zone.soa).toBeDefined();
    }),
    { numRuns: 500 },
  );
});

it('the loader survives any text', () => {
  const text = mixed(
    'listen',
    'zones',
    'forward',
    'health',
    'probes',
    'allow',
    'match',
    ': ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '\n',
    '  ',
    'off',
    '192.0.2.1',
    '"a A"',
    'http',
    '/',
    'z',
    '*',
    'file',
    'origin',
    'format',
    'yaml',
    '&a ',
    'zone',
    'pools',
    'members',
  );
  const configFile = folder.at('rondo.yaml');
  fc.assert(
    fc.property(text, text, (config, zone) => {
      folder.write('rondo.yaml', config);
      folder.write('z', zone);
      const { problems } = loadConfig({ configFile, overrides: {} });
      expect(problems.list.filter(({ message }) => message.startsWith('internal error'))).toEqual([]);
      for (const { place } of problems.list) expect(place.line * place.column).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
});
