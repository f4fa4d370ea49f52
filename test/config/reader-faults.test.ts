// A reader that fails in a way that nobody foresaw: its file is named, and the others are served.
import { afterEach, expect, test, vi } from 'vitest';
import { FORMATS } from '../../src/config/format/registry.js';
import { loadConfig } from '../../src/config/load.js';
import { OvertakenError } from '../../src/store/builder.js';
import { lines, load } from './load-files.js';

afterEach(() => vi.restoreAllMocks());

const zone = (name: string, address: string) => `zone: ${name}.test\nrecords:\n  www: { A: ${address} }\n`;
const FILES = {
  'rondo.yaml': 'zones: zones\n',
  'zones/a.yaml': zone('a', '192.0.2.1'),
  'zones/b.yaml': zone('b', '192.0.2.2'),
};

/** Has the reader fail at one file. */
function failAt(name: string, error: Error): void {
  const { read } = FORMATS.yaml;
  vi.spyOn(FORMATS.yaml, 'read').mockImplementation((source, context) => {
    if (source.file.endsWith(name)) throw error;
    return read(source, context);
  });
}

test.each([
  new RangeError('Maximum call stack size exceeded'),
  new TypeError('x is undefined'),
  new Error('z'),
])('%s', error => {
  const first = load(FILES);
  const { folder } = first;
  folder.write('zones/a.yaml', zone('a', '192.0.2.33'));
  folder.write('zones/b.yaml', zone('b', '192.0.2.44'));
  failAt('a.yaml', error);
  const second = loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} }, first.memory);
  expect(lines({ ...second, folder })[0]).toContain(
    `internal error while zones/a.yaml was read: ${error.message}`,
  );
  expect(second.isServable).toBe(true);
  expect(second.faults.map(({ file, standing }) => [file, standing])).toEqual([
    [folder.at('zones/a.yaml'), 'kept'],
  ]);
  expect([...second.models.values()].map(({ label }) => label)).toEqual(['b.test']);
});

test('a load that is given up ends', () => {
  failAt('a.yaml', new OvertakenError());
  expect(() => load(FILES)).toThrow(OvertakenError);
});
