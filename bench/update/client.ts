// A client that updates a zone with a signature, one message after another, over a connection.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { CLASS, OPCODE } from '../../src/dns/constants.js';
import { nameFromText } from '../../src/dns/name.js';
import { TsigSigner } from '../../src/dns/tsig/signer.js';
import { TYPE } from '../../src/dns/types.js';
import { TRANSFER_KEY } from '../peers/peer.js';

const HEADER = 12;
const COUNT = { zones: 4, updates: 8 };
const LIMIT_MS = 30_000;
const ADDRESS = [192, 0, 2, 200];

const key = {
  name: nameFromText(TRANSFER_KEY.name),
  algorithm: 'hmac-sha256',
  secret: Buffer.from(TRANSFER_KEY.secret, 'base64'),
} as const;

/** The message that has a name come with one address, or go. */
function updateMessage(zone: string, label: string, isThere: boolean): Uint8Array {
  const header = Buffer.alloc(HEADER);
  header[2] = OPCODE.UPDATE << 3;
  header.writeUInt16BE(1, COUNT.zones);
  header.writeUInt16BE(1, COUNT.updates);
  const zoneFixed = Buffer.from([0, TYPE.SOA, 0, CLASS.IN]);
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(TYPE.A, 0);
  fixed.writeUInt16BE(isThere ? CLASS.IN : CLASS.ANY, 2);
  fixed.writeUInt32BE(isThere ? 60 : 0, 4);
  fixed.writeUInt16BE(isThere ? ADDRESS.length : 0, 8);
  const data = Buffer.from(isThere ? ADDRESS : []);
  return Buffer.concat([
    ...[header, nameFromText(zone), zoneFixed],
    ...[nameFromText(`${label}.${zone}`), fixed, data],
  ]);
}

export class UpdateClient {
  readonly #socket: Socket;
  readonly #zone: string;
  /** Rejects when the server ends the connection. */
  readonly #ended: Promise<never>;

  private constructor(socket: Socket, zone: string) {
    this.#socket = socket;
    this.#zone = zone;
    this.#ended = once(socket, 'close').then(() => {
      throw new Error('the connection was ended');
    });
    this.#ended.catch(() => undefined);
  }

  static async open(port: number, zone: string): Promise<UpdateClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new UpdateClient(socket, zone);
  }

  /** Has a name come or go. @returns how long the answer took, in milliseconds @throws Error when it is refused */
  async change(label: string, isThere: boolean): Promise<number> {
    const message = updateMessage(this.#zone, label, isThere);
    const signer = new TsigSigner(key);
    const out = Buffer.alloc(2 + message.length + signer.room);
    out.set(message, 2);
    const length = signer.sign(out.subarray(2), message.length, Math.floor(Date.now() / 1000));
    out.writeUInt16BE(length);
    const beganMs = performance.now();
    const replied = once(this.#socket, 'data', { signal: AbortSignal.timeout(LIMIT_MS) });
    this.#socket.write(out.subarray(0, 2 + length));
    const [reply] = (await Promise.race([replied, this.#ended])) as [Buffer];
    const rcode = reply[2 + 3] & 0xf;
    if (rcode !== 0) throw new Error(`the update of ${label} was answered with ${rcode}`);
    return performance.now() - beganMs;
  }

  close(): void {
    this.#socket.destroy();
  }
}
