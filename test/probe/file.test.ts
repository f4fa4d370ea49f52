// The file probe: files that are well, ill and odd.
import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MOMENT_MS } from '../../src/probe/file/common-reading.js';
import { KeptVerdicts } from '../../src/probe/file/kept-verdicts.js';
import { parseVerdicts, VerdictReader } from '../../src/probe/file/verdict-file.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import { sayingOf } from '../../src/probe/statement.js';
import { a, answer, b, c, engineOn, poolOf } from '../health/engine-world.js';
import { specOf } from '../health/spec.js';
import { FakeClock } from '../support/fake-clock.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
let path: string;
beforeEach(() => {
  folder = new TempFolder();
  path = folder.at('state');
});
afterEach(() => folder.remove());

/** The result for an address, of a probe that goes on from one call to the next. */
function asker(more: ProbeOverrides = {}) {
  const spec = specOf({ timeoutMs: 2000, ...more, kind: 'file', path });
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
    expect(await ask('192.0.2.1')).toBe(
      `L7STS down; the last word of the file is kept: cannot read ${path}: there is no such file`,
    );
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

  it('is read once for all who ask within a moment, and not before they ask', async () => {
    const clock = new FakeClock();
    const reader = new VerdictReader(folder.write('state', '192.0.2.1 up\n'), clock);
    const first = await reader.read();
    expect(first.verdicts.get('192.0.2.1')?.saying.isUp).toBe(true);
    await clock.advance(MOMENT_MS - 1);
    const asked = Array.from({ length: 2000 }, () => reader.read());
    folder.write('state', '192.0.2.1 down\n');
    await clock.advance(1);
    const files = new Set(await Promise.all(asked));
    expect([...files].map(file => file.verdicts.get('192.0.2.1')?.saying.isUp)).toEqual([false]);
  });

  it('that cannot be read is read again for those who ask later', async () => {
    const clock = new FakeClock();
    const reader = new VerdictReader(path, clock);
    const asked = [reader.read(), reader.read()];
    for (const reading of asked) await expect(reading).rejects.toThrow('ENOENT');
    const later = reader.read();
    folder.write('state', '192.0.2.1 up\n');
    await clock.advance(MOMENT_MS);
    expect((await later).verdicts.size).toBe(1);
  });
});

describe('the last word of a file', () => {
  const SAID = '192.0.2.1 up\n192.0.2.2 down for repair\n192.0.2.3:80 drain 50%\n';
  const asked = [['192.0.2.1'], ['192.0.2.2'], ['192.0.2.3', 80]] as const;

  it.each<[string, string | Buffer | undefined, string]>([
    ['is gone', undefined, 'cannot read PATH: there is no such file'],
    ['is empty', '', 'no line is about PLACE'],
    ['has comments only', '# being written\n', 'no line is about PLACE'],
    ['is garbage', 'Zm9v YmFy\n\0\0\n', 'no line is about PLACE, and line 1 cannot be understood'],
    [
      'is no text',
      Buffer.from([0xff, 0xfe, 0x31, 0, 0x0a]),
      'no line is about PLACE, and line 1 cannot be understood',
    ],
    [
      'is a page of HTML',
      '<html>\n502 Bad Gateway\n',
      'no line is about PLACE, and line 1 cannot be understood',
    ],
    ['is cut in its first line', '192.0.2.1 u', 'no line is about PLACE, and line 1 cannot be understood'],
    ['is too long', '#'.repeat(2 ** 20 + 1), 'cannot read PATH: it is over 1 MiB'],
  ])('counts while it %s', async (_, said, reason) => {
    folder.write('state', SAID);
    const ask = asker();
    for (const [address, port] of asked) await ask(address, port);
    if (said === undefined) renameSync(path, folder.at('gone'));
    else folder.write('state', said);
    const kept = (place: string) =>
      `the last word of the file is kept: ${reason.replace('PATH', path).replace('PLACE', place)}`.slice(
        0,
        90,
      );
    expect(await ask('192.0.2.1')).toContain(`L7OK ${kept('192.0.2.1')}`);
    expect(await ask('192.0.2.2')).toContain(`L7STS down: for repair; ${kept('192.0.2.2')}`.slice(0, 110));
    // Of another pool, too, which has not asked before.
    for (const asking of [ask, asker()])
      expect(await asking('192.0.2.3', 80)).toContain(
        `L7OK drain 50%; ${kept('192.0.2.3:80')}`.slice(0, 110),
      );
    folder.write('state', '192.0.2.1 down\n192.0.2.2 up\n');
    expect(await ask('192.0.2.1')).toBe('L7STS down');
    expect(await ask('192.0.2.2')).toBe('L7OK');
    expect(await ask('192.0.2.3', 80)).toBe('L7RSP no line is about 192.0.2.3:80');
  });

  it('counts for members whose line is cut, and for no others', async () => {
    folder.write('state', SAID);
    const ask = asker();
    await ask('192.0.2.1');
    folder.write('state', '192.0.2.1 down\n192.0.2.2 do');
    expect(await ask('192.0.2.1')).toBe('L7STS down');
    expect(await ask('192.0.2.2')).toMatch(
      /^L7STS down: for repair; the last word of the file is kept: no line/,
    );
    expect(await ask('192.0.2.4')).toBe('L7RSP no line is about 192.0.2.4, and line 2 cannot be understood');
  });

  it('is a warning for members that are up', async () => {
    folder.write('state', SAID);
    const spec = specOf({ kind: 'file', path, timeoutMs: 2000 });
    await runProbe({ address: '192.0.2.1', host: '' }, spec);
    renameSync(path, folder.at('gone'));
    expect(await runProbe({ address: '192.0.2.1', host: '' }, spec)).toMatchObject({ ok: true, warns: true });
  });

  it('does not count with `keep: 0s`', async () => {
    folder.write('state', SAID);
    const ask = asker({ keep: 0 });
    expect(await ask('192.0.2.1')).toBe('L7OK');
    renameSync(path, folder.at('gone'));
    expect(await ask('192.0.2.1')).toBe(`SOCKERR cannot read ${path}: there is no such file`);
  });

  it('counts for so long, from when it was last seen', async () => {
    const clock = new FakeClock();
    const kept = new KeptVerdicts(60_000, clock);
    const file = parseVerdicts('192.0.2.1 up\n192.0.2.2 up');
    kept.take(file);
    await clock.advance(50_000);
    kept.take(file);
    kept.take(parseVerdicts('garbage'));
    await clock.advance(30_000);
    expect(kept.find('192.0.2.1')?.saying.isUp).toBe(true);
    kept.take(parseVerdicts('192.0.2.1 down\n192.0.2.2 garbage'));
    await clock.advance(30_000);
    expect(kept.find('192.0.2.1')?.saying.isUp).toBe(false);
    expect(kept.find('192.0.2.2')).toBeUndefined();
    expect(kept.find('192.0.2.2', '192.0.2.1')).toBeUndefined();
  });

  it('is bounded where other members come with each half of a file', () => {
    const kept = new KeptVerdicts(60_000, new FakeClock());
    const verdict = { saying: sayingOf(['up'])!, text: '' };
    for (let of = 0; of < 5; of++) {
      const places = Array.from({ length: 50_000 }, (_, at) => [`${of}:${at}`, verdict] as const);
      kept.take({ verdicts: new Map(places), badLine: 1 });
    }
    expect(kept.size).toBeLessThanOrEqual(2 ** 17 + 50_000);
    expect(kept.find('4:1')).toBeDefined();
  });
});

it('members of which no file has said anything stay as they are declared', async () => {
  const down = { '127.0.0.1:8081': { code: 'L7STS', text: 'down' } } as const;
  const gone = { code: 'SOCKERR', text: 'there is no such file', voidBy: 'unsaid' } as const;
  const { clock, engine, transitions } = engineOn({
    ...down,
    '127.0.0.2:8082': gone,
    '127.0.0.3:8083': gone,
  });
  const pool = poolOf([a, b, c], { spec: specOf({ kind: 'file', path }) });
  engine.apply([pool]);
  // Nobody waits for a verdict that does not come.
  await engine.firstRound(10_000);
  await clock.advance(60_000);
  expect(answer(pool).addresses).toEqual(['127.0.0.2', '127.0.0.3']);
  expect(transitions.map(({ endpoint }) => endpoint)).toEqual(['127.0.0.1:8081']);
  expect([engine.late, engine.voids.get('unsaid')! > 50]).toEqual([0, true]);
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
