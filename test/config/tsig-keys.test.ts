// What `keys` in rondo.yaml may say, and key files: what is read, what is wrong, and that no secret is shown.
import { chmodSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { nameToText } from '../../src/dns/name.js';
import { renderProblem } from '../../src/source/render.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
  // Where anybody may enter, the rights of the files count.
  chmodSync(folder.path, 0o755);
});
afterEach(() => folder.remove());

const SECRET = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
const OTHER = 'YW5vdGhlciBzZWNyZXQgb2YgZW5vdWdoIG9jdGV0cyE=';

/** The mode of files that only their owner reads. */
const OWN = 0o600;

function load(keys: string, files: Record<string, string> = {}, mode = OWN) {
  const configFile = folder.write('rondo.yaml', `forward: 192.0.2.1\nkeys: ${keys}\n`);
  chmodSync(configFile, mode);
  for (const [name, text] of Object.entries(files)) chmodSync(folder.write(name, text), mode);
  const { config, problems } = loadConfig({ configFile, overrides: {} });
  const said = problems.list.map(problem => renderProblem(problem).replaceAll(folder.path, 'FOLDER'));
  const read = config.keys.map(({ name, algorithm, secret }) =>
    [nameToText(name), algorithm, Buffer.from(secret).toString('base64')].join(' '),
  );
  return { read, said: said.join('\n') };
}

describe('in rondo.yaml', () => {
  it('a key has a name, an algorithm, and a secret', () => {
    const { read, said } = load(
      `{ Axfr: { secret: ${SECRET} }, b.example: { algorithm: HMAC-SHA512, secret: "${OTHER}" } }`,
    );
    expect(read).toEqual([`axfr. hmac-sha256 ${SECRET}`, `b.example. hmac-sha512 ${OTHER}`]);
    expect(said).toBe('');
  });

  it.each([
    ['hmac-sha1', ''],
    ['hmac-sha224', ''],
    ['hmac-sha384', ''],
    ['hmac-md5', 'hmac-md5 is not used here: it is broken'],
    ['HMAC-MD5.SIG-ALG.REG.INT', 'rondo key generate k'],
    ['hmac-sha256-128', 'write hmac-sha256'],
    ['hmac-sha265', 'did you mean `hmac-sha256`?'],
    ['sha', 'there are hmac-sha1'],
  ])('the algorithm may be %s, or is refused in words', (algorithm, expected) => {
    const { read, said } = load(`\n  k:\n    algorithm: ${algorithm}\n    secret: ${SECRET}`);
    expect(said).toContain(expected);
    if (expected === '') expect(said).toBe('');
    else {
      expect(said).toContain('rondo.yaml:4:16');
      expect(read).toEqual([]);
    }
  });

  it.each([
    ['""', 'the secret is empty'],
    ['"abc?defg"', 'character 4 does not belong in it'],
    ['abcde', 'a part of it is missing'],
    ['"===="', 'a part of it is missing'],
    ['[1]', 'the secret is a text in base64'],
    [Buffer.alloc(1_100).toString('base64'), 'over 1024 octets'],
  ])('a secret that is none is refused and not shown', (secret, expected) => {
    const { said } = load(`{ k: { secret: ${secret} } }`);
    expect(said).toContain(expected);
    expect(said).toContain('rondo.yaml:2:');
    if (secret.length > 4) expect(said).not.toContain(secret.replaceAll('"', ''));
  });

  it('a short secret, and a file that anybody may read, are warned of', () => {
    const { read, said } = load(`{ k: { algorithm: hmac-sha256, secret: "c2hvcnQ=" } }`, {}, 0o644);
    expect(read).toEqual(['k. hmac-sha256 c2hvcnQ=']);
    expect(said).toContain('the secret has 5 octets; at least 16 go with hmac-sha256');
    expect(said).toContain('anybody on this machine may read the secrets in FOLDER/rondo.yaml');
    expect(said).not.toContain('c2hvcnQ');
  });

  it('two names that differ in their case are one', () => {
    const { said } = load(`{ k: { secret: ${SECRET} }, K: { secret: ${OTHER} } }`);
    expect(said).toContain('there are two keys with the name k');
    expect(said).not.toContain(OTHER.slice(0, 20));
  });

  it('a key without its mapping, or with words of others, is explained and not shown', () => {
    const text = load(`{ k: ${SECRET} }`);
    expect(text.said).toContain('a key is a mapping with algorithm and secret');
    expect(text.said).not.toContain(SECRET.slice(0, 20));
    expect(load(`{ k: { algo: hmac-sha1, secret: ${SECRET} } }`).said).toContain(
      'it is called `algorithm` here',
    );
    expect(load('[{ id: k, secret: abcd }]').said).toContain('write its id before the mapping');
    expect(load(`{ "a..b": { secret: ${SECRET} } }`).said).toContain('is no name of a key: a label is empty');
  });

  it('there are 1,024 of them at most', () => {
    const many = (count: number) =>
      load(`\n${Array.from({ length: count }, (_, n) => `  k${n}: { secret: ${SECRET} }`).join('\n')}`);
    expect(many(1_024)).toMatchObject({ said: '', read: { length: 1_024 } });
    expect(many(1_025).said).toContain('there are over 1024 keys');
  });
});

describe('in a file', () => {
  const key = (name: string, secret = SECRET) =>
    `key "${name}" { algorithm hmac-sha256; secret "${secret}"; };\n`;

  it('statements of BIND are read, with comments of every kind', () => {
    const text = `# one\n// two\n/* three\n */\nkey axfr {\n\talgorithm "hmac-sha512"; // four\n\tsecret ${SECRET};\n};\n${key('b')}`;
    expect(load('tsig.key', { 'tsig.key': text })).toEqual({
      said: '',
      read: [`axfr. hmac-sha512 ${SECRET}`, `b. hmac-sha256 ${SECRET}`],
    });
  });

  it('what keymgr of Knot writes is read, and several files are', () => {
    const knot = `# hmac-sha256:k:${SECRET}\nkey:\n- id: k\n  algorithm: hmac-sha256\n  secret: ${SECRET}\n`;
    expect(load('[knot.key, b.key]', { 'knot.key': knot, 'b.key': key('b') })).toEqual({
      said: '',
      read: [`k. hmac-sha256 ${SECRET}`, `b. hmac-sha256 ${SECRET}`],
    });
    const wrong = load('knot.key', {
      'knot.key': knot.replace('sha256\n', 'md5\n').replace(/secret: .*/, 'secret: "?"'),
    });
    expect(wrong.said).toMatch(
      /knot\.key:4:14: error: hmac-md5[\s\S]*knot\.key:5:3: error: the secret is no base64/,
    );
    expect(load('[b.key, c.key]', { 'b.key': key('b'), 'c.key': key('B') }).said).toContain(
      'c.key:1:5: error: there are two keys',
    );
  });

  it.each<[string, string, string]>([
    [key('k').replace('sha256', 'md5'), '1:21', 'hmac-md5'],
    [key('k').replace(SECRET, `${SECRET.slice(0, 20)}?`), '1:41', 'no base64: character 21'],
    [key('k').replace('secret', 'Secret'), '1:34', 'an algorithm and a secret, and nothing else'],
    [key('k').replace(`secret "${SECRET}";`, ''), '1:1', 'has no secret'],
    [key('k').replace('algorithm hmac-sha256;', ''), '1:1', 'has no algorithm'],
    [key('k').replace('";', `"; secret "${OTHER}";`), '1:', 'secret stands twice'],
    [key('k').replace('";', '" more;'), '1:34', 'secret has one value'],
    [`options { };\n`, '1:1', 'this statement is no key'],
    [key('k').replace('};', ''), '1:9', 'the brace is not closed'],
    [`key "k" { secret "${SECRET}; };`, '1:18', 'the quote is not closed'],
    ['/* for ever', '1:1', 'the comment is not closed'],
    [key('k').replace('"k"', '"k..k"'), '1:5', 'a label is empty'],
    ['# nothing\n', '1:1', 'there is no key in this file'],
  ])('a mistake is shown with its place and without the secret: %#', (text, place, expected) => {
    const { said } = load('tsig.key', { 'tsig.key': text });
    expect(said).toContain(`FOLDER/tsig.key:${place}`);
    expect(said).toContain(expected);
    for (const secret of [SECRET, OTHER]) expect(said).not.toContain(secret.slice(0, 16));
  });

  it('that others may write is refused; that anybody may read is warned of; that is missing has a remedy', () => {
    expect(load('k.key', { 'k.key': key('k') }, 0o622).said).toContain(
      'error: anybody may write to FOLDER/k.key (chmod o-w)',
    );
    const open = load('k.key', { 'k.key': key('k') }, 0o644);
    expect(open.said).toContain('warning: anybody on this machine may read the secrets in FOLDER/k.key');
    expect(open.read).toHaveLength(1);
    expect(load('none.key').said).toContain('make one with `rondo key generate NAME > none.key`');
    expect(load(`[${Array(65).fill('k.key').join(', ')}]`).said).toContain('there are over 64 key files');
    expect(
      load('k.key', { 'k.key': Array.from({ length: 1_025 }, (_, n) => key(`k${n}`)).join('') }).said,
    ).toContain('there are over 1024 keys');
  });
});
