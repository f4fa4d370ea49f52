// How questions go over HTTPS, by HTTP/2: all on one connection, or each on a new one.
import { type ClientHttp2Session, connect } from 'node:http2';
import { overTls, type Way, type WayOptions } from './stream-ways.js';

const CONTENT_TYPE = 'application/dns-message';

export class Https implements Way {
  readonly #options: WayOptions;
  readonly #isFresh: boolean;
  #session: ClientHttp2Session | undefined;

  /** @param isFresh whether each question has a connection of its own */
  constructor(options: WayOptions, isFresh: boolean) {
    this.#options = options;
    this.#isFresh = isFresh;
  }

  ask(query: Buffer): void {
    const session = this.#session ?? this.#open();
    if (!this.#isFresh) this.#session = session;
    const stream = session.request({
      ':method': 'POST',
      ':path': '/dns-query',
      'content-type': CONTENT_TYPE,
      'content-length': query.length,
    });
    const parts: Buffer[] = [];
    let isAnswer = false;
    stream.on('response', fields => {
      isAnswer = fields['content-type'] === CONTENT_TYPE;
    });
    stream.on('data', part => parts.push(part));
    stream.on('error', () => undefined);
    stream.on('end', () => {
      if (isAnswer) this.#options.answered(Buffer.concat(parts));
      if (this.#isFresh) session.destroy();
    });
    stream.end(query);
  }

  #open(): ClientHttp2Session {
    const createConnection = () => overTls(this.#options, ['h2']);
    const session = connect(`https://127.0.0.1:${this.#options.port}`, { createConnection });
    session.on('error', () => session.destroy());
    session.on('close', () => {
      if (this.#session === session) this.#session = undefined;
    });
    return session;
  }
}
