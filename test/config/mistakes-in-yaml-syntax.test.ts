// Slips in the syntax of YAML in the words of this project, and owners in zones of addresses that nobody asks for.
import { describe, expect, it } from 'vitest';
import { lines, load } from './load-files.js';
import { problemsOf } from './mistake-files.js';

describe('zone of addresses', () => {
  it.each([
    [
      '1.168.192.in-addr.arpa',
      '192.168.1.9',
      '192.168.1.9.1.168.192.in-addr.arpa has more numbers than an address -> did you mean `9`?',
    ],
    [
      '168.192.in-addr.arpa',
      '9.1.168.192',
      '9.1.168.192.168.192.in-addr.arpa has more numbers than an address -> did you mean `9.1`?',
    ],
    [
      '1.168.192.in-addr.arpa',
      '10.0.0.9',
      '10.0.0.9.1.168.192.in-addr.arpa has more numbers than an address -> write the numbers that the name of the zone lacks, the last of the address first',
    ],
    [
      '1.168.192.in-addr.arpa',
      '09',
      '09.1.168.192.in-addr.arpa has a number with zeros in front, which nobody asks for -> did you mean `9`?',
    ],
    [
      '8.b.d.0.1.0.0.2.ip6.arpa',
      '"2001:db8::9"',
      '2001:db8::9.8.b.d.0.1.0.0.2.ip6.arpa has an address as a label -> did you mean `9.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0`?',
    ],
  ])('%s: %s', (zone, owner, expected) => {
    const text = `zone: ${zone}\nrecords:\n  ${owner}: { PTR: a.example. }\n`;
    const found = problemsOf('zones/r.yaml', text);
    expect(found.map(line => line.replace(/^\S+ /, ''))).toEqual([`warning: ${expected}`]);
  });
});

describe('syntax', () => {
  it.each([
    [
      '  zone: y.test\npools:\n  www:\n    members: [10.0.0.1]',
      '1:3 error: the first key begins in column 3, and this file has others in column 1 -> the keys of one mapping begin in the same column',
    ],
    [
      'zone: y.test\npools\n  www: { members: [10.0.0.1] }',
      '2:1 error: expected a colon after pools -> write `pools:`',
    ],
    [
      'zone: y.test\nns:\n  * ns1',
      '3:3 error: expected a - before an entry of a list, found * -> write `- ns1`',
    ],
    [
      'zone: y.test\npools:\n  www:\n    members:\n    - address: 10.0.0.1\n     weight: 2',
      '6:6 error: this key begins in column 6, and the one above it in column 7 -> the keys of one mapping begin in the same column',
    ],
    ['zone: y.test\nsoa: { serial: 7 }}', '2:19 error: expected a { for this }, found none'],
    [
      'zone: y.test\nrecords: { a: { TXT: b: c } }',
      '2:22 error: expected quotes around a text with a colon and a space in it -> write "b: c"',
    ],
    [
      'zone: y.test\nrecords: { a: { A: 10.0.0.1 TXT: c } }',
      '2:20 error: expected a comma before TXT: -> or quotes, if it is one text: "10.0.0.1 TXT: c"',
    ],
    [
      '{"zone": "y.test"; "records": {}}',
      '1:18 error: expected a comma, found ; -> a comma stands between entries',
    ],
    [
      'zone: y.test\nrecords:\n  a: { TXT: "b" },',
      '3:18 error: expected nothing behind the bracket, found a comma -> a comma stands between entries in brackets, not behind lines',
    ],
    [
      'zone: y.test\nrecords:\n  a:\n    TXT: "b" c',
      '4:14 error: expected nothing behind the closing " -> a quote inside the text is written as \\"',
    ],
    [
      'zone: y.test\nrecords:\n  a: { TXT: "b\\;c" }',
      '3:15 error: expected no backslash here: \\; stands for nothing in double quotes -> leave it out, or write \\\\ for a backslash',
    ],
    [
      'zone: y.test\nrecords: !include more.yaml',
      '2:10 error: !include takes nothing in here -> write the value itself',
    ],
    [
      'zone: y.test\nrecords:\n  a: { TXT: !wow }',
      '3:13 error: expected quotes around !wow: YAML has another use for ! at the start -> write "!wow"',
    ],
  ])('%s', (text, expected) => {
    expect(problemsOf('zones/y.test.yaml', `${text}\n`)).toEqual([expected]);
  });

  it.each([
    [
      'zones: **/*.yaml',
      'rondo.yaml:1:8 error: expected quotes around **/*.yaml: YAML has another use for * at the start -> write "**/*.yaml"',
    ],
    [
      'zones: []\nallow: !10.0.0.0/8',
      'rondo.yaml:2:8 error: expected quotes around !10.0.0.0/8: YAML has another use for ! at the start -> write "!10.0.0.0/8"',
    ],
  ])('%s', (text, expected) => {
    expect(lines(load({ 'rondo.yaml': `${text}\n` }))).toEqual([expected]);
  });
});
