// The control side under attack: half-open requests and floods of connections leave room for who asks.
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rondo, type Served, serveControlled } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
const sockets = folder.at('control');
let served: Served;

beforeAll(async () => {
  folder.write('a.example.yaml', 'zone: a.example\npools:\n  www: { members: [192.0.2.1] }\n');
  folder.write(
    'rondo.yaml',
    `listen: 127.0.0.1:0\nzones: a.example.yaml\nadmin: 127.0.0.1:0\ncontrol: ${sockets}\nstate: off\n`,
  );
  served = await serveControlled(folder.path, sockets);
});

afterAll(async () => {
  await served?.server.stop();
  folder.remove();
});

/** Connections that are opened again whenever the server ends them, until `end`. */
class Flood {
  readonly #open: () => Socket;
  readonly #sockets = new Set<Socket>();
  #isOver = false;

  constructor(count: number, open: () => Socket) {
    this.#open = open;
    for (let index = 0; index < count; index++) this.#hold();
  }

  #hold(): void {
    const socket = this.#open();
    this.#sockets.add(socket);
    socket.resume().on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (!this.#isOver) setTimeout(() => this.#hold(), 10);
    });
  }

  end(): void {
    this.#isOver = true;
    for (const socket of this.#sockets) socket.destroy();
  }
}

describe('the admin address', () => {
  test('80 half-open requests that are sent again and again leave it open to every supervisor', async () => {
    const [host, port] = served.admin.split(':');
    const flood = new Flood(80, () => {
      const socket = connect({ host, port: Number(port) });
      socket.write('GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nX-');
      return socket;
    });
    const replies: number[] = [];
    for (let index = 0; index < 40; index++)
      replies.push(
        (await fetch(`http://${served.admin}/healthz`, { headers: { connection: 'close' } })).status,
      );
    flood.end();
    expect(replies).toEqual(Array.from({ length: 40 }, () => 200));
  });
});

describe('the control socket', () => {
  test('1,000 connections of another process leave it open to operators', async () => {
    const flood = new Flood(1000, () => connect(`${sockets}/${served.server.child.pid}.sock`));
    const { status, stdout, stderr } = await rondo(['status', '--control', sockets]);
    flood.end();
    expect({ status, stderr, stdout }).toMatchObject({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^rondo .* on 127\.0\.0\.1:/);
  });
});
