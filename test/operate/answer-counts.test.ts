// How often members were handed out: what stands in answers is counted, over threads, loads and places that change hands.
import { decode, type StringAnswer } from 'dns-packet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OUTCOME, PROTOCOL, type Protocol } from '../../src/answer/exchange.js';
import { Responder } from '../../src/answer/respond.js';
import { Tally } from '../../src/answer/tally.js';
import { loadConfig } from '../../src/config/load.js';
import { encodeQuery } from '../../src/dns/encode-query.js';
import { nameFromText } from '../../src/dns/name.js';
import { typeFromText } from '../../src/dns/types.js';
import { Catalog } from '../../src/image/catalog.js';
import { writeLineup } from '../../src/image/lineup-table.js';
import { answerLineup } from '../../src/image/slot-plan.js';
import { AnswerCounts } from '../../src/operate/answer-counts.js';
import { type Generation, makeGeneration } from '../../src/store/generation.js';
import { TempFolder } from '../support/temp-folder.js';

/** Two threads that answer from the files of a folder, and the counts of both. */
class Server {
  readonly tallies = [new Tally(), new Tally()];
  readonly counts = new AnswerCounts(() => this.tallies);
  generation!: Generation;
  #responders: Responder[] = [];

  constructor(readonly folder: TempFolder) {
    folder.write('rondo.yaml', 'zones: app.test.yaml\n');
  }

  serve(pools: string): void {
    this.folder.write('app.test.yaml', `zone: app.test\nttl: 0\n${pools}`);
    const loaded = loadConfig({ configFile: this.folder.at('rondo.yaml'), overrides: {} });
    this.generation = makeGeneration(loaded, this.generation);
    this.counts.assign(this.generation.pools);
    this.begin();
  }

  /** The threads begin to answer by the generation, anew. */
  begin(): void {
    this.#responders = this.tallies.map(
      ({ memory }) => new Responder(new Catalog(this.generation.parts), new Tally(memory)),
    );
  }

  /** Asks so many times, the threads in turn. @returns the last answer */
  ask(times: number, name: string, type = 'A', protocol: Protocol = PROTOCOL.UDP): Uint8Array {
    const query = encodeQuery(0, nameFromText(`${name}.`), typeFromText(type)!);
    const out = new Uint8Array(65_535);
    let length = 0;
    for (let time = 0; time < times; time++) {
      const responder = this.#responders[time % 2];
      const { exchange } = responder;
      Object.assign(exchange, { input: query, end: query.length, output: out, mayForward: true, protocol });
      expect(responder.respond()).toBe(OUTCOME.ANSWERED);
      length = exchange.length;
    }
    return out.slice(0, length);
  }

  /** `answers/first` of each member of a pool. */
  of(pool: string): string[] {
    const watched = this.generation.pools.find(({ name }) => name === pool)!;
    return watched.pool.members.map((_, member) => {
      const { answers, first } = this.counts.of(watched, member)!;
      return `${answers}/${first}`;
    });
  }
}

/** The last octet of each address in an answer. */
function hostsIn(answer: Uint8Array): number[] {
  return decode(Buffer.from(answer)).answers!.map(record =>
    Number((record as StringAnswer).data.split('.')[3]),
  );
}

let folder: TempFolder;
let server: Server;
beforeEach(() => {
  folder = new TempFolder();
  server = new Server(folder);
});
afterEach(() => folder.remove());

const TWO = 'pools:\n  "@": { members: [192.0.2.1, 192.0.2.2] }\n';

describe('what is counted', () => {
  test('each member of an answer, and who stands first, over all threads', () => {
    server.serve(TWO);
    server.ask(101, 'app.test');
    expect(server.of('app.test A')).toEqual(['101/51', '101/50']);
    server.ask(7, 'other.app.test');
    expect(server.of('app.test A')).toEqual(['101/51', '101/50']);
  });

  test('only those that the limit leaves', () => {
    server.serve('pools:\n  "@": { limit: 1, members: [192.0.2.1, 192.0.2.2, 192.0.2.3] }\n');
    server.ask(9, 'app.test');
    expect(server.of('app.test A')).toEqual(['3/3', '3/3', '3/3']);
  });

  test('nobody in an answer that is truncated; all over TCP', () => {
    const many = Array.from({ length: 100 }, (_, host) => `192.0.2.${host + 1}`).join(', ');
    server.serve(`pools:\n  "@": { order: fixed, members: [${many}] }\n`);
    expect(server.ask(3, 'app.test')[2] & 2).toBe(2);
    expect(new Set(server.of('app.test A'))).toEqual(new Set(['0/0']));
    server.ask(2, 'app.test', 'A', PROTOCOL.TCP);
    const [first, ...others] = server.of('app.test A');
    expect([first, ...new Set(others)]).toEqual(['2/2', '2/0']);
  });

  test('an alias is taken back, too, when what it leads to does not fit', () => {
    const many = Array.from({ length: 100 }, (_, host) => `192.0.2.${host + 1}`).join(', ');
    server.serve(`pools:
  many: { order: fixed, members: [${many}] }
  www: { members: [{ target: many }, { target: few }] }
  few: { members: [192.0.2.1] }
`);
    for (let time = 0; time < 6; time++) server.ask(1, 'www.app.test');
    expect(server.of('www.app.test CNAME')).toEqual(['0/0', '3/3']);
    server.ask(4, 'www.app.test', 'A', PROTOCOL.TCP);
    expect(server.of('www.app.test CNAME')).toEqual(['2/2', '5/5']);
  });

  test.each(['cyclic', 'weighted', 'fixed', 'shuffle', 'sticky'])('whom the order %s takes', order => {
    server.serve(
      `pools:\n  "@": { order: ${order}, limit: 2, members: [192.0.2.1, 192.0.2.2, 192.0.2.3] }\n`,
    );
    const seen = [0, 0, 0].map(() => ({ answers: 0, first: 0 }));
    for (let time = 0; time < 30; time++) {
      const hosts = hostsIn(server.ask(1, 'app.test'));
      expect(hosts).toHaveLength(2);
      for (const host of hosts) seen[host - 1].answers++;
      seen[hosts[0] - 1].first++;
    }
    expect(server.of('app.test A')).toEqual(seen.map(({ answers, first }) => `${answers}/${first}`));
  });

  test('a pool that an alias leads to', () => {
    server.serve(`${TWO}records:\n  www: { CNAME: app.test. }\n`);
    server.ask(4, 'www.app.test');
    expect(server.of('app.test A')).toEqual(['4/2', '4/2']);
  });
});

/** Has a pool hand out all records of the one that it falls back to. */
function fallBack(pool: string): void {
  const { table, slot, ...watched } = server.generation.pools.find(({ name }) => name === pool)!;
  const { records } = watched.pool.fallbackPool!.found!;
  writeLineup(
    table,
    slot,
    answerLineup(
      records,
      records.map(() => 1),
      'cyclic',
    ),
  );
}

describe('a pool that falls back to another', () => {
  test('counts for the members there, also of a third one', () => {
    server.serve(`pools:
  one: { fallback: { pool: two }, members: [192.0.2.1, 192.0.2.2] }
  two: { fallback: { pool: three }, members: [192.0.2.3, 192.0.2.4] }
  three: { members: [192.0.2.5, 192.0.2.6] }
`);
    fallBack('one.app.test A');
    server.ask(40, 'one.app.test');
    expect(server.of('one.app.test A')).toEqual(['0/0', '0/0']);
    expect(server.of('two.app.test A')).toEqual(['40/10', '40/10']);
    expect(server.of('three.app.test A')).toEqual(['40/10', '40/10']);
  });

  test('counts for its own member of which the record is the same', () => {
    server.serve(`pools:
  read: { fallback: { pool: write }, members: [192.0.2.1, 192.0.2.2] }
  write: { members: [192.0.2.2, 192.0.2.3] }
`);
    fallBack('read.app.test A');
    server.ask(10, 'read.app.test');
    expect(server.of('read.app.test A')).toEqual(['0/0', '10/5']);
    expect(server.of('write.app.test A')).toEqual(['0/0', '10/5']);
  });
});

describe('a load', () => {
  test('keeps the counts of members that stay, in whatever order, and begins new ones with 0', () => {
    server.serve(TWO);
    server.ask(10, 'app.test');
    server.serve('pools:\n  "@": { members: [192.0.2.3, 192.0.2.2, 192.0.2.1] }\n');
    expect(server.of('app.test A')).toEqual(['0/0', '10/5', '10/5']);
    server.ask(3, 'app.test');
    expect(server.of('app.test A')).toEqual(['3/1', '13/6', '13/6']);
  });

  test('keeps the counts of members that come and go, over 200 loads under queries', () => {
    const stay = [200, 201];
    const others = Array.from({ length: 19 }, (_, index) => index + 1);
    const serveHosts = (hosts: readonly number[]) =>
      server.serve(`pools:\n  "@": { members: [${hosts.map(host => `192.0.2.${host}`).join(', ')}] }\n`);
    const seen = new Map<number, number>();
    for (let load = 0; load < 200; load++) {
      // Each of the others is away for 1 to 19 of 20 loads.
      serveHosts([...stay, ...others.filter(host => (load + host) % 20 >= host)]);
      for (const host of hostsIn(server.ask(1, 'app.test', 'A', PROTOCOL.TCP)))
        seen.set(host, (seen.get(host) ?? 0) + 1);
    }
    const all = [...stay, ...others];
    serveHosts(all);
    const counted = server.of('app.test A').map(text => Number(text.split('/')[0]));
    expect(counted).toEqual(all.map(host => seen.get(host)));
  });

  test('keeps them over a thread that begins anew', () => {
    server.serve(TWO);
    server.ask(10, 'app.test');
    server.begin();
    server.ask(2, 'app.test');
    expect(server.of('app.test A')).toEqual(['12/6', '12/6']);
  });
});
