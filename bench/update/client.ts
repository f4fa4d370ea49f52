// A client that updates a zone with a signature, one message after another, over a connection.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { nameFromText } from '../../src/dns/name.js';
import { TsigSigner } from '../../src/dns/tsig/signer.js';
import { TRANSFER_KEY } from '../peers/peer.js';
import { updateMessage } from './update-message.js';

const LIMIT_MS = 30_000;
/** Of every name that comes. */
const RECORD = { address: '192.0.2.200', ttl: 60 } as const;

const key = {
  name: nameFromText(TRANSFER_KEY.name),
  algorithm: 'hmac-sha256',
  secret: Buffer.from(TRANSFER_KEY.secret, 'base64'),
} as const;

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
    const message = updateMessage({ zone: this.#zone, label, ...RECORD }, isThere);
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
