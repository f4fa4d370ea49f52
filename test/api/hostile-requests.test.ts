// Whatever is sent to the API, it replies with a form of its own: no path, parameter or body is an internal error.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { API_ROUTES } from '../../src/api/api-routes.js';
import { formOf } from '../../src/view/json-forms.js';
import { type ServedApi, serveApi } from '../support/served-api.js';

let api: ServedApi;
beforeAll(async () => {
  api = await serveApi();
});
afterAll(() => api.stop());

/** Nothing that node:http would refuse to send. */
const printable = (text: string) => text.replace(/[^!-~]/g, '_');

const segment = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '',
    '%2e%2e',
    '%2F',
    '%00',
    '%ff',
    '%',
    '{name}',
    '__proto__',
    'a..b',
    '=2E',
    '*',
  ),
  fc.string({ maxLength: 12 }).map(printable),
  fc.string({ unit: 'grapheme', maxLength: 12 }).map(encodeURIComponent),
);
const root = fc.constantFrom(
  ...API_ROUTES.map(({ path }) => path.replace(/\/\{.*$/, '')),
  '/api/v1',
  '/api',
  '',
);
const parameter = fc.tuple(
  fc.constantFrom(
    'pool',
    'zone',
    'name',
    'type',
    'limit',
    'offset',
    'state',
    'only',
    'down',
    '__proto__',
    'x',
  ),
  segment,
);
const path = fc
  .tuple(root, fc.array(segment, { maxLength: 3 }), fc.array(parameter, { maxLength: 3 }))
  .map(([first, rest, parameters]) => {
    const query = parameters.map(([name, value]) => `${name}=${value}`).join('&');
    const whole = [first, ...rest].join('/');
    return `${whole.startsWith('/') ? '' : '/'}${whole}${query === '' ? '' : `?${query}`}`;
  })
  // They never end.
  .filter(each => !/follow|stream/.test(each));

const orders = fc.oneof(
  fc.json(),
  fc.string(),
  fc
    .record({ members: fc.array(fc.string(), { maxLength: 3 }), state: fc.string(), weight: fc.integer() })
    .map(each => JSON.stringify(each)),
);

function expectReply(status: number | undefined, text: string): void {
  expect(status).toBeLessThan(500);
  if (status !== 200) formOf('error').parse(JSON.parse(text));
}

test('hostile paths and parameters', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('GET', 'HEAD', 'PUT'), path, async (method, target) => {
      const { status, text } = await api.ask(method, target);
      if (method === 'HEAD') expect([text, (status ?? 500) < 500]).toEqual(['', true]);
      else expectReply(status, text);
    }),
    { numRuns: 300 },
  );
});

test('hostile bodies', async () => {
  const posts = API_ROUTES.filter(({ method, path: at }) => method === 'POST' && !at.endsWith('reload'));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...posts.map(({ path: at }) => at)), orders, async (target, body) => {
      const { status, text } = await api.ask('POST', target, body);
      expectReply(status, text);
    }),
    { numRuns: 150 },
  );
});
