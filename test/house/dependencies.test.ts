// The page of dependencies names those that there are, each once.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = readFileSync('docs/dependencies.md', 'utf8');
const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
  readFileSync('package.json', 'utf8'),
) as Record<string, Record<string, string>>;

/** The names in the first column of the tables of a part. */
function namedIn(part: string): string[] {
  const [, text = ''] = page.split(`## ${part}\n`);
  const rows = text.split('\n## ')[0].matchAll(/^\| (`[^|]*`) \|/gm);
  return [...rows].flatMap(([, cell]) => cell.split(', ').map(name => name.replaceAll('`', ''))).sort();
}

test('what a server needs, and what the work on it needs', () => {
  expect(namedIn('What a server needs')).toEqual(
    Object.keys({ ...dependencies, ...optionalDependencies }).sort(),
  );
  expect(namedIn('What the work on Rondo needs')).toEqual(Object.keys(devDependencies).sort());
});
