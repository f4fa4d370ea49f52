// The queries under way: each is found by its octets, whichever share a place.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PendingQuery, type Question } from '../../src/forward/pending-query.js';
import { hashOf, PendingTable } from '../../src/forward/pending-table.js';
import type { RoutePlan } from '../../src/forward/upstream-order.js';
import { makeQuery } from './stub-upstream.js';

const planOf = (key: string): RoutePlan => ({ route: [], rows: [], key });
const questionOf = (name: string, id = 1, transport: 'udp' | 'tcp' = 'udp'): Question => ({
  ...makeQuery(name, { id }),
  route: [],
  transport,
});

it('any that come and go: those that are there are found, whatever their hashes are', () => {
  const step = fc.record({ number: fc.nat(20), isAdded: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const table = new PendingTable();
      const there = new Map<number, PendingQuery>();
      const plan = planOf('a');
      for (const { number, isAdded } of steps) {
        const known = there.get(number);
        if (isAdded && known === undefined) {
          // A few hashes for all.
          const pending = new PendingQuery(questionOf(`n${number}.example`), plan, number % 3, undefined);
          table.add(pending);
          there.set(number, pending);
        } else if (!isAdded && known !== undefined) {
          table.delete(known);
          there.delete(number);
        }
      }
      expect(table.size).toBe(there.size);
      expect(new Set(table.all())).toEqual(new Set(there.values()));
      for (let number = 0; number <= 20; number++)
        expect(table.find(number % 3, questionOf(`n${number}.example`, 77), plan)).toBe(there.get(number));
    }),
  );
});

it('one is equal but for its id; another case, kind of client or route is another one', () => {
  const question = questionOf('www.example');
  const plan = planOf('a');
  const hash = hashOf(question.query);
  const table = new PendingTable();
  const pending = new PendingQuery(question, plan, hash, undefined);
  table.add(pending);
  expect(hashOf(questionOf('www.example', 999).query)).toBe(hash);
  expect(table.find(hash, questionOf('www.example', 999), plan)).toBe(pending);
  expect(table.find(hash, questionOf('Www.example'), plan)).toBeUndefined();
  expect(table.find(hash, questionOf('www.example', 1, 'tcp'), plan)).toBeUndefined();
  expect(table.find(hash, question, planOf('b'))).toBeUndefined();
});
