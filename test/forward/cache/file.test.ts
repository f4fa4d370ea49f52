// The file that keeps answers over a restart: what was kept is kept again, as old as it is, and whatever else stands there is left out.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { USUAL_KEEPING } from '../../../src/config/cache-settings.js';
import { AnswerCache } from '../../../src/forward/cache/answer-cache.js';
import { BLOCK_HEAD, HEAD_OCTETS } from '../../../src/forward/cache/file-format.js';
import { readCacheFile } from '../../../src/forward/cache/file-read.js';
import { writeCacheFile } from '../../../src/forward/cache/file-write.js';
import type { Route } from '../../../src/forward/upstream.js';
import { decodeMessage } from '../../support/message.js';
import { buildQuery } from '../../support/query.js';
import { TempFolder } from '../../support/temp-folder.js';
import { A, type ReplyText, replyTo, soa } from './reply.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const route: Route = [{ address: '192.0.2.53', port: 53 }];
const other: Route = [{ address: '192.0.2.54', port: 53 }];
let path = '';
let files = 0;
beforeEach(() => {
  path = folder.at(`${files++}/answers.cache`);
});

/** A server that has run for so many seconds of a machine that has run for as many, and when that is. */
function server(seconds = 1000, { size = 64, wallMs = 1e12, boot = 'one', rules = '' } = {}) {
  const clock = { seconds };
  const cache = AnswerCache.ofSize(size, USUAL_KEEPING, () => clock.seconds);
  const head = () => ({ moment: { wallMs, uptimeSeconds: clock.seconds, boot }, rules });
  const keep = (text: string, reply: ReplyText = { answer: [A(300)] }, by = route) => {
    const query = buildQuery(text);
    cache.store(query, by, replyTo(query, reply));
  };
  const shown = (text: string, by = route) => {
    const kept = cache.lookUp(buildQuery(text), by);
    return kept && { ...decodeMessage(kept.answer), isStale: kept.isStale };
  };
  const write = () => writeCacheFile(path, cache, head());
  const read = () => readCacheFile(path, cache, head());
  return { cache, clock, keep, shown, write, read };
}

async function written(answers = 1, size = 64): Promise<void> {
  const former = server(1000, { size });
  for (let name = 0; name < answers; name++) former.keep(`n${name}.example.org A`);
  await former.write();
}

describe('what was kept is kept again', () => {
  test('its TTLs go on falling while no server runs', async () => {
    const former = server();
    former.keep('www.example.org A');
    former.keep('none.example.org A', { rcode: 3, authority: [soa(3600, 60)] });
    former.clock.seconds += 10;
    former.keep('long.example.org TXT', {
      answer: Array(100).fill({ type: 16, ttl: 50, rdata: '0461626364' }),
    });
    expect(await former.write()).toBe(3);
    const next = server(1030);
    expect(await next.read()).toEqual({ answers: 3, fault: undefined });
    expect(next.shown('WWW.example.org A')).toMatchObject({ answer: [{ ttl: 270 }], isStale: false });
    expect(next.shown('none.example.org A')).toMatchObject({ rcode: 3, authority: [{ ttl: 30 }] });
    expect(next.shown('long.example.org TXT')?.answer.map(({ ttl }) => ttl)).toEqual(Array(100).fill(30));
  });

  test('what is over is stale, and what is over for long is gone', async () => {
    const former = server();
    former.keep('www.example.org A');
    former.keep('brief.example.org A', { answer: [A(1)] });
    await former.write();
    const next = server(1000 + 86_400 + 100);
    expect(await next.read()).toEqual({ answers: 1, fault: undefined });
    expect(next.shown('www.example.org A')).toMatchObject({ isStale: true, answer: [{ ttl: 30 }] });
    expect(next.cache.entries).toBe(1);
    // Nor is it written any more.
    next.clock.seconds += 300;
    expect(await next.write()).toBe(0);
    expect(await server(90_000).read()).toEqual({ answers: 0, fault: undefined });
  });

  test('after a start of the machine by the time of day, else whatever that says', async () => {
    await written();
    const rebooted = server(5, { boot: 'two', wallMs: 1e12 + 100_000 });
    await rebooted.read();
    expect(rebooted.shown('n0.example.org A')?.answer[0].ttl).toBe(200);
    const set = server(1010, { wallMs: 5e11 });
    await set.read();
    expect(set.shown('n0.example.org A')?.answer[0].ttl).toBe(290);
  });

  test('each for its upstreams; what is there already stays', async () => {
    const former = server();
    former.keep('www.example.org A');
    former.keep('other.example.org A', { answer: [A(300)] }, other);
    former.keep('new.example.org A', { answer: [A(300, 1)] });
    await former.write();
    const next = server(1100);
    next.keep('new.example.org A', { answer: [A(300, 2)] });
    expect(await next.read()).toMatchObject({ answers: 2 });
    expect(next.shown('other.example.org A')).toBeUndefined();
    expect(next.shown('other.example.org A', other)).toBeDefined();
    expect(next.shown('new.example.org A')).toMatchObject({ answer: [{ ttl: 300, rdata: { 3: 2 } }] });
  });

  test('many, also when fewer are kept now: those that were asked for come first', async () => {
    const former = server(1000, { size: 20_000 });
    for (let name = 0; name < 1500; name++) former.keep(`n${name}.example.org A`);
    former.clock.seconds++;
    for (let name = 0; name < 4; name++)
      for (let turn = 0; turn < 2; turn++) former.shown(`n${name}.example.org A`);
    await former.write();
    const same = server(1010, { size: 20_000 });
    expect(await same.read()).toEqual({ answers: 1500, fault: undefined });
    const less = server(1010, { size: 16 });
    await less.read();
    expect(less.cache.entries).toBe(16);
    for (let name = 0; name < 4; name++) expect(less.shown(`n${name}.example.org A`)).toBeDefined();
  });
});

test('the file is the owner’s alone, and takes the place of the former one whole', async () => {
  await written(50);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const [one, two] = [server(), server()];
  one.keep('one.example.org A');
  two.keep('two.example.org A');
  await Promise.all([one.write(), two.write(), one.write(), two.write()]);
  const next = server();
  expect(await next.read()).toEqual({ answers: 1, fault: undefined });
  expect(readdirSync(folder.at(`${files - 1}`))).toEqual(['answers.cache']);
});

test('an answer that says to be from the future is kept for no longer than another', async () => {
  const former = server(1e9);
  former.keep('www.example.org A');
  former.clock.seconds = 1000;
  await former.write();
  const next = server(1010);
  await next.read();
  expect(next.shown('www.example.org A')?.answer[0].ttl).toBe(290);
});

describe('left out', () => {
  const reads = async (options: Parameters<typeof server>[1] = {}) => {
    const next = server(1010, options);
    const reading = await next.read();
    expect(next.cache.entries).toBe(reading?.answers ?? 0);
    return reading;
  };

  test('no file at all', async () => expect(await reads()).toBeUndefined());

  test.each([
    ['is empty', '', 'it is no cache file'],
    ['is another’s', 'zones: own.example.zone\n'.repeat(20), 'it is no cache file'],
    ['is of another version', `rondo cache\n\0\0\0\x02${'x'.repeat(80)}`, 'it is of version 2, not 1'],
  ])('what %s', async (_, text, fault) => {
    folder.write(`${files - 1}/answers.cache`, text);
    expect(await reads()).toEqual({ answers: 0, fault });
  });

  test('what is from the future', async () => {
    await written();
    const fault = 'it is from the future, by the clock of this system';
    expect(await reads({ boot: 'two', wallMs: 1e12 - 1 })).toEqual({ answers: 0, fault });
  });

  test('what was changed by other rules', async () => {
    await written();
    expect(await reads({ rules: 'x' })).toMatchObject({
      answers: 0,
      fault: expect.stringContaining('otherwise'),
    });
  });

  test('a folder, a pipe, and what others may write to', async () => {
    mkdirSync(path, { recursive: true });
    expect(await reads()).toMatchObject({ fault: 'it is no regular file' });
    path = folder.at(`${files - 1}/pipe`);
    execFileSync('mkfifo', [path]);
    expect(await reads()).toMatchObject({ fault: 'it is no regular file' });
    path = folder.at(`${files - 1}/open`);
    await written();
    chmodSync(path, 0o620);
    expect(await reads()).toEqual({ answers: 0, fault: 'others may write to it' });
  });

  test('what is of another user', async () => {
    await written();
    const ELSE = 4711;
    if (statSync(path).uid === 0) chownSync(path, ELSE, ELSE);
    else vi.spyOn(process, 'geteuid').mockReturnValue(ELSE);
    const { uid } = statSync(path);
    expect(await reads()).toEqual({ answers: 0, fault: `it belongs to another user (${uid})` });
    vi.restoreAllMocks();
  });

  test('what is behind a cut, wherever it is', async () => {
    await written(1_000, 20_000);
    const { size } = statSync(path);
    const octets = readFileSync(path);
    for (const end of [
      1,
      13,
      HEAD_OCTETS - 1,
      HEAD_OCTETS,
      HEAD_OCTETS + 1,
      HEAD_OCTETS + BLOCK_HEAD,
      size >> 1,
      size - 1,
    ]) {
      folder.write(`${files - 1}/answers.cache`, octets);
      chmodSync(path, 0o600);
      truncateSync(path, end);
      const reading = await reads({ size: 20_000 });
      expect(reading?.fault).toBeTypeOf('string');
      expect(reading!.answers > 0).toBe(end > size / 3 && end < size);
    }
  });

  test('a block of which an octet is another, and one that says that it is huge', async () => {
    await written();
    for (const at of [HEAD_OCTETS, HEAD_OCTETS + 5, HEAD_OCTETS + BLOCK_HEAD + 30]) {
      const octets = readFileSync(path);
      octets[at] ^= 0xff;
      const whole = path;
      path = folder.write(`${files - 1}/${at}`, octets);
      chmodSync(path, 0o600);
      expect(await reads()).toEqual({ answers: 0, fault: 'the rest of it is cut off or damaged' });
      path = whole;
    }
  });
});

describe('nothing is written', () => {
  test.each([
    ['over a file of somebody else', 'listen: 127.0.0.1\n', 'a file stands there that is no cache file'],
  ])('%s', async (_, text, fault) => {
    folder.write(`${files - 1}/answers.cache`, text);
    await expect(server().write()).rejects.toThrow(fault);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('over a folder, nor below a file', async () => {
    mkdirSync(path, { recursive: true });
    await expect(server().write()).rejects.toThrow('something stands there that is no regular file');
    path = folder.at(`${folder.write('file', 'x').slice(folder.path.length + 1)}/answers.cache`);
    await expect(server().write()).rejects.toThrow('is there already, and is no folder');
  });
});
