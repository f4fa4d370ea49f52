// Where newer versions of Node may keep the compiled program, and where nothing is kept.
import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepCompiled } from '../../src/cli/compile-cache.js';
import { TempFolder } from '../support/temp-folder.js';

let home: TempFolder;
let program: string;
beforeEach(() => {
  home = new TempFolder();
  program = home.write('main.js', '');
});
afterEach(() => home.remove());

/** What Node is told to use. @returns undefined when it is not asked */
function folderFor(env: NodeJS.ProcessEnv, of = program): string | undefined {
  let given: string | undefined;
  keepCompiled(String(pathToFileURL(of)), env, folder => {
    given = folder;
    return { directory: folder };
  });
  return given;
}

test.each([
  [
    'that of systemd, before all others',
    { CACHE_DIRECTORY: '/s:/other', XDG_CACHE_HOME: '/x', HOME: '/h' },
    's',
  ],
  ['that of XDG', { XDG_CACHE_HOME: '/x', HOME: '/h' }, 'x/rondo'],
  ['one in the home', { HOME: '/h' }, 'h/.cache/rondo'],
  ['one in the home when that of XDG is relative', { XDG_CACHE_HOME: 'x', HOME: '/h' }, 'h/.cache/rondo'],
])('the folder is %s, and closed to others', (_, env, expected) => {
  const here = Object.entries(env).map(([name, path]) => [name, path.replace(/^\//, `${home.path}/`)]);
  const folder = folderFor(Object.fromEntries(here));
  expect(folder).toContain(`${home.at(expected)}/compiled/${process.version}`);
  expect(statSync(folder!).mode & 0o777).toBe(0o700);
});

test('threads that are started later use the same', () => {
  const env: NodeJS.ProcessEnv = { HOME: home.path };
  const folder = folderFor(env);
  expect(folder).toBeDefined();
  expect(env.NODE_COMPILE_CACHE).toBe(folder);
});

test.each([
  ['there is no home', {}],
  ['the home is no path', { HOME: '' }],
  ['the home is a file', { HOME: 'main.js' }],
  ['the home cannot be made', { HOME: '/proc/nowhere' }],
  ['somebody has said where', { HOME: '/', NODE_COMPILE_CACHE: '/elsewhere' }],
  ['somebody has said no', { HOME: '/', NODE_DISABLE_COMPILE_CACHE: '1' }],
])('nothing is kept when %s', (_, env: NodeJS.ProcessEnv) => {
  const asSaid = {
    ...env,
    ...(env.HOME === '/' || env.HOME === 'main.js' ? { HOME: home.at(env.HOME) } : {}),
  };
  expect(folderFor(asSaid)).toBeUndefined();
  expect(readdirSync(home.path)).toEqual(['main.js']);
});

test('nothing is kept, or made, where others can write', () => {
  mkdirSync(home.at('open'));
  chmodSync(home.at('open'), 0o777);
  expect(folderFor({ HOME: home.at('open') })).toBeUndefined();
  expect(readdirSync(home.at('open'))).toEqual([]);
  symlinkSync(home.at('open'), home.at('link'));
  expect(folderFor({ HOME: home.at('link') })).toBeUndefined();
});

test('a folder that others may look into or write to is not used', () => {
  const folder = folderFor({ HOME: home.path })!;
  for (const mode of [0o755, 0o770, 0o702]) {
    chmodSync(folder, mode);
    expect(folderFor({ HOME: home.path })).toBeUndefined();
  }
});

test('folders of former versions go', () => {
  const folders = Array.from({ length: 12 }, (_, index) =>
    folderFor({ HOME: home.path }, home.write(`main${index}.js`, '')),
  );
  expect(new Set(folders).size).toBe(12);
  const kept = readdirSync(home.at('.cache/rondo/compiled'));
  expect(kept.length).toBe(4);
  expect(folders.map(folder => folder?.split('/').at(-1))).toEqual(expect.arrayContaining(kept));
  expect(kept).toContain(folders[11]?.split('/').at(-1));
});
