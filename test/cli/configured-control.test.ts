// Where commands look for a server whose configuration names the folder of its control socket.
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { configuredControl } from '../../src/cli/configured-control.js';
import { TempFolder } from '../support/temp-folder.js';

async function controlOf(text: string) {
  const folder = new TempFolder();
  onTestFinished(() => folder.remove());
  const { folders, isOff } = await configuredControl(folder.write('rondo.yaml', text));
  return { folders: folders.map(each => each.replace(folder.path, 'HERE')), isOff };
}

const none = { folders: [], isOff: false };

it.each([
  ['control: /run/dns\n', { folders: ['/run/dns'], isOff: false }],
  // Of the folder in which the server was started, or of that of the file.
  ['listen: 127.0.0.1\ncontrol: ctl # here\n', { folders: ['ctl', 'HERE/ctl'], isOff: false }],
  ['"control" : "a b"\n', { folders: ['a b', join('HERE', 'a b')], isOff: false }],
  ['control: off\n', { folders: [], isOff: true }],
  ['listen: 127.0.0.1\n', none],
  ['zones: { control: x }\n', none],
  ['control: [a]\n', none],
  ['control:\n', none],
  ['', none],
])('%j', async (text, expected) => {
  expect(await controlOf(text)).toEqual(expected);
});

it('a configuration that is not there names none', async () => {
  expect(await configuredControl('/nonexistent/rondo.yaml')).toEqual(none);
});
