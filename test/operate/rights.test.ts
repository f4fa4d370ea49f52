// Warnings at the start about who else may change what a server runs by.
import { chmodSync, mkdirSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { rightsWarnings } from '../../src/operate/rights.js';
import { ownIds } from '../../src/source/strangers.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
const OWN = ownIds();

afterAll(() => folder.remove());

const file = (name: string, mode: number) => {
  const path = folder.write(name, '');
  chmodSync(path, mode);
  return path;
};
const onlyFiles = (configFile: string | undefined, commands: readonly string[] = []) =>
  rightsWarnings({ configFile, commands }, OWN).filter(text => !text.startsWith('the server runs as root'));

test('a file that its owner alone may change is no matter, nor one that is not there', () => {
  expect(onlyFiles(file('good.yaml', 0o644))).toEqual([]);
  expect(onlyFiles(folder.at('none.yaml'), ['check.sh', folder.at('none.sh')])).toEqual([]);
  expect(onlyFiles(undefined)).toEqual([]);
});

test('files and folders that anybody may write to are named, with what to do', () => {
  const config = file('open.yaml', 0o666);
  mkdirSync(folder.at('open'));
  const script = file('open/check.sh', 0o755);
  chmodSync(folder.at('open'), 0o777);
  expect(onlyFiles(config, [script, script])).toEqual([
    `anybody may write to ${config} (chmod o-w): whoever does can run programs as this server's user`,
    `anybody may write to ${folder.at('open')} (chmod o-w): until then the server does not run ${script}`,
  ]);
  // As /tmp: others may add files there, and replace none.
  chmodSync(folder.at('open'), 0o1777);
  expect(onlyFiles(undefined, [script])).toEqual([]);
});

test('root is told that it is, and of many files only some are named', () => {
  const many = Array.from({ length: 6 }, (_, index) => file(`many-${index}.sh`, 0o777));
  const warnings = rightsWarnings({ configFile: undefined, commands: many }, { uid: 0, gid: 0 });
  expect(warnings).toHaveLength(6);
  expect(warnings.join('\n')).toMatch(/the server runs as root, .*User=/);
  expect(warnings.at(-1)).toBe('the same is so for 2 more files');
});
