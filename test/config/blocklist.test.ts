// Lists of names to block: each form of a line, what is wrong with lines, and texts that are no lists.
import { describe, expect, test } from 'vitest';
import { readList } from '../../src/config/blocklist/list-reader.js';
import { nameToLabel } from '../../src/dns/name.js';
import { ENTRY_HEAD, NAME_ANSWER, NAME_FLAG } from '../../src/image/name-part.js';
import { Problems } from '../../src/source/problem.js';

const { BELOW, ALLOW, IMPORTANT } = NAME_FLAG;

function read(text: string | Uint8Array, isAllow = false) {
  const problems = new Problems();
  const settings = { label: 'ads', answer: NAME_ANSWER.NXDOMAIN, isAllow };
  const part = readList(Buffer.from(text as string), {
    ...{ file: 'ads.txt', problems, settings, modifiedSeconds: 1 },
  });
  const octets = new Uint8Array(part.octets);
  const names: string[] = [];
  for (let at = 0; at < octets.length; at += ENTRY_HEAD + octets[at + 4]) {
    const [flags, length] = [octets[at], octets[at + 4]];
    const marks = [
      [ALLOW, '@'],
      [BELOW, '*'],
      [IMPORTANT, '!'],
    ] as const;
    const mark = marks.map(([flag, text]) => ((flags & flag) === 0 ? '' : text)).join('');
    names.push(mark + nameToLabel(octets.subarray(at + ENTRY_HEAD, at + ENTRY_HEAD + length)));
  }
  const shown = problems.list.map(
    ({ severity, place: { line, column }, message }) => `${line}:${column} ${severity} ${message}`,
  );
  return { names, problems: shown };
}

describe('forms of lines', () => {
  test.each([
    ['0.0.0.0 a.test', ['a.test']],
    ['127.0.0.1\ta.test b.test # comment', ['a.test', 'b.test']],
    [':: A.Test\r', ['a.test']],
    ['::1 a.test', ['a.test']],
    ['127.0.0.53 a.test', ['a.test']],
    ['127.0.0.1 localhost localhost.localdomain', []],
    ['::1 ip6-localhost ip6-loopback', []],
    ['255.255.255.255 broadcasthost', []],
    ['fe80::1%lo0 localhost', []],
    ['0.0.0.0 0.0.0.0', []],
    ['a.test', ['a.test']],
    ['a.test.', ['a.test']],
    ['  a_b-c.test  # comment', ['a_b-c.test']],
    ['*.a.test', ['*a.test']],
    ['.a.test', ['*a.test']],
    ['.A.test. # as Squid has it', ['*a.test']],
    ['||a.test^', ['*a.test']],
    ['||a.test^|', ['*a.test']],
    ['||a.test', ['*a.test']],
    ['|a.test^', ['a.test']],
    ['@@||a.test^', ['@*a.test']],
    ['@@|a.test^', ['@a.test']],
    ['||a.test^$important', ['*!a.test']],
    ['@@||a.test^$important', ['@*!a.test']],
    ['address=/a.test/', ['*a.test']],
    ['address=/a.test/#', ['*a.test']],
    ['address=/a.test/0.0.0.0', ['*a.test']],
    ['address=/a.test/b.test/::', ['*a.test', '*b.test']],
    ['local=/a.test/', ['*a.test']],
    ['server=/a.test/', ['*a.test']],
    ['server=/*.a.test/#', ['@*a.test']],
    ['bücher.test', ['xn--bcher-kva.test']],
    ['# comment', []],
    ['! comment', []],
    ['[Adblock Plus 2.0]', []],
    ['', []],
  ])('%s', (line, names) => {
    const found = read(`${line}\n`);
    expect(found.names).toEqual(names);
    if (!line.startsWith('255.')) expect(found.problems).toEqual([]);
  });

  test('a byte order mark, and a last line that does not end', () => {
    expect(read('\ufeffa.test\nb.test').names).toEqual(['a.test', 'b.test']);
  });

  test('all names of a list of exceptions are exceptions', () => {
    expect(read('a.test\n*.b.test\n0.0.0.0 c.test\n', true).names).toEqual([
      '@a.test',
      '@*b.test',
      '@c.test',
    ]);
  });
});

describe('rules that are about more than names', () => {
  test.each([
    '||a.test^$third-party',
    '||a.test/banner^',
    '||ad*.test^',
    'a.test##.banner',
    'a.test#@#.banner',
    'a.test#?#div',
    '/^ads?\\./',
    '@@||a.test^$document',
    '||192.0.2.1^',
    'server=/a.test/192.0.2.1',
    'address=/a.test/192.0.2.1',
  ])('%s', line => {
    expect(read(`${line}\n`)).toEqual({
      names: [],
      problems: [
        '1:1 warning 1 rules, the first in this line, are about more than names, and have no effect here',
      ],
    });
  });
});

describe('lines that cannot be read', () => {
  test.each([
    ['word', 'expected a name, an address with names, or a rule such as ||name^'],
    ['two words', 'expected one name, or an address before several'],
    [
      '192.0.2.1 host.test',
      'it says where a name is, and blocks nothing: expected 0.0.0.0, 127.0.0.1, :: or ::1',
    ],
    ['a..test', 'expected a name, an address with names, or a rule such as ||name^'],
    ['bogus=/a.test/', 'expected address=/name/, local=/name/ or server=/name/'],
    ['local=//', 'expected a name between the slashes'],
    [`${'a'.repeat(64)}.test`, 'expected a name, an address with names, or a rule such as ||name^'],
    ['a.'.repeat(2_100), 'the line is over 4096 octets'],
  ])('%.20s', (line, message) => {
    const { names, problems } = read(`${line}\ngood.test\n`);
    expect(names).toEqual(['good.test']);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  test('the place is that of the word', () => {
    expect(read('0.0.0.0 a.test b..test\n').problems).toEqual(['1:16 warning expected a name']);
  });

  test('some are shown, and all counted', () => {
    const { problems } = read(`${'good.test\n'.repeat(20)}${'no no\n'.repeat(12)}`);
    expect(problems).toHaveLength(6);
    expect(problems.at(-1)).toBe('21:1 warning 12 lines in all cannot be read');
  });
});

describe('texts that are no lists', () => {
  test('a page', () => {
    const page = '<html>\n<head><title>Sign in</title></head>\n'.repeat(20);
    expect(read(page).problems.at(-1)).toBe(
      '1:1 error 40 of 40 lines cannot be read: that is no list of names',
    );
  });

  test('octets at random', () => {
    let state = 1;
    const octets = Uint8Array.from({ length: 100_000 }, () => {
      state = Math.imul(state, 1_103_515_245) + 12_345;
      return state >>> 16;
    });
    expect(read(octets).problems.join('\n')).toMatch(/error .* that is no list of names/);
  });
});

test.each([
  '$TTL 2h\n@ SOA localhost. root.localhost. (1 12h 15m 3w 2h)\n*.a.test CNAME .\n',
  'server:\n  local-zone: "a.test" always_nxdomain\n',
])('a list for another kind of server says which forms are read: %j', text => {
  const problems = new Problems();
  const settings = { label: 'ads', answer: NAME_ANSWER.NXDOMAIN, isAllow: false };
  readList(Buffer.from(text), { file: 'ads.txt', problems, settings, modifiedSeconds: 1 });
  expect(problems.list.map(({ hint }) => hint)).toContain(
    'zones for RPZ and files of Unbound are not read: take the list as hosts file, as plain names or for adblock',
  );
});
