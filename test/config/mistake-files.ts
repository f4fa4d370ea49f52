// What stands around a mistake in files of each kind, and the problems that a load of it finds.
import { lines, load } from './load-files.js';

type Around = (text: string) => string;

const indented = (text: string, indent: string) => text.replaceAll('\n', `\n${indent}`);

/** What stands around a mistake, by the kind of file that it is in. */
export const KINDS = {
  master: [
    'zones/y.test.zone',
    text => `$TTL 60\n@ SOA ns root 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n${text}\n`,
  ],
  zone: ['zones/y.test.yaml', text => `zone: y.test\n${text}\n`],
  records: ['zones/y.test.yaml', text => `zone: y.test\nrecords:\n  ${indented(text, '  ')}\n`],
  pool: [
    'zones/y.test.yaml',
    text =>
      `zone: y.test\npools:\n  www:\n    members: [192.0.2.1, 192.0.2.2]\n    ${indented(text, '    ')}\n`,
  ],
  members: ['zones/y.test.yaml', text => `zone: y.test\npools: { www: { members: [192.0.2.1, ${text}] } }\n`],
  config: ['rondo.yaml', text => `zones: []\n${text}\n`],
  dnsmasq: ['zones/y.conf', text => `no-resolv\n${text}\n`],
} satisfies Record<string, [file: string, around: Around]>;

/** `line:column severity: message -> hint` of each problem. */
export const problemsOf = (file: string, text: string) =>
  lines(load({ 'rondo.yaml': 'zones: zones/*\n', [file]: text })).map(line => line.replace(`${file}:`, ''));
