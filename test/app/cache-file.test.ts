// When the cache file is read and written.
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { CacheFile } from '../../src/app/cache-file.js';
import { USUAL_KEEPING } from '../../src/config/cache-settings.js';
import { AnswerCache } from '../../src/forward/cache/answer-cache.js';
import { A, replyTo } from '../forward/cache/reply.js';
import { FakeClock } from '../support/fake-clock.js';
import { buildQuery } from '../support/query.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());
let path = '';
let files = 0;
beforeEach(() => {
  path = folder.at(`${files++}/answers.cache`);
});

const route = [{ address: '192.0.2.53', port: 53 }];
const TEN_MINUTES_MS = 600_000;

function server(clock = new FakeClock()) {
  const cache = AnswerCache.ofSize(64, USUAL_KEEPING, () => 1000 + clock.now() / 1000);
  const problems: string[] = [];
  const file = new CacheFile(clock, text => problems.push(text));
  file.follow({ path, cache, rules: '' });
  const ask = (text: string) => {
    const query = buildQuery(text);
    if (cache.lookUp(query, route) !== undefined) return true;
    cache.store(query, route, replyTo(query, { answer: [A(3600)] }));
    return false;
  };
  onTestFinished(() => file.close());
  return { cache, clock, file, problems, ask };
}

/** Files are read and written in other threads. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setImmediate(resolve));
}

const wasWritten = () => until(() => existsSync(path));

test('what is kept at the end is there after the next start', async () => {
  const former = server();
  former.file.begin(false);
  former.ask('www.example.org A');
  await former.file.close();
  const next = server();
  next.file.begin(false);
  await until(() => next.cache.entries > 0);
  expect(next.ask('www.example.org A')).toBe(true);
});

test('a server that never came to answer leaves the file as it is', async () => {
  await server().file.close();
  expect(existsSync(path)).toBe(false);
});

test('it is written each ten minutes in which there is something new', async () => {
  const { ask, clock, file } = server();
  file.begin(false);
  ask('www.example.org A');
  await clock.advance(TEN_MINUTES_MS - 10_000);
  expect(existsSync(path)).toBe(false);
  await clock.advance(20_000);
  await wasWritten();
  rmSync(path);
  await clock.advance(2 * TEN_MINUTES_MS);
  expect(existsSync(path)).toBe(false);
});

test('what was forgotten by order is not there after a crash', async () => {
  const { ask, cache, clock, file } = server();
  file.begin(false);
  ask('www.example.org A');
  await cache.walk(entry => cache.forget(entry));
  await clock.advance(10_000);
  await wasWritten();
});

test('what is wrong is told once, until it is over', async () => {
  mkdirSync(path, { recursive: true });
  const { ask, cache, clock, file, problems } = server();
  file.begin(false);
  await until(() => problems.length > 0);
  expect(problems).toEqual([`answers in ${path} are not used: it is no regular file`]);
  for (let turn = 0; turn < 3; turn++) {
    ask(`n${turn}.example.org A`);
    await cache.walk(entry => cache.forget(entry));
    await clock.advance(10_000);
    await until(() => problems.length > 1);
  }
  expect(problems.slice(1)).toEqual([
    `answers are not kept in ${path} over a restart: something stands there that is no regular file`,
  ]);
  rmSync(path, { recursive: true });
  ask('www.example.org A');
  await file.close();
  expect(statSync(path).isFile()).toBe(true);
});

test('after a takeover the last file of the former process is read, too', async () => {
  const former = server();
  former.file.begin(false);
  former.ask('early.example.org A');
  await former.file.close();
  const next = server();
  next.file.begin(true);
  await until(() => next.cache.entries === 1);
  const last = server();
  last.file.begin(false);
  await until(() => last.cache.entries === 1);
  last.ask('late.example.org A');
  await last.file.close();
  await next.clock.advance(10_000);
  await until(() => next.cache.entries === 2);
  expect(next.ask('late.example.org A')).toBe(true);
});
