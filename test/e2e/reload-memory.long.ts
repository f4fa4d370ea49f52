// Memory over many reloads: what was replaced is let go of, also by answer threads, which allocate nothing and so seldom collect.
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { needsBatch } from '../support/programs.js';
import { serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const NAMES = 100_000;
const WARM_UP = 5;
const RELOADS = 25;
/** The image of the zone takes about 10 MB: some of them may wait to be collected, not all. */
const SOME_IMAGES_MB = 60;

function residentMb(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

test('a large zone that is edited again and again takes no more memory', async context => {
  context.skip(...needsBatch());
  const names = Array.from(
    { length: NAMES },
    (_, n) => `host${n} A 10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`,
  );
  const edit = (number: number) =>
    folder.write('large.example.zone', masterFile(...names, `edit TXT "${number}"`));
  edit(0);
  const args = ['--zone', 'large.example.zone', '--transport', 'batch', '--workers', '2'];
  const { server } = await serveInTest(args, folder.path);
  const { pid = 0 } = server.child;
  let warmMb = 0;
  for (let number = 1; number <= RELOADS; number++) {
    const from = server.output.length;
    edit(number);
    await server.says(/"msg":"reloaded"/, from, 30_000);
    if (number === WARM_UP) warmMb = residentMb(pid);
  }
  expect(residentMb(pid)).toBeLessThan(warmMb + SOME_IMAGES_MB);
});
