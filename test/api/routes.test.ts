// Requests that the API refuses, and how it says why; test/api/contract.test.ts has those that it meets.
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API_ROUTES } from '../../src/api/api-routes.js';
import { ERROR_STATUS } from '../../src/api/error-status.js';
import type { ErrorView } from '../../src/view/error.js';
import type { ServerEvent } from '../../src/view/event.js';
import { formOf } from '../../src/view/json-forms.js';
import { type ServedApi, serveApi } from '../support/served-api.js';

let api: ServedApi;
beforeAll(async () => {
  api = await serveApi();
});
afterAll(() => api.stop());

const ask: ServedApi['ask'] = (...request) => api.ask(...request);

/** The error of a reply that is one. */
const errorIn = (text: string) => (formOf('error').parse(JSON.parse(text)) as unknown as ErrorView).error;

test('what changes something is for operators, and is no GET', () => {
  const changing = API_ROUTES.filter(({ access }) => access === 'operate');
  expect(changing.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /api/v1/orders',
    'POST /api/v1/plans',
    'POST /api/v1/plans/cancel',
    'POST /api/v1/reload',
    'POST /api/v1/zones/refresh',
    'POST /api/v1/zones/retransfer',
    'POST /api/v1/zones/sync',
    'POST /api/v1/cache/flush',
  ]);
});

test('server says which one it is, in a few octets', async () => {
  const { text } = await ask('GET', '/api/v1/server');
  expect(JSON.parse(text)).toMatchObject({
    pid: process.pid,
    listen: api.server.bound,
    configFile: api.folder.at('rondo.yaml'),
  });
  expect(text.length).toBeLessThan(500);
});

test('events?follow goes on with what is new, and leaves nobody behind when its reader goes', async () => {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    request({ socketPath: api.socketPath, path: '/api/v1/events?follow' }, resolve).on('error', reject).end();
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

  test('a body in another encoding is no text', async () => {
    const latin = Buffer.from('{"members":["all"],"state":"drain","reason":"\xfcber"}', 'latin1');
    const { status, text } = await ask('POST', '/api/v1/orders', latin);
    expect([status, errorIn(text).message]).toEqual([400, 'the body is not UTF-8']);
  });

  test('of thousands of mistakes the first are named', async () => {
    // Were each looked up among all, that would take seconds.
    const keys = Array.from({ length: 13_000 }, (_, n) => n.toString(36));
    const many = errorIn((await ask('GET', `/api/v1/status?${keys.join('&')}`)).text);
    expect(many.message).toMatch(/^0: unknown key "0"; .* and 12995 more$/);
    const body = Object.fromEntries([...keys, ...keys.map(key => `${key}-`)].map(key => [key, 0]));
    expect(errorIn((await ask('POST', '/api/v1/reload', body)).text).message).toMatch(/ and 25995 more$/);
  });

  test('says what may have been meant', async () => {
    const hint = async (path: string, body: object) => errorIn((await ask('POST', path, body)).text).hint;
    expect(await hint('/api/v1/orders', { members: ['all'], weigth: 7 })).toBe('did you mean `weight`?');
    expect(await hint('/api/v1/orders', { members: ['rack2'], state: 'drain' })).toBe('did you mean rack1?');
    expect(await hint('/api/v1/statsu', {})).toBe('did you mean /api/v1/status?');
    expect(await hint('/nothing/there', {})).toBe('/openapi.json lists what there is');
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
