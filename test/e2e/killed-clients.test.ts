// Programs that ask the control socket and are killed in the middle leave nothing behind, and what they asked for whole is done.
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addresses, until } from '../support/ask.js';
import { start } from '../support/processes.js';
import { RONDO, rondo, type Served, serveControlled } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const TIMES = 30;

const folder = new TempFolder();
const sockets = folder.at('control');
let served: Served;
/** Of the server, when nobody asks. */
let filesBefore: number;

beforeAll(async () => {
  folder.write(
    'pool.example.yaml',
    'zone: pool.example\npools:\n  www: { probe: { tcp: 9, init: up, interval: 1h }, members: [127.0.0.1, 127.0.0.2] }\n',
  );
  folder.write(
    'rondo.yaml',
    `listen: 127.0.0.1:0\nzones: pool.example.yaml\nforward: off\ncontrol: ${sockets}\nstate: ${folder.at('state.json')}\n`,
  );
  served = await serveControlled(folder.path, sockets);
  await sendAndGo('GET /api/v1/server HTTP/1.1\r\nHost: control\r\n\r\n');
  filesBefore = openFiles();
});
afterAll(async () => {
  await served?.server.stop();
  folder.remove();
});

const path = () => `${sockets}/${served.server.child.pid}.sock`;
const openFiles = () => readdirSync(`/proc/${served.server.child.pid}/fd`).length;

/** Sends octets and is gone. */
function sendAndGo(text: string): Promise<void> {
  return new Promise(resolve => {
    const socket = connect(path(), () => socket.write(text, () => socket.destroy()));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve());
  });
}

const order = (state: string) => JSON.stringify({ state, members: ['127.0.0.2'] });
const request = (body: string, length = body.length) =>
  `POST /api/v1/orders HTTP/1.1\r\nHost: control\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`;

test('half an order is none, and whoever sent it is forgotten', async () => {
  const whole = request(order('maint'));
  for (let time = 0; time < TIMES; time++) await sendAndGo(whole.slice(0, whole.length - 1 - time));
  await until(openFiles, count => count <= filesBefore);
  expect(await addresses(served.port, 'www.pool.example A')).toEqual(['127.0.0.1', '127.0.0.2']);
});

test('a whole order counts, though nobody waits for the reply', async () => {
  await sendAndGo(request(order('maint')));
  const seen = await until(
    () => addresses(served.port, 'www.pool.example A'),
    each => each.length === 1,
  );
  expect(seen).toEqual(['127.0.0.1']);
  await sendAndGo(request(order('ready')));
  await until(
    () => addresses(served.port, 'www.pool.example A'),
    each => each.length === 2,
  );
});

test('verbs that are killed while they follow take nothing with them', async () => {
  for (const verb of [
    ['events', '--follow'],
    ['status', '--watch'],
  ]) {
    const running = start(process.execPath, [RONDO, ...verb, '--control', sockets], folder.path);
    await running.says(/127\.0\.0\.2/);
    await running.stop('SIGKILL');
  }
  await until(openFiles, count => count <= filesBefore);
  expect(await rondo(['status', '--control', sockets])).toMatchObject({ status: 0, stderr: '' });
});
