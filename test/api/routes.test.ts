// The tables of routes against a running server: what each replies, and how wrong requests are refused.
import { readdirSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API_ROUTES } from '../../src/api/api-routes.js';
import { ERROR_STATUS } from '../../src/api/error-status.js';
import type { ErrorView } from '../../src/view/error.js';
import type { ServerEvent } from '../../src/view/event.js';
import { type FormName, formOf, JSON_FORMS } from '../../src/view/json-forms.js';
import { rondo, type Served, serveControlled } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
const sockets = folder.at('control');
let backend: Server;
let served: Served;
let socketPath: string;

beforeAll(async () => {
  backend = createServer(socket => socket.destroy());
  await new Promise<void>(resolve => backend.listen(0, '127.0.0.1', resolve));
  const { port } = backend.address() as { port: number };
  folder.write(
    'pool.example.yaml',
    [
      'zone: pool.example',
      'pools:',
      '  app:',
      '    slow-start: 1m',
      `    probe: { tcp: ${port}, interval: 500ms }`,
      '    members: [{ address: 127.0.0.1, tags: rack1 }, 127.0.0.2, { address: 127.0.0.3, backup: true }]',
      '  both:',
      `    probe: { tcp: ${port}, track: app A, interval: 500ms }`,
      '    members: [{ addresses: [127.0.0.1, "::1"] }, 127.0.0.2]',
      '  away:',
      `    probe: { tcp: ${port}, interval: 500ms }`,
      '    members: [{ target: one.elsewhere.example., address: 127.0.0.1 }]',
      '',
    ].join('\n'),
  );
  folder.write(
    'rondo.yaml',
    `listen: [127.0.0.1:0]\nadmin: 127.0.0.1:0\nforward: [{ domain: up.example, to: 127.0.0.1:9 }]\nzones: [pool.example.yaml]\ncontrol: ${sockets}\n`,
  );
  served = await serveControlled(folder.path, sockets);
  socketPath = join(sockets, readdirSync(sockets)[0]);
  await rondo(['drain', '127.0.0.1', '--for', '1h', '--reason', 'new kernel', '--control', sockets]);
});

afterAll(async () => {
  await served?.server.stop();
  backend?.close();
  folder.remove();
});

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function ask(method: string, path: string, body?: string | object): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path, method }, response => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', chunk => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end(typeof body === 'object' ? JSON.stringify(body) : body);
  });
}

const hoursOn = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const IN_AN_HOUR = { from: hoursOn(1), until: hoursOn(2) };

const NAMES = Object.keys(JSON_FORMS) as FormName[];
/** The error of a reply that is one. */
const errorIn = (text: string) => (formOf('error').parse(JSON.parse(text)) as unknown as ErrorView).error;

/** Inputs for each route: together they lead through all that its reply may have. */
const INPUTS: Readonly<Record<string, readonly (string | object)[]>> = {
  'GET /api/v1/server': [''],
  'GET /api/v1/status': ['', '?show=brief', '?only=app*&state=maint', '?only=rack1'],
  'GET /api/v1/events': ['', '?follow=false'],
  'GET /api/v1/history': ['?pool=app.pool.example', '?pool=away.pool.example&member=all'],
  'POST /api/v1/orders': [
    { members: ['127.0.0.2'], state: 'maint', forMs: 60_000, reason: 'disk' },
    { members: ['all'], weight: 3, pool: 'app.pool.example' },
    { members: ['127.0.0.2'], state: 'ready' },
  ],
  'POST /api/v1/plans': [
    { members: ['rack1'], state: 'maint', ...IN_AN_HOUR, pool: 'app.pool.example', reason: 'disk', by: 'a' },
    { members: ['127.0.0.*'], state: 'drain', ...IN_AN_HOUR, force: true },
  ],
  'GET /api/v1/plans': [''],
  'POST /api/v1/plans/cancel': [{ id: 1 }, { id: 2, by: 'alice' }],
  'POST /api/v1/reload': [{}],
  'GET /api/v1/explain': [
    '?name=app.pool.example',
    '?name=both.pool.example&type=AAAA&client=192.0.2.1',
    '?name=away.pool.example',
    '?name=a.up.example',
  ],
  'GET /api/v1/cache': ['?name=a.up.example'],
  'POST /api/v1/cache/flush': [{}, { name: 'up.example', below: true }],
  'GET /api/v1/whatif': ['?down=all', '?name=app.pool.example&type=A&maint=127.0.0.3&up=rack1&up=127.0.0.2'],
};

describe('every route of the API', () => {
  test('has inputs here', () => {
    expect(API_ROUTES.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      Object.keys(INPUTS).sort(),
    );
  });

  const asked = API_ROUTES.flatMap(route =>
    (INPUTS[`${route.method} ${route.path}`] ?? []).map(input => ({ route, input })),
  );
  test.each(asked)('$route.method $route.path $input', async ({ route, input }) => {
    const { status, headers, text } =
      typeof input === 'string'
        ? await ask(route.method, route.path + input)
        : await ask(route.method, route.path, input);
    expect({ status, text }).toMatchObject({ status: 200 });
    const isLines = route.sends === 'lines';
    expect(headers['content-type']).toBe(isLines ? 'application/x-ndjson' : 'application/json');
    const values = isLines ? text.trimEnd().split('\n') : [text];
    expect(values.length).toBeGreaterThan(0);
    const name = NAMES.find(each => JSON_FORMS[each].view === route.output)!;
    for (const value of values) expect(formOf(name).parse(JSON.parse(value))).toEqual(JSON.parse(value));
  });

  test('what changes something is for operators, and is no GET', () => {
    const changing = API_ROUTES.filter(({ access }) => access === 'operate');
    expect(changing.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/v1/orders',
      'POST /api/v1/plans',
      'POST /api/v1/plans/cancel',
      'POST /api/v1/reload',
      'POST /api/v1/cache/flush',
    ]);
  });
});

test('server says which one it is, in a few octets', async () => {
  const { text } = await ask('GET', '/api/v1/server');
  expect(JSON.parse(text)).toMatchObject({
    pid: served.server.child.pid,
    listen: served.listen,
    configFile: folder.at('rondo.yaml'),
  });
  expect(text.length).toBeLessThan(500);
});

test('events?follow goes on with what is new, and leaves nobody behind when its reader goes', async () => {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    request({ socketPath, path: '/api/v1/events?follow' }, resolve).on('error', reject).end();
  });
  let text = '';
  response.setEncoding('utf8');
  const seen = new Promise<void>(resolve =>
    response.on('data', chunk => {
      text += chunk;
      if (text.includes('for a look')) resolve();
    }),
  );
  await ask('POST', '/api/v1/orders', { members: ['127.0.0.2'], state: 'drain', reason: 'for a look' });
  await seen;
  const events = text
    .trimEnd()
    .split('\n')
    .map(line => formOf('event').parse(JSON.parse(line)) as unknown as ServerEvent);
  expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => index + 1));
  response.destroy();
  await ask('POST', '/api/v1/orders', { members: ['127.0.0.2'], state: 'ready' });
});

describe('a wrong request', () => {
  test.each([
    ['GET /nothing', undefined, '404 unknown_path', /^not found$/],
    ['POST /api/v1/orders', 'rubbish', '400 invalid_input', /^this is no JSON: /],
    ['POST /api/v1/orders', undefined, '400 invalid_input', /^this is no JSON: /],
    ['POST /api/v1/orders', [], '400 invalid_input', /^expected a mapping, found an empty list$/],
    ['POST /api/v1/orders', {}, '400 invalid_input', /^the key "members" is missing: expected a list$/],
    [
      'POST /api/v1/orders',
      { members: ['all', 7] },
      '400 invalid_input',
      /^members\.1: expected a string, found 7$/,
    ],
    [
      'POST /api/v1/orders',
      { members: ['all'], state: 'gone' },
      '400 invalid_input',
      /^state: expected ready, drain, maint, up or down, found "gone"$/,
    ],
    [
      'POST /api/v1/orders',
      { members: ['all'], weigth: 7 },
      '400 invalid_input',
      /^weigth: unknown key "weigth"$/,
    ],
    ['POST /api/v1/orders', { members: ['all'] }, '400 invalid_input', /^a state or a weight is needed$/],
    [
      'POST /api/v1/orders',
      { members: ['all'], state: 'ready', forMs: 5000 },
      '400 invalid_input',
      /^forMs goes with drain, maint, up and down$/,
    ],
    ['GET /api/v1/events?follow=1', undefined, '400 invalid_input', /^follow: expected true or false, found/],
    [
      'GET /api/v1/events?follow=true&follow=false',
      undefined,
      '400 invalid_input',
      /^follow: expected .* a list$/,
    ],
    ['GET /api/v1/events?folow', undefined, '400 invalid_input', /^folow: unknown key "folow"$/],
    ['GET /api/v1/status?state=dead', undefined, '400 invalid_input', /^state: expected .*, found "dead"$/],
    [
      'GET /api/v1/status?only=none',
      undefined,
      '404 unknown_pool',
      /^there is no pool none, nor a member that/,
    ],
    ['GET /api/v1/status?x=1', undefined, '400 invalid_input', /^x: unknown key "x"$/],
    ['GET //', undefined, '404 unknown_path', /^not found$/],
    ['GET *', undefined, '400 invalid_input', /^this is no path$/],
    ['GET /api/v1/%ff', undefined, '400 invalid_input', /^%ff is not percent-encoded UTF-8$/],
    ['GET /api/v1/status?only=%', undefined, '400 invalid_input', /not percent-encoded UTF-8$/],
    ['POST /api/v1/reload?now', '{}', '400 invalid_input', /^no parameters are read here$/],
    ['GET /api/v1/explain?name=a..b', undefined, '400 invalid_input', /^a\.\.b is no domain name/],
    ['GET /api/v1/explain?name=a&type=AAAAA', undefined, '400 invalid_input', /^AAAAA is no record type$/],
    ['GET /api/v1/whatif', undefined, '400 invalid_input', /^nothing is imagined$/],
    ['GET /api/v1/whatif?down=10.0.0.0/40', undefined, '400 invalid_input', /^10\.0\.0\.0\/40 is no member$/],
    ['GET /api/v1/whatif?down=127.0.0.9', undefined, '404 unknown_member', /a member 127\.0\.0\.9$/],
    ['POST /api/v1/orders', { members: ['rack7'], state: 'drain' }, '404 unknown_member', /a member rack7$/],
    [
      'POST /api/v1/orders',
      { members: ['all'], pool: 'no.example', state: 'drain' },
      '404 unknown_pool',
      /^there is no pool no\.example$/,
    ],
    [
      'GET /api/v1/whatif?down=rack1&name=a.up.example',
      undefined,
      '404 unknown_name',
      /^a\.up\.example is not in a zone here/,
    ],
    ['POST /api/v1/orders', `"${'x'.repeat(2 << 20)}"`, '413 input_too_long', /^at most 1 MiB may be sent$/],
  ])('%s %s', async (request, body, expected, message) => {
    const [method, path] = request.split(' ');
    const reply = await ask(method, path, body);
    expect(reply.headers['content-type']).toBe('application/json');
    const error = errorIn(reply.text);
    expect(`${reply.status} ${error.code}`).toBe(expected);
    expect(error.message).toMatch(message);
  });

  test.each([
    ['POST', '/api/v1/status', 'GET, HEAD'],
    ['GET', '/api/v1/orders', 'POST'],
    ['DELETE', '/api/v1/events', 'GET, HEAD'],
  ])('%s %s: the methods that are allowed', async (method, path, allow) => {
    const { status, headers, text } = await ask(method, path);
    expect([status, headers.allow]).toEqual([405, allow]);
    expect(errorIn(text).code).toBe('wrong_method');
  });

  test('says what may have been meant', async () => {
    const hint = async (path: string, body: object) => errorIn((await ask('POST', path, body)).text).hint;
    expect(await hint('/api/v1/orders', { members: ['all'], weigth: 7 })).toBe('did you mean `weight`?');
    expect(await hint('/api/v1/orders', { members: ['rack2'], state: 'drain' })).toBe('did you mean rack1?');
    expect(await hint('/nothing', {})).toMatch(/^try \/api\/v1\/server, .* or \/api\/v1\/cache\/flush$/);
  });

  test('HEAD has no body', async () => {
    for (const path of ['/api/v1/server', '/api/v1/events?follow']) {
      const { status, text } = await ask('HEAD', path);
      expect([status, text]).toEqual([200, '']);
    }
  });

  test('each code has a status of an error', () => {
    for (const status of Object.values(ERROR_STATUS)) expect(status).toBeGreaterThanOrEqual(400);
  });
});
