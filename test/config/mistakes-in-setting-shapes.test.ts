// Mistakes in the shape of settings: what is meant is written out.
import { expect, it } from 'vitest';
import { renderProblem } from '../../src/source/render.js';
import { lines, load } from './load-files.js';
import { KINDS, problemsOf } from './mistake-files.js';

const [file, around] = KINDS.config;
const LISTEN = '2:9 error: expected ADDRESS[:PORT] or a list of them, found';

it.each<[string, string]>([
  ['listen: 127.0.0.1 53', `${LISTEN} "127.0.0.1 53" -> a port stands behind a colon: 127.0.0.1:53`],
  [
    'listen: 127.0.0.1:53/udp',
    `${LISTEN} "127.0.0.1:53/udp" -> write 127.0.0.1:53: UDP and TCP are both used`,
  ],
  ['listen: 127.0.0.1:53;', `${LISTEN} "127.0.0.1:53;" -> take the semicolon away`],
  [
    'port: 5300',
    '2:1 error: unknown key "port" -> a port stands behind its address: `listen: 127.0.0.1:5300`',
  ],
  [
    'health: [{ match: www.a.test, http: / }]',
    '2:19 error: expected a name and a type, such as "www.example.org A", found "www.a.test" -> write the type behind it: "www.a.test A"',
  ],
  [
    'health: { match: www.a.test A, http: / }',
    '2:1 error: expected a list, found a mapping -> write a dash before its first key: `- match: …`',
  ],
  [
    'probes: { http: / }',
    '2:17 error: expected a mapping, found "/" -> a profile has a name: `NAME: { http: / }`',
  ],
  [
    'forward: /etc/resolv.conf',
    '2:10 error: expected off, an ADDRESS[:PORT], tls://ADDRESS#NAME, or a list of them and of mappings with domain and to, found "/etc/resolv.conf" -> write `{ resolv: /etc/resolv.conf }` to have its name servers asked',
  ],
  [
    'forward: { corp.example: 192.0.2.1 }',
    '2:12 error: unknown key "corp.example" -> write a list: `[{ domain: corp.example, to: 192.0.2.1 }]`',
  ],
  [
    'tls: { cert: a.pem, key: b.pem }',
    '2:1 error: unknown key "tls" -> write `listen: { address: …, tls: { cert: …, key: … } }`',
  ],
  ['rrl: 20', '2:1 error: unknown key "rrl" -> it is called `rate-limit` here'],
  [
    'rate-limit: { per-second: 20/s }',
    '2:27 error: expected a whole number from 1 to 1000000, found "20/s" -> write 20: it is counted by the second',
  ],
  [
    'rate-limit: dry-run',
    '2:13 error: expected on, off, answers a second from 1 to 1000000, or a mapping with per-second, slip, exempt and dry-run, found "dry-run" -> write `{ dry-run: yes }`',
  ],
  [
    'proxy-protocol: any',
    '2:17 error: expected an address or a prefix such as 192.0.2.0/24, found "any" -> name the addresses of your proxies: what they say of clients is believed',
  ],
  [
    'proxy-protocol: "::/0"',
    '2:17 warning: everybody counts as a proxy: who sends no header gets no answer, and who sends one is believed -> name the addresses of your proxies',
  ],
  [
    'answer-to: ["!10.0.0.1", any]',
    '2:13 error: expected local, any, none, an address, a prefix such as 192.0.2.0/24 or a name of `keys`, found "!10.0.0.1" -> there are no exceptions: list who may ask',
  ],
  [
    'answer-to: private',
    '2:12 error: there is no key private -> `keys` names none; clients are addresses and prefixes',
  ],
])('%s', (text, expected) => {
  expect(problemsOf(file, around(text))).toContain(expected);
});

const DIGITS = 'e5e973e5a6b2a43f48e7dc849e37';
const COOKIE_SECRET = 'a secret of cookies is 32 hexadecimal digits in quotes; there may be a list of them';

it.each([
  [`cookies: ${DIGITS}bfcf`, 'write `cookies: { secret: "…" }`'],
  [`cookies: { secret: ${DIGITS} }`, `${COOKIE_SECRET} -> it has 28`],
  [`cookies: { secret: [${DIGITS}bfcf, 0x${DIGITS}bfcg] }`, `${COOKIE_SECRET} -> leave the 0x out`],
  [`cookies:\n  secret:\n    - ${DIGITS}`, `${COOKIE_SECRET} -> it has 28`],
  [`cookie-secret: ${DIGITS}bfcf`, 'write `cookies: { secret: … }`'],
])('a secret of cookies with a slip is not shown: %s', (text, expected) => {
  const { problems } = load({ 'rondo.yaml': `zones: []\n${text}\n` });
  const said = problems.list.map(problem => renderProblem(problem)).join('\n');
  expect(problems.list.map(({ message, hint }) => `${message} -> ${hint}`).join('\n')).toContain(expected);
  expect(said).not.toContain(DIGITS);
});

it('a list that begins in the line of its key is told in plain words', () => {
  expect(lines(load({ 'rondo.yaml': 'zones: - a.yaml\n' }))[0]).toBe(
    'rondo.yaml:1:8 error: expected a value behind the colon, found the - of a list -> begin the list in the next line, or write [ONE, TWO]',
  );
});

const APEX = '@ 60 SOA ns root 1 3600 600 604800 60\n@ 60 NS ns\nns 60 A 192.0.2.1\n';

it.each([
  [
    'www 192.0.2.1',
    '4:5 error: expected a record type, found "192.0.2.1" -> the type is missing: write `A 192.0.2.1`',
  ],
  [
    'www 60 IN 2001:db8::1',
    '4:11 error: expected a record type, found "2001:db8::1" -> the type is missing: write `AAAA 2001:db8::1`',
  ],
  [
    'www 60 \u0410 192.0.2.1',
    '4:8 error: expected a record type, found "\u0410" -> \u0410 (U+0410) is no letter of ASCII: type it again',
  ],
  [
    'www 60 A 192.0.2.1.',
    '4:10 error: expected an IPv4 address, found "192.0.2.1." -> an address has no final dot',
  ],
  [
    'www 60 A 192,0,2,1',
    '4:10 error: expected an IPv4 address, found "192,0,2,1" -> dots stand between the numbers of an address',
  ],
  [
    'www 60 A 192.0.2.1,192.0.2.2',
    '4:10 error: expected an IPv4 address, found "192.0.2.1,192.0.2.2" -> a record has one address: write a line for each',
  ],
])('the record %s', (text, expected) => {
  const [zone] = KINDS.master;
  expect(problemsOf(zone, `${APEX}${text}\n`)).toEqual([expected]);
});
