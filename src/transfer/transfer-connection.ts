// The connection over which a zone comes: messages in, one after the other, as fast as they are taken and no faster.
import { connect, type Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import { framed, MessageReader } from '../forward/message-reader.js';
import { dial } from '../forward/stream/dial.js';
import { Trust } from '../forward/stream/trust.js';
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
  /** From one look at how much has come to the next. */
  readonly pace: number;
}

export const TRANSFER_WAITS: TransferWaits = {
  ...{ connect: 10_000, message: 30_000, whole: 7_200_000, pace: 30_000 },
};

/** What brings fewer octets from one look to the next is slow: it gives its place to a zone that waits. */
export const SLOW_OCTETS = 16_384;

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

/** Looks now and then how much has come, and ends a slow transfer when its place is wanted. */
class PaceWatch {
  readonly #socket: Socket;
  readonly #host: TransferHost;
  #octets = 0;
  #cancel = () => {};

  constructor(socket: Socket, host: TransferHost) {
    this.#socket = socket;
    this.#host = host;
    this.#begin();
  }

  take(octets: number): void {
    this.#octets += octets;
  }

  end(): void {
    this.#cancel();
  }

  #begin(): void {
    const { clock, waits = TRANSFER_WAITS } = this.#host;
    this.#octets = 0;
    this.#cancel = startDeadline(clock, waits.pace, () => this.#look());
  }

  #look(): void {
    const isSlow = this.#octets < SLOW_OCTETS;
    if (isSlow && this.#host.isPlaceWanted?.() === true)
      this.#socket.destroy(new TransferError('comes too slowly, and other zones wait'));
    else this.#begin();
  }
}

/** Takes one message. Resolves with whether further ones are wanted. */
export type TakeMessage = (message: Uint8Array) => Promise<boolean>;

async function readAll(
  socket: Socket,
  take: TakeMessage,
  onChunk: (octets: number, hasMessage: boolean) => void,
): Promise<void> {
  const whole: Uint8Array[] = [];
  const reader = new MessageReader(message => void whole.push(message));
  const turns = new Turns();
  for await (const chunk of socket) {
    reader.push(chunk as Buffer);
    onChunk((chunk as Buffer).length, whole.length > 0);
    for (const message of whole) {
      if (!(await take(message))) return;
      if (turns.isOver) await turns.pass();
    }
    whole.length = 0;
  }
  throw new TransferError('ends in the middle');
}

/** Authorities are read when the first primary is asked over TLS. */
const trust = new Trust();

/** @param onOpen is called when it may be written to: over TLS, when the certificate is right */
function open({ address: host, port, tls }: AskedServer, onOpen: () => void): Socket {
  if (tls === undefined) return connect({ host, port }).once('connect', onOpen);
  return dial({ address: host, port, tls }, trust, undefined, { onOpen, onSession: () => undefined });
}

/**
 * Sends a query and hands over the messages of its answer.
 * @param take what it throws ends the transfer
 * @param signal ends the transfer
 * @throws TransferError when the answer breaks off or takes too long; Error of the system
 */
export async function askOverStream(
  server: AskedServer,
  query: Uint8Array,
  take: TakeMessage,
  host: TransferHost,
): Promise<void> {
  const { clock, signal, waits = TRANSFER_WAITS } = host;
  const socket = addAbortSignal(
    signal,
    open(server, () => begin()),
  );
  const [step, whole] = [new Watch(socket, clock), new Watch(socket, clock)];
  const pace = new PaceWatch(socket, host);
  whole.begin(waits.whole, 'takes too long');
  step.begin(waits.connect, NO_CONNECTION, REMEDY.LATER);
  const awaitMessage = () => step.begin(waits.message, 'stops in the middle');
  const begin = () => {
    socket.write(framed(query));
    awaitMessage();
  };
  try {
    await readAll(socket, take, (octets, hasMessage) => {
      pace.take(octets);
      if (hasMessage) awaitMessage();
    });
  } finally {
    for (const watch of [step, whole, pace]) watch.end();
    socket.destroy();
  }
}

/** What a transfer works with. */
export interface TransferHost {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly waits?: TransferWaits;
  /** Whether another zone waits for the place that this transfer has. */
  isPlaceWanted?(): boolean;
}
