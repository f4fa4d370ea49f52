// Answers to queries that asked for more than others do: OPT, or AD.
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../support/message.js';
import { buildQuery, type QueryOptions } from '../../support/query.js';
import { setUp } from './cached-upstream.js';
import { A, replyTo } from './reply.js';

describe('what was answered to a query that asked for more', () => {
  test.each<[string, QueryOptions, QueryOptions]>([
    ['without OPT', {}, { edns: false }],
    ['without AD', { ad: true }, {}],
    ['without both', { ad: true }, { edns: false }],
    ['with AD, but without OPT', { ad: true }, { ad: true, edns: false }],
    ['with AD and DO', { edns: { do: true } }, { ad: true, edns: { do: true } }],
  ])('does for one %s, less of that', async (_, more, less) => {
    const text = { flags: [0x81, 0xa0] as const, answer: [A(60)] };
    const { ask, asked } = await setUp(query =>
      replyTo(query, { ...text, ...(query[11] > 0 && { options: '000f 0002 0003' }) }),
    );
    const plain = await setUp(query =>
      replyTo(query, { ...text, ...(query[11] > 0 && { options: '000f 0002 0003' }) }),
    );
    await ask('www.example.org A', more);
    expect(await ask('www.example.org A', less)).toEqual(await plain.ask('www.example.org A', less));
    expect(asked()).toBe(1);
  });

  test.each<[string, QueryOptions, QueryOptions]>([
    ['an OPT', { edns: false }, {}],
    ['AD', {}, { ad: true }],
    ['DO', {}, { edns: { do: true } }],
    ['no DO', { edns: { do: true } }, {}],
    ['no CD', { cd: true }, {}],
  ])('is asked for with %s', async (_, first, second) => {
    const { ask, asked } = await setUp({ answer: [A(60)] });
    await ask('www.example.org A', first);
    await ask('www.example.org A', second);
    expect(asked()).toBe(2);
  });

  test('a long one that came with EDNS or over TCP is cut off for a client without', async () => {
    const { forward, asked } = await setUp({ answer: Array(40).fill(A(60)), options: '' });
    await forward(buildQuery('www.example.org A'), { isTcp: true, maxSize: 65_535 });
    const query = buildQuery('www.example.org A', { edns: false });
    const cut = decodeMessage(await forward(query, { maxSize: 512 }));
    expect([...cut.flags]).toEqual(['qr', 'tc', 'rd', 'ra']);
    expect(cut.edns).toBeUndefined();
    const whole = decodeMessage(await forward(query, { isTcp: true, maxSize: 65_535 }));
    expect(whole).toMatchObject({ edns: undefined, answer: { length: 40 } });
    expect(asked()).toBe(1);
  });
});
