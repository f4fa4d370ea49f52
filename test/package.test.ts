// The package: what is in it and what is not, and what the README has one make in a clone.
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { linksOf, ROOT, readPages } from './support/markdown.js';
import { finish } from './support/processes.js';
import { needs } from './support/programs.js';

/** The paths in the package that `npm pack` would make of this folder. */
async function packed(): Promise<string[]> {
  const { stdout } = await finish('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], ROOT);
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path);
}

test('the package has what is needed and nothing else', async () => {
  const files = await packed();
  const programs = files.filter(path => path.startsWith('dist/'));
  expect(programs).toContain('dist/main.js');
  // Whatever else a checkout has in this folder: no bench, no maps without their sources, no state of the compiler.
  const others = programs.filter(path => !path.startsWith('dist/browser/'));
  expect(others.filter(path => !/\.js$|rondo\.1$/.test(path) || path.startsWith('dist/bench/'))).toEqual([]);
  // The script of the admin page, its style and its icon.
  expect(programs.filter(path => path.startsWith('dist/browser/')).length).toBe(3);
  expect(files.filter(path => path.startsWith('zones/'))).toEqual([
    'zones/my-awesome-highload-app.local.yaml',
  ]);
  expect(files.filter(path => /^(src|test|bench|node_modules)\//.test(path))).toEqual([]);

  const dead = readPages()
    .filter(({ path }) => files.includes(path))
    .flatMap(each =>
      linksOf(each)
        .filter(link => !/^(https?:|#)/.test(link))
        .map(link => normalize(join(dirname(each.path), link.replace(/#.*/, ''))))
        .filter(path => !files.includes(path))
        .map(path => `${each.path} leads to ${path}`),
    );
  expect(dead).toEqual([]);
});

test('what the README has one make is no change of the repository', async context => {
  context.skip(...needs('git'));
  context.skip(!existsSync(join(ROOT, '.git')), 'this is no clone');
  const [{ blocks }] = readPages();
  const text = blocks.map(each => each.text).join('\n');
  const folders = [...text.matchAll(/^\$ mkdir -p (.*?)(?: &&.*)?$/gm)].flatMap(([, names]) =>
    names.split(' '),
  );
  // The shipped zone is the only one that is not made, and lists nothing that ends like this.
  const zones = [...text.matchAll(/^zone: (\S+\.test)$/gm)].map(([, zone]) => `zones/${zone}.yaml`);
  const named = blocks
    .flatMap(({ info }) => /^\w+ (\S+)$/.exec(info)?.[1] ?? [])
    .filter(name => /[./]/.test(name));
  const made = [...folders.map(folder => `${folder}/index.html`), ...zones, ...named].filter(
    // An edit of the file that is shipped is one that a person means.
    name => name !== 'rondo.yaml',
  );
  expect(made.length).toBeGreaterThan(5);
  const { stdout } = await finish('git', ['check-ignore', ...made], ROOT);
  expect(stdout.trim().split('\n').sort()).toEqual(made.sort());
});
