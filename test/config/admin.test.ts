// What `admin` in rondo.yaml may say, and its files: certificate, tokens and password.
import {
  chmodSync,
  lstatSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { addToken, listTokens, removeToken, tokenFileOf } from '../../src/config/token-list.js';
import { renderProblem } from '../../src/source/render.js';
import { MAX_TOKENS } from '../../src/view/token.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
});
afterEach(() => folder.remove());

const NOW_MS = Date.parse('2026-11-29T20:00:00Z');
const HASH = 'ab'.repeat(32);

function load(admin: string, flag?: string) {
  const configFile = folder.write('rondo.yaml', `forward: 192.0.2.1\nadmin: ${admin}\n`);
  const { config, problems } = loadConfig({
    configFile,
    overrides: flag === undefined ? {} : { admin: flag },
  });
  const said = problems.list.map(problem => renderProblem(problem).replaceAll(folder.path, 'FOLDER'));
  return { admin: config.admin, said: said.join('\n'), problems, config };
}

describe('the keys', () => {
  it('may be an address alone', () => {
    const { admin, said } = load('127.0.0.1');
    expect(said).toBe('');
    expect(admin).toMatchObject({ address: '127.0.0.1', port: 9153, tls: undefined });
    expect(admin?.access).toEqual({ hosts: [], read: 'loopback', tokens: undefined, password: undefined });
    expect(load('off').admin).toBeUndefined();
  });

  it('may say who reads, by which names', () => {
    const { admin, said } = load('{ address: "[::1]:99", hosts: [Rondo.Example, b], read: open }');
    expect(said).toBe('');
    expect(admin).toMatchObject({ address: '::1', port: 99 });
    expect(admin?.access).toMatchObject({ hosts: ['rondo.example', 'b'], read: 'open' });
  });

  it('a password is asked for on loopback, too', () => {
    folder.write('pw', 'correct horse\n');
    const { admin, said } = load('{ address: 127.0.0.1, password: { file: pw } }');
    expect(said).toBe('');
    expect(admin?.access).toMatchObject({ read: 'token', password: 'correct horse' });
    expect(load('{ address: 127.0.0.1, read: open, password: { file: pw } }').admin?.access.read).toBe(
      'open',
    );
  });

  it('the flag moves the address, and nothing else', () => {
    const { admin } = load('{ address: 127.0.0.1:1, hosts: a, read: token }', '127.0.0.1:2');
    expect(admin).toMatchObject({ port: 2, access: { hosts: ['a'], read: 'token' } });
    expect(load('{ address: 127.0.0.1:1 }', 'off').admin).toBeUndefined();
    expect(load('off', '127.0.0.1:3').admin).toMatchObject({ port: 3 });
  });

  it.each([
    ['{ hosts: a }', 'add `address: 127.0.0.1:9153`'],
    ['{ listen: 127.0.0.1 }', 'it is called `address` here'],
    ['{ address: 127.0.0.1, port: 9 }', 'write it behind the address'],
    ['{ address: 127.0.0.1, auth: x }', 'it is called `password` here'],
    ['{ address: 127.0.0.1, user: x }', 'any user name goes with the password'],
    ['{ address: 127.0.0.1, hosts: "https://rondo.example:9153/" }', 'write the name alone: rondo.example'],
    ['{ address: 127.0.0.1, hosts: "*.example" }', 'name each host'],
    ['{ address: 127.0.0.1, read: yes }', 'read'],
    ['{ address: 127.0.0.1, tls: { certificate: a, key: b } }', 'it is called `cert` here'],
    ['{ address: 127.0.0.1, tls: a.pem }', 'write { cert: fullchain.pem, key: key.pem }'],
    ['{ address: 127.0.0.1, password: { file: none } }', 'there is no such file'],
    ['{ address: 127.0.0.1, password: { file: short } }', 'a password of under 12 characters'],
    ['{ address: 0.0.0.0, password: { file: long } }', 'a password would be sent to 0.0.0.0 in the clear'],
    ['{ address: 127.0.0.1, tls: { cert: long, key: long } }', 'holds no certificate in PEM form'],
  ])('%s is a mistake', (admin, what) => {
    folder.write('short', 'hunter2\n');
    folder.write('long', 'correct horse\n');
    const { said, problems } = load(admin);
    expect(problems.hasErrors).toBe(true);
    expect(said).toContain(what);
    expect(said).not.toContain('horse');
  });

  it('a password that stands there is not shown', () => {
    const { said } = load('{ address: 127.0.0.1, password: hunter2hunter2 }');
    expect(said).toContain('a password does not stand here');
    expect(said).not.toContain('hunter2');
  });
});

describe('the tokens', () => {
  const entry = (more = '') =>
    `{ name: a, rights: read, sha256: ${HASH}, created: 2026-01-01T00:00:00Z${more} }`;
  const tokens = (text: string) => {
    folder.write('tokens.yaml', text);
    return load('{ address: 127.0.0.1, tokens: tokens.yaml }');
  };

  it('are read with their end', () => {
    const { admin, said } = tokens(`tokens: [${entry(', expires: 2027-01-01T00:00:00+01:00')}]\n`);
    expect(said).toBe('');
    const [{ digest, ...token }] = admin!.access.tokens!;
    expect(token).toEqual({ name: 'a', rights: 'read', expiresMs: Date.parse('2026-12-31T23:00:00Z') });
    expect(Buffer.from(digest).toString('hex')).toBe(HASH);
  });

  it('none are there before the first is made', () => {
    const { admin, said, problems } = load('{ address: 127.0.0.1, tokens: tokens.yaml }');
    expect(admin!.access.tokens).toEqual([]);
    expect(problems.hasErrors).toBe(false);
    expect(said).toContain('rondo token add NAME');
  });

  it.each([
    ['', 'tokens.yaml'],
    ['tokens: 1\n', 'tokens.yaml:1:9'],
    [`tokens: [${entry()}, ${entry()}]\n`, 'there are two tokens with the name a'],
    [`tokens: [{ name: a, rights: admin, sha256: ${HASH}, created: 2026-01-01T00:00:00Z }]\n`, 'read'],
    [`tokens: [{ name: a, rights: read, sha256: ab, created: 2026-01-01T00:00:00Z }]\n`, '64 hexadecimal'],
    [
      `tokens: [{ name: "a b", rights: read, sha256: ${HASH}, created: 2026-01-01T00:00:00Z }]\n`,
      'expected up to 48',
    ],
    [`tokens: [${entry(', expires: tomorrow')}]\n`, 'expected a moment'],
    [
      `tokens:\n${Array.from({ length: MAX_TOKENS + 1 }, (_, n) => `- ${entry().replace('a,', `a${n},`)}\n`).join('')}`,
      'at most 100',
    ],
    ['tokens: [\xff]\n', 'tokens.yaml'],
    ['x'.repeat(200_000), 'octets'],
  ])('a mistake in the file is told where it is (%#)', (text, what) => {
    const { said, problems } = tokens(text);
    expect(problems.hasErrors).toBe(true);
    expect(said).toContain(what);
  });

  it('are not taken from a file that others may write', () => {
    folder.write('tokens.yaml', `tokens: [${entry()}]\n`);
    chmodSync(join(folder.path, 'tokens.yaml'), 0o666);
    const { said, problems } = load('{ address: 127.0.0.1, tokens: tokens.yaml }');
    expect(problems.hasErrors).toBe(true);
    expect(said).toContain('tokens.yaml (chmod o-w)');
  });

  it('stay as they were while the file has a mistake', () => {
    folder.write('tokens.yaml', `tokens: [${entry()}]\n`);
    const configFile = folder.write(
      'rondo.yaml',
      'forward: 192.0.2.1\nadmin: { address: 127.0.0.1, tokens: tokens.yaml }\n',
    );
    const first = loadConfig({ configFile, overrides: {} });
    folder.write('tokens.yaml', 'tokens: [{\n');
    const broken = loadConfig({ configFile, overrides: {} }, first.memory);
    expect(broken.isServable).toBe(true);
    expect(broken.config.admin?.access.tokens).toHaveLength(1);
    expect(broken.faults.map(({ problem }) => problem.place.file)).toEqual([
      join(folder.path, 'tokens.yaml'),
    ]);
    folder.write('tokens.yaml', 'tokens: []\n');
    const mended = loadConfig({ configFile, overrides: {} }, broken.memory);
    expect(mended.config.admin?.access.tokens).toEqual([]);
    expect(mended.faults).toEqual([]);
  });

  it('a new one reads no zone again', () => {
    folder.write('a.test.zone', '@ SOA ns h 1 2 3 4 5\n NS ns\nns A 192.0.2.1\n');
    folder.write('tokens.yaml', 'tokens: []\n');
    const configFile = folder.write(
      'rondo.yaml',
      'zones: a.test.zone\nadmin: { address: 127.0.0.1, tokens: tokens.yaml }\n',
    );
    // What has just been written may change yet, and is read again for some milliseconds.
    let first = loadConfig({ configFile, overrides: {} });
    while (first.models.size > 0) first = loadConfig({ configFile, overrides: {} }, first.memory);
    folder.write('tokens.yaml', `tokens: [${entry()}]\n`);
    const second = loadConfig({ configFile, overrides: {} }, first.memory);
    expect(second.config.admin?.access.tokens).toHaveLength(1);
    expect(second.models.size).toBe(0);
  });
});

describe('rondo token', () => {
  const wanted = { name: 'alice', rights: 'operate', expiresAfterMs: undefined } as const;

  it('adds, lists and removes', () => {
    const file = join(folder.path, 'tokens.yaml');
    const { token } = addToken(file, wanted, NOW_MS);
    addToken(file, { name: 'ci', rights: 'read', expiresAfterMs: 86_400_000 }, NOW_MS);
    expect(token).toMatch(/^rondo_[\w-]{43}$/);
    expect(readFileSync(file, 'utf8')).not.toContain(token);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const names = ({ tokens }: ReturnType<typeof listTokens>) =>
      tokens.map(each => [each.name, each.expired]);
    expect(names(listTokens(file, NOW_MS))).toEqual([
      ['alice', false],
      ['ci', false],
    ]);
    expect(names(listTokens(file, NOW_MS + 86_400_000))).toEqual([
      ['alice', false],
      ['ci', true],
    ]);
    expect(load('{ address: 127.0.0.1, tokens: tokens.yaml }').said).toBe('');
    removeToken(file, 'alice');
    expect(names(listTokens(file, NOW_MS))).toEqual([['ci', false]]);
    expect(() => removeToken(file, 'alice')).toThrow('there is no token alice');
  });

  it('changes nothing that it cannot', () => {
    const file = join(folder.path, 'tokens.yaml');
    addToken(file, wanted, NOW_MS);
    expect(() => addToken(file, wanted, NOW_MS)).toThrow('there is a token alice');
    const before = readFileSync(file, 'utf8');
    // Another one is at work, and later it has broken off.
    writeFileSync(`${file}.new`, '');
    expect(() => removeToken(file, 'alice')).toThrow('another rondo token');
    utimesSync(`${file}.new`, 1, 1);
    expect(() => removeToken(file, 'bob')).toThrow('there is no token bob');
    folder.write('tokens.yaml', 'tokens: [');
    expect(() => addToken(file, { ...wanted, name: 'bob' }, NOW_MS)).toThrow('mistakes');
    expect(readFileSync(file, 'utf8')).toBe('tokens: [');
    writeFileSync(file, before);
    chmodSync(folder.path, 0o777);
    expect(() => addToken(file, { ...wanted, name: 'bob' }, NOW_MS)).toThrow('anybody may write to');
    chmodSync(folder.path, 0o700);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('follows a link', () => {
    const file = join(folder.path, 'tokens.yaml');
    symlinkSync(folder.write('elsewhere.yaml', 'tokens: []\n'), file);
    addToken(file, wanted, NOW_MS);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder.path, 'elsewhere.yaml'), 'utf8')).toContain('alice');
  });

  it('finds the file by the configuration', () => {
    const config = (text: string) => tokenFileOf(folder.write('rondo.yaml', text));
    expect(config('admin: { address: 127.0.0.1, tokens: t }\nzones: 1\n')).toBe(join(folder.path, 't'));
    expect(config('admin: 127.0.0.1\n')).toBeUndefined();
    expect(config('zones: a\n')).toBeUndefined();
    expect(() => config('admin: { tokens: t }\n')).toThrow('mistakes');
  });
});
