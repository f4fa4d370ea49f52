// Queries over TLS (RFC 7858), each behind its length.
import { streamEncode } from 'dns-packet';
import { Frames } from '../../src/transport/framing.js';
import type { Speech, Way } from './speech.js';

class DotSpeech implements Speech {
  readonly #queries: readonly Buffer[];
  readonly #frames = new Frames();
  #next = 0;

  constructor(names: readonly string[]) {
    this.#queries = names.map(framedQuery);
  }

  ask(count: number): Buffer {
    const parts: Buffer[] = [];
    for (let index = 0; index < count; index++)
      parts.push(this.#queries[this.#next++ % this.#queries.length]);
    return Buffer.concat(parts);
  }

  take(data: Buffer): number {
    let count = 0;
    this.#frames.push(data);
    while (this.#frames.next()) count++;
    return count;
  }
}

/** A query behind its length, as a stream carries it. */
function framedQuery(name: string): Buffer {
  return streamEncode({ type: 'query', id: 1, flags: 0, questions: [{ name, type: 'A', class: 'IN' }] });
}

export const DOT: Way = { connections: 4, outstanding: 50, speak: names => new DotSpeech(names) };
