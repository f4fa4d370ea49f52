// Mistakes about the SOA record of a master file: its owner, and that it is missing.
import { describe, expect, it } from 'vitest';
import { KINDS, problemsOf } from './mistake-files.js';

const OWNER = (word: string) =>
  `1:1 error: the SOA record would be below the zone: without a final dot ${word} is relative to the zone's name`;

describe('the SOA', () => {
  const [file] = KINDS.master;
  const REST = 'SOA ns root 1 3600 600 604800 60\n@ NS ns\nns A 192.0.2.1\n';
  it.each<[string, string[]]>([
    ['y.test IN ', [`${OWNER('y.test')} -> write \`@\` or \`y.test.\``]],
    ['Y.Test 300 ', [`${OWNER('Y.Test')} -> write \`@\` or \`Y.Test.\``]],
    [
      'example.com IN ',
      [`${OWNER('example.com')} -> write \`example.com.\`, or \`@\` for the name of the zone`],
    ],
    [
      'IN ',
      [
        '1:1 error: expected the owner of the SOA record, found "IN" -> write `@ IN …`: @ stands for the name of the zone',
      ],
    ],
    [
      '',
      [
        '1:1 error: expected the owner of the SOA record, found "SOA" -> write `@ SOA …`: @ stands for the name of the zone',
      ],
    ],
    [
      '3600 IN ',
      [
        '1:1 error: expected the owner of the SOA record, found "3600" -> write `@ 3600 …`: @ stands for the name of the zone',
      ],
    ],
    [
      '1h ',
      [
        '1:1 error: expected the owner of the SOA record, found "1h" -> write `@ 1h …`: @ stands for the name of the zone',
      ],
    ],
    ['y.test. IN ', []],
    ['@ IN ', []],
  ])('of %j', (start, expected) => {
    expect(problemsOf(file, `${start}${REST}`)).toEqual(expected);
  });

  it.each([
    '$ORIGIN test.\ny 60 SOA ns.y root.y 1 3600 600 604800 60\n  NS ns.y\nns.y A 192.0.2.1\n',
    '$ORIGIN .\nin 3600 IN SOA ns.x. root.x. 1 3600 600 604800 60\n  NS ns.x.\n',
    '$ORIGIN in-addr.arpa.\n10 60 SOA ns.x. root.x. 1 3600 600 604800 60\n  NS ns.x.\n',
  ])('may have a name that is relative to a directive: %j', text => {
    expect(problemsOf(file, text)).toEqual([]);
  });

  it.each(['@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.2\n', '$TTL 60\n@ NS ns\nns A 192.0.2.1\n'])(
    'that is missing is the only error of %j',
    text => {
      expect(problemsOf(file, text)).toEqual([
        '1:1 error: the zone y.test has no SOA record -> begin the file with `@ SOA ns hostmaster 1 1h 10m 7d 60`',
      ]);
    },
  );
});
