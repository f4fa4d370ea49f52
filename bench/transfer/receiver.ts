// Takes a transfer as fast as it comes, and looks at no more of it than where it ends.
import { connect } from 'node:net';

/** A transfer that has come to its end. */
export interface Taken {
  readonly seconds: number;
  readonly octets: number;
  readonly messages: number;
}

/** Without an octet for so long it has failed. */
const SILENCE_MS = 60_000;
/** The longest message behind its length. */
const MAX_FRAME = 65_537;
/** Where the counts of records stand behind the length of a message. */
const RCODE_AT = 5;
const ANSWERS_AT = 8;

/** Counts what is in the frames of a stream. */
class Frames {
  messages = 0;
  records = 0;
  rcode = 0;
  /** The frame that has not come whole. */
  #rest = Buffer.alloc(0);

  take(chunk: Buffer): void {
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (data.length >= 2 && data.length >= 2 + data.readUInt16BE()) {
      this.messages++;
      this.rcode ||= data[RCODE_AT] & 0xf;
      this.records += data.readUInt16BE(ANSWERS_AT);
      data = data.subarray(2 + data.readUInt16BE());
    }
    this.#rest = data.length > MAX_FRAME ? Buffer.alloc(0) : Buffer.from(data);
  }
}

/**
 * @param query the message that asks for it
 * @param records how many come; with the last of them it ends
 * @throws Error when it is refused, or breaks off
 */
export function take(port: number, query: Uint8Array, records: number): Promise<Taken> {
  const began = performance.now();
  const frames = new Frames();
  let octets = 0;
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const fail = (why: string) => {
      socket.destroy();
      reject(new Error(`${why} after ${frames.records} of ${records} records`));
    };
    socket.setTimeout(SILENCE_MS, () => fail('nothing comes'));
    socket.on('error', error => fail(error.message));
    socket.on('end', () => fail('it broke off'));
    socket.on('data', chunk => {
      octets += chunk.length;
      frames.take(chunk);
      if (frames.rcode !== 0) fail(`it was answered with response code ${frames.rcode}`);
      else if (frames.records > records) fail('more came');
      if (frames.records !== records) return;
      socket.destroy();
      resolve({ seconds: (performance.now() - began) / 1_000, octets, messages: frames.messages });
    });
    socket.write(Buffer.concat([Buffer.from([query.length >> 8, query.length & 0xff]), query]));
  });
}
