// `rondo import` of load balancers: which member comes first in answers, beside which server gets the requests of the real program.
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { addresses, answers, ask, until } from '../support/ask.js';
import { type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { rondo, serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const ADDRESSES = ['127.0.0.2', '127.0.0.3', '127.0.0.4'] as const;

/** The one that is taken down. */
const [FAILING] = ADDRESSES;

/** Requests and questions of one row: a multiple of all sums of weights. */
const COUNT = 210;

/** By how much counts may differ: who is first of a round is not the same. */
const MARGIN = 3;

type Shares = Record<string, number>;

const folder = new TempFolder();
let port = 0;
let servers: Server[] = [];

/** A server on each address, that answers with it. */
async function startServers(): Promise<Server[]> {
  return Promise.all(
    ADDRESSES.map(async address => {
      const server = createServer((_, response) => response.end(address));
      server.listen(port, address);
      await once(server, 'listening');
      return server;
    }),
  );
}

async function stopServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

beforeAll(async () => {
  port = await quietPort();
});
beforeEach(async () => {
  servers = await startServers();
  onTestFinished(async () => {
    await Promise.all(servers.map(stopServer));
  });
});
afterAll(() => folder.remove());

/** Who answers a request; the status when no server does. */
async function requested(of: number): Promise<string> {
  const request = get({ port: of, host: '127.0.0.1', agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response) text += part;
  return response.statusCode === 200 ? text : String(response.statusCode);
}

/** Counts who comes first. */
async function shares(first: () => Promise<string>): Promise<Shares> {
  const counts: Shares = {};
  for (let times = 0; times < COUNT; times++) {
    const who = await first();
    counts[who] = (counts[who] ?? 0) + 1;
  }
  return counts;
}

/** A group of servers as both are asked for it. */
interface Row {
  readonly name: string;
  /** Lines of its servers, in which PORT is theirs. */
  readonly lines: readonly string[];
  /** Shares before and after the failure, of {@link COUNT}. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

function expectShares(counts: Shares, expected: readonly number[], message: string): void {
  const off = ADDRESSES.map((address, index) => Math.abs((counts[address] ?? 0) - expected[index]));
  expect(Math.max(...off), message).toBeLessThanOrEqual(MARGIN);
}

/** Compares all rows, with all servers and without one. @param ports by the names of the rows @param domain of the names in the DNS */
async function compare(
  rows: readonly Row[],
  ports: readonly number[],
  file: string,
  domain: string,
): Promise<void> {
  const to = `${file}-to`;
  const { stdout, stderr } = await rondo(['import', file, '--to', to]);
  expect(stdout, stderr).toContain('written');
  const { port: ours } = await serveInTest(['--config', `${to}/rondo.yaml`]);
  const both = rows.map((row, index) => {
    const question = `${row.name}.${domain} A`;
    const own = async () =>
      answers(await ask(ours, question))[0]
        .split(' ')
        .at(-1) ?? '';
    return { ...row, question, own, theirs: () => requested(ports[index]) };
  });
  for (const when of ['before', 'after'] as const) {
    if (when === 'after') {
      await stopServer(servers[0]);
      for (const { question } of both)
        await until(
          () => addresses(ours, question),
          list => !list.includes(FAILING),
        );
    }
    for (const { name, own, theirs, [when]: expected } of both) {
      // After a failure, a program that counts failed requests needs some of them.
      await until(
        async () => Promise.all(Array.from({ length: 8 }, theirs)),
        list => list.every(who => who.includes('.')),
      );
      const found = { theirs: await shares(theirs), own: await shares(own) };
      for (const counts of Object.values(found))
        expectShares(counts, expected, `${name} ${when}: ${JSON.stringify(found)}`);
    }
  }
}

function stopAfterTest(server: Running): void {
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
}

const settled = ({ lines }: Row) =>
  lines
    .map(line => `  ${line.replace(/\b([abc])\b/, letter => `${ADDRESSES['abc'.indexOf(letter)]}:${port}`)}`)
    .join('\n');

describe('HAProxy', () => {
  beforeEach(context => context.skip(...needs('haproxy')));
  const ROWS: readonly Row[] = [
    {
      name: 'even',
      lines: ['server s1 a', 'server s2 b', 'server s3 c'],
      before: [70, 70, 70],
      after: [0, 105, 105],
    },
    {
      name: 'weights',
      lines: ['server s1 a weight 60', 'server s2 b weight 45'],
      before: [120, 90, 0],
      after: [0, 210, 0],
    },
    {
      name: 'three',
      lines: ['server s1 a weight 4', 'server s2 b weight 2', 'server s3 c weight 1'],
      before: [120, 60, 30],
      after: [0, 140, 70],
    },
    {
      name: 'spare',
      lines: ['server s1 a', 'server s2 b backup', 'server s3 c backup'],
      before: [210, 0, 0],
      after: [0, 210, 0],
    },
    {
      name: 'spares',
      lines: ['option allbackups', 'server s1 a', 'server s2 b backup', 'server s3 c backup'],
      before: [210, 0, 0],
      after: [0, 105, 105],
    },
    {
      name: 'first',
      lines: ['balance first', 'server s1 a', 'server s2 b', 'server s3 c'],
      before: [210, 0, 0],
      after: [0, 210, 0],
    },
    {
      name: 'off',
      lines: ['server s1 a', 'server s2 b disabled', 'server s3 c'],
      before: [105, 0, 105],
      after: [0, 0, 210],
    },
  ];

  test('shares before and after a failure', async () => {
    const ports = await Promise.all(ROWS.map(quietPort));
    const file = folder.write(
      'haproxy.cfg',
      `defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  option httpchk GET /
  default-server check inter 200ms fall 2 rise 1
${ROWS.map((row, index) => `listen ${row.name}\n  bind 127.0.0.1:${ports[index]}\n${settled(row)}\n`).join('')}`,
    );
    const haproxy = start(program('haproxy')!, ['-db', '-f', file]);
    stopAfterTest(haproxy);
    await compare(ROWS, ports, file, 'haproxy.internal');
  });
});

describe('nginx', () => {
  beforeEach(context => context.skip(...needs('nginx')));
  const FAILS = 'max_fails=2 fail_timeout=300s';
  const ROWS: readonly Row[] = [
    {
      name: 'even',
      lines: [`server a ${FAILS};`, `server b ${FAILS};`, `server c ${FAILS};`],
      before: [70, 70, 70],
      after: [0, 105, 105],
    },
    {
      name: 'weights',
      lines: [`server a weight=4 ${FAILS};`, `server b weight=2 ${FAILS};`, `server c ${FAILS};`],
      before: [120, 60, 30],
      after: [0, 140, 70],
    },
    {
      name: 'spare',
      lines: [`server a ${FAILS};`, `server b backup ${FAILS};`],
      before: [210, 0, 0],
      after: [0, 210, 0],
    },
    {
      name: 'spares',
      lines: [`server a ${FAILS};`, `server b backup ${FAILS};`, `server c backup ${FAILS};`],
      before: [210, 0, 0],
      after: [0, 105, 105],
    },
    {
      name: 'off',
      lines: [`server a ${FAILS};`, `server b down;`, `server c ${FAILS};`],
      before: [105, 0, 105],
      after: [0, 0, 210],
    },
  ];

  test('shares before and after a failure', async () => {
    const ports = await Promise.all(ROWS.map(quietPort));
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      kind => `  ${kind}_temp_path ${folder.at(kind)};\n`,
    );
    const file = folder.write(
      'nginx.conf',
      `daemon off; master_process off;
pid ${folder.at('nginx.pid')};
error_log stderr;
events { }
http {
  access_log off;
${temporary.join('')}${ROWS.map(
  (row, index) => `upstream ${row.name} {
${settled(row)}
}
server { listen 127.0.0.1:${ports[index]}; location / { proxy_pass http://${row.name}; } }
`,
).join('')}}
`,
    );
    const nginx = start(program('nginx')!, ['-c', file, '-e', 'stderr', '-p', folder.path]);
    stopAfterTest(nginx);
    await compare(ROWS, ports, file, 'nginx.internal');
  });
});
