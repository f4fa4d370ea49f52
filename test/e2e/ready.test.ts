// What comes before `npm start`: installed and built once, with words, and nothing done when nothing has changed.
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../support/markdown.js';
import { finish } from '../support/processes.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

/** A clone of one source file. Its packages are those of this checkout, by a link. */
beforeAll(() => {
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.json', 'scripts'])
    cpSync(join(ROOT, name), folder.at(name), { recursive: true });
  mkdirSync(folder.at('src'));
  folder.write('src/main.ts', '// One.\nexport const one = 1;\n');
  for (const name of ['main.ts', 'page.css', 'icon.svg']) folder.write(`src/page/browser/${name}`, '');
  symlinkSync(join(ROOT, 'node_modules'), folder.at('node_modules'));
});

const ready = () => finish(process.execPath, ['scripts/ready.mjs'], folder.path);

test('it builds what is not built, and says so; then it has nothing to do', async () => {
  const { stderr } = await ready();
  expect(stderr).toMatch(
    /^building dist\/ from src\/ \(tsc\) …\nbuilding .*: done in \d+\.\d s\nbuilding the admin page .*: done in \d+\.\d s\n$/s,
  );
  expect(readFileSync(folder.at('dist/browser/page.css'), 'utf8')).toBe('');
  expect(readFileSync(folder.at('dist/main.js'), 'utf8')).toContain('one = 1');
  expect(await ready()).toEqual({ stdout: '', stderr: '', status: 0 });
});

test('it builds again after an edit; a mistake in it is shown, and not passed over the next time', async () => {
  folder.write('src/main.ts', '// One.\nexport const one: string = 11;\n');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const { status, stderr } = await ready();
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/main\.ts.*error[\s\S]*mend what the compiler says/);
  }
  folder.write('src/main.ts', '// One.\nexport const one = 111;\n');
  expect(await ready()).toMatchObject({ status: 0 });
  expect(readFileSync(folder.at('dist/main.js'), 'utf8')).toContain('one = 111');
});

test.each([
  ['emptied', () => folder.write('dist/main.js', '')],
  ['taken away', () => rmSync(folder.at('dist/main.js'))],
])('what was built and is %s is built again', async (_, damage) => {
  damage();
  expect(await ready()).toMatchObject({ status: 0, stderr: expect.stringContaining('building') });
  expect(readFileSync(folder.at('dist/main.js'), 'utf8')).toContain('one = 111');
  expect(await ready()).toEqual({ stdout: '', stderr: '', status: 0 });
});

test('a lock file that is only newer changes nothing; other packages are never installed through a link', async () => {
  const text = readFileSync(folder.at('package-lock.json'), 'utf8');
  writeFileSync(folder.at('package-lock.json'), text);
  expect(await ready()).toEqual({ stdout: '', stderr: '', status: 0 });

  writeFileSync(
    folder.at('package-lock.json'),
    text.replace(/"version": "14\.\d+\.\d+"/, '"version": "14.99.0"'),
  );
  const refused = await ready();
  expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('node_modules is a link') });
  writeFileSync(folder.at('package-lock.json'), text);
});

test('what cannot be installed says what to do', async () => {
  rmSync(folder.at('node_modules'));
  writeFileSync(folder.at('package-lock.json'), '{');
  const { status, stderr } = await ready();
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/^installing packages \(npm ci\) …\n[\s\S]*could not be installed/);
});
