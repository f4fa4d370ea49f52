// Packets of the MySQL protocol: read from octets that come in pieces and may be anything, and written.
import { Intake } from '../wire/intake.js';

/** The most octets of all packets on one connection, and so of one. */
const MAX_PACKETS = 64 * 1024;
/** A length of three octets, and a number in the sequence. */
const HEADER = 4;

const CLIENT_LONG_PASSWORD = 0x1;
const CLIENT_PROTOCOL_41 = 0x200;
const CLIENT_SSL = 0x800;
const CLIENT_SECURE_CONNECTION = 0x8000;
const CLIENT_PLUGIN_AUTH = 0x8_0000;
const NEEDED = CLIENT_PROTOCOL_41 | CLIENT_SECURE_CONNECTION;

const MAX_ROW = 0xff_ffff;
const UTF8MB4 = 45;

export const ERR = 0xff;

/** The octets are no packets of MySQL, or go past a limit. */
export class PacketError extends Error {}

export interface Packet {
  readonly sequence: number;
  readonly body: Buffer;
}

export class PacketReader {
  readonly #intake = new Intake(MAX_PACKETS);
  readonly #onPacket: (packet: Packet) => void;
  #at = 0;

  constructor(onPacket: (packet: Packet) => void) {
    this.#onPacket = onPacket;
  }

  /** Whether nothing has come behind the last packet. */
  get isDrained(): boolean {
    return this.#at === this.#intake.read.length;
  }

  /** Takes the next octets; calls back for each packet that they complete. @throws PacketError */
  push(chunk: Uint8Array): void {
    this.#intake.push(chunk);
    while (this.#step());
    if (this.#intake.isFull) throw new PacketError('the packets are over 64 KiB');
  }

  #step(): boolean {
    const octets = this.#intake.read.subarray(this.#at);
    if (octets.length < HEADER) return false;
    const length = octets.readUIntLE(0, 3);
    if (length === 0 || length > MAX_PACKETS) throw new PacketError('the length of a packet is out of range');
    if (octets.length < HEADER + length) return false;
    this.#at += HEADER + length;
    this.#onPacket({ sequence: octets[3], body: octets.subarray(HEADER, HEADER + length) });
    return true;
  }
}

/** A text that ends with a NUL, or with the packet. @returns the text, and where the next field begins */
export function textAt(body: Buffer, at: number): [text: string, next: number] {
  const end = body.indexOf(0, at);
  return end < 0 ? [body.toString('utf8', at), body.length] : [body.toString('utf8', at, end), end + 1];
}

export interface ServerError {
  readonly code: number;
  readonly text: string;
}

/** The error in a packet that begins with {@link ERR}. @throws PacketError */
export function errorIn(body: Buffer): ServerError {
  if (body.length < 3) throw new PacketError('an error that cannot be understood');
  // The SQL state is left out before the login.
  const text = body.toString('utf8', body[3] === '#'.charCodeAt(0) ? 9 : 3);
  return { code: body.readUInt16LE(1), text };
}

export interface Greeting {
  readonly scramble: Buffer;
  readonly plugin: string;
  readonly knowsTls: boolean;
  readonly isMariadb: boolean;
}

/** Octets of the first part of the scramble, and of the whole. */
const [FIRST_PART, SCRAMBLE] = [8, 20];

/** Reads the first packet of a server. @throws PacketError */
export function greetingIn(body: Buffer): Greeting {
  if (body[0] !== 10) throw new PacketError('the reply is not one of MySQL');
  const [version, next] = textAt(body, 1);
  const first = next + 4;
  const rest = first + FIRST_PART + 19;
  if (body.length < rest + SCRAMBLE - FIRST_PART) throw new PacketError('the greeting is cut short');
  const low = body.readUInt16LE(first + FIRST_PART + 1);
  const capabilities = low + body.readUInt16LE(first + FIRST_PART + 6) * 0x1_0000;
  if ((low & NEEDED) !== NEEDED) throw new PacketError('the server is older than MySQL 4.1');
  const parts = [body.subarray(first, first + FIRST_PART), body.subarray(rest, rest + SCRAMBLE - FIRST_PART)];
  const hasPlugin = (capabilities & CLIENT_PLUGIN_AUTH) !== 0;
  const plugin = hasPlugin ? textAt(body, rest + SCRAMBLE - FIRST_PART + 1)[0] : 'mysql_native_password';
  return {
    scramble: Buffer.concat(parts),
    plugin,
    knowsTls: (low & CLIENT_SSL) !== 0,
    isMariadb: /mariadb/i.test(version),
  };
}

export function packet(sequence: number, body: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUIntLE(body.length, 0, 3);
  header[3] = sequence & 0xff;
  return Buffer.concat([header, body]);
}

/** The part of a login that asks for TLS when it stands alone. */
export function loginHead(tls: boolean): Buffer {
  const head = Buffer.alloc(32);
  const capabilities = NEEDED | CLIENT_LONG_PASSWORD | CLIENT_PLUGIN_AUTH | (tls ? CLIENT_SSL : 0);
  head.writeUInt32LE(capabilities, 0);
  head.writeUInt32LE(MAX_ROW, 4);
  head[8] = UTF8MB4;
  return head;
}

/** @param answer to the scramble of the server, by the plugin; at most 255 octets */
export function loginBody(tls: boolean, user: string, answer: Uint8Array, plugin: string): Buffer {
  const name = Buffer.from(`${user}\0`);
  return Buffer.concat([
    loginHead(tls),
    name,
    Buffer.from([answer.length]),
    answer,
    Buffer.from(`${plugin}\0`),
  ]);
}

const COM_QUIT = 1;
const COM_QUERY = 3;

export const quit = packet(0, Buffer.from([COM_QUIT]));

export function query(sql: string): Buffer {
  return packet(0, Buffer.concat([Buffer.from([COM_QUERY]), Buffer.from(sql)]));
}
