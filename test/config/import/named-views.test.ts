// `rondo import` of several views in named.conf: who is in which, and the zones of each.
import { expect, test } from 'vitest';
import { imported } from './imported.js';

test('several views become views, with keys; what all have is for all, and the rest is told', () => {
  const zone = '$TTL 60\n@ SOA ns hostmaster 1 3600 600 604800 5\n@ NS ns\nns A 192.0.2.53\n';
  const view = (name: string, clients: string, more: string) => `view "${name}" {
 match-clients { ${clients} };
 zone "a.test" { type primary; file "${name}/a"; };
 zone "c.test" { type primary; file "c"; };
 ${more}
};
`;
  const conf = `key lab { algorithm hmac-sha256; secret "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="; };
options { recursion no; listen-on { 127.0.0.1; 192.0.2.1; }; listen-on-v6 { none; }; };
${view('In.1', '!10.9.0.1; 10.0.0.0/8; key lab;', 'recursion yes;')}${view('out', 'any;', 'match-destinations { 192.0.2.1; };')}${view('net', 'any;', 'match-destinations { 192.0.2.0/24; };')}`;
  const { files, notes, errors } = imported({
    'named.conf': conf,
    'In.1/a': zone,
    'out/a': zone,
    'net/a': zone,
    c: zone,
  });
  expect(errors).toEqual([]);
  expect(files['rondo.yaml']).toMatchObject({
    views: {
      'in-1': { from: ['10.0.0.0/8', 'lab'] },
      out: { from: 'any', listen: '192.0.2.1' },
      net: { from: 'any' },
    },
    zones: [
      { file: 'In.1/a', origin: 'a.test', view: 'in-1' },
      { file: 'c', origin: 'c.test' },
      { file: 'out/a', origin: 'a.test', view: 'out' },
      { file: 'net/a', origin: 'a.test', view: 'net' },
    ],
  });
  expect(notes).toEqual([
    'named.conf:4: !10.9.0.1: `answer-to` takes addresses, prefixes and keys',
    'named.conf:7: recursion yes: it is said of one view alone',
    'named.conf:19: match-destinations { … }: a view takes single addresses of `listen`',
  ]);
});
