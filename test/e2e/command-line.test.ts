// The command line as a person meets it: help, and what is said of lines that are wrong.
import { afterAll, describe, expect, test } from 'vitest';
import { rondo } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

describe('help', () => {
  test.each(['serve', 'check', 'query'])('rondo %s --help has examples', async verb => {
    const { status, stdout } = await rondo([verb, '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Examples:\\n {2}rondo ${verb} `, 'm'));
  });

  test('rondo alone shows the verbs and how to go on', async () => {
    const { status, stderr } = await rondo([]);
    expect(status).toBe(64);
    for (const verb of ['serve', 'check', 'query']) expect(stderr).toMatch(new RegExp(`^ {2}${verb} `, 'm'));
    expect(stderr).toContain('Examples:');
  });

  test('rondo --version', async () => {
    expect(await rondo(['--version'])).toEqual({
      stdout: expect.stringMatching(/^rondo \d+\.\d+\.\d+\n$/),
      stderr: '',
      status: 0,
    });
  });
});

describe('a wrong command line ends with 64 and says what was meant', () => {
  test.each([
    ['chek', 'Did you mean check?'],
    ['undrain 192.0.2.1', '`rondo ready MEMBER` gives a member back'],
    ['stop', 'the server ends with SIGTERM'],
    ['version', '`rondo --version` says it'],
    ['serve extra', "too many arguments for 'serve'"],
    ['serve --liste 127.0.0.1', 'Did you mean --listen?'],
    ['serve --transport pigeon', 'Allowed choices are auto, batch, dgram'],
    [
      'serve --zone z.example.zone --workers lots',
      'expected auto or a whole number from 1 to 256, found "lots"',
    ],
  ])('rondo %s', async (line, message) => {
    folder.write('z.example.zone', masterFile());
    const { status, stderr, stdout } = await rondo(line.split(' '), folder.path);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
  });

  test('all wrong values are shown at once', async () => {
    const wrong = ['--listen', '300.1.1.1', '--listen', 'y:1', '--forward', 'here', '--admin', '::1:x'];
    const { status, stderr } = await rondo(['serve', '--zone', 'z.example.zone', ...wrong], folder.path);
    expect(stderr.split('\n')).toEqual([
      '--listen: error: expected ADDRESS, ADDRESS:PORT or [IPV6]:PORT, found "300.1.1.1"',
      '      = help: each number is at most 255; 300 is more',
      '--listen: error: expected ADDRESS, ADDRESS:PORT or [IPV6]:PORT, found "y:1"',
      '      = help: write its address: names are not looked up here',
      expect.stringMatching(/^--forward: error: expected off, an ADDRESS\[:PORT\].*, found "here"$/),
      '      = help: write its address, or a name with a dot in it',
      '--admin: error: expected off, ADDRESS:PORT or [IPV6]:PORT, found "::1:x"',
      'rondo: not started: 4 errors',
      '',
    ]);
    expect(status).toBe(64);
  });
});
