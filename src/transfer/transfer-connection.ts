// The connection over which a zone comes: messages in, one after the other, as fast as they are taken and no faster.
import { connect, type Socket } from 'node:net';
import { framed, MessageReader } from '../forward/message-reader.js';
import type { Clock } from '../time/clock.js';
import { startDeadline } from '../time/deadline.js';
import { Turns } from '../time/turns.js';
import type { AskedServer } from './asking.js';
import { REMEDY, type Remedy, TransferError } from './transfer-error.js';

/** The longest waits, in milliseconds. */
export interface TransferWaits {
  readonly connect: number;
  /** For the next whole message: who sends an octet a second does not come to its end. */
  readonly message: number;
  /** For all of them. */
  readonly whole: number;
}

export const TRANSFER_WAITS: TransferWaits = { connect: 10_000, message: 30_000, whole: 7_200_000 };

export const NO_CONNECTION = 'does not come: there is no connection';

/** Ends the connection when something takes too long. */
class Watch {
  readonly #clock: Clock;
  readonly #socket: Socket;
  #cancel = () => {};

  constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
  }

  /** From now on something else is waited for. @param words that go on after "the answer" */
  begin(limitMs: number, words: string, remedy?: Remedy): void {
    this.#cancel();
    this.#cancel = startDeadline(this.#clock, limitMs, () =>
      this.#socket.destroy(new TransferError(words, remedy)),
    );
  }

  end(): void {
    this.#cancel();
  }
}

/** Takes one message. Resolves with whether further ones are wanted. */
export type TakeMessage = (message: Uint8Array) => Promise<boolean>;

async function readAll(socket: Socket, take: TakeMessage, onMessage: () => void): Promise<void> {
  const whole: Uint8Array[] = [];
  const reader = new MessageReader(message => void whole.push(message));
  const turns = new Turns();
  for await (const chunk of socket) {
    reader.push(chunk as Buffer);
    if (whole.length > 0) onMessage();
    for (const message of whole) {
      if (!(await take(message))) return;
      if (turns.isOver) await turns.pass();
    }
    whole.length = 0;
  }
  throw new TransferError('ends in the middle');
}

/**
 * Sends a query and hands over the messages of its answer.
 * @param take what it throws ends the transfer
 * @param signal ends the transfer
 * @throws TransferError when the answer breaks off or takes too long; Error of the system
 */
export async function askOverTcp(
  { address, port }: AskedServer,
  query: Uint8Array,
  take: TakeMessage,
  { clock, signal, waits = TRANSFER_WAITS }: TransferHost,
): Promise<void> {
  const socket = connect({ host: address, port, signal });
  const [step, whole] = [new Watch(socket, clock), new Watch(socket, clock)];
  whole.begin(waits.whole, 'takes too long');
  step.begin(waits.connect, NO_CONNECTION, REMEDY.LATER);
  const awaitMessage = () => step.begin(waits.message, 'stops in the middle');
  socket.once('connect', () => {
    socket.write(framed(query));
    awaitMessage();
  });
  try {
    await readAll(socket, take, awaitMessage);
  } finally {
    step.end();
    whole.end();
    socket.destroy();
  }
}

/** What a transfer works with. */
export interface TransferHost {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly waits?: TransferWaits;
}
