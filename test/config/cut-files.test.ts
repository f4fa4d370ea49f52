// Files that may have been cut off are read with a warning, or refused where the cut shows in a record.
import { expect, it } from 'vitest';
import { lines, load } from './load-files.js';

const WARNING =
  'warning: the last line does not end with a newline: the file may have been cut off -> if it is whole, end its last line, too';

const ZONE = '@ SOA ns hostmaster 1 60 60 60 5\n@ NS ns\nns A 192.0.2.1\n';
const CONFIG = 'zones: [a.test.zone]\nforward: off\n';

it('a zone whose last line does not end is served with a warning, and so are files that it includes', () => {
  expect(
    lines(
      load({
        'rondo.yaml': CONFIG,
        'a.test.zone': `${ZONE}$INCLUDE more\nwww A 192.0.2.10`,
        more: 'x A 192.0.2.2',
      }),
    ),
  ).toEqual([`a.test.zone:5:17 ${WARNING}`, `more:1:14 ${WARNING}`]);
});

it.each([
  ['www A 192.0.2.', 'expected an IPv4 address'],
  ['www TXT "half', 'expected a closing quote'],
  ['www TXT ( "one"\n', 'expected a closing parenthesis'],
  ['$ORIG', 'expected a directive'],
  ['www A', 'expected an IPv4 address'],
])('a zone that is cut in a record is refused: %s', (end, why) => {
  expect(lines(load({ 'rondo.yaml': CONFIG, 'a.test.zone': ZONE + end })).join('\n')).toContain(why);
});

it('the same holds for zones in YAML, dnsmasq.conf with what it names, and rondo.yaml', () => {
  const files = {
    'rondo.yaml': 'forward: off\nzones: [b.yaml, c.conf]',
    'b.yaml': 'zone: y.te',
    'c.conf': 'addn-hosts=hosts\naddn-hosts=none\naddress=/c.test/192.0.2.1',
    hosts: '192.0.2.1 h.te',
    none: '',
  };
  expect(lines(load(files)).sort()).toEqual([
    `b.yaml:1:11 ${WARNING}`,
    `c.conf:3:26 ${WARNING}`,
    `hosts:1:15 ${WARNING}`,
    'none:1:1 warning: the file is empty',
    `rondo.yaml:2:24 ${WARNING}`,
  ]);
});
