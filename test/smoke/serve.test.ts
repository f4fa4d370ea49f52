// `rondo serve` and `rondo check` as a person meets them: what is served, and what mistakes in files look like.
import { afterAll, describe, expect, test } from 'vitest';
import { answers, ask, extendedErrors, TcpClient, tcpQuery } from '../support/ask.js';
import { rondo, serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

describe('what is served', () => {
  test('--zone FILE alone: that file, no configuration, no admin listener, no forwarding', async () => {
    const alone = new TempFolder();
    alone.write('rondo.yaml', 'listn: nonsense, which is not read');
    alone.write('shop.example.zone', masterFile('www A 192.0.2.1'));
    const { port, admin } = await serveInTest(['--zone', 'shop.example.zone'], alone.path);
    alone.remove();

    expect(admin).toBe('off');
    const own = await ask(port, 'www.shop.example A');
    expect(answers(own)).toEqual(['60 IN A 192.0.2.1']);
    expect([...own.flags]).toEqual(['qr', 'aa', 'rd']);
    const other = await ask(port, 'www.example.org A');
    expect(other.rcode).toBe(5);
    expect([...other.flags]).toEqual(['qr', 'rd']);
    expect(extendedErrors(other)).toEqual(['20 no zone here holds this name']);
  });

  test('every --zone and every --listen that is given, IPv6 too, over UDP and TCP', async () => {
    folder.write('a.example.zone', masterFile('www A 192.0.2.1'));
    folder.write('b.example.zone', masterFile('www A 192.0.2.2'));
    const zones = ['--zone', 'a.example.zone', '--zone', 'b.example.zone'];
    const listens = ['--listen', '[::1]:0', '--listen', '127.0.0.9:0'];
    const { listen } = await serveInTest([...zones, ...listens], folder.path);

    expect(listen.map(each => each.replace(/:\d+$/, ''))).toEqual(['127.0.0.1', '[::1]', '127.0.0.9']);
    for (const each of listen) {
      const port = Number(each.split(':').at(-1));
      const address = each.slice(0, each.lastIndexOf(':')).replace(/[[\]]/g, '');
      expect(answers(await ask(port, 'www.b.example A', { address }))).toEqual(['60 IN A 192.0.2.2']);
      const tcp = await TcpClient.open(port, address);
      tcp.send(tcpQuery('www.a.example A'));
      expect(answers((await tcp.next()) ?? expect.fail('closed'))).toEqual(['60 IN A 192.0.2.1']);
      tcp.socket.destroy();
    }
  });
});

describe('mistakes in files', () => {
  test('a zone file: every mistake with its place, the line and a caret; 65', async () => {
    const lines = ['www A 192.0.2.300', 'mail MX mail', 'host AAAAA ::1'];
    folder.write('broken.example.zone', masterFile(...lines));
    const { status, stderr } = await rondo(['serve', '--zone', 'broken.example.zone'], folder.path);
    expect(stderr).toBe(
      [
        'broken.example.zone:5:7: error: expected an IPv4 address, found "192.0.2.300"',
        '    5 | www A 192.0.2.300',
        '      |       ^^^^^^^^^^^',
        '      = help: each number is at most 255; 300 is more',
        'broken.example.zone:6:9: error: expected a number from 0 to 65535, found "mail"',
        '    6 | mail MX mail',
        '      |         ^^^^',
        '      = help: MX has a preference and a host, as in `10 mail`',
        'broken.example.zone:7:6: error: expected a record type, found "AAAAA"',
        '    7 | host AAAAA ::1',
        '      |      ^^^^^',
        '      = help: did you mean AAAA?',
        'rondo: not started: 3 errors',
        '',
      ].join('\n'),
    );
    expect(status).toBe(65);
  });

  test('rondo.yaml: the misspelt key and what was meant, beside the mistakes of the zones; 78', async () => {
    folder.write('broken.example.zone', masterFile('www A 192.0.2.300'));
    folder.write('rondo.yaml', 'listne: 127.0.0.1\nzones: [broken.example.zone]\nforward: off\n');
    const { status, stderr } = await rondo(['serve'], folder.path);
    expect(stderr).toContain(
      [
        'rondo.yaml:1:1: error: unknown key "listne"',
        '    1 | listne: 127.0.0.1',
        '      | ^^^^^^',
        '      = help: did you mean `listen`?',
      ].join('\n'),
    );
    expect(stderr).toContain('broken.example.zone:5:7: error: expected an IPv4 address');
    expect(status).toBe(78);
  });

  test.each([
    [['serve'], 'cannot read rondo.yaml: there is no such file'],
    [['serve', '--zone', 'none.zone'], 'cannot read none.zone: there is no such file'],
  ])('a file that is not there: rondo %j', async (args, message) => {
    const empty = new TempFolder();
    const { status, stderr } = await rondo(args, empty.path);
    empty.remove();
    expect(stderr).toContain(message);
    expect(status).toBe(78);
  });

  test('rondo check sums up, and passes with warnings', async () => {
    folder.write('good.example.zone', masterFile('www A 192.0.2.1', 'www 30 AAAA ::1', '@ MX 10 mail'));
    const good = await rondo(['check', 'good.example.zone'], folder.path);
    expect(good.stderr).toContain('good.example.zone:7:1: warning: the MX target mail.good.example');
    expect({ status: good.status, stdout: good.stdout }).toEqual({
      status: 0,
      stdout:
        'OK: 1 zone, 6 records, 1 warning\n  good.example: 6 records (good.example.zone, by its name)\n',
    });
    folder.write(
      'zones/pool.example.yaml',
      'zone: pool.example\npools: { www: { members: [192.0.2.1, 192.0.2.2] } }\n',
    );
    folder.write('zones/notes.txt', 'no zone\n');
    const below = await rondo(['check', 'zones'], folder.path);
    expect(below).toMatchObject({
      status: 0,
      stdout:
        'OK: 1 zone, 4 records, 0 warnings\n  pool.example: 4 records, 1 pool of 2 members (zones/pool.example.yaml)\nnot read: zones/notes.txt (no zone: first line is "no zone")\n',
    });
    folder.write(
      'copies/rondo.yaml',
      'zones: [{ name: Sec.example, primaries: [192.0.2.1, "192.0.2.2:54"] }]\n',
    );
    expect(await rondo(['check', 'copies'], folder.path)).toMatchObject({
      status: 0,
      stdout: 'OK: 0 zones, 0 records, 0 warnings\n  sec.example: a copy from 192.0.2.1, 192.0.2.2:54\n',
    });
    folder.write('broken.example.zone', masterFile('www A'));
    const broken = await rondo(['check', 'good.example.zone', 'broken.example.zone'], folder.path);
    expect(broken.stdout).toMatch(
      /^1 error: .*\n {2}good\.example: 6 records \(good\.example\.zone, by its name\)\n$/,
    );
    expect(broken.status).toBe(65);
    folder.write('good.example.zone~', 'no zone\n');
    const globbed = await rondo(['check', 'good.example.zone', 'good.example.zone~'], folder.path);
    expect(globbed.stdout).toContain('not read: good.example.zone~ (by its name a copy, or switched off)\n');
    expect(globbed.status).toBe(0);
  });
});
