// Lines of a dnsmasq.conf read in a test, with files that they may name.
import { expect } from 'vitest';
import type { DnsmasqInclude } from '../../src/config/dnsmasq/included-text.js';
import { readDnsmasq } from '../../src/config/dnsmasq/reader.js';
import { Problems } from '../../src/source/problem.js';
import { problemLines, recordsOf } from '../support/zone-text.js';

export const FILES: Record<string, string> = {
  hosts: '# local\n192.0.2.7 alpha.test beta.test # both\n\n192.0.2.8\talpha.test\nfe80::1%eth0 gamma.test\n',
  junk: '192.0.2.300 a.test\n192.0.2.2 a..test ok.test\n',
  'more.conf': 'address=/more.test/192.0.2.9\n',
  self: 'conf-file=self\n',
  'd/a.conf': 'address=/a.test/192.0.2.1\n',
  'd/b.bak': 'nonsense\n',
  'd/c~': 'nonsense\n',
};

export const include: DnsmasqInclude = {
  file: path => {
    if (FILES[path] === undefined) throw new Error(`there is no file ${path}`);
    return { file: path, text: FILES[path] };
  },
  folder: path => {
    const names = Object.keys(FILES).filter(name => name.startsWith(`${path}/`));
    return names.length > 0 ? names.sort() : undefined;
  },
  host: name => (name === 'dns.lan' ? ['192.0.2.53', '2001:db8::53'] : []),
};

export function read(text: string) {
  const problems = new Problems();
  const result = readDnsmasq(text, { file: 'd.conf', problems, modifiedSeconds: 1_700_000_000, include });
  return { ...result, problems };
}

/** The zones of a text without mistakes, by label and kind. */
export function zones(text: string): Record<string, string[]> {
  const { zones: found, problems } = read(text);
  expect(problemLines(problems)).toEqual([]);
  return Object.fromEntries(found.map(zone => [`${zone.label} ${zone.kind}`, recordsOf(zone)]));
}
