// Whatever comes, the batch transport sends octet for octet what respond() makes, to whom it asked, in the order of the queries.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { DROP, OUTCOME } from '../../src/answer/exchange.js';
import { QueryHandler } from '../../src/answer/handler.js';
import { Tally } from '../../src/answer/tally.js';
import { AnswerLoop, type DeferredQuery } from '../../src/transport/batch/answer-loop.js';
import { type BatchSocket, openSockets } from '../../src/transport/batch/socket.js';
import { loadSystem } from '../../src/transport/batch/system.js';
import { respondTo } from '../support/exchange.js';
import { mutated, query } from '../support/hostile-query.js';
import { makeResponder } from '../support/many-shapes.js';
import { needsBatch } from '../support/programs.js';

beforeEach(context => context.skip(...needsBatch()));

const LIMIT_MS = 800;
/** More than one batch of 64, and no more than a socket holds in its buffer. */
const MOST = 150;

const message = fc.oneof(query, mutated, fc.uint8Array({ minLength: 1, maxLength: 100 }));
/** Clients that ask by turns, and some of them several times in a row. */
const CLIENTS = 3;
const messages = fc.array(fc.record({ client: fc.nat(CLIENTS - 1), message }), {
  minLength: 1,
  maxLength: MOST,
});

/** Where the server is bound, and what its clients ask: each of them always the same address, or two by turns. */
const BOUND = [
  { bound: '127.0.0.1', asked: ['127.0.0.1'] },
  { bound: '0.0.0.0', asked: ['127.0.0.1', '127.0.0.2'] },
  { bound: '::1', asked: ['::1'] },
  { bound: '::', asked: ['::1'] },
];

/** An answer, and where it comes from. */
interface Received {
  readonly answer: string;
  readonly from: string;
}

/** What respond() makes of one message after the other. */
class Reference {
  readonly #responder = makeResponder();
  readonly #out = new Uint8Array(65_535);
  /** By client. */
  readonly answers: Received[][] = Array.from({ length: CLIENTS }, () => []);
  readonly deferred: string[] = [];
  dropped = 0;

  take(message: Uint8Array, client: number, clientAddress: string, asked: string): void {
    const { exchange } = this.#responder;
    Object.assign(exchange.client, { address: clientAddress, idleMs: 0 });
    const outcome = respondTo(this.#responder, message, { output: this.#out, mayForward: true });
    if (outcome === OUTCOME.DROPPED) this.dropped++;
    else if (outcome === OUTCOME.FORWARD) this.deferred.push(Buffer.from(message).toString('hex'));
    else
      this.answers[client].push({
        answer: Buffer.from(this.#out.subarray(0, exchange.length)).toString('hex'),
        from: asked,
      });
  }
}

/** A client's socket, and what came to it. */
interface Client {
  readonly socket: Socket;
  readonly inbox: Received[];
}

async function openClient(address: string): Promise<Client> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  onTestFinished(() => void socket.close());
  const inbox: Received[] = [];
  socket.on('message', (answer, { address: from }) => inbox.push({ answer: answer.toString('hex'), from }));
  socket.bind(0, address);
  await once(socket, 'listening');
  return { socket, inbox };
}

function send(socket: Socket, message: Uint8Array, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(message, port, address, error => (error === null ? resolve() : reject(error)));
  });
}

/** Answers until so many queries were taken, or none has come for some seconds. */
function answerAll(loop: AnswerLoop, socket: BatchSocket, count: number): void {
  let taken = 0;
  for (let idle = 0; taken < count && idle < 200; idle++) {
    const turn = loop.turn(socket, true);
    taken += turn;
    if (turn > 0) idle = 0;
  }
  expect(taken).toBe(count);
}

test.each(BOUND)('any queries of several clients, on $bound', async ({ bound, asked }) => {
  const system = loadSystem();
  const responder = makeResponder();
  const tally = new Tally();
  const deferred: string[] = [];
  const defer = ({ message }: DeferredQuery) => deferred.push(Buffer.from(message).toString('hex')) > 0;
  const loop = new AnswerLoop(system, {
    handler: new QueryHandler(responder, tally, { allowsClient: () => true }),
    defer,
  });
  const { sockets, port } = openSockets(system, { address: bound, port: 0 }, 1);
  onTestFinished(() => void system.close(sockets[0].fd));
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => openClient(asked[0])));
  const reference = new Reference();
  const property = fc.asyncProperty(messages, async list => {
    for (const [index, { client, message }] of list.entries()) {
      const address = asked[(index >> 1) % asked.length];
      reference.take(message, client, asked[0], address);
      await send(clients[client].socket, message, port, address);
    }
    answerAll(loop, sockets[0], list.length);
    for (const [index, { socket, inbox }] of clients.entries()) {
      while (inbox.length < reference.answers[index].length) await once(socket, 'message');
      expect(inbox).toEqual(reference.answers[index]);
    }
    expect(deferred).toEqual(reference.deferred);
    expect(tally.drops()[DROP.MALFORMED]).toBe(reference.dropped);
    expect(responder.failures).toBe(0);
    for (const each of [
      deferred,
      reference.deferred,
      ...clients.map(({ inbox }) => inbox),
      ...reference.answers,
    ])
      each.length = 0;
  });
  await fc.assert(property, {
    numRuns: 500,
    interruptAfterTimeLimit: LIMIT_MS,
    markInterruptAsFailure: false,
  });
});
