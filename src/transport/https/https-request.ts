// A request of DNS over HTTPS from its head to the end of its reply: what it asks, and what it takes.
import { type ErrorStatus, STATUS } from '../../answer/http-status.js';
import type { Asker } from '../reception.js';
import { Content } from './content.js';
import { DNS_MESSAGE, readHead } from './dns-request.js';
import { errorReply } from './error-reply.js';
import type { HttpExchange } from './http-exchange.js';
import { REQUEST_OCTETS } from './https-limits.js';
import { maxAgeSeconds } from './max-age.js';

/** What all requests of a connection share. */
interface RequestPlace {
  readonly client: Asker;
  /** Where queries are taken. */
  readonly path: string;
  nowMs(): number;
}

export class HttpsRequest implements Asker {
  readonly address: string;
  readonly port: number;
  /** Its message, or the status of an error; undefined while the content comes. */
  asked: Buffer | ErrorStatus | undefined;
  /** Since when it waits for the client: for the rest of its content, or until the reply is taken. */
  sinceMs: number;
  /** Octets of the reply that the client may not have taken yet. */
  unread = 0;
  isReplied = false;
  /** Octets that the table of connections knows of. */
  accounted = 0;
  /** The client has the reply, or will not have it. */
  isOver = false;
  readonly #exchange: HttpExchange;
  readonly #content = new Content();

  constructor(exchange: HttpExchange, { client, path, nowMs }: RequestPlace) {
    this.address = client.address;
    this.port = client.port;
    this.sinceMs = nowMs();
    this.#exchange = exchange;
    this.asked = readHead(exchange.head, path);
  }

  /** Octets of memory. */
  get octets(): number {
    return REQUEST_OCTETS + this.contentOctets + this.unread;
  }

  get contentOctets(): number {
    return this.#content.held;
  }

  /** Reads the content, until it is known what is asked. @param changed told how many octets of memory each piece, and the end, take */
  gather(changed: (more: number) => void): void {
    const { content } = this.#exchange;
    content.on('data', (piece: Buffer) => {
      if (this.asked !== undefined) return;
      const before = this.contentOctets;
      if (!this.#content.push(piece)) this.asked = STATUS.CONTENT_TOO_LARGE;
      changed(this.contentOctets - before);
    });
    content.on('end', () => {
      if (this.asked !== undefined) return;
      this.asked = this.#content.octets;
      changed(0);
    });
  }

  /** Replies with an answer, of which a copy is made. */
  answer(message: Uint8Array, nowMs: number): void {
    const fields = {
      'content-type': DNS_MESSAGE,
      'content-length': message.length,
      'cache-control': `max-age=${maxAgeSeconds(message)}`,
    };
    this.#replied(message.length, nowMs);
    this.#exchange.reply(STATUS.OK, fields, Buffer.from(message));
  }

  /** Replies that there is no answer. */
  fail(status: ErrorStatus, nowMs: number): void {
    const { fields, content } = errorReply(status);
    this.asked = status;
    this.#replied(content.length, nowMs);
    this.#exchange.reply(status, fields, content);
  }

  #replied(octets: number, nowMs: number): void {
    this.isReplied = true;
    this.sinceMs = nowMs;
    this.unread = octets;
  }
}
