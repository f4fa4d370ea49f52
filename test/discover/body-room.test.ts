// The room that all answers over HTTP have together: who sends very much goes, and lists of usual length are taken.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { BodyRoom, bodies } from '../../src/discover/wire/body-room.js';
import { getJson } from '../../src/discover/wire/get.js';
import { until } from '../support/ask.js';

test('when the room is full the longest is given up, and counts no longer', () => {
  const room = new BodyRoom(2 ** 20);
  const said: string[] = [];
  const [a, b, c] = ['a', 'b', 'c'].map(name => room.begin(reason => said.push(`${name}: ${reason}`)));
  a.take(400_000);
  b.take(600_000);
  expect(said).toEqual([]);
  c.take(50_000);
  expect(said).toEqual(['b: all answers that are read at once are over 1 MiB, and this one is the longest']);
  expect(room.octets).toBe(450_000);
  b.take(9);
  b.end();
  expect(room.octets).toBe(450_000);
  a.end();
  c.end();
  expect(room.octets).toBe(0);
});

test('servers that send much and never end are given up, and another gives its list meanwhile', async () => {
  const server = createServer((request, answer) => {
    if (request.url === '/good') answer.end('[]');
    else answer.write(' '.repeat(3 * 2 ** 20));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const abort = new AbortController();
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const ask = (path: string) => {
    const url = new URL(path, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return getJson({ url, signal: abort.signal }, () => undefined).catch((error: Error) => error.message);
  };
  const ended: unknown[] = [];
  for (let at = 0; at < 20; at++) void ask(`/${at}`).then(end => ended.push(end));
  // For five there is room.
  await until(
    () => ended.length,
    count => count >= 15,
  );
  expect(await ask('/good')).toMatchObject({ value: [] });
  expect(new Set(ended)).toEqual(
    new Set(['all answers that are read at once are over 16 MiB, and this one is the longest']),
  );
  expect(bodies.octets).toBeLessThanOrEqual(16 * 2 ** 20);
  abort.abort();
  await until(
    () => bodies.octets,
    octets => octets === 0,
  );
});
