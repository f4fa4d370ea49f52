// The admin listener: the API for reading, and pages; errors in the form that whoever asks expects.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AdminServer } from '../../src/api/admin-server.js';
import type { ControlledServer } from '../../src/api/controlled-server.js';
import { RefusedRequests } from '../../src/api/refused-requests.js';
import { ADMIN_ROUTES } from '../../src/api/routes/plain-pages.js';
import type { Log } from '../../src/observe/log.js';
import { formOf } from '../../src/view/json-forms.js';
import { FakeClock } from '../support/fake-clock.js';

async function* metrics(): AsyncGenerator<string, void, void> {
  yield '# TYPE x counter\n';
}

const sources = {
  metrics: () => ({ contentType: 'text/plain', parts: metrics() }),
  isReady: () => true,
  doubts: () => '',
};
const controlled = { bound: ['127.0.0.1:53'] } as unknown as ControlledServer;
const log = {} as Log;
const access = { hosts: [], read: 'loopback', tokens: undefined, password: undefined } as const;
const clock = new FakeClock();
const parts = { log, most: 8, access, refused: new RefusedRequests(log, clock), clock };
const admin = new AdminServer({ controlled, sources }, parts);
let root: string;

beforeAll(async () => {
  root = `http://127.0.0.1:${await admin.listen('127.0.0.1', 0)}`;
});
afterAll(() => admin.close());

test('the API is served for reading', async () => {
  const server = await fetch(`${root}/api/v1/server`);
  expect(server.status).toBe(200);
  expect(formOf('server').parse(await server.json())).toMatchObject({ listen: ['127.0.0.1:53'] });
  const body = JSON.stringify({ members: ['127.0.0.2'], state: 'drain' });
  const headers = { 'content-type': 'application/json' };
  const order = await fetch(`${root}/api/v1/orders`, { method: 'POST', headers, body });
  expect([order.status, await order.json()]).toMatchObject([403, { error: { code: 'forbidden' } }]);
});

test('errors of the API are JSON, those of pages are texts', async () => {
  const typeOf = async (path: string) => (await fetch(root + path)).headers.get('content-type');
  expect(await typeOf('/api')).toBe('application/json');
  expect(await typeOf('/api/v1/nothing')).toBe('application/json');
  expect(await typeOf('/nothing')).toBe('text/plain; charset=utf-8');
  expect(await typeOf('/apis')).toBe('text/plain; charset=utf-8');
});

test('what supervisors read is for everybody', async () => {
  for (const { path, access, output } of ADMIN_ROUTES) {
    const response = await fetch(root + path);
    expect(response.status).toBe(200);
    output.parse({ text: await response.text() });
    expect(access).toBe('open');
  }
});
