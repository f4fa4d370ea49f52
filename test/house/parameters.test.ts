// The reader of parameter lists sees every form of function, and nothing else.
import { expect, test } from 'vitest';
import { codeOf } from './code.js';
import { parameterLists } from './parameters.js';

const FIVE = 'a: number, b?: string, c = 1, { d, e }: T, ...f: readonly string[]';

test.each([
  ['a function', `function name(${FIVE}): void {}`],
  ['a generic function', `export async function* name<A extends B, C>(${FIVE}) {}`],
  ['a method', `class X {\n  name(${FIVE}): Promise<void> {}\n}`],
  ['a private method', `class X { #name(${FIVE}) {} }`],
  [
    'a constructor',
    `class X { constructor(private readonly a: A, readonly b: B, public c = 1, d: D, e?: E) {} }`,
  ],
  ['an arrow', `const name = (${FIVE}): number => 1;`],
  ['an arrow without types', 'const name = (a, b, c, d, e) => 1;'],
  ['an arrow given away', 'list.reduce((a, b, c, d, e) => a);'],
  ['an async arrow', `const name = async (${FIVE}) => {};`],
  ['a signature', `interface X { name(${FIVE}): void; }`],
  ['the type of a function', `type Name = (${FIVE}) => void;`],
  ['a function in a type', `interface X { readonly name: (${FIVE}) => void }`],
  [
    'types with commas',
    `function name(a: Map<string, number>, b: [x: number, y: string], c: (p: A, q: B) => C, d: { e: F, g: H }, e = f(1, 2)) {}`,
  ],
  [
    'several lines',
    `function name(\n  a: number, // the first, of five\n  /* b, c: */ b: string,\n  c: A,\n  d: B,\n  e: 'x, y',\n) {}`,
  ],
  ['a comparison in a default', 'function name(a: A, b = c < d, e: E, f = g > h, i: I) {}'],
] as const)('%s', (_, text) => {
  expect(Math.max(...parameterLists(text).map(({ count }) => count))).toBe(5);
});

test.each([
  ['a call', 'name(a, b, c, d, e);'],
  ['a call with objects', 'name({ a: 1 }, { b: 2 }, { c: 3 }, { d: 4 }, e);'],
  ['a call before a colon', 'const x = y ? name(a, b, c, d, e) : { f };'],
  ['a call with choices', 'name(a ? b : c, d ? e : f, g, h, i);'],
  ['a loop', 'for (let a = 1, b = 2, c = 3, d = 4, e = 5; a < b; a++) {}'],
  ['an array behind an arrow', 'const x = () => [a, b, c, d, e];'],
  ['a comment', '// function name(a: A, b: B, c: C, d: D, e: E)'],
  ['a text', `const x = "function name(a: A, b: B, c: C, d: D, e: E)";`],
  ['a template', `const x = \`\${y} (a: A, b: B, c: C, d: D, e: E) \${\`(\${z})\`}\`;`],
  ['a pattern', 'const x = y.replace(/(a: A, b: B, c: C, d: D, e: E)[/"]/, z);'],
  ['this', 'function name(this: X, a: A, b: B, c: C, d: D) {}'],
] as const)('not %s', (_, text) => {
  expect(parameterLists(text).every(({ count }) => count < 5)).toBe(true);
});

test('tells the line and the name', () => {
  const text = `// one\nconst a = 'x(';\nfunction name<T>(a: A,\n  b: B) {}\nclass X {\n  #other(c: C) {}\n}\nconst third = async (d: D) => d;\n`;
  expect(parameterLists(text)).toEqual([
    { line: 3, name: 'name', count: 2 },
    { line: 6, name: '#other', count: 1 },
    { line: 8, name: 'third', count: 1 },
  ]);
});

test('leaves the code alone', () => {
  expect(codeOf(`a / b / c; // d\n'e' + /[/']/.test(f)`)).toBe(`a / b / c; \n"" + "".test(f)`);
});
