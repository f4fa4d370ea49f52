// Sources that are asked: lists over HTTP and containers of a daemon, with servers that answer well, wrongly, too much or never.
import dns from 'node:dns';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { targetsIn } from '../../src/discover/docker/containers.js';
import { docker } from '../../src/discover/docker/kind.js';
import { open as openDocker } from '../../src/discover/docker/run.js';
import { http } from '../../src/discover/http/kind.js';
import { open as openHttp } from '../../src/discover/http/run.js';
import type { SourceHost, Target } from '../../src/discover/source.js';
import { type Cancel, systemClock } from '../../src/time/clock.js';
import { until } from '../support/ask.js';
import { TempFolder } from '../support/temp-folder.js';

type Answer = (answer: ServerResponse, request: IncomingMessage) => void;

let folder: TempFolder;
let closing: Cancel[];
let said: (readonly Target[] | string)[];

beforeEach(() => {
  folder = new TempFolder();
  [closing, said] = [[], []];
});

afterEach(() => {
  for (const close of closing) close();
  folder.remove();
});

const host: SourceHost = {
  ...{ clock: systemClock, random: () => 0.5 },
  found: targets => said.push(targets),
  failed: reason => said.push(reason),
};

/** A server at a free port, or at a socket. */
async function serve(answer: Answer, path?: string): Promise<string> {
  const server = createServer((request, response) => answer(response, request));
  server.listen(path ?? { port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return path ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json =
  (value: unknown): Answer =>
  answer =>
    answer.end(JSON.stringify(value));
const LIST = [{ targets: ['192.0.2.1:80'], labels: { rack: 'a' } }];
const FOUND = [{ host: '192.0.2.1', port: 80, tags: ['rack=a'] }];

async function first(): Promise<readonly Target[] | string> {
  return (await until(
    () => said[0],
    found => found !== undefined,
  ))!;
}

async function overHttp(answer: Answer, more: object = {}): Promise<readonly Target[] | string> {
  const url = `${await serve(answer)}/targets?x=1`;
  closing.push(openHttp(http.settle({ url, ...more }, folder.path), host));
  return first();
}

test('a list over HTTP is taken, and asked for with the token as it is now', async () => {
  folder.write('token', 'sesame\n');
  const asked: IncomingMessage[] = [];
  const found = await overHttp(
    (answer, request) => {
      asked.push(request);
      json(LIST)(answer, request);
    },
    { token: { file: 'token' } },
  );
  expect(found).toEqual(FOUND);
  expect(asked[0].url).toBe('/targets?x=1');
  expect(asked[0].headers).toMatchObject({ authorization: 'Bearer sesame', accept: 'application/json' });
});

test('a server that none of its addresses leads to is told of with a reason', async () => {
  // No connection leads to many.
  const addresses = ['224.0.0.1', '224.0.0.2'].map(address => ({ address, family: 4 }));
  const lookup = vi.spyOn(dns, 'lookup').mockImplementation(((...given: unknown[]) => {
    setImmediate(given.at(-1) as (error: null, found: unknown) => void, null, addresses);
  }) as never);
  closing.push(() => lookup.mockRestore());
  closing.push(openHttp(http.settle({ url: 'http://inventory.example:9/' }, folder.path), host));
  expect(await first()).toMatch(/^connect E[A-Z]+ 224\.0\.0\.1:9/);
});

test('it is asked again when the server wants that', async () => {
  let count = 0;
  await overHttp(answer => {
    answer.setHeader('x-prometheus-refresh-interval-seconds', '1');
    answer.end(JSON.stringify([{ targets: [`192.0.2.${++count}:80`] }]));
  });
  await until(
    () => said.length,
    length => length > 1,
  );
});

test.each<[string, Answer, string]>([
  ['an error', answer => answer.writeHead(503).end('later'), 'it answers 503'],
  [
    'a redirect',
    answer => answer.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    'it answers 302, and redirects are not followed',
  ],
  ['text', answer => answer.end('<html>'), 'its answer is no JSON'],
  ['half a list', answer => answer.end('[{"targets":["192.0.2.1'), 'its answer is no JSON'],
  ['another value', json({ targets: [] }), 'expected a list of { targets: [ADDRESS:PORT], labels: {} }: '],
  ['very much', answer => answer.end(' '.repeat(4 * 2 ** 20 + 1)), 'the answer is over 4 MiB'],
  [
    'interim responses alone',
    answer => void answer.socket?.write('HTTP/1.1 100 Continue\r\n\r\n'.repeat(50)),
    'it sends one interim response after another',
  ],
  ['nothing', answer => answer.destroy(), 'it ended the connection'],
])('%s is no list', async (_, answer, reason) => {
  expect(await overHttp(answer)).toContain(reason);
});

test.each<[string, Answer]>([
  ['silent', () => undefined],
  ['slow', answer => void answer.write('[')],
])('a %s server is not waited for any longer', async (_, answer) => {
  expect(await overHttp(answer, { timeout: 150 })).toBe('no answer within 150 ms');
});

test('of very many servers that were never asked and say nothing, 16 are asked at once', async () => {
  let open = 0;
  let most = 0;
  const base = await serve((_, request) => {
    most = Math.max(most, ++open);
    request.socket.on('close', () => open--);
  });
  for (let at = 0; at < 80; at++)
    closing.push(openHttp(http.settle({ url: `${base}/${at}`, timeout: 200 } as never, folder.path), host));
  await until(
    () => said.length,
    count => count >= 80,
  );
  expect(most).toBe(16);
});

test('a token is not read from elsewhere, nor sent when it is none', async () => {
  const outside = new TempFolder();
  outside.write('secret', 'sesame');
  symlinkSync(outside.at('secret'), folder.at('link'));
  folder.write('lines', 'two lines\nare no token\n');
  let count = 0;
  const answer: Answer = response => {
    count++;
    json(LIST)(response, undefined as never);
  };
  for (const [name, reason] of [
    ['link', 'the token has to be a file below'],
    [outside.at('secret'), 'the token has to be a file below'],
    ['never', 'the token cannot be read'],
    ['lines', 'holds no token'],
  ]) {
    said = [];
    expect(await overHttp(answer, { token: { file: name } })).toContain(reason);
  }
  expect(count).toBe(0);
  outside.remove();
});

/** As Docker and Podman list containers. */
const CONTAINERS = [
  {
    Id: 'a1',
    Names: ['/web-1'],
    Labels: { 'rondo.pool': 'api', 'rondo.weight': '3', 'rondo.tag.rack': 'r1' },
    Ports: [
      { PrivatePort: 8080, Type: 'tcp' },
      { PrivatePort: 8080, PublicPort: 80, Type: 'tcp', IP: '::' },
    ],
    NetworkSettings: {
      Networks: {
        zoo: { IPAddress: '10.1.0.2' },
        app: { IPAddress: '10.0.0.2', GlobalIPv6Address: 'fd00::2' },
      },
    },
  },
  {
    Names: ['/web-2'],
    Labels: { 'rondo.port': '9000', 'rondo.backup': '1' },
    Ports: [
      { PrivatePort: 1, Type: 'tcp' },
      { PrivatePort: 2, Type: 'tcp' },
    ],
    NetworkSettings: { Networks: { zoo: { IPAddress: '10.1.0.3', GlobalIPv6Address: '' } } },
  },
  { Names: ['/host'], Labels: {}, Ports: [], NetworkSettings: { Networks: { host: { IPAddress: '' } } } },
  { Names: null, Labels: null, Ports: null, NetworkSettings: null },
];

const daemon = (answers: { list: () => unknown; events?: Answer; asked?: string[] }): Answer => {
  return (answer, request) => {
    answers.asked?.push(decodeURIComponent(request.url ?? ''));
    if (request.url?.startsWith('/events')) (answers.events ?? (() => undefined))(answer, request);
    else json(answers.list())(answer, request);
  };
};

async function overSocket(answer: Answer, more: object = {}): Promise<readonly Target[] | string> {
  const socket = await serve(answer, folder.at('docker.sock'));
  closing.push(openDocker(docker.settle({ label: ['rondo.pool=api'], socket, ...more }), host));
  return first();
}

test('containers are members by their addresses, with ports, weights and tags of their labels', async () => {
  const asked: string[] = [];
  const web1 = { port: 8080, weight: 3, tags: ['name=web-1', 'rack=r1'] };
  expect(await overSocket(daemon({ list: () => CONTAINERS, asked }))).toEqual([
    { host: '10.0.0.2', ...web1 },
    { host: 'fd00::2', ...web1 },
    { host: '10.1.0.3', port: 9000, backup: 1, tags: ['name=web-2'] },
  ]);
  expect(asked.at(-1)).toBe('/containers/json?filters={"label":["rondo.pool=api"],"status":["running"]}');
});

test('the addresses of one network are taken when it is named', async () => {
  const found = await overSocket(daemon({ list: () => CONTAINERS }), { network: 'zoo' });
  expect((found as Target[]).map(each => each.host)).toEqual(['10.1.0.2', '10.1.0.3']);
});

test('an event of the daemon has the list asked for at once', async () => {
  let tell: (() => void) | undefined;
  let list = CONTAINERS;
  const events: Answer = answer => {
    answer.flushHeaders();
    tell = () => answer.write('{"Type":"container","Action":"die"}\n');
  };
  await overSocket(daemon({ list: () => list, events }), { interval: 3_600_000 });
  list = CONTAINERS.slice(1);
  await until(
    () => tell,
    found => found !== undefined,
  );
  tell!();
  await until(
    () => said.at(-1) as Target[],
    found => found.length === 1,
  );
});

test('a daemon that is not there, may not be asked or says something else is why there is no list', async () => {
  closing.push(openDocker(docker.settle({ label: ['x'], socket: folder.at('none.sock') }), host));
  expect(await first()).toBe('there is no such socket');
  said = [];
  expect(await overSocket(answer => answer.writeHead(500).end('{"message":"x"}'))).toBe('it answers 500');
  said = [];
  closing.splice(0).forEach(close => void close());
  folder.remove();
  folder = new TempFolder();
  expect(await overSocket(json({ message: 'page not found' }))).toBe('its answer is no list of containers');
  expect(() => targetsIn(Array(500_000).fill(1), undefined)).toThrow('its answer is no list of containers');
});

test('a label that is no number is named', async () => {
  const list = () => [{ ...CONTAINERS[1], Labels: { 'rondo.port': 'http' } }];
  expect(await overSocket(daemon({ list }))).toBe(
    'the label rondo.port of /web-2 is "http", expected 0 to 65535',
  );
});
