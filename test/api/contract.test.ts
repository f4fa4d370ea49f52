// The description of the API is valid, and holds: each route is asked, and status, headers and body are as it says.
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { API_ROUTES } from '../../src/api/api-routes.js';
import { API_ROOT } from '../../src/view/api-root.js';
import { readPages } from '../support/markdown.js';
import { type Reply, type ServedApi, serveApi } from '../support/served-api.js';

const hoursOn = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const IN_AN_HOUR = { from: hoursOn(1), until: hoursOn(2) };

/** A request: the rest of the path and parameters, or a body. */
type Input = string | object;

/** Of each route requests that it meets, which lead through all that its replies may have, and one that it refuses. */
const INPUTS: Readonly<Record<string, readonly [met: readonly Input[], refused: Input]>> = {
  'GET /api/v1/version': [[''], '?x=1'],
  'GET /api/v1/server': [[''], '?x=1'],
  'GET /api/v1/status': [['', '?show=brief', '?only=app*&state=maint', '?only=rack1'], '?state=dead'],
  'GET /api/v1/problems': [[''], '?x=1'],
  'GET /api/v1/pools': [['', '?state=degraded', '?pool=app*&limit=1&offset=0'], '?limit=0'],
  'GET /api/v1/pools/{name}': [['/app.pool.example', '/BOTH.pool.example.%20aaaa'], '/both.pool.example'],
  'GET /api/v1/members': [['', '?state=drain&tag=rack1', '?pool=app*&limit=2&offset=1'], '?pool=none'],
  'GET /api/v1/zones': [['', '?zone=p*&limit=1&offset=1', '?zone=POOL.example.'], '?offset=-1'],
  'GET /api/v1/zones/{zone}': [['/POOL.example.', '/plain.example'], '/a..b'],
  'GET /api/v1/zones/{zone}/records': [
    ['/plain.example/records', '/pool.example/records?name=app.pool.example&type=A'],
    '/plain.example/records?type=AAAAA',
  ],
  'GET /api/v1/zones/{zone}/export': [['/plain.example/export'], '/other.example/export'],
  'GET /api/v1/zones/{zone}/changes': [['/plain.example/changes'], '/other.example/changes'],
  'GET /api/v1/upstreams': [[''], '?x=1'],
  'GET /api/v1/events': [['', '?follow=false'], '?follow=maybe'],
  'GET /api/v1/history': [['?pool=app.pool.example', '?pool=away.pool.example&member=all'], '?pool=none'],
  'GET /api/v1/rates': [[''], '?x=1'],
  'GET /api/v1/queries': [[''], '?x=1'],
  'GET /api/v1/explain': [
    [
      '?name=app.pool.example',
      '?name=both.pool.example&type=AAAA&client=192.0.2.1',
      '?name=away.pool.example',
      '?name=a.up.example',
    ],
    '?name=a&type=AAAAA',
  ],
  'GET /api/v1/whatif': [
    ['?down=all', '?name=app.pool.example&type=A&maint=127.0.0.3&up=rack1&up=127.0.0.2', '?weight=all=3'],
    '?down=127.0.0.9',
  ],
  'GET /api/v1/cache': [['?name=a.up.example'], ''],
  'GET /api/v1/plans': [[''], '?x=1'],
  'POST /api/v1/orders': [
    [
      { members: ['127.0.0.2'], state: 'maint', forMs: 60_000, reason: 'disk' },
      { members: ['all'], weight: 3, pool: 'app.pool.example' },
      { members: ['127.0.0.2'], state: 'ready' },
    ],
    { members: ['rack7'], state: 'drain' },
  ],
  'POST /api/v1/plans': [
    [
      {
        members: ['rack1'],
        state: 'maint',
        ...IN_AN_HOUR,
        pool: 'app.pool.example',
        reason: 'disk',
        by: 'a',
      },
      { members: ['127.0.0.*'], state: 'drain', ...IN_AN_HOUR, force: true },
    ],
    { members: ['rack1'], state: 'maint', from: hoursOn(2), until: hoursOn(1) },
  ],
  'POST /api/v1/plans/cancel': [[{ id: 1 }, { id: 2, by: 'alice' }], { id: 77 }],
  'POST /api/v1/reload': [[{}], 'rubbish'],
  'POST /api/v1/zones/refresh': [[], { zone: 'plain.example' }],
  'POST /api/v1/zones/retransfer': [[], { zone: 'plain.example' }],
  'POST /api/v1/zones/sync': [[{ zone: 'plain.example' }], { zone: 'nothing.example' }],
  'POST /api/v1/cache/flush': [[{}, { name: 'up.example', below: true }], { name: 'a..b' }],
};

interface Content {
  readonly [type: string]: { readonly schema: { readonly $ref?: string } };
}
interface Response {
  readonly headers: Readonly<Record<string, { readonly schema: { readonly const: string } }>>;
  readonly content: Content;
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, Response> }>>;
  readonly components: { readonly schemas: Record<string, object>; readonly responses: { Error: Response } };
}

let api: ServedApi;
let document: Document;
let validators: Ajv2020;

beforeAll(async () => {
  api = await serveApi();
  document = JSON.parse((await api.ask('GET', '/openapi.json')).text) as Document;
  validators = new Ajv2020({ strict: false });
  formats.default(validators);
  validators.addFormat('base64', true);
  validators.addSchema({ $id: 'openapi', components: document.components });
});
afterAll(() => api.stop());

function validatorOf({ $ref = '' }: { readonly $ref?: string }): ValidateFunction {
  return validators.compile({ $ref: `openapi${$ref}` });
}

/** Holds a reply against what is said of it. */
function expectAs({ headers, text }: Reply, response: Response): void {
  for (const [name, { schema }] of Object.entries(response.headers))
    expect(headers[name.toLowerCase()]).toBe(schema.const);
  const type = headers['content-type'] ?? '';
  expect(Object.keys(response.content)).toContain(type);
  if (!type.endsWith('json')) return;
  const isValid = validatorOf(response.content[type].schema);
  const values = type.endsWith('ndjson') ? text.trimEnd().split('\n') : [text];
  for (const value of values) expect([isValid(JSON.parse(value)), isValid.errors]).toEqual([true, null]);
}

function ask(method: string, path: string, input: Input): Promise<Reply> {
  const before = path.replace(/\/\{.*$/, '');
  return typeof input === 'string' && method !== 'POST'
    ? api.ask(method, before + input)
    : api.ask(method, path, input);
}

describe('the description', () => {
  test('is valid', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect(await new Validator().validate(document as never)).toEqual({ valid: true });
  });

  test('has every route, and nothing else', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
    );
    const all = API_ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect(described.sort()).toEqual(all.sort());
  });

  test('and docs/api.md has the same table', () => {
    const { lines } = readPages().find(({ path }) => path === 'docs/api.md')!;
    const rows = API_ROUTES.map(({ method, path, input, summary }) => {
      const { properties = {} } = z.toJSONSchema(input, { io: 'input' });
      const names = Object.keys(properties).filter(name => !path.includes(`{${name}}`));
      const parameters = names.map(name => `\`${name}\``).join(', ');
      return `| \`${method} ${path.slice(API_ROOT.length + 1)}\` | ${parameters} | ${summary} |`;
    });
    const own = (line: string) => /^\| `(?:GET|POST) /.test(line);
    expect(lines.filter(own).sort()).toEqual(rows.sort());
  });

  test('has a name of its own for each operation, and words for each parameter', () => {
    const operations = Object.values(document.paths).flatMap(methods =>
      Object.values(methods),
    ) as unknown as {
      readonly operationId: string;
      readonly parameters?: readonly { readonly name: string; readonly description?: string }[];
    }[];
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids).toEqual([...new Set(ids)]);
    const silent = operations.flatMap(({ operationId, parameters = [] }) =>
      parameters.filter(each => each.description === undefined).map(({ name }) => `${operationId} ${name}`),
    );
    expect(silent).toEqual([]);
  });
});

describe('each route replies as described', () => {
  test('and has inputs here', () => {
    // The stream does not end: test/e2e/stream.test.ts reads it.
    const all = API_ROUTES.filter(({ sends }) => sends !== 'stream');
    expect(all.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(INPUTS).sort());
  });

  const cases = Object.entries(INPUTS).flatMap(([route, [met, refused]]) => {
    const [method, path] = route.split(' ');
    return [
      ...met.map(input => ({ method, path, input, isMet: true })),
      { method, path, input: refused, isMet: false },
    ];
  });
  test.each(cases)('$method $path $input', async ({ method, path, input, isMet }) => {
    const reply = await ask(method, path, input);
    const { responses } = document.paths[path][method.toLowerCase()];
    if (isMet) expect(reply).toMatchObject({ status: 200 });
    else expect(reply.status).toBeGreaterThanOrEqual(400);
    expectAs(reply, isMet ? responses['200'] : document.components.responses.Error);
    if (method !== 'GET') return;
    const head = await ask('HEAD', path, typeof input === 'string' ? input : '');
    expect(isMet ? [head.status, head.text] : head.text).toEqual(isMet ? [200, ''] : '');
  });

  test.each([
    ['GET', '/api/v1/nothing', 404],
    ['DELETE', '/api/v1/status', 405],
    ['POST', '/api/v1/orders', 413, `"${'x'.repeat(2 << 20)}"`],
  ] as [string, string, number, string?][])('%s %s: %d', async (method, path, status, body) => {
    const reply = await api.ask(method, path, body);
    expect(reply.status).toBe(status);
    expectAs(reply, document.components.responses.Error);
  });
});
