// Zone files by their usual names: which files of a folder are read, what their zones are called, and what is said of the others.
import { chmodSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { doubtOf, nameOfFile } from '../../src/config/format/zone-file-name.js';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import { labelOfZone } from '../../src/config/load-memory.js';
import { unreadTexts } from '../../src/config/unread-files.js';
import { lookAtHead } from '../../src/config/zone-look.js';
import { nameToLabel } from '../../src/dns/name.js';
import { TempFolder } from '../support/temp-folder.js';
import { lines, load } from './load-files.js';

const MASTER = '$TTL 60\n@ IN SOA ns root 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n';
const YAML = 'zone: y.test\nrecords: { "@": { A: 192.0.2.1 } }\n';

const labels = ({ zones }: Loaded) => zones.map(labelOfZone).sort();

/** A folder of zones, and loads of it one after another. */
function course(files: Record<string, string>): {
  folder: TempFolder;
  next: () => { loaded: Loaded; problems: string[]; unread: string[] };
} {
  const folder = new TempFolder();
  onTestFinished(() => folder.remove());
  folder.write('rondo.yaml', 'zones: z/*\n');
  for (const [name, text] of Object.entries(files)) folder.write(`z/${name}`, text);
  let former: Loaded | undefined;
  return {
    folder,
    next: () => {
      const loaded = loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} }, former?.memory);
      former = loaded;
      const unread = unreadTexts(loaded.unread).map(text => text.replaceAll(`${folder.path}/`, ''));
      return { loaded, problems: lines({ ...loaded, folder }), unread };
    },
  };
}

describe('files of a folder', () => {
  it('are read by any name when they look like zones, and named when they do not', () => {
    const { next } = course({
      'db.a.test': MASTER,
      'b.test': MASTER,
      'c.test.txt': MASTER,
      'd.test.hosts': MASTER,
      '1.168.192.in-addr.arpa.rev': MASTER,
      'e.test.signed': MASTER,
      'db.f.test.db': MASTER,
      'named.g.test': MASTER,
      'pri.h.test': MASTER,
      'i.test.zone.signed': MASTER,
      anything: YAML,
      'notes.txt': '\n  shopping: "eggs"\n',
      'dsset-a.test.': 'a.test. IN DS 1 13 2 00\n',
      empty: '',
      'b.test~': MASTER,
      '#b.test#': MASTER,
      'b.test.dpkg-old': MASTER,
      'b.test.rpmsave': MASTER,
      'b.test.swp': MASTER,
      'b.test.jnl': MASTER,
    });
    const { loaded, problems, unread } = next();
    expect(problems).toEqual([]);
    expect(labels(loaded)).toEqual([
      '1.168.192.in-addr.arpa',
      ...'a.test b.test c.test d.test e.test f.test g.test h.test i.test y.test'.split(' '),
    ]);
    expect(unread).toEqual([
      'z/dsset-a.test. (no zone: first line is "a.test. IN DS 1 13 2 00")',
      'z/empty (no zone: it is empty)',
      'z/notes.txt (no zone: first line is "shopping: \'eggs\'")',
    ]);
  });

  it('that configure other programs are named with the command that reads them', () => {
    const { next } = course({
      'named.conf': '// all\noptions { directory "/var"; };\nzone "a.test" { type primary; };\n',
      'zones.rfc1918': 'zone "10.in-addr.arpa" { type master; file "x"; };\n',
      'nginx.conf': 'user www;\nhttp {\n  server { listen 80; }\n}\n',
      'haproxy.cfg': 'global\n  daemon\nbackend web\n  server a 192.0.2.1:80\n',
      Corefile: '.:53 {\n  forward . 192.0.2.1\n}\n',
      'lan.conf': 'address=/c.test/192.0.2.1\n',
    });
    const { loaded, problems, unread } = next();
    expect(labels(loaded)).toEqual(['c.test']);
    expect(problems).toEqual([]);
    const is = (name: string, program: string) =>
      `z/${name} (looks like ${program}'s configuration: \`rondo import z/${name}\`)`;
    expect(unread).toEqual([
      is('Corefile', 'CoreDNS'),
      is('haproxy.cfg', 'HAProxy'),
      is('named.conf', 'BIND'),
      is('nginx.conf', 'nginx'),
      is('zones.rfc1918', 'BIND'),
    ]);
  });

  it('that configure other programs and are named in the configuration are one error each', () => {
    const loaded = load({
      'rondo.yaml': 'zones: [named.conf, Corefile]\n',
      'named.conf': 'zone "a.test" {\n  type primary;\n  file "a.test";\n};\n',
      Corefile: 'a.test {\n  log\n  errors\n}\n',
    });
    expect(lines(loaded).map(line => line.replaceAll(`${loaded.folder.path}/`, ''))).toEqual([
      "rondo.yaml:1:9 error: named.conf is not read: it looks like BIND's configuration -> `rondo import named.conf` makes zones of it",
      "rondo.yaml:1:21 error: Corefile is not read: it looks like CoreDNS's configuration -> `rondo import Corefile` makes zones of it",
    ]);
  });

  it('that were zones keep their last good version when they become the configuration of another program', () => {
    const { folder, next } = course({ 'lan.conf': 'address=/c.test/192.0.2.1\n' });
    next();
    folder.write('z/lan.conf', 'options { directory "/var/cache/bind"; };\n');
    const { loaded, problems, unread } = next();
    expect(labels(loaded)).toEqual(['c.test']);
    expect(problems).toEqual([
      "rondo.yaml:1:8 error: z/lan.conf is not read: it looks like BIND's configuration -> `rondo import z/lan.conf` makes zones of it",
    ]);
    expect(unread).toEqual([]);
  });

  it('that were meant to be zones are warned of', () => {
    const { next, folder } = course({ 'a.test': MASTER, common: '$TTL 60\nwww A 192.0.2.1\n', 'u.test': '' });
    folder.write('z/u.test', Buffer.from(`\ufeff${MASTER}`, 'utf16le'));
    folder.write('z/raw.test', Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 1, 0, 0));
    symlinkSync('nowhere', folder.at('z/link.test'));
    const { loaded, problems } = next();
    expect(labels(loaded)).toEqual(['a.test']);
    expect(problems).toEqual([
      'z/common:1:1 warning: the file is not read: it has no SOA record -> begin it with `@ SOA ns hostmaster 1 1h 10m 7d 60`',
      'z/link.test:1:1 warning: the file is not read: there is no such file -> mend it, or move it to another folder',
      "z/raw.test:1:1 warning: the file is not read: it is in BIND's raw format -> turn it into text with named-compilezone -f raw -F text",
      'z/u.test:1:1 warning: the file is not read: it is UTF-16 text -> save it as UTF-8',
    ]);
    folder.write('z/nowhere', MASTER);
    const { loaded: again, unread } = next();
    expect(again.files).toContain(folder.at('z/link.test'));
    // A link to a file that is a zone by itself would hold that zone, too.
    expect(labels(again)).toEqual(['a.test', 'link.test', 'nowhere']);
    expect(unread).toEqual([]);
  });

  it('keep what others may not read to themselves', () => {
    const { next, folder } = course({ 'a.test': MASTER, password: 'hunter2\n' });
    chmodSync(folder.at('z/password'), 0o600);
    expect(next().unread).toEqual(['z/password (no zone: it has no SOA record)']);
  });

  it('are named up to a bound, without what would spoil a terminal', () => {
    const many = Array.from({ length: 1_200 }, (_, index) => [`note${index}`, 'x'] as const);
    const { loaded, problems } = course({ 'a.test.zone': MASTER, ...Object.fromEntries(many) }).next();
    expect([loaded.unread.count, loaded.unread.files.length]).toEqual([1_000, 20]);
    expect([loaded.isServable, loaded.faults.length]).toEqual([true, 1]);
    expect(problems).toEqual([expect.stringContaining('error: so many files are no zones that')]);
    const { unread } = course({ 'a\u001b[2J': `\u001b[31m${'x'.repeat(100)}` }).next();
    expect(unread).toEqual([`z/a?[2J (no zone: first line is "?[31m${'x'.repeat(35)}…")`]);
  });

  it('are read once they look like zones, and keep their last good version when they do no more', () => {
    const { next, folder } = course({ 'a.test.zone': MASTER, 'b.test': 'not yet\n' });
    expect(labels(next().loaded)).toEqual(['a.test']);
    folder.write('z/b.test', MASTER);
    expect(labels(next().loaded)).toEqual(['a.test', 'b.test']);
    for (const text of ['not any more\n', '', 'zone', '$TTL 60\n']) {
      folder.write('z/b.test', text);
      const { loaded, problems, unread } = next();
      expect(labels(loaded)).toEqual(['a.test', 'b.test']);
      expect(problems.join()).toContain('z/b.test:');
      expect(loaded.problems.hasErrors).toBe(true);
      expect(unread).toEqual([]);
    }
    rmSync(folder.at('z/b.test'));
    expect(labels(next().loaded)).toEqual(['a.test']);
  });

  it('that are named in the configuration are always read, and a folder may stand for its files', () => {
    const loaded = load({
      'rondo.yaml': 'zones: [z, notes.txt, y.txt]\n',
      'z/db.a.test': MASTER,
      'notes.txt': 'shopping\n',
      'y.txt': YAML,
    });
    expect(labels(loaded)).toEqual(['a.test', 'y.test']);
    expect(lines(loaded)[0]).toMatch(/^notes\.txt:1:9 error: /);
    const { folder, memory } = loaded;
    renameSync(folder.at('z'), folder.at('away'));
    const again = loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} }, memory);
    expect(labels(again)).toEqual(['a.test', 'y.test']);
    expect(lines({ ...again, folder })[0]).toContain('z/* led to z/db.a.test, which cannot be found now');
  });
});

describe('the beginning of a file', () => {
  const look = (text: string | Uint8Array, isCut = false) =>
    lookAtHead({ bytes: Buffer.from(text as string), isCut, isPublic: true }).format;

  it.each([
    ['an SOA record', '@ SOA ns root 1 2 3 4 5'],
    ['with TTL and class', 'x.test. 1h IN SOA ns.x.test. root.x.test. (\n 2024010101 ; serial\n'],
    ['with the class first', '\tIN 3600 soa a b (1 2 3 4 5)'],
    ['with its names in brackets, too', '@ IN SOA (\n  ns.x.test. ; primary\n  root.x.test.\n  7'],
    ['behind a byte order mark and comments', '\ufeff; SOA? yes\r\n\r\n@ SOA ns root 1 2 3 4 5\r\n'],
    ['an SOA record in an included file', '$TTL 1h\n$INCLUDE soa.inc\n'],
    ['behind many others', `${'; text\n'.repeat(5_000)}@ SOA a b 1`],
  ])('tells a master file by %s', (_, text) => expect(look(text)).toBe('master'));

  it.each([
    ['prose', 'The SOA record is important\n'],
    ['a comment', '; @ SOA ns root 1 2 3 4 5\n'],
    ['a text', 'x TXT "a SOA b c 5"\n'],
    ['nothing but directives', '$TTL 60\n$ORIGIN x.test.\n'],
    ['a mapping without a zone', 'zones: x\n  zone: y\n'],
    ['a zone that is no name', 'zone: the part of a town\n'],
    ['octets that are no text', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16)],
  ])('tells that it is none by %s', (_, text) => expect(look(text)).toBeUndefined());

  it.each([
    ['a zone in YAML', '# ours\n---\nttl: 5\nzone: x.test # here\n'],
    ['one in braces', '{ "zone": "x.test", "records": {} }\n'],
  ])('tells %s', (_, text) => expect(look(text)).toBe('yaml'));

  it('tells a long file by its directives', () => {
    expect(look('$ORIGIN x.test.\n; a long licence', true)).toBe('master');
  });

  it.each([['\n'], [' '], ['a '], ['('], ['@ SOA '], ['zone'], ['a SOA a a '], ['1\t']])(
    'is looked at in little time when it is full of %j',
    unit => expect(look(unit.repeat(65_536 / unit.length))).toBeUndefined(),
  );
});

describe('the name of a zone', () => {
  it.each([
    ['db.x.test', 'x.test'],
    ['named.x.test', 'x.test'],
    ['pri.x.test', 'x.test'],
    ['pri.ee', 'pri.ee'],
    ['pri.x.test.zone', 'pri.x.test'],
    ['x.test.txt', 'x.test'],
    ['x.test.hosts', 'x.test'],
    ['x.test.db.signed', 'x.test'],
    ['db.x.test.signed', 'x.test'],
    ['x.test.DNS', 'x.test'],
    ['1.168.192.in-addr.arpa', '1.168.192.in-addr.arpa'],
    ['.txt', undefined],
  ])('of the file %s is %s', (file, label) => {
    const name = nameOfFile(`some/zones/${file}`);
    expect(name && nameToLabel(name)).toBe(label);
  });

  it.each([
    ['db.127', '127.in-addr.arpa'],
    ['db.192.168.1', '1.168.192.in-addr.arpa'],
    ['192.168.1.rev', '1.168.192.in-addr.arpa'],
    ['1.168.192.rev', '1.168.192.in-addr.arpa'],
    ['db.10', '10.in-addr.arpa'],
    ['16.172.zone', '16.172.in-addr.arpa'],
    ['named.198.51.100', '100.51.198.in-addr.arpa'],
    ['fwd.x.test.external', 'x.test'],
    ['x.test.conf.txt', 'x.test'],
    ['empty', undefined],
  ])('is doubtful in %s: %s', (file, meant) => {
    const name = nameOfFile(file);
    const doubt = doubtOf(file, nameToLabel(name!));
    expect(doubt).toMatchObject(meant === undefined ? { why: 'has only one label' } : { meant });
  });

  it.each(['x.test', 'lan.zone', 'db.home', 'internal', '1.168.192.in-addr.arpa'])(
    'is not doubtful in %s',
    file => {
      expect(doubtOf(file, nameToLabel(nameOfFile(file)!))).toBeUndefined();
    },
  );

  it('is warned of with the right one, unless the file says it', () => {
    const files = { 'rondo.yaml': 'zones: z/*\n', 'z/db.127': MASTER, 'z/2001:db8.rev': MASTER };
    expect(lines(load(files))).toEqual([
      'rondo.yaml:1:8 error: the zone of z/2001:db8.rev cannot be told -> write `$ORIGIN 8.b.d.0.1.0.0.2.ip6.arpa.` at the top of the file, or { file: z/2001:db8.rev, origin: 8.b.d.0.1.0.0.2.ip6.arpa } under zones:',
      'z/db.127:1:1 warning: the zone is called 127 after its file, which is the number of a network; is it 127.in-addr.arpa? -> write `$ORIGIN 127.in-addr.arpa.` at the top of the file, or { file: z/db.127, origin: 127.in-addr.arpa } under zones:',
    ]);
    const said = {
      ...files,
      'z/db.127': `$ORIGIN 127.in-addr.arpa.\n${MASTER}`,
      'z/2001:db8.rev': MASTER.replaceAll('@', '8.b.d.0.1.0.0.2.ip6.arpa.'),
    };
    expect(lines(load(said))).toEqual([]);
  });

  it.each([
    ['x.zone', ''],
    ['y.test.zone', '; the zone\n'],
  ])('is not that of an $ORIGIN without a final dot: one error in %s says so', (file, above) => {
    const loaded = load({ 'rondo.yaml': 'zones: z/*\n', [`z/${file}`]: `${above}$ORIGIN y.test\n${MASTER}` });
    expect(lines(loaded)).toEqual([
      `z/${file}:${above === '' ? 1 : 2}:9 error: the SOA record would be below the zone: without a final dot y.test is relative to the zone's name -> write \`$ORIGIN y.test.\``,
    ]);
    expect(loaded.leftOut.map(({ origin }) => nameToLabel(origin))).toEqual(['y.test']);
  });
});
