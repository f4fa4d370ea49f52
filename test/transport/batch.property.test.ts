// Whatever comes, the batch transport sends octet for octet what respond() makes, to whom it asked, in the order of the queries.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { DROPPED, FORWARD } from '../../src/answer/respond.js';
import { DROP, Tally } from '../../src/answer/tally.js';
import { AnswerLoop, type StrayQuery } from '../../src/transport/batch/answer-loop.js';
import { type BatchSocket, openSockets } from '../../src/transport/batch/socket.js';
import { loadSystem } from '../../src/transport/batch/system.js';
import { mutated, query } from '../support/hostile-query.js';
import { makeResponder } from '../support/many-shapes.js';
import { needsBatch } from '../support/programs.js';

const LIMIT_MS = 3_000;
/** More than one batch of 64, and no more than a socket holds in its buffer. */
const MOST = 150;

const messages = fc.array(fc.oneof(query, mutated, fc.uint8Array({ minLength: 1, maxLength: 100 })), {
  minLength: 1,
  maxLength: MOST,
});

/** What respond() makes of one message after the other. */
class Reference {
  readonly #responder = makeResponder();
  readonly #out = new Uint8Array(65_535);
  readonly answers: Buffer[] = [];
  readonly strays: Buffer[] = [];
  dropped = 0;

  constructor() {
    this.#responder.client.address = '127.0.0.1';
    this.#responder.client.idleMs = 0;
  }

  take(message: Uint8Array): void {
    const length = this.#responder.respond(message, 0, message.length, this.#out, 0, false, true);
    if (length === DROPPED) this.dropped++;
    else if (length === FORWARD) this.strays.push(Buffer.from(message));
    else this.answers.push(Buffer.from(this.#out.slice(0, length)));
  }
}

async function client(): Promise<Socket> {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

function send(socket: Socket, message: Uint8Array, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(message, port, '127.0.0.1', error => (error === null ? resolve() : reject(error)));
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

test('any queries, several batches of them', async context => {
  context.skip(...needsBatch());
  const system = loadSystem();
  const responder = makeResponder();
  responder.client.idleMs = 0;
  const tally = new Tally();
  const strays: StrayQuery[] = [];
  const forward = (stray: StrayQuery) => strays.push(stray) > 0;
  const loop = new AnswerLoop(system, { responder, tally, mayForward: () => true, forward });
  const { sockets, port } = openSockets(system, { address: '127.0.0.1', port: 0 }, 1);
  onTestFinished(() => void system.close(sockets[0].fd));
  const socket = await client();
  const inbox: Buffer[] = [];
  socket.on('message', message => inbox.push(message));
  const reference = new Reference();
  const property = fc.asyncProperty(messages, async list => {
    for (const message of list) {
      reference.take(message);
      await send(socket, message, port);
    }
    answerAll(loop, sockets[0], list.length);
    while (inbox.length < reference.answers.length) await once(socket, 'message');
    expect(inbox).toEqual(reference.answers);
    expect(strays.map(({ message }) => Buffer.from(message))).toEqual(reference.strays);
    expect(tally.drops()[DROP.MALFORMED]).toBe(reference.dropped);
    expect(responder.failures).toBe(0);
    for (const each of [inbox, strays, reference.answers, reference.strays]) each.length = 0;
  });
  await fc.assert(property, {
    numRuns: 500,
    interruptAfterTimeLimit: LIMIT_MS,
    markInterruptAsFailure: false,
  });
});
