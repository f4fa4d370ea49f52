// Words of master files that stand twice, in two parts or in the form of another place.
import { expect, test } from 'vitest';
import { KINDS, problemsOf } from './mistake-files.js';

const [file, around] = KINDS.master;

test.each<[string, string[]]>([
  [
    'www RP ops@y.test. .',
    [
      '5:1 warning: the mailbox of the RP record has an @, which is a part of the name -> write a dot in its place: `ops.y.test.`',
    ],
  ],
  [
    'www RP j.doe@y.test. ns',
    [
      '5:1 warning: the mailbox of the RP record has an @, which is a part of the name -> write a dot in its place: `j\\.doe.y.test.`',
    ],
  ],
  [
    'n NAPTR 10 10 "u" "E2U+sip" "" sip@y.test.',
    [
      '5:1 warning: the replacement of the NAPTR record has an @, which is a part of the name -> write a dot in its place: `sip.y.test.`',
    ],
  ],
  [
    'www TXT hello”',
    [
      '5:1 warning: the text ends with ”, a quotation mark that is a part of it -> the quotes that enclose a text are the straight ones: "',
    ],
  ],
  [
    'www TXT ” next',
    [
      '5:1 warning: the text begins with ”, a quotation mark that is a part of it -> the quotes that enclose a text are the straight ones: "',
    ],
  ],
  ['www TXT "of the dogs’" "”"', []],
  [
    'www IN IN A 192.0.2.1',
    ['5:8 error: expected a record type, found "IN" -> the class stands once, before the type'],
  ],
  [
    'www in 60 in A 192.0.2.1',
    ['5:11 error: expected a record type, found "in" -> the class stands once, before the type'],
  ],
  ['$TTL 1 hour', ['5:8 error: expected the end of the line, found "hour" -> did you mean `$TTL 1h`?']],
  ['$TTL 2 Days', ['5:8 error: expected the end of the line, found "Days" -> did you mean `$TTL 2d`?']],
  ['$TTL 1h hour', ['5:9 error: expected the end of the line, found "hour"']],
  ['$TTL 5 months', ['5:8 error: expected the end of the line, found "months"']],
  ['@ NS NS ns', ['5:9 error: expected the end of the record, found "ns" -> the type stands once']],
  ['www A A 192.0.2.1', ['5:7 error: expected an IPv4 address, found "A" -> the type stands once']],
  ['@ MX mx 10 ns', ['5:6 error: expected a number from 0 to 65535, found "mx" -> the type stands once']],
  [
    '@ NS ns ns',
    [
      '5:9 error: expected the end of the record, found "ns" -> NS has one host, as in `ns1`: write a line for each',
    ],
  ],
  [
    'www CNAME 10 ns',
    ['5:14 error: expected the end of the record, found "ns" -> CNAME has one name, as in `www`'],
  ],
])('%s', (text, expected) => {
  expect(problemsOf(file, around(text))).toEqual(expected);
});
