// A state file that others could have written is not read, and what they put in its way is not written to.
import { chmodSync, readFileSync, symlinkSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { StateFile } from '../../src/operate/state-file.js';
import { writeWhole } from '../../src/source/whole-file.js';
import { systemClock } from '../../src/time/clock.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

test('a file or a folder that anybody may write to is refused, with what to do', () => {
  const path = folder.write('kept/state.json', '{ "version": 1, "members": [] }');
  const read = () => new StateFile(path, systemClock).read();
  expect(read()).toEqual({ overrides: [], plans: [] });
  chmodSync(path, 0o666);
  expect(read).toThrow(`anybody may write to ${path} (chmod o-w), and so what stands in ${path}`);
  chmodSync(path, 0o600);
  chmodSync(folder.at('kept'), 0o777);
  expect(read).toThrow(`anybody may write to ${folder.at('kept')} (chmod o-w`);
  // Also before there is one.
  expect(() => new StateFile(folder.at('kept/other.json'), systemClock).read()).toThrow('anybody may write');
});

test('a link that stands where a file is begun is not followed', () => {
  const precious = folder.write('precious', 'as it was');
  symlinkSync(precious, folder.at(`state.json.${process.pid}`));
  writeWhole(folder.at('state.json'), 'new');
  expect([readFileSync(precious, 'utf8'), readFileSync(folder.at('state.json'), 'utf8')]).toEqual([
    'as it was',
    'new',
  ]);
});
