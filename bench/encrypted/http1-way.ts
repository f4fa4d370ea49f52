// Requests of DNS over HTTPS by HTTP/1.1 (RFC 9112): one after the other on each connection, as clients do.
import { checkAnswer, dohTarget } from './doh-query.js';
import type { Speech, Way } from './speech.js';

const BLANK_LINE = '\r\n\r\n';

class Http1Speech implements Speech {
  readonly #requests: readonly string[];
  #rest: Buffer = Buffer.alloc(0);
  #next = 0;

  constructor(names: readonly string[]) {
    this.#requests = names.map(
      name => `GET ${dohTarget(name)} HTTP/1.1\r\nHost: a\r\nAccept: application/dns-message${BLANK_LINE}`,
    );
  }

  ask(count: number): Buffer {
    let text = '';
    for (let index = 0; index < count; index++) text += this.#requests[this.#next++ % this.#requests.length];
    return Buffer.from(text);
  }

  take(data: Buffer): number {
    let count = 0;
    this.#rest = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    while (this.#takeOne()) count++;
    return count;
  }

  #takeOne(): boolean {
    const blank = this.#rest.indexOf(BLANK_LINE);
    if (blank < 0) return false;
    const head = this.#rest.toString('latin1', 0, blank);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (!head.startsWith('HTTP/1.1 200') || length === undefined)
      throw new Error(`a reply is ${head.split('\r\n', 1)[0]}`);
    const start = blank + BLANK_LINE.length;
    const end = start + Number(length);
    if (end > this.#rest.length) return false;
    checkAnswer(this.#rest.subarray(start, end));
    this.#rest = this.#rest.subarray(end);
    return true;
  }
}

/** As many under way as with HTTP/2, as far as one client may have connections. */
export const HTTP1: Way = {
  protocols: ['http/1.1'],
  connections: 50,
  outstanding: 1,
  speak: names => new Http1Speech(names),
};
