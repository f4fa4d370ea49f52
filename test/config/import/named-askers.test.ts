// `rondo import` of `allow-query` in named.conf: who may ask for what zones hold.
import { expect, test } from 'vitest';
import { imported } from './imported.js';

const ZONE = '$TTL 60\n@ SOA ns hostmaster 1 3600 600 604800 5\n@ NS ns\nns A 192.0.2.53\n';
const KEY = 'key lab { algorithm hmac-sha256; secret "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="; };\n';
const OPTIONS = 'recursion no; listen-on { 127.0.0.1; }; listen-on-v6 { none; };';

/** The zones a to c of a file, each with what is said of it. */
function zonesWith(...said: readonly string[]): string {
  return said
    .map((text, index) => `zone "${'abc'[index]}.test" { type primary; file "z"; ${text} };\n`)
    .join('');
}

test('of options, of zones, and of the only view', () => {
  const conf = `${KEY}acl lan { 10.0.0.0/8; key lab; !10.9.0.1; };
options { ${OPTIONS} allow-query { localnets; lan; }; };
view only { ${zonesWith('', 'allow-query { any; };', 'allow-query { none; };')} };
`;
  const { files, notes, errors } = imported({ 'named.conf': conf, z: ZONE });
  expect(errors).toEqual([]);
  const { zones, ...rest } = files['rondo.yaml'] as { zones: readonly object[] };
  expect(rest).toMatchObject({ 'answer-to': ['local', '10.0.0.0/8', 'lab'], keys: 'tsig.key' });
  expect(zones.map(zone => (zone as Record<string, unknown>)['answer-to'])).toEqual([
    undefined,
    'any',
    'none',
  ]);
  expect(notes[0]).toBe('named.conf:2: !10.9.0.1: `answer-to` takes addresses, prefixes and keys');
});

test('everybody is nothing to write; a list of which nothing is left lets nobody in', () => {
  const conf = `options { ${OPTIONS} allow-query { any; }; };
${zonesWith('allow-query { any; };', 'allow-query { geoip country SE; };')}`;
  const { files } = imported({ 'named.conf': conf, z: ZONE });
  const { zones, ...rest } = files['rondo.yaml'] as { zones: readonly object[] };
  expect(rest).not.toHaveProperty('answer-to');
  expect(zones).toEqual([
    { file: 'z', origin: 'a.test', format: 'master' },
    { file: 'z', origin: 'b.test', format: 'master', 'answer-to': 'none' },
  ]);
});
