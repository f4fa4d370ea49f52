// Texts that a pattern could chew on for hours: readers end with them, in time that grows as the text does.
import { expect, it } from 'vitest';
import { readHostsFile } from '../../src/config/dnsmasq/hosts.js';
import { readDnsmasq } from '../../src/config/dnsmasq/reader.js';
import { Rules } from '../../src/config/dnsmasq/rules.js';
import { masterOrigin } from '../../src/config/format/master-origin.js';
import { Problems } from '../../src/source/problem.js';
import { readYamlZone } from '../../src/zone/yaml/reader.js';

const LENGTH = 100_000;
const many = (text: string) => text.repeat(LENGTH / text.length);

it.each([
  ['commas', `address=${many(',')}`],
  ['slashes', `server=/${many('/')}x`],
  ['labels', `address=/${many('a.')}/192.0.2.1`],
  ['blanks before the option', `${many(' ')}x=1`],
  ['blanks behind it', `address${many(' ')}=/a/192.0.2.1`],
  ['quotes', `txt-record=a,${many('"')}`],
  ['backslashes', `txt-record=a,"${many('\\')}`],
  ['colons', `dns-rr=a,1,${many(':')}`],
  ['dashes', `${many('-')}x`],
  ['equals signs', many('=')],
])('dnsmasq.conf with a line of %s', (_, text) => {
  const problems = new Problems();
  readDnsmasq(`${text}\nnonsense=1\n`, { file: 'x.conf', problems, modifiedSeconds: 1 });
  expect(problems.list.map(({ message }) => message)).toContain('unknown option "nonsense"');
});

it.each([
  ['blanks', `192.0.2.1${many(' ')}a.test`],
  ['percent signs', many('fe80::1%')],
  ['number signs', many('#')],
  ['carriage returns', many('\r')],
  ['one long name', `192.0.2.1 ${many('a')}`],
])('a hosts file with a line of %s', (_, text) => {
  const problems = new Problems();
  readHostsFile(text, 'hosts', new Rules(), problems);
  expect(problems.hasErrors).toBe(false);
});

it('a mailbox of many at signs, and a zone that nothing names', () => {
  const problems = new Problems();
  const text = `zone: x.test\nsoa: { rname: "${many('@')}\\n" }\n`;
  readYamlZone(text, { file: 'x.yaml', problems, modifiedSeconds: 1 });
  expect(problems.hasErrors).toBe(true);
  expect(masterOrigin(`${many('-')}!`, Buffer.from(many('a ')))).toBeUndefined();
});
