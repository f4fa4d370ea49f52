// The file probe: files that are well, ill and odd.
import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseVerdicts } from '../../src/probe/file/verdict-file.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import { specOf } from '../health/spec.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
let path: string;
beforeEach(() => {
  folder = new TempFolder();
  path = folder.at('state');
});
afterEach(() => folder.remove());

/** The result for an address, of a probe that goes on from one call to the next. */
function asker() {
  const spec = specOf({ kind: 'file', path, timeoutMs: 2000 });
  return async (address: string, port?: number) =>
    resultToText(
      await runProbe(port === undefined ? { address, host: '' } : { address, port, host: '' }, spec),
    );
}

describe('a file', () => {
  it('says who is up and who is down', async () => {
    folder.write(
      'state',
      '# made by hand\n192.0.2.1 up\n192.0.2.2   DOWN  for repair # until May\n\n2001:DB8::1 up\r\n[2001:db8::2]:80 down\n',
    );
    const ask = asker();
    expect(await ask('192.0.2.1')).toBe('L7OK');
    expect(await ask('192.0.2.1', 80)).toBe('L7OK');
    expect(await ask('192.0.2.2')).toBe('L7STS down: for repair');
    expect(await ask('2001:db8::1')).toBe('L7OK');
    expect(await ask('2001:db8::2', 80)).toBe('L7STS down');
    expect(await ask('2001:db8::2', 81)).toBe('L7RSP no line is about [2001:db8::2]:81');
  });

  it('may tell the ports of one address apart, and its last line counts', async () => {
    folder.write('state', '192.0.2.1 up\n192.0.2.1:81 up\n192.0.2.1:81 down\n');
    const ask = asker();
    expect(await ask('192.0.2.1', 80)).toBe('L7OK');
    expect(await ask('192.0.2.1', 81)).toBe('L7STS down');
  });

  it('with a mistake is heeded but for that line', async () => {
    folder.write('state', '192.0.2.1 up\n192.0.2.2 upp\nexample.org up\n');
    const ask = asker();
    expect(await ask('192.0.2.1')).toBe('L7OK');
    expect(await ask('192.0.2.2')).toBe('L7RSP no line is about 192.0.2.2, and line 2 cannot be understood');
  });

  it('may say more than up and down, before a text', async () => {
    folder.write(
      'state',
      [
        '192.0.2.1 50% busy',
        '192.0.2.2 READY 75%',
        '192.0.2.3 drain until May',
        '192.0.2.4 up 0%',
        '192.0.2.5 fail up again at five',
        '192.0.2.6 maint down',
      ].join('\n'),
    );
    const spec = specOf({ kind: 'file', path, timeoutMs: 2000 });
    const results = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(number => runProbe({ address: `192.0.2.${number}`, host: '' }, spec)),
    );
    expect(results.map(result => [resultToText(result), result.statement])).toEqual([
      ['L7OK 50%: busy', { percent: 50 }],
      ['L7OK ready 75%', { percent: 75 }],
      ['L7OK drain: until May', { state: 'drain' }],
      ['L7OK up 0%', { state: 'drain' }],
      ['L7STS fail: up again at five', {}],
      ['L7STS maint down', { state: 'maint' }],
    ]);
  });

  it('that changes, goes and comes back is seen by the next probe', async () => {
    const ask = asker();
    expect(await ask('192.0.2.1')).toBe(`SOCKERR cannot read ${path}: there is no such file`);
    for (const said of ['up', 'down', 'up', 'down']) {
      folder.write('state', `192.0.2.1 ${said}\n`);
      expect(await ask('192.0.2.1')).toBe(said === 'up' ? 'L7OK' : 'L7STS down');
    }
    renameSync(path, folder.at('gone'));
    expect(await ask('192.0.2.1')).toMatch(/^SOCKERR /);
    folder.write('new', '192.0.2.1 up\n');
    renameSync(folder.at('new'), path);
    expect(await ask('192.0.2.1')).toBe('L7OK');
  });

  it('that is none, or too long, is SOCKERR', async () => {
    execFileSync('mkfifo', [path]);
    expect(await asker()('192.0.2.1')).toBe(`SOCKERR cannot read ${path}: it is not a regular file`);
    path = folder.path;
    expect(await asker()('192.0.2.1')).toBe(`SOCKERR cannot read ${path}: it is not a regular file`);
    path = folder.write('long', '#'.repeat(2 ** 20 + 1));
    expect(await asker()('192.0.2.1')).toBe(`SOCKERR cannot read ${path}: it is over 1 MiB`);
  });

  it('is read once for many who ask at the same time', async () => {
    folder.write('state', '192.0.2.1 up\n192.0.2.2 down\n');
    const ask = asker();
    const results = await Promise.all(['192.0.2.1', '192.0.2.2', '192.0.2.1'].map(address => ask(address)));
    expect(results).toEqual(['L7OK', 'L7STS down', 'L7OK']);
  });
});

it('any text is read', () => {
  const word = fc.constantFrom('192.0.2.1', '::1', ':80', '[', ']', ' ', '\n', 'up', 'down', '#', '\0', 'ü');
  fc.assert(
    fc.property(fc.array(word), words => {
      const { verdicts } = parseVerdicts(words.join(''));
      for (const [place, { saying }] of verdicts)
        expect([typeof saying.isUp, place]).toEqual(['boolean', expect.stringMatching(/^[\d.:[\]]+$/)]);
    }),
  );
});
