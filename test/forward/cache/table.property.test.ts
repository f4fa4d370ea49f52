// The table of answers whatever is asked, stored and read, and whenever: no answer is another's, and none is older than it may be.
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { Exchange } from '../../../src/answer/exchange.js';
import { USUAL_KEEPING } from '../../../src/config/cache-settings.js';
import { AnswerCache } from '../../../src/forward/cache/answer-cache.js';
import { MOMENT, SLOT, slotAt, slotClasses, WAYS } from '../../../src/forward/cache/layout.js';
import { CacheReader } from '../../../src/forward/cache/reader.js';
import { routeKey } from '../../../src/forward/cache/route-key.js';
import { freeLocksOf } from '../../../src/forward/cache/set-lock.js';
import { walkTable } from '../../../src/forward/cache/table-walk.js';
import type { Route } from '../../../src/forward/upstream.js';
import { beginWrite, endWrite } from '../../../src/image/seqlock.js';
import { decodeMessage } from '../../support/message.js';
import { buildQuery } from '../../support/query.js';
import { BUILT } from '../../support/rondo.js';
import { questionEndOf, replyTo } from './reply.js';

const routes: readonly Route[] = [[{ address: '192.0.2.1', port: 53 }], [{ address: '192.0.2.2', port: 53 }]];

/** An answer with this number in its only address. */
const answerWith = (query: Uint8Array, number: number, ttl: number) =>
  replyTo(query, { answer: [{ type: 1, ttl, rdata: number.toString(16).padStart(8, '0') }] });

const numberIn = (answer: Uint8Array) => Buffer.from(decodeMessage(answer).answer[0].rdata).readUInt32BE();

const questions = fc.record({
  name: fc.constantFrom('a.test', 'A.test', 'b.test', 'ab.test', 'a.b.test', 'test', 'x.a.test'),
  type: fc.constantFrom('A', 'AAAA', 'TYPE257'),
  rd: fc.boolean(),
  edns: fc.constantFrom(false as const, {}, { do: true }),
  route: fc.constantFrom(0, 1),
});
type Asked = typeof questions extends fc.Arbitrary<infer T> ? T : never;

const steps = fc.array(
  fc.oneof(
    fc.record({ store: questions, ttl: fc.integer({ min: 1, max: 50 }) }),
    fc.record({ lookUp: questions }),
    fc.record({ elapse: fc.integer({ min: 0, max: 20 }) }),
  ),
  { maxLength: 60 },
);

const queryOf = ({ name, type, rd, edns }: Asked, id: number) =>
  buildQuery(`${name} ${type}`, { rd, edns, id });

/** Equal for questions whose answers are the same. */
const modelKey = ({ name, ...rest }: Asked) => JSON.stringify({ name: name.toLowerCase(), ...rest });

test('an answer is that which was stored last for the same question, its TTL less its age', () => {
  fc.assert(
    fc.property(steps, fc.constantFrom(1, WAYS, 100), (list, size) => {
      let now = 100;
      let number = 0;
      const cache = AnswerCache.ofSize(size, USUAL_KEEPING, () => now);
      const model = new Map<string, { number: number; ttl: number; stored: number }>();
      /** Who asks without EDNS gets what was answered with it, when there is nothing else. */
      const modelled = (asked: Asked, now: number) => {
        const own = model.get(modelKey(asked));
        if (asked.edns !== false || (own !== undefined && now - own.stored < own.ttl)) return own;
        return model.get(modelKey({ ...asked, edns: {} }));
      };
      let hits = 0;
      for (const [id, step] of list.entries()) {
        if ('elapse' in step) now += step.elapse;
        else if ('store' in step) {
          const query = queryOf(step.store, id);
          number++;
          cache.store(query, routes[step.store.route], answerWith(query, number, step.ttl));
          // The type is that of the record, so that only questions for A have an answer.
          if (step.store.type === 'A')
            model.set(modelKey(step.store), { number, ttl: step.ttl, stored: now });
        } else {
          const query = queryOf(step.lookUp, id);
          const kept = cache.lookUp(query, routes[step.lookUp.route]);
          if (kept === undefined || kept.isStale) continue;
          const { answer } = kept;
          hits++;
          const known = modelled(step.lookUp, now);
          const end = questionEndOf(query);
          expect(known).toBeDefined();
          expect(numberIn(answer)).toBe(known?.number);
          expect(decodeMessage(answer).answer[0].ttl).toBe(known!.ttl - (now - known!.stored));
          expect(now - known!.stored).toBeLessThan(known!.ttl);
          expect(answer.subarray(12, end)).toEqual(query.subarray(12, end));
          expect((answer[0] << 8) | answer[1]).toBe(id);
        }
      }
      expect(cache.entries).toBeLessThanOrEqual(Math.ceil(size / WAYS) * WAYS);
      expect(cache.counts.hits).toBe(hits);
    }),
    { numRuns: 300 },
  );
});

test('a table with room has every answer until it expires', () => {
  const cache = AnswerCache.ofSize(4096, USUAL_KEEPING, () => 0);
  const queries = Array.from({ length: 500 }, (_, index) => buildQuery(`n${index}.test A`));
  for (const [number, query] of queries.entries())
    cache.store(query, routes[0], answerWith(query, number, 60));
  const numbers = queries.map(query => numberIn(cache.lookUp(query, routes[0])!.answer));
  expect(numbers).toEqual(queries.map((_, index) => index));
  expect(cache.entries).toBe(500);
});

/** A table of one set with one answer, and a reader of it. */
function oneAnswer() {
  const cache = AnswerCache.ofSize(1, USUAL_KEEPING, () => 7);
  const query = buildQuery('www.example.org A');
  cache.store(query, routes[0], answerWith(query, 1, 60));
  const words = new Int32Array(cache.memory);
  const [small] = slotClasses(cache.memory);
  const place = small.tagAt + words.subarray(small.tagAt, small.tagAt + WAYS).findIndex(tag => tag !== 0);
  const slot = slotAt(small, place - small.tagAt) / 4;
  const reader = new CacheReader(cache.memory);
  reader.nowSeconds = 7;
  const exchange = new Exchange();
  exchange.question.parse(query, 0, query.length);
  Object.assign(exchange, { end: query.length, limit: 1232, output: new Uint8Array(1300) });
  const lookUp = () => reader.lookUp(exchange, routeKey(routes[0]), 0);
  return { cache, query, words, slot, exchange, reader, lookUp };
}

test('a slot that is being written is a miss', () => {
  const { words, slot, reader, lookUp } = oneAnswer();
  expect(lookUp()).toBeGreaterThan(0);
  expect(reader.isTorn).toBe(false);
  beginWrite(words, slot + SLOT.SEQUENCE);
  expect(lookUp()).toBe(0);
  expect(reader.isTorn).toBe(true);
  endWrite(words, slot + SLOT.SEQUENCE);
  expect(lookUp()).toBeGreaterThan(0);
});

test('what a thread held that has ended is free again', () => {
  const { words, cache, query, lookUp } = oneAnswer();
  const [small] = slotClasses(cache.memory);
  const keep = (number: number) => cache.store(query, routes[0], answerWith(query, number, 60));
  words[small.lockAt] = 7 + 1;
  keep(2);
  expect([numberIn(cache.lookUp(query, routes[0])!.answer), cache.counts.collisions]).toEqual([1, 1]);
  freeLocksOf(6, cache.memory);
  expect(words[small.lockAt]).toBe(8);
  freeLocksOf(7, cache.memory);
  keep(3);
  expect(lookUp()).toBeGreaterThan(0);
  expect(numberIn(cache.lookUp(query, routes[0])!.answer)).toBe(3);
});

test('a slot that is written while it is read is a miss', () => {
  const { words, slot, exchange, reader, lookUp } = oneAnswer();
  const { name } = exchange.question;
  const compare = name.suffixEquals.bind(name);
  vi.spyOn(name, 'suffixEquals').mockImplementation((...rest) => {
    beginWrite(words, slot + SLOT.SEQUENCE);
    endWrite(words, slot + SLOT.SEQUENCE);
    return compare(...rest);
  });
  expect(lookUp()).toBe(0);
  expect(reader.isTorn).toBe(true);
  vi.restoreAllMocks();
  expect(lookUp()).toBeGreaterThan(0);
});

test('whatever a slot holds, reading it never throws, nor writes past the limit', () => {
  const word = fc.oneof(fc.integer(), fc.integer({ min: -2, max: 1400 }));
  const place = fc.constantFrom(
    SLOT.LENGTH,
    SLOT.OPT_AT,
    SLOT.TTLS,
    2 * MOMENT.STORED,
    2 * MOMENT.EXPIRES + 1,
  );
  const octet = fc.tuple(fc.integer({ min: 16, max: 60 }), fc.integer());
  fc.assert(
    fc.property(
      fc.array(fc.tuple(place, word)),
      fc.array(octet),
      fc.integer({ min: 0, max: 60 }),
      (heads, octets, room) => {
        const { words, slot, exchange } = oneAnswer();
        for (const [at, value] of heads) words[slot + at] = value;
        for (const [at, value] of octets) words[slot + at] = value;
        const reader = new CacheReader(words.buffer as SharedArrayBuffer);
        reader.nowSeconds = 7;
        const out = new Uint8Array(1500).fill(0xaa);
        Object.assign(exchange, { output: out, base: 8 });
        const length = reader.lookUp(exchange, routeKey(routes[0]), room);
        expect(length).toBeLessThanOrEqual(1232);
        expect(out.subarray(0, 8)).toEqual(new Uint8Array(8).fill(0xaa));
        expect(out.subarray(8 + 1232 + 3)).toEqual(new Uint8Array(out.length - 8 - 1235).fill(0xaa));
      },
    ),
    { numRuns: 500 },
  );
});

/** Stores answers in turn, under different questions in one set, all octets of an answer the same. */
const WRITER = `
const { parentPort, workerData } = require('node:worker_threads');
const ROUNDS = 20000;
(async () => {
  const { CacheWriter } = await import(workerData.writer);
  const { Question } = await import(workerData.question);
  const writer = new CacheWriter(workerData.memory);
  const questions = workerData.queries.map(query => {
    const question = new Question();
    question.parse(query, 0, query.length);
    return question;
  });
  for (let round = 1; round <= ROUNDS; round++)
    for (const [index, question] of questions.entries()) {
      const query = workerData.queries[index];
      const message = new Uint8Array(400).fill((round + workerData.shift) & 0xff);
      message.set(query.subarray(0, question.questionEnd));
      const place = { question, variant: 3, route: workerData.route };
      writer.store(place, { message, ttlPlaces: [], optAt: 0, lifetimeSeconds: 60 }, { storedSeconds: 1, asked: 1 });
      if (round % 7 === 0) writer.forget(place);
    }
  parentPort.postMessage('done');
})();
`;

test('while two other threads write, every answer that is read is whole, and none stands there twice', async () => {
  const cache = AnswerCache.ofSize(1, USUAL_KEEPING, () => 1);
  const queries = Array.from({ length: WAYS + 4 }, (_, index) => buildQuery(`n${index}.test A`));
  const built = (path: string) => new URL(path, BUILT).href;
  const workerData = {
    memory: cache.memory,
    queries,
    route: routeKey(routes[0]),
    writer: built('forward/cache/writer.js'),
    question: built('answer/question.js'),
  };
  const write = (shift: number) => {
    const worker = new Worker(WRITER, { eval: true, workerData: { ...workerData, shift } });
    return new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));
  };
  const ended = Promise.all([write(0), write(100)]);
  let isDone = false;
  void ended.then(() => {
    isDone = true;
  });
  let hits = 0;
  while (!isDone) {
    for (let turn = 0; turn < 200; turn++)
      for (const query of queries) {
        const answer = cache.lookUp(query, routes[0])?.answer;
        if (answer === undefined) continue;
        hits++;
        const end = questionEndOf(query);
        const octets = new Set(answer.subarray(end));
        if (octets.size !== 1 || answer.length !== 400) throw new Error(`torn: ${[...octets].join()}`);
        if (Buffer.compare(answer.subarray(12, end), query.subarray(12, end)) !== 0)
          throw new Error('the question of another answer');
      }
    await new Promise(resolve => setImmediate(resolve));
  }
  await ended;
  expect(hits).toBeGreaterThan(0);
  const names = new Set<string>();
  let entries = 0;
  await walkTable(cache.memory, ({ name }) => {
    entries++;
    names.add(Buffer.from(name).toString('latin1'));
  });
  expect([entries, names.size]).toEqual([cache.entries, cache.entries]);
  expect(cache.entries).toBeLessThanOrEqual(WAYS);
  expect(cache.entries).toBeGreaterThan(0);
});
