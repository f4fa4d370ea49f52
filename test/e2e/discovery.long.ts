// A thousand members of which ten change every second for a minute: no answer is wrong, all changes arrive, and memory stays.
import { readFileSync, renameSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { answers, ask, until } from '../support/ask.js';
import { needsBatch } from '../support/programs.js';
import { serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const MEMBERS = 1_000;
const CHANGES = 600;
const PAUSE_MS = 100;
/** A member that went may be in an answer as long as its list may be the last that was seen: on a busy machine for some while. */
const MAY_LAST_MS = 10_000;
/** The heap of a server of a thousand members rises and falls by that much. */
const SOME_MB = 60;

function residentMb(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

const address = (number: number) => `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
const members = Array.from({ length: MEMBERS }, (_, index) => address(index));
/** By address, when it went; undefined for those that are there. */
const went = new Map<string, number>();

function write(): void {
  folder.write('next', JSON.stringify([{ targets: members.map(each => `${each}:80`) }]));
  renameSync(folder.at('next'), folder.at('a.json'));
}

/** The addresses of an answer that had gone long before it was asked for, or never came. */
async function wrongIn(port: number): Promise<string[]> {
  const askedMs = performance.now();
  const there = new Set(members);
  const found = answers(await ask(port, 'app.x.test A')).map(line => line.split(' ').at(-1)!);
  if (found.length !== 4) return [`${found.length} addresses`];
  return found.filter(each => {
    const isThere = there.has(each) || members.includes(each);
    return !isThere && askedMs - (went.get(each) ?? Number.NEGATIVE_INFINITY) > MAY_LAST_MS;
  });
}

test('members that change all the time', { timeout: 240_000 }, async context => {
  context.skip(...needsBatch());
  write();
  folder.write(
    'x.test.yaml',
    'zone: x.test\npools: { app: { limit: 4, members: { from: file, path: a.json } } }\n',
  );
  const { server, port } = await serveInTest(['--zone', 'x.test.yaml', '--transport', 'batch'], folder.path);
  const { pid = 0 } = server.child;
  const wrong: string[] = [];
  let warmMb = 0;
  for (let change = 0; change < CHANGES; change++) {
    const place = (change * 7_919) % MEMBERS;
    went.set(members[place], performance.now());
    members[place] = address(MEMBERS + change);
    write();
    wrong.push(...(await wrongIn(port)), ...(await wrongIn(port)));
    await pause(PAUSE_MS);
    if (change === CHANGES / 3) warmMb = residentMb(pid);
  }
  expect(wrong).toEqual([]);
  expect(residentMb(pid)).toBeLessThan(warmMb + SOME_MB);
  const seen = new Set<string>();
  await until(
    async () => {
      for (const line of answers(await ask(port, 'app.x.test A'))) seen.add(line.split(' ').at(-1)!);
      return members.filter(each => !seen.has(each)).length;
    },
    missing => missing === 0,
  );
});
