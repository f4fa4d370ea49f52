// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how $GENERATE writes its slots.
import { describe, expect, test } from 'vitest';
import { read } from './master-text.js';

/** The directive after `$GENERATE ` and the records that it makes. */
const good: [text: string, records: string[]][] = [
  [
    '1-3 host$ A 10.0.0.$',
    ['host1.example.com. 9 A 10.0.0.1', 'host2.example.com. 9 A 10.0.0.2', 'host3.example.com. 9 A 10.0.0.3'],
  ],
  [
    '0-4/2 $ 5 IN A 10.0.0.$',
    ['0.example.com. 5 A 10.0.0.0', '2.example.com. 5 A 10.0.0.2', '4.example.com. 5 A 10.0.0.4'],
  ],
  ['7-7 h${3} PTR ${-5,3}.x', ['h10.example.com. 9 PTR 002.x.example.com.']],
  [
    '10-10 d${0,4,d}-o${0,4,o}-x${0,4,x}-X${0,4,X} A 10.0.0.$',
    ['d0010-o0012-x000a-X000A.example.com. 9 A 10.0.0.10'],
  ],
  ['171-171 ${0,3,n}.r PTR ${0,5,N}.s', ['b.a.r.example.com. 9 PTR B.A.0.s.example.com.']],
  ['1-1 $ MX 10 mail$', ['1.example.com. 9 MX 10 mail1.example.com.']],
  ['1-1 $ MX "10 mail$"', ['1.example.com. 9 MX 10 mail1.example.com.']],
  ['1-1 $ TXT one$ "two $"', ['1.example.com. 9 TXT "one1" "two 1"']],
  ['5-5 a\\$$$-$ A 10.0.0.$', ['a\\$\\$-5.example.com. 9 A 10.0.0.5']],
  ['1-2 @ A 10.0.0.$', ['example.com. 9 A 10.0.0.1', 'example.com. 9 A 10.0.0.2']],
  ['2147483647-2147483647 $ A 10.0.0.1', ['2147483647.example.com. 9 A 10.0.0.1']],
];

describe('$GENERATE', () => {
  test.each(good)('%s', (text, records) => {
    const { records: found, complaints } = read(`$TTL 9\n$GENERATE ${text}\n`);
    expect(complaints).toEqual([]);
    expect(found).toEqual(records);
  });

  test.each([
    ['', '1:10 error expected a range'],
    [
      '3-1 a$ A 10.0.0.$',
      '1:11 error expected a range as 1-100 or 0-98/2, rising, up to 2147483647, found "3-1"',
    ],
    ['1-3/0 a$ A 10.0.0.$', '1:11 error expected a range'],
    ['0-2147483648 a$ A 10.0.0.1', '1:11 error expected a range'],
    ['0-1000000 a$ A 10.0.0.1', '1:11 error expected a range of at most 1000000 records, found "0-1000000"'],
    ['1-3', '1:14 error expected an owner name'],
    ['1-3 a$', '1:17 error expected a record type'],
    ['1-3 a$ 9 A', '1:21 error expected RDATA'],
    ['1-3 a${0,0,q} 9 A 10.0.0.1', '1:15 error expected ${offset,width,base}'],
    ['1-3 a${0,999} 9 A 10.0.0.1', '1:15 error expected ${offset,width,base}'],
    ['1-3 a${0 9 A 10.0.0.1', '1:15 error expected ${offset,width,base}'],
    ['1-3 a${-2} 9 A 10.0.0.1', '1:15 error expected a value from 0 to 2147483647, found -1 (where $ is 1)'],
    ['254-256 a$ 9 A 10.0.0.$', '1:26 error expected an IPv4 address, found "10.0.0.256" (where $ is 256)'],
    ['1-3 a..$ 9 A 10.0.0.$', '1:15 error a label is empty (where $ is 1)'],
    ['1-3 a$ 9 TXT "$ ("', '1:24 error expected a closing parenthesis'],
  ])('%j is a mistake', (text, expected) => {
    const { complaints } = read(`$GENERATE ${text}\n`);
    expect(complaints).toHaveLength(1);
    expect(complaints[0].slice(0, expected.length)).toBe(expected);
  });
});
