// `npm run bench -- shares`: how exactly answers follow weights, and whose clients move when a member leaves a sticky pool.
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, encode } from 'dns-packet';
import { Responder } from '../src/answer/respond.js';
import { nameFromText } from '../src/dns/name.js';
import { compileZone } from '../src/image/build.js';
import { Catalog } from '../src/image/catalog.js';
import { Zone } from '../src/zone/zone.js';
import { writeInto } from './peers/peer.js';
import { freePort } from './serve/free-port.js';

const NAME = 'shares.test';
const WEIGHTS = [60, 45];
const ROUNDS = 100;
const THREADS = 2;
/** The system spreads them over the threads by their ports. */
const CLIENTS = 16;
const LIMIT_MS = 5000;
const TYPE_A = 1;
/** Networks of /24: 10.0.0.0 to 10.255.255.0. */
const SUBNETS = 65_536;
const STICKY_WEIGHTS = [1, 1, 2];

const query = encode({ type: 'query', id: 1, questions: [{ type: 'A', class: 'IN', name: NAME }] });

async function ask(socket: Socket): Promise<string> {
  const answered = once(socket, 'message', { signal: AbortSignal.timeout(LIMIT_MS) });
  socket.send(query);
  const [message] = (await answered) as [Buffer];
  const [first] = decode(message).answers ?? [];
  return String((first as { data?: unknown } | undefined)?.data);
}

function startServer(folder: string, port: number): ChildProcess {
  const members = WEIGHTS.map((weight, index) => `{ address: 192.0.2.${index + 1}, weight: ${weight} }`);
  writeInto(folder, 'shares.yaml', `zone: ${NAME}\npools:\n  "@": { members: [${members.join(', ')}] }\n`);
  const config = `listen: [127.0.0.1:${port}]\nzones: [shares.yaml]\nforward: off\ncontrol: off\nstate: off\nlog: { level: warn }\nworkers: ${THREADS}\n`;
  const args = ['dist/main.js', 'serve', '--config', writeInto(folder, 'rondo.yaml', config)];
  return spawn(process.execPath, args, { stdio: 'ignore' });
}

/** How often each address came first in so many answers of a server, which clients in parallel asked for. */
async function firstPlaces(answers: number): Promise<Map<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'rondo-shares-'));
  const port = await freePort();
  const server = startServer(folder, port);
  const sockets = Array.from({ length: CLIENTS }, () => createSocket('udp4'));
  const firsts = new Map<string, number>();
  let left = answers;
  const run = async (socket: Socket) => {
    while (left-- > 0) {
      const first = await ask(socket);
      firsts.set(first, (firsts.get(first) ?? 0) + 1);
    }
  };
  try {
    for (const socket of sockets) {
      socket.on('error', () => undefined);
      socket.connect(port, '127.0.0.1');
      await once(socket, 'connect');
    }
    await untilAnswered(port);
    await Promise.all(sockets.map(run));
  } finally {
    for (const socket of sockets) socket.close();
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
  return firsts;
}

/** Asks for something whose turn does not count. */
async function untilAnswered(port: number): Promise<void> {
  const soa = encode({ type: 'query', id: 2, questions: [{ type: 'SOA', class: 'IN', name: NAME }] });
  const deadline = Date.now() + LIMIT_MS;
  const socket = createSocket('udp4');
  socket.on('error', () => undefined);
  let isAnswered = false;
  socket.on('message', () => {
    isAnswered = true;
  });
  while (!isAnswered) {
    if (Date.now() > deadline) throw new Error('the server did not answer in time');
    socket.send(soa, port, '127.0.0.1', () => undefined);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  socket.close();
}

/** The member that each subnet is led to, by the last octet of its address. @param numbers of the members that are live */
function stickyMembers(numbers: readonly number[]): Uint8Array {
  const origin = nameFromText(NAME);
  const zone = new Zone(origin, 'bench');
  const members = numbers.map(number => ({
    address: `192.0.2.${number}`,
    weight: STICKY_WEIGHTS[number - 1],
  }));
  for (const number of numbers)
    zone.add(origin, TYPE_A, 0, Uint8Array.of(192, 0, 2, number), { file: 'bench', line: 1, column: 1 });
  zone.rrset(origin, TYPE_A)!.pool = { order: 'sticky', members };
  const responder = new Responder(new Catalog({ zones: [compileZone(zone, 1).compiled], forwards: [] }));
  const out = new Uint8Array(512);
  const led = new Uint8Array(SUBNETS);
  const { exchange } = responder;
  exchange.input = query;
  exchange.end = query.length;
  exchange.output = out;
  for (let subnet = 0; subnet < SUBNETS; subnet++) {
    exchange.client.address = `10.${subnet >> 8}.${subnet & 255}.7`;
    responder.respond();
    // The address of the first record ends the first 16 octets behind the question.
    led[subnet] = out[query.length + 15];
  }
  return led;
}

function countOf(led: Uint8Array, number: number): number {
  return led.reduce((count, each) => count + (each === number ? 1 : 0), 0);
}

/** Measures and gives the tables. */
export async function measureShares(): Promise<string[]> {
  const total = ROUNDS * WEIGHTS.reduce((a, b) => a + b);
  const firsts = await firstPlaces(total);
  const whole = stickyMembers([1, 2, 3]);
  const without = stickyMembers([1, 3]);
  const moved = whole.filter((number, subnet) => number !== without[subnet]).length;
  const needless = whole.filter((number, subnet) => number !== 2 && number !== without[subnet]).length;
  const sum = STICKY_WEIGHTS.reduce((a, b) => a + b);
  const number = (value: number) => value.toLocaleString('en-US');
  return [
    `First places in ${number(total)} answers of a server with ${THREADS} answer threads, asked by ${CLIENTS} clients at the same time.`,
    '',
    '| weight | first places wanted | seen |',
    '|---|---|---|',
    ...WEIGHTS.map(
      (weight, index) =>
        `| ${weight} | ${number(weight * ROUNDS)} | ${number(firsts.get(`192.0.2.${index + 1}`) ?? 0)} |`,
    ),
    '',
    `Members of a sticky pool that ${number(SUBNETS)} client subnets are led to.`,
    '',
    '| member | weight | subnets wanted | seen | seen without member 2 |',
    '|---|---|---|---|---|',
    ...STICKY_WEIGHTS.map(
      (weight, index) =>
        `| ${index + 1} | ${weight} | ${number((SUBNETS * weight) / sum)} | ${number(countOf(whole, index + 1))} | ${number(countOf(without, index + 1))} |`,
    ),
    '',
    `When member 2 leaves, ${number(moved)} subnets move; ${number(needless)} of them were not its own.`,
  ];
}
