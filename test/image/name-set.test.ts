// Name sets: which rule applies to a name, what it answers, and that nobody can choose names that slow it down.
import { describe, expect, test } from 'vitest';
import { lowerName, nameFromText } from '../../src/dns/name.js';
import { LookupName } from '../../src/image/lookup-name.js';
import { NAME_ANSWER, NAME_FLAG, type NameList, NamePartWriter } from '../../src/image/name-part.js';
import { NameSet } from '../../src/image/name-set.js';
import { buildNameSet } from '../../src/image/name-set-build.js';

const { BELOW, ALLOW, IMPORTANT, LOCAL, BLOCKED, POINTER, POINTER_ONLY } = NAME_FLAG;
const { LIST, NXDOMAIN, NULL_A, NULL_AAAA, A, AAAA } = NAME_ANSWER;

const list = (label: string): NameList => ({
  label,
  answer: NXDOMAIN,
  ttlSeconds: 10,
  negativeTtlSeconds: 5,
  serial: 1,
});

type Entry = readonly [name: string, flags: number, answer?: number, address?: readonly number[]];

function partOf(label: string, entries: readonly Entry[]) {
  const writer = new NamePartWriter();
  for (const [text, flags, answer = LIST, address] of entries) {
    const name = lowerName(nameFromText(text));
    writer.add(0, { flags, answer }, name, name.length);
    if (address !== undefined) writer.addAddress(Uint8Array.from(address));
  }
  return writer.finish([list(label)]);
}

let word = 1;
const secretWord = () => Math.imul(word++, 0x9e3779b1);

function setOf(...parts: ReturnType<typeof partOf>[]): NameSet {
  return new NameSet(buildNameSet(parts, { secretWord })!);
}

const name = (text: string) => new LookupName().set(nameFromText(text));

/** The label of the list whose rule applies; undefined when none does. */
function listOf(set: NameSet, text: string): string | undefined {
  const asked = name(text);
  return set.find(asked, asked.labels, false) ? set.labels[set.list] : undefined;
}

describe('which rule applies', () => {
  test.each([
    ['the name alone', 'one.test', 'ads'],
    ['not below it', 'x.one.test', undefined],
    ['not above it', 'test', undefined],
    ['below it, too', 'a.b.all.test', 'ads'],
    ['in any case', 'ALL.Test', 'ads'],
    ['an exception below', 'good.all.test', undefined],
    ['all below an exception', 'x.good.all.test', undefined],
    ['an exception above', 'x.free.test', undefined],
    ['an important one over an exception', 'strong.free.test', 'ads'],
    ['an important exception over that', 'weak.strong.free.test', undefined],
  ])('%s', (_, text, wanted) => {
    const set = setOf(
      partOf('ads', [
        ['one.test', BLOCKED],
        ['all.test', BLOCKED | BELOW],
        ['x.free.test', BLOCKED],
        ['strong.free.test', BLOCKED | BELOW | IMPORTANT],
      ]),
      partOf('mine', [
        ['good.all.test', ALLOW | BELOW],
        ['free.test', ALLOW | BELOW],
        ['weak.strong.free.test', ALLOW | IMPORTANT],
      ]),
    );
    expect(listOf(set, text)).toBe(wanted);
  });

  test('of two lists the first is named, and counts the name', () => {
    const image = buildNameSet(
      [
        partOf('one', [['a.test', BLOCKED]]),
        partOf('two', [
          ['a.test', BLOCKED],
          ['b.test', BLOCKED],
        ]),
      ],
      { secretWord },
    )!;
    expect(listOf(new NameSet(image), 'a.test')).toBe('one');
    expect(image.counts).toEqual([1, 1]);
  });

  test('nothing is made of nothing', () => {
    expect(buildNameSet([partOf('none', [])], { secretWord })).toBeUndefined();
  });
});

describe('what this server knows', () => {
  const set = setOf(
    partOf('hosts', [
      ['a.test', LOCAL | POINTER, A, [192, 0, 2, 1]],
      ['a.test', LOCAL, AAAA, [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
      ['b.test', LOCAL | POINTER, A, [192, 0, 2, 1]],
      ['null.test', LOCAL | BLOCKED, NULL_A],
      ['null.test', LOCAL | BLOCKED, NULL_AAAA],
      ['c.test', LOCAL | POINTER | POINTER_ONLY, A, [192, 0, 2, 3]],
    ]),
    partOf('mine', [['a.test', ALLOW]]),
  );

  test('addresses of several lines add up, and are not blocked', () => {
    expect(listOf(set, 'a.test')).toBe('hosts');
    expect([set.aLength, set.aaaaLength, set.isBlocked, set.isLocal]).toEqual([4, 16, false, true]);
    expect([...set.bytes.subarray(set.addressesAt, set.addressesAt + 4)]).toEqual([192, 0, 2, 1]);
  });

  test('null addresses are blocked', () => {
    expect(listOf(set, 'null.test')).toBe('hosts');
    expect([set.aLength, set.aaaaLength, set.isBlocked]).toEqual([4, 16, true]);
  });

  test.each([
    ['the first name of an address', '1.2.0.192.in-addr.arpa', 'a.test'],
    ['a name that is answered from elsewhere', '3.2.0.192.in-addr.arpa', 'c.test'],
  ])('an address points back to %s', (_, text, wanted) => {
    expect(listOf(set, text)).toBe('hosts');
    expect(set.isPointer).toBe(true);
    const target = nameFromText(wanted);
    expect([...set.bytes.subarray(set.targetAt, set.targetAt + target.length)]).toEqual([...target]);
  });

  test('that name itself is not there', () => {
    expect(listOf(set, 'c.test')).toBeUndefined();
  });
});

test('names that meet under one secret are entered under another', () => {
  // With a factor of 0 in its upper bits a hash would tell names apart by few bits only: so many steps are too many.
  const weak = [0, 0];
  const image = buildNameSet(
    [
      partOf(
        'many',
        Array.from({ length: 5_000 }, (_, index): Entry => [`n${index}.test`, BLOCKED]),
      ),
    ],
    { secretWord: () => weak.pop() ?? secretWord() },
  )!;
  expect(weak).toEqual([]);
  const set = new NameSet(image);
  for (let index = 0; index < 5_000; index += 7) expect(listOf(set, `n${index}.test`)).toBe('many');
  expect(listOf(set, 'n5000.test')).toBeUndefined();
});
