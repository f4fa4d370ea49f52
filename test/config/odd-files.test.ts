// Files of a folder of zones that are odd, or among many that are no zones.
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { KeptFolder } from '../../src/config/kept-folder.js';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import { labelOfZone } from '../../src/config/load-memory.js';
import { unreadTexts } from '../../src/config/unread-files.js';
import { TempFolder } from '../support/temp-folder.js';
import { lines } from './load-files.js';

const MASTER = '$TTL 60\n@ IN SOA ns root 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n';

const labels = ({ zones }: Loaded) => zones.map(labelOfZone).sort();

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
  folder.write('rondo.yaml', 'zones: z/*\n');
});
afterEach(() => folder.remove());

const kept = () => folder.at('x.zones');
const start = () =>
  loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} }, undefined, undefined, () =>
    folder.at('x.json'),
  );

describe('files of a folder', () => {
  it('of NUL octets are no text in UTF-16, and names in other encodings are said to be that', () => {
    folder.write('z/a.test', MASTER);
    folder.write('z/holes', new Uint8Array(5_000));
    folder.write('z/half', Buffer.concat([Buffer.from('text'), new Uint8Array(5_000)]));
    writeFileSync(Buffer.concat([Buffer.from(folder.at('z/inv')), Buffer.of(0xff)]), MASTER);
    const loaded = start();
    const unread = unreadTexts(loaded.unread).map(text => text.replaceAll(`${folder.path}/`, ''));
    const problems = lines({ ...loaded, folder });
    expect(unread).toEqual(['z/half (no zone: it is not text)', 'z/holes (no zone: it is not text)']);
    expect(problems).toEqual([
      expect.stringContaining('the file is not read: its name is not UTF-8; rename it'),
    ]);
  });

  it('that were served are served after a start, however many others sort before them', () => {
    folder.write('z/zz.test', MASTER);
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
    onTestFinished(() => void vi.restoreAllMocks());
    new KeptFolder(kept()).keep(start().memory, () => {});
    for (let index = 0; index < 1_100; index++) folder.write(`z/b${index}`, 'x');
    folder.write('z/zy.test', MASTER);
    expect(labels(start())).toEqual(['zz.test']);
    folder.write('z/zz.test', 'garbage');
    const broken = start();
    expect(labels(broken)).toEqual(['zz.test']);
    expect(broken.faults[0]).toMatchObject({ file: folder.at('z/zz.test'), standing: 'kept' });
  });
});
