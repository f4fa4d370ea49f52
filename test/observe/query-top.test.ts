// What was asked for most: few of very many names are kept, and what is shown is near the truth.
import '../support/seed.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QueryTop } from '../../src/observe/query-top.js';
import { TopList } from '../../src/observe/top-list.js';
import { FakeClock } from '../support/fake-clock.js';

describe('a list of those that come most often', () => {
  const text = fc.integer({ min: 0, max: 9 }).map(String);

  test('never counts too few, and says by how much it may be too many', () => {
    fc.assert(
      fc.property(fc.array(text), fc.integer({ min: 1, max: 6 }), (texts, size) => {
        const list = new TopList(size);
        for (const each of texts) list.add(each);
        expect(list.counts.size).toBeLessThanOrEqual(size);
        for (const [each, { count, over }] of list.counts) {
          const real = texts.filter(other => other === each).length;
          expect(count).toBeGreaterThanOrEqual(real);
          expect(count - over).toBeLessThanOrEqual(real);
        }
        // What comes more often than once in `size` is there.
        for (const each of new Set(texts))
          if (texts.filter(other => other === each).length > texts.length / size)
            expect(list.counts.has(each)).toBe(true);
      }),
    );
  });
});

describe('the query log', () => {
  function world() {
    const lines: string[] = [];
    const clock = new FakeClock();
    const top = new QueryTop({ info: (_, line) => lines.push(line) }, clock);
    const ask = (qname: string, rcode = 'NOERROR') => top.info({ qname, rcode }, `query ${qname}`);
    return { lines, clock, top, ask };
  }

  test('goes on as it is, and is counted', () => {
    const { lines, top, ask } = world();
    ask('b.example.');
    ask('a.example.');
    ask('b.example.', 'SERVFAIL');
    top.info({ other: 1 }, 'another line');
    expect(lines).toEqual(['query b.example.', 'query a.example.', 'query b.example.', 'another line']);
    expect(top.view(0.5, 50)).toEqual({
      ...{ fraction: 0.5, seconds: 0, seen: 3 },
      names: [
        { name: 'b.example.', count: 2, over: 0 },
        { name: 'a.example.', count: 1, over: 0 },
      ],
      rcodes: [
        { rcode: 'NOERROR', count: 2 },
        { rcode: 'SERVFAIL', count: 1 },
      ],
    });
    expect(top.view(0.5, 1).names).toHaveLength(1);
  });

  test('is forgotten after five minutes', async () => {
    const { clock, top, ask } = world();
    ask('old.example.');
    await clock.advance(4 * 60_000);
    ask('new.example.');
    expect(top.view(1, 50)).toMatchObject({ seen: 2, seconds: 240 });
    await clock.advance(60_000);
    expect(top.view(1, 50).names).toEqual([{ name: 'new.example.', count: 1, over: 0 }]);
    await clock.advance(60 * 60_000);
    expect(top.view(1, 50)).toMatchObject({ seen: 0, seconds: 0, names: [], rcodes: [] });
  });

  test('of very many names those are shown that are asked for often', () => {
    const { top, ask } = world();
    for (let number = 0; number < 20_000; number++) {
      ask(`${number}.random.example.`);
      if (number % 20 === 0) ask('often.example.');
    }
    const [first] = top.view(1, 50).names;
    expect(first.name).toBe('often.example.');
    expect([first.count >= 1_000, first.count - first.over <= 1_000]).toEqual([true, true]);
  });
});
