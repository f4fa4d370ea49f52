// Messages of PostgreSQL's protocol 3.0: written, and read from octets that may be anything.
import { Intake } from '../wire/intake.js';

/** The most octets of all messages on one connection, and so of one. */
const MAX_MESSAGES = 64 * 1024;
/** A letter, and a length that counts itself. */
const HEADER = 5;

const VERSION = 0x0003_0000;
const SSL_REQUEST = 80_877_103;

/** The octets are no messages of PostgreSQL, or go past a limit. */
export class MessageError extends Error {}

export interface Message {
  /** The letter that names it. */
  readonly type: string;
  readonly body: Buffer;
}

/** What a server may say before it is ready, and in reply to a query of one row. */
const TYPES = 'REZSKNvTDCIAn';

/** Reads one message from the start of the octets; undefined when it is not complete. @throws MessageError */
function messageIn(octets: Buffer): Message | undefined {
  if (octets.length === 0) return undefined;
  const type = String.fromCharCode(octets[0]);
  if (!TYPES.includes(type)) throw new MessageError('the reply is not one of PostgreSQL');
  if (octets.length < HEADER) return undefined;
  const length = octets.readUInt32BE(1);
  if (length < HEADER - 1 || length > MAX_MESSAGES)
    throw new MessageError('the length of a message is out of range');
  return octets.length < 1 + length ? undefined : { type, body: octets.subarray(HEADER, 1 + length) };
}

export class MessageReader {
  readonly #intake = new Intake(MAX_MESSAGES);
  readonly #onMessage: (message: Message) => void;
  #at = 0;

  constructor(onMessage: (message: Message) => void) {
    this.#onMessage = onMessage;
  }

  /** Takes the next octets; calls back for each message that they complete. @throws MessageError */
  push(chunk: Uint8Array): void {
    this.#intake.push(chunk);
    for (;;) {
      const message = messageIn(this.#intake.read.subarray(this.#at));
      if (message === undefined) break;
      this.#at += HEADER + message.body.length;
      this.#onMessage(message);
    }
    if (this.#intake.isFull) throw new MessageError('the messages are over 64 KiB');
  }
}

/** The fields of an error, by their letter; what is cut short ends there. */
export function errorFields({ body }: Message): ReadonlyMap<string, string> {
  const fields = body.toString('utf8').split('\0');
  return new Map(fields.map(each => [each.slice(0, 1), each.slice(1)]));
}

/** The values of a row, as text; none when they are cut short. */
export function valuesOf({ body }: Message): (string | null)[] {
  const count = body.length < 2 ? 0 : body.readUInt16BE(0);
  const values: (string | null)[] = [];
  for (let at = 2; values.length < count; ) {
    const length = at + 4 > body.length ? Number.NaN : body.readInt32BE(at);
    const end = at + 4 + Math.max(0, length);
    if (!(end <= body.length)) return [];
    values.push(length < 0 ? null : body.toString('utf8', at + 4, end));
    at = end;
  }
  return values;
}

/** A number of four octets. */
function int32(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(value);
  return octets;
}

/** A message that begins with its length. */
function withLength(body: Buffer): Buffer {
  return Buffer.concat([int32(4 + body.length), body]);
}

function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), withLength(body)]);
}

/** Asks whether TLS is spoken here; the answer is one letter. */
export const sslRequest = withLength(int32(SSL_REQUEST));

/** @param parameters such as the user; nothing in them may hold a NUL */
export function startup(parameters: readonly (readonly [name: string, value: string])[]): Buffer {
  const words = [...parameters.flat(), ''];
  return withLength(Buffer.concat([int32(VERSION), Buffer.from(words.map(each => `${each}\0`).join(''))]));
}

export function passwordMessage(password: string): Buffer {
  return message('p', Buffer.from(`${password}\0`));
}

export function saslInitial(mechanism: string, first: string): Buffer {
  const said = Buffer.from(first);
  return message('p', Buffer.concat([Buffer.from(`${mechanism}\0`), int32(said.length), said]));
}

export function saslResponse(said: string): Buffer {
  return message('p', Buffer.from(said));
}

export function query(sql: string): Buffer {
  return message('Q', Buffer.from(`${sql}\0`));
}

export const terminate = message('X', Buffer.alloc(0));
