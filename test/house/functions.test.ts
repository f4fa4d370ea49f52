// The counter of lines sees every form of function with a body, and no other block.
import { expect, test } from 'vitest';
import { functionBodies } from './functions.js';

test.each([
  ['a function', 'function name(a: A): B {\n  b();\n}'],
  ['without a type', 'function name() {\n  b();\n}'],
  ['a generic function', 'async function name<T extends U>(a: T): Promise<T> {\n  b();\n}'],
  ['a type with braces', 'function name(a: A): { b: B } | undefined {\n  b();\n}'],
  ['several lines of parameters', 'function name(\n  a: A,\n): B {}'],
  ['a method', 'class X {\n  name(): void {\n    b();\n  }\n}'],
  ['an accessor', 'class X {\n  get name(): A {\n    return b;\n  }\n}'],
  ['a private generator', 'class X {\n  *#name(): Generator<A> {\n    b();\n  }\n}'],
  ['an arrow', 'const name = (a: A): B => {\n  b();\n};'],
  ['an async arrow', 'const name = async () => {\n  b();\n};'],
  ['braces in texts', "function name() {\n  b('}');\n}"],
])('%s', (_, text) => {
  expect(functionBodies(text).map(({ name, lines }) => [name.replace('#', ''), lines])).toEqual([
    ['name', 3],
  ]);
});

test.each([
  ['a condition', 'if (a) {\n  b();\n}'],
  ['a loop', 'for (const a of b) {\n  b();\n}'],
  ['a choice', 'switch (a) {\n}'],
  ['a catch', 'try {\n} catch (error) {\n}'],
  ['a signature', 'interface X {\n  name(): { a: A };\n}'],
  ['an arrow without a block', 'const name = () => ({ a: 1 });'],
  ['a call before a colon', 'const x = a ? b(c) : { d };'],
])('not %s', (_, text) => {
  expect(functionBodies(text)).toEqual([]);
});
