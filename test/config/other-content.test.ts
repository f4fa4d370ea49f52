// Files whose names say one format and that hold another: one error with what it is and what to do.
import { describe, expect, it } from 'vitest';
import { lines, load } from './load-files.js';

const IMPORT = (file: string) => `\`rondo import ${file}\` makes zones of it`;
const NAMED = 'options { directory "/x"; };\nzone "a.test" { type master; file "a.zone"; };\n';
const CONFLICT = '<<<<<<< HEAD\nwww A 192.0.2.1\n=======\nwww A 192.0.2.2\n>>>>>>> other\n';
const APEX = '$TTL 60\n@ SOA ns root 1 3600 600 604800 60\n@ NS ns\nns A 192.0.2.1\n';
const HTML_HINT = 'fetch the file itself again, not a page about it';
const JSON_HINT = 'write it as a zone in YAML, of which JSON is a part';
const MERGE = 'the file has the marks of a merge that was not finished';

const renamed = (extension: string, format: string) =>
  `let its name end in ${extension}, or write { file: FILE, format: ${format} } under zones:`;

describe('a file that holds something else', () => {
  it.each<[string, string, string, string, string]>([
    [
      'YAML',
      'zone',
      'zone: y.test\nrecords:\n  www: { A: 192.0.2.1 }\n',
      '1:1 error: the file looks like YAML',
      renamed('.yaml', 'yaml'),
    ],
    [
      'parts of YAML',
      'zone',
      'pools:\n  www:\n    members:\n      - 192.0.2.1\n',
      '1:1 error: the file looks like YAML',
      renamed('.yaml', 'yaml'),
    ],
    [
      'YAML',
      'conf',
      'zone: y.test\nrecords:\n  www: { A: 192.0.2.1 }\n',
      '1:1 error: the file looks like YAML',
      renamed('.yaml', 'yaml'),
    ],
    [
      'dnsmasq.conf',
      'zone',
      '# lan\naddress=/a.test/192.0.2.1\nserver=192.0.2.2\n',
      '1:1 error: the file looks like dnsmasq.conf',
      renamed('.conf', 'dnsmasq'),
    ],
    [
      'a master file',
      'conf',
      APEX,
      '1:1 error: the file looks like a master file',
      renamed('.zone', 'master'),
    ],
    [
      'a hosts file',
      'zone',
      '127.0.0.1 localhost\n192.0.2.1 www www.y.test # x\n',
      '1:1 error: the file looks like a hosts file',
      IMPORT('FILE'),
    ],
    [
      'a hosts file',
      'conf',
      '127.0.0.1 localhost\n::1 ip6-localhost\n',
      '1:1 error: the file looks like a hosts file',
      IMPORT('FILE'),
    ],
    [
      'a table',
      'zone',
      'name,type,value\nwww,A,192.0.2.1\n',
      '1:1 error: the file looks like a table of values with commas',
      'write one record in each line, as `www 300 A 192.0.2.1`',
    ],
    ['JSON', 'zone', '{\n  "www": ["192.0.2.1"]\n}\n', '1:1 error: the file looks like JSON', JSON_HINT],
    [
      'JSON',
      'conf',
      '[{"name": "www", "value": "192.0.2.1"}]\n',
      '1:1 error: the file looks like JSON',
      JSON_HINT,
    ],
    [
      'HTML',
      'zone',
      '<!DOCTYPE html>\n<html><body>404</body></html>\n',
      '1:1 error: the file looks like a page of HTML or XML',
      HTML_HINT,
    ],
    [
      'HTML',
      'conf',
      '<html>\n<h1>Sign in</h1>\n</html>\n',
      '1:1 error: the file looks like a page of HTML or XML',
      HTML_HINT,
    ],
    [
      'a merge',
      'zone',
      `${APEX}${CONFLICT}`,
      `5:1 error: ${MERGE}`,
      'keep one of the two sides, and take the lines with <<<<<<<, ======= and >>>>>>> away',
    ],
    [
      'a merge',
      'yaml',
      `zone: y.test\n${CONFLICT.replaceAll('www A', 'x:')}`,
      `2:1 error: ${MERGE}`,
      'keep one of the two sides, and take the lines with <<<<<<<, ======= and >>>>>>> away',
    ],
    [
      'a merge',
      'conf',
      CONFLICT.replaceAll('www A ', 'server='),
      `1:1 error: ${MERGE}`,
      'keep one of the two sides, and take the lines with <<<<<<<, ======= and >>>>>>> away',
    ],
    [
      'nginx',
      'zone',
      'http {\n  upstream x { server 192.0.2.1; }\n}\n',
      "1:1 error: the file looks like nginx's configuration",
      IMPORT('FILE'),
    ],
    [
      'HAProxy',
      'zone',
      'defaults\n  mode http\nbackend x\n  server a 192.0.2.1:80 check\n',
      "1:1 error: the file looks like HAProxy's configuration",
      IMPORT('FILE'),
    ],
    ['named.conf', 'zone', NAMED, "1:1 error: the file looks like BIND's configuration", IMPORT('FILE')],
    [
      'UTF-16',
      'conf',
      '\ufeffaddress=/a.test/192.0.2.1\n',
      '1:1 error: the file is UTF-16 text',
      'save it as UTF-8',
    ],
    ['UTF-16', 'zone', `\ufeff${APEX}`, '1:1 error: the file is UTF-16 text', 'save it as UTF-8'],
    [
      'UTF-16 without a mark',
      'yaml',
      'zone: y.test\nrecords: { www: { A: 192.0.2.1 } }\n',
      '1:1 error: the file is UTF-16 text',
      'save it as UTF-8',
    ],
    [
      'Latin-1',
      'yaml',
      'zone: y.test\nrecords: { www: { TXT: Büro } }\n',
      '2:25 error: the file is not UTF-8 text',
      'save it as UTF-8',
    ],
  ])('is said to be %s in one error (.%s)', (what, extension, text, ...said) => {
    const [message, hint] = said;
    const file = `z/y.test.${extension}`;
    const octets = Buffer.from(
      text,
      what === 'Latin-1' ? 'latin1' : what.startsWith('UTF-16') ? 'utf16le' : 'utf8',
    );
    const loaded = load({ 'rondo.yaml': 'zones: z/*\n', [file]: octets });
    expect(lines(loaded)).toEqual([`${file}:${message} -> ${hint.replace('FILE', file)}`]);
  });

  it('is read when its name or an entry says what it is', () => {
    const entry = 'zones: [{ file: y.txt, format: dnsmasq }]\n';
    expect(lines(load({ 'rondo.yaml': entry, 'y.txt': 'address=/a.test/192.0.2.1\n' }))).toEqual([]);
  });

  it('is not guessed at while it has the records of its format', () => {
    const loaded = load({
      'rondo.yaml': 'zones: z/*\n',
      'z/y.test.zone': `${APEX}www: { A: 192.0.2.1 }\nx AA 1\n`,
    });
    expect(lines(loaded)).toHaveLength(2);
  });
});
