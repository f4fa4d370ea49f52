// `rondo init`: what it writes passes `rondo check`, by flags and by answers, and nothing is overwritten.
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { needs } from '../support/programs.js';
import { RONDO, rondo } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { typeInto } from '../support/typist.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

test.each([
  ['nothing', [], '1 zone, 5 records'],
  [
    'a path',
    ['--zone', 'Shop.example.', '--members', '192.0.2.1:8080 [2001:db8::1]:8080', '--probe', '/health?x=1'],
    '1 zone',
  ],
  [
    'connections',
    ['--zone', '2.0.192.in-addr.arpa', '--members', '192.0.2.1:25', '--probe', 'tcp'],
    '1 zone',
  ],
  [
    'no probe',
    [
      '--members',
      '::1,192.0.2.1',
      '--probe',
      'none',
      '--listen',
      '[::1]:5300',
      '--forward',
      '192.0.2.53,[2001:db8::53]:5353',
    ],
    '1 zone',
  ],
  ['a zone that YAML might take for something else', ['--zone', 'on', '--probe', '/a%20b'], '1 zone'],
])('with %s it writes files that pass `rondo check`', async (name, flags, found) => {
  const written = await rondo(['init', name, '--yes', ...flags], folder.path);
  expect(written.stderr).toBe('');
  expect(written.stdout).toMatch(/^wrote .*rondo\.yaml and .*\.yaml\nNext: rondo check/);
  const checked = await rondo(['check', '--config', `${name}/rondo.yaml`], folder.path);
  expect(checked).toMatchObject({ status: 0, stdout: expect.stringContaining(found) });
});

test('nothing is overwritten', async () => {
  const own = folder.write('own/rondo.yaml', '# mine\n');
  const { status, stderr } = await rondo(['init', 'own', '--yes'], folder.path);
  expect([status, stderr]).toEqual([73, expect.stringContaining('nothing is overwritten')]);
  expect(readFileSync(own, 'utf8')).toBe('# mine\n');
});

test.each([
  ['--zone', 'my zone', 'is no name of a zone'],
  ['--members', '192.0.2.300', 'expected an address'],
  ['--members', '', 'a pool needs a backend'],
  ['--members', '192.0.2.1:80 192.0.2.9 192.0.2.1:81', 'the backend 192.0.2.1 is named twice'],
  ['--probe', 'ping', 'a probe is a path'],
  ['--listen', '127.0.0.1:99999', 'expected an address'],
])('%s %s is refused before anything is written', async (flag, value, why) => {
  const { status, stderr } = await rondo(['init', 'refused', '--yes', flag, value], folder.path);
  expect([status, stderr]).toEqual([64, expect.stringContaining(why)]);
  expect((await rondo(['check', '--config', 'refused/rondo.yaml'], folder.path)).status).toBe(78);
});

test('on a terminal it asks, says what is wrong with an answer, and asks again', async context => {
  context.skip(...needs('python3'));
  const steps = [
    ['', 'Name of the zone \\[app\\.test\\]: '],
    ['shop.example\r', 'Backends.*: '],
    ['192.0.2.300\r', 'expected an address[\\s\\S]*Backends.*: '],
    ['192.0.2.1:8080\r', 'Seen to work.*: '],
    ['tcp\r', 'Answer queries.*: '],
    ['\r', 'all other names.*: '],
    ['\r', 'Next: rondo check'],
  ] as const;
  const typed = await typeInto(steps, [process.execPath, RONDO, 'init', 'asked'], folder.path);
  expect(typed).toMatchObject({ status: 0, stderr: '' });
  const zone = readFileSync(folder.at('asked/zones/shop.example.yaml'), 'utf8');
  expect(zone).toContain('- { address: 192.0.2.1, port: 8080 }');
  expect(zone).toContain('tcp: true');
});

test('when the terminal is closed in place of an answer, nothing is written', async context => {
  context.skip(...needs('python3'));
  const steps = [
    ['', 'Name of the zone'],
    ['\u0004', 'nothing was written'],
  ] as const;
  const typed = await typeInto(steps, [process.execPath, RONDO, 'init', 'left'], folder.path);
  expect(typed).toMatchObject({ status: 0, stderr: '' });
});
