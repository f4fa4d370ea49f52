// Who else may change a file: by its rights, and by those of all folders above it.
import { chmodSync, chownSync, mkdirSync, symlinkSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { ownIds, strangerAt, strangerBesideOwner } from '../../src/source/strangers.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
const own = ownIds() ?? { uid: 0, gid: 0 };
const OTHER = 12_345;

afterAll(() => folder.remove());

function file(path: string, mode = 0o755): string {
  const there = folder.write(path, '');
  chmodSync(there, mode);
  return there;
}
const mayAt = (path: string, ids = own) => strangerAt(path, ids)?.may;

test('what only its owner may write to has no stranger, nor what is not there yet', () => {
  expect(mayAt(file('a/check', 0o700))).toBeUndefined();
  expect(mayAt(folder.at('a/b/c/none'))).toBeUndefined();
});

test('anybody, a group that is not that of the process, and another owner', () => {
  const path = file('b/check', 0o757);
  expect(strangerAt(path, own)).toMatchObject({
    ...{ who: 'anybody', text: `anybody may write to ${path} (chmod o-w)` },
  });
  chmodSync(path, 0o775);
  expect(mayAt(path)).toBeUndefined();
  expect(mayAt(path, { ...own, gid: OTHER })).toBe(
    own.gid === 0 ? undefined : `group ${own.gid} may write to ${path}`,
  );
});

test('a folder above it counts, but for one in which each may replace only what is theirs', () => {
  const path = file('c/d/check');
  chmodSync(folder.at('c'), 0o777);
  expect(mayAt(path)).toBe(`anybody may write to ${folder.at('c')}`);
  expect(mayAt(folder.at('c/d/e/none'))).toBe(`anybody may write to ${folder.at('c')}`);
  chmodSync(folder.at('c'), 0o1777);
  expect(mayAt(path)).toBeUndefined();
});

test('a link is as good as what it leads to, and as its folder', () => {
  const path = file('e/check', 0o757);
  mkdirSync(folder.at('f'));
  symlinkSync(path, folder.at('f/link'));
  expect(mayAt(folder.at('f/link'))).toBe(`anybody may write to ${path}`);
  chmodSync(path, 0o755);
  expect(mayAt(folder.at('f/link'))).toBeUndefined();
  chmodSync(folder.at('f'), 0o777);
  expect(mayAt(folder.at('f/link'))).toBe(`anybody may write to ${folder.at('f')}`);
});

describe.skipIf(own.uid !== 0)('as root', () => {
  test('another owner of the file or of a folder is one, and the user of the process is none', () => {
    const path = file('g/h/check', 0o700);
    chownSync(path, OTHER, OTHER);
    expect(strangerAt(path, own)).toMatchObject({ who: 'owner', remedy: 'chown root', path });
    expect(mayAt(path, { uid: OTHER, gid: OTHER })).toBeUndefined();
    chownSync(path, 0, OTHER);
    chmodSync(path, 0o770);
    expect(mayAt(path)).toBe(`group ${OTHER} may write to ${path}`);
    expect(mayAt(path, { uid: OTHER, gid: OTHER })).toBeUndefined();
    chmodSync(path, 0o700);
    chownSync(folder.at('g'), OTHER, 0);
    expect(mayAt(path)).toBe(`user ${OTHER} may change ${folder.at('g')}`);
    // Where owners do not count, those who may write to the same folder do.
    expect(strangerBesideOwner(path, own)).toBeUndefined();
    chmodSync(folder.at('g'), 0o777);
    expect(strangerBesideOwner(path, own)?.who).toBe('anybody');
  });
});
