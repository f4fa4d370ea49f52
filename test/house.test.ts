// The rules of the house: which way imports point, how files are named, and how they begin.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { ALONE } from '../vitest.config.js';
import { circles } from './house/circles.js';
import { HOT_PATH } from './house/exceptions.js';
import { functionBodies } from './house/functions.js';
import { LEVELS } from './house/levels.js';
import { parameterLists } from './house/parameters.js';

const src = join(import.meta.dirname, '..', 'src');

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts'))
  .sort();

/** The room of a file: its first folder; `main.ts` is main. */
function roomOf(path: string): string {
  return path.split(/[/\\]/)[0].replace(/\.ts$/, '');
}

function levelOf(room: string): number {
  return LEVELS.findIndex(rooms => rooms.includes(room));
}

/** The relative specifiers of all static, dynamic and type imports and re-exports. */
function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const patterns = [
    /\b(?:import|export)\b[^;'"]*?\bfrom\s*['"]([^'"]+)['"]/g,
    /\bimport\s*['"]([^'"]+)['"]/g,
    /\bimport\s*\(\s*['"]([^'"]+)['"]/g,
  ];
  return patterns.flatMap(pattern => [...code.matchAll(pattern)].map(match => match[1])).filter(isRelative);
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith('.');
}

const sources = files.map(path => ({ path, text: readFileSync(join(src, path), 'utf8') }));

/** The sources of tests and benches, by their paths from the root. */
const others = ['test', 'bench'].flatMap(folder =>
  readdirSync(join(src, '..', folder), { recursive: true, encoding: 'utf8' })
    .filter(path => /\.(ts|mjs)$/.test(path))
    .sort()
    .map(path => ({
      path: join(folder, path),
      text: readFileSync(join(src, '..', folder, path), 'utf8'),
    })),
);

test('the parser of imports sees every form', () => {
  const text = `import './a.js';
import b, { type C } from './b.js';
import type { D } from "./d.js";
import {
  e,
} from './e.js';
export { f } from './f.js';
export * from './g.js';
const h = await import('./h.js');
type I = import('./i.js').I;
// import './no.js';
/** {@link import('./no.js').No} */
import { readFileSync } from 'node:fs';
`;
  const names = importsOf(text).map(specifier => specifier.replace(/^\.\/|\.js$/g, ''));
  expect(names.sort()).toEqual(['a', 'b', 'd', 'e', 'f', 'g', 'h', 'i']);
});

test('every file is in a room that the design knows', () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(files.filter(path => levelOf(roomOf(path)) < 0)).toEqual([]);
});

test('imports point one way and never to a sibling room', () => {
  const wrong = sources.flatMap(({ path, text }) =>
    importsOf(text)
      .map(specifier => relative(src, join(src, dirname(path), specifier)).replace(/\.js$/, '.ts'))
      .filter(target => {
        const [from, to] = [roomOf(path), roomOf(target)];
        return from !== to && levelOf(to) <= levelOf(from);
      })
      .map(target => `${path} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('no room but image knows where things stand in an image', () => {
  const wrong = sources.filter(({ path, text }) => {
    const isOutside = roomOf(path) !== 'image';
    return isOutside && importsOf(text).some(specifier => specifier.endsWith('/image/layout.js'));
  });
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test('no barrels, and no drawers for everything', () => {
  const names = /^(index|utils?|common|types?|helpers?|misc|shared|constants?)\.ts$/;
  const allowed = [join('dns', 'types.ts'), join('dns', 'constants.ts')];
  expect(files.filter(path => names.test(basename(path)) && !allowed.includes(path))).toEqual([]);
});

test('files are named in kebab case', () => {
  expect(files.filter(path => !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(basename(path)))).toEqual([]);
});

test('every file opens with a sentence that says what belongs in it', () => {
  const first = (text: string) => text.replace(/^#!.*\n/, '').split('\n')[0];
  const wrong = [...sources, ...others].filter(({ text }) => !/^\/\/ \S.* \S/.test(first(text)));
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test('no file is over 300 lines', () => {
  const long = [...sources, ...others].filter(({ text }) => text.split('\n').length > 301);
  expect(long.map(({ path }) => path)).toEqual([]);
});

test('no circle of imports, not even of types', () => {
  const imports = new Map(
    sources.map(({ path, text }) => [
      path,
      importsOf(text).map(specifier => join(dirname(path), specifier).replace(/\.js$/, '.ts')),
    ]),
  );
  expect(circles(imports)).toEqual([]);
});

test('a circle is found', () => {
  const imports = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['d']],
    ['d', ['b']],
    ['e', ['e']],
    ['f', ['a', 'e']],
  ]);
  expect(circles(imports)).toEqual(['b → d → b', 'e → e']);
});

test('no function has more than four parameters, but for those named', () => {
  const many = [...sources, ...others].flatMap(({ path, text }) =>
    parameterLists(text)
      .filter(({ count }) => count > 4)
      .map(({ name, count, line }) => ({ place: `${path}:${line}`, what: `${path}: ${name} has ${count}` })),
  );
  const excepted = new Set(
    HOT_PATH.map(({ file, name, parameters }) => `${file}: ${name} has ${parameters}`),
  );
  expect(
    many.filter(({ what }) => !excepted.has(what)).map(({ place, what }) => `${what} (${place})`),
  ).toEqual([]);
  const found = new Set(many.map(({ what }) => what));
  expect([...excepted].filter(what => !found.has(what))).toEqual([]);
  expect(excepted.size).toBe(HOT_PATH.length);
});

test('no function is over 40 lines', () => {
  // What a test or a group of tests does has no name of its own, and may be a long story.
  const long = [...sources, ...others].flatMap(({ path, text }) =>
    functionBodies(text)
      .filter(({ name, lines }) => lines > 40 && !(path.startsWith('test') && name === ''))
      .map(({ name, line, lines }) => `${path}:${line}: ${name} has ${lines}`),
  );
  expect(long).toEqual([]);
});

/** The sources of test files. */
const testFiles = others.filter(({ path }) => /\.(test|long|interop)\.ts$/.test(path));

test('a file that tests use has no hooks: with many test files in a process, they would belong to the first', () => {
  const hooked = others.filter(
    file =>
      file.path.startsWith('test') &&
      !testFiles.includes(file) &&
      /^(?:before|after)(?:Each|All)\(/m.test(file.text),
  );
  expect(hooked.map(({ path }) => path)).toEqual(['test/support/close-after-each.ts']);
});

test('a test file that replaces a module has a process of its own', () => {
  const replacing = testFiles.filter(({ text }) => /^vi\.mock\(/m.test(text));
  expect(replacing.map(({ path }) => path)).toEqual(ALONE);
});

test('what starts a server, its threads or a browser is in test/e2e, which `npm run check` leaves out, but for a handful in test/smoke', () => {
  const starters = /\b(?:answering|serve|serveInTest|serveControlled|startServe|launchBrowser)\b/;
  const starting = testFiles.filter(
    ({ path, text }) =>
      path.endsWith('.test.ts') &&
      (/-thread\.js', BUILT\)/.test(text) ||
        [...text.matchAll(/^import \{([^}]*)\} from '[./]*\/support\/(?:rondo|browser)\.js'/gm)].some(
          ([, names]) => starters.test(names),
        )),
  );
  const folderOf = ({ path }: { readonly path: string }) => path.split('/').slice(0, 2).join('/');
  const elsewhere = starting.filter(file => !['test/e2e', 'test/smoke'].includes(folderOf(file)));
  expect(elsewhere.map(({ path }) => path)).toEqual([]);
  expect(testFiles.filter(file => folderOf(file) === 'test/smoke').length).toBeLessThanOrEqual(6);
});
