// The router, with routes of its own: what they may do, what becomes of their errors, and lines that go on.
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ACCESS } from '../../src/api/access.js';
import { OPERATOR, READER } from '../../src/api/asker.js';
import { refuseInJson } from '../../src/api/refusal.js';
import { jsonRoute, linesRoute, nothing, objectRoute, type Route, textRoute } from '../../src/api/route.js';
import { Router } from '../../src/api/router.js';
import type { Log } from '../../src/observe/log.js';
import { ERROR_CODE, RequestError } from '../../src/view/request-error.js';
import { until } from '../support/ask.js';

/** What the routes act on. */
class Counter {
  count = 0;
  readers = 0;
}

/** Counts up for ever, as fast as somebody reads. */
class Numbers implements AsyncIterableIterator<{ readonly at: number }> {
  #next = 0;

  constructor(readonly counter: Counter) {
    counter.readers++;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<{ readonly at: number }, undefined>> {
    return { done: false, value: { at: this.#next++ } };
  }

  async return(): Promise<IteratorResult<{ readonly at: number }, undefined>> {
    this.counter.readers--;
    return { done: true, value: undefined };
  }
}

async function* each(items: readonly string[], end?: Error): AsyncGenerator<string, void, void> {
  yield* items;
  if (end !== undefined) throw end;
}

const described = { summary: '', access: ACCESS.READ, input: nothing, output: z.unknown() };
const ROUTES: readonly Route<Counter>[] = [
  jsonRoute({
    ...described,
    method: 'POST',
    path: '/count',
    access: ACCESS.OPERATE,
    input: z.strictObject({ by: z.int() }),
    run: (counted: Counter, { by }) => {
      counted.count += by;
      return { count: counted.count };
    },
  }),
  jsonRoute({ ...described, method: 'GET', path: '/count', run: ({ count }: Counter) => ({ count }) }),
  jsonRoute({
    ...described,
    method: 'GET',
    path: '/broken',
    run: (): never => {
      throw new TypeError('a secret');
    },
  }),
  jsonRoute({
    ...described,
    method: 'GET',
    path: '/full',
    run: (): never => {
      throw new RequestError(ERROR_CODE.LIMIT_REACHED, 'there are too many', 'take some away');
    },
  }),
  linesRoute({
    ...described,
    method: 'GET',
    path: '/numbers',
    run: (counted: Counter) => new Numbers(counted),
  }),
  objectRoute({
    ...described,
    method: 'GET',
    path: '/object',
    output: z.object({ a: z.number(), none: z.undefined(), some: z.array(z.string()), last: z.string() }),
    run: async () => ({ a: 1, none: undefined, some: each(['x', 'y']), last: 'z' }),
  }),
  objectRoute({
    ...described,
    method: 'GET',
    path: '/empty',
    output: z.object({ items: z.array(z.string()) }),
    run: async () => ({ items: each([]) }),
  }),
  objectRoute({
    ...described,
    method: 'GET',
    path: '/broken-off',
    output: z.object({ items: z.array(z.string()) }),
    run: async () => ({ items: each(['x'.repeat(100_000)], new TypeError('a secret')) }),
  }),
  textRoute({ path: '/page', summary: '', run: () => ({ text: 'hello\n', status: 503 }) }),
];

const counter = new Counter();
const logged: string[] = [];
const log = { error: (_: object, text: string) => logged.push(text) } as unknown as Log;
let server: Server;
let origin: string;
let asker = OPERATOR;

const router = new Router(counter, ROUTES, { log, refuse: refuseInJson });

beforeAll(async () => {
  server = createServer((incoming, response) => void router.handle(incoming, response, asker));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});

afterEach(() => {
  asker = OPERATOR;
  logged.length = 0;
});

afterAll(() => server.close());

async function ask(path: string, init?: RequestInit): Promise<[status: number, body: unknown]> {
  const response = await fetch(origin + path, init);
  return [response.status, await response.json()];
}

const add = (by: unknown) => ask('/count', { method: 'POST', body: JSON.stringify({ by }) });

test('one path, two methods', async () => {
  expect(await add(2)).toEqual([200, { version: 1, count: 2 }]);
  expect(await ask('/count')).toEqual([200, { version: 1, count: 2 }]);
  const response = await fetch(`${origin}/count`, { method: 'DELETE' });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, GET, HEAD']);
});

test('whoever may only read changes nothing', async () => {
  asker = READER;
  const before = counter.count;
  expect(await add(2)).toEqual([
    403,
    {
      version: 1,
      error: {
        code: 'forbidden',
        message: 'this needs a token with the right to operate',
        hint: 'make one with `rondo token add NAME --rights operate`',
      },
    },
  ]);
  expect(await ask('/count')).toEqual([200, { version: 1, count: before }]);
});

test('an error in Rondo is logged, and not shown', async () => {
  expect(await ask('/broken')).toEqual([
    500,
    {
      version: 1,
      error: { code: 'internal', message: 'internal error', hint: 'the log of the server says more' },
    },
  ]);
  expect(logged).toEqual(['internal error: GET /broken: a secret']);
});

test('what the server cannot do now is a conflict', async () => {
  expect(await ask('/full')).toEqual([
    409,
    { version: 1, error: { code: 'limit_reached', message: 'there are too many', hint: 'take some away' } },
  ]);
  expect(logged).toEqual([]);
});

test('a wrong input does not reach the route', async () => {
  const before = counter.count;
  expect(await add('2')).toMatchObject([400, { error: { message: 'by: expected a number, found "2"' } }]);
  expect(await add(0.5)).toMatchObject([400, { error: { code: 'invalid_input' } }]);
  expect(counter.count).toBe(before);
});

test('a page has the status that it says', async () => {
  const response = await fetch(`${origin}/page?any=thing`);
  expect([response.status, await response.text()]).toEqual([503, 'hello\n']);
});

test('an object whose list comes one item after another is one JSON text', async () => {
  expect(await ask('/object')).toEqual([200, { version: 1, a: 1, some: ['x', 'y'], last: 'z' }]);
  expect(await ask('/empty')).toEqual([200, { version: 1, items: [] }]);
  const head = await fetch(`${origin}/object`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-type')]).toEqual([200, 'application/json']);
});

test('an error in the middle of a long object breaks the reply off, and is logged', async () => {
  await expect(ask('/broken-off')).rejects.toThrow();
  expect(logged).toEqual(['internal error: GET /broken-off: a secret']);
});

test('lines go no faster than they are read, and end when nobody reads', async () => {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    request(`${origin}/numbers`, resolve).on('error', reject).end();
  });
  expect(counter.readers).toBe(1);
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (text.length > 100_000) break;
  }
  expect(text.split('\n').slice(0, 3)).toEqual([0, 1, 2].map(at => JSON.stringify({ version: 1, at })));
  const before = process.memoryUsage().rss;
  await new Promise(resolve => setTimeout(resolve, 300));
  expect(process.memoryUsage().rss - before).toBeLessThan(64 << 20);
  response.destroy();
  await until(
    () => counter.readers,
    readers => readers === 0,
  );
});
