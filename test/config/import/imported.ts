// What comes of files that are imported, in a folder of their own that is gone after the test.
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { noteText } from '../../../src/config/import/config-text.js';
import { importFiles } from '../../../src/config/import/import.js';
import type { KindName } from '../../../src/config/import/kinds.js';
import { renderProblem } from '../../../src/source/render.js';
import { TempFolder } from '../../support/temp-folder.js';

/** The outcome of importing files that are written first: plain data of each file, notes, and mistakes, without the folder. */
export function imported(texts: Record<string, string>, kind?: KindName, of = [Object.keys(texts)[0]]) {
  const folder = new TempFolder();
  onTestFinished(() => folder.remove());
  for (const [name, text] of Object.entries(texts)) folder.write(name, text);
  const { files, notes, problems } = importFiles(
    of.map(name => folder.at(name)),
    { kind },
  );
  const plain = (text: string) => text.replaceAll(`${folder.path}/`, '');
  const yaml = [...files].filter(([path]) => path.endsWith('.yaml'));
  return {
    folder,
    files: Object.fromEntries(yaml.map(([path, text]) => [path, parse(plain(text)) as unknown])),
    texts: new Map([...files].map(([path, text]) => [path, plain(text)])),
    notes: notes.map(note => plain(noteText(note))),
    errors: problems.list
      .filter(({ severity }) => severity === 'error')
      .map(problem => plain(renderProblem(problem)).split('\n')[0]),
  };
}
