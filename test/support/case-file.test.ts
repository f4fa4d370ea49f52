// What the reader of case files says about mistakes in them.
import { expect, test } from 'vitest';
import { parseCase } from './case-file.js';

const head = 'why: RFC 1035 says so\ndnsmasq: local=/a/\n';

test('a misspelt key is named with its step', () => {
  const text = `${head}steps:\n  - { query: a A, rcode: NOERROR }\n  - { query: a A, rcode: NOERROR, answr: "" }\n`;
  expect(() => parseCase(text, 'x.yaml')).toThrow(/^x\.yaml: steps\[1\]:\n.*"answr"/);
});

test('a step must say what comes', () => {
  expect(() => parseCase(`${head}steps: [{ query: a A }]`, 'x.yaml')).toThrow(
    'x.yaml: steps[0]: expected exactly one of rcode, drop, forwarded',
  );
});

test('a step does one thing', () => {
  expect(() => parseCase(`${head}steps: [{ query: a A, elapse: 1s }]`, 'x.yaml')).toThrow(
    'x.yaml: steps[0]: expected exactly one of query, raw, set, elapse',
  );
});

test('a case says why it is there', () => {
  expect(() => parseCase('steps: [{ elapse: 1s }]', 'x.yaml')).toThrow(/^x\.yaml:\n.*\n.*at why/);
});

test('a key that stands twice is a mistake', () => {
  expect(() => parseCase(`${head}why: once more\n`, 'x.yaml')).toThrow(/^x\.yaml: Map keys must be unique/);
});
