// From elements to text: whatever names, texts and values hold, they stay texts.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { htmlAround, htmlOf, SLOT } from '../../src/page/html.js';
import { element } from '../../src/page/tree.js';
import { anyCharacter } from '../support/any-character.js';

test('texts and values cannot begin an element or end a value', () => {
  const hostile = `"><script>alert(1)</script>&lt;'`;
  const text = htmlOf(element('td', { title: hostile }, hostile));
  expect(text).toBe(
    `<td title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;'">&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;'</td>`,
  );
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), any => {
      const made = htmlOf(element('b', { title: any }, any));
      expect(made.replace(/^<b title="/, '').replace(/<\/b>$/, '')).toMatch(/^[^<"]*">[^<>]*$/);
    }),
    { numRuns: 50 },
  );
});

test('characters that would reorder or hide others are shown as dots', () => {
  expect(htmlOf('a\u202egnp.exe\u0000\u001b[2J\u200b')).toBe('a·gnp.exe··[2J·');
});

test('what is false or undefined is left out; what is true has no value', () => {
  const input = element('input', { type: 'checkbox', checked: true, disabled: false, name: undefined });
  expect(htmlOf(input, undefined, ['a', 1, [2]])).toBe('<input type="checkbox" checked>a12');
});

test('what comes later has a place that no text can take', () => {
  const [before, after] = htmlAround(element('p', {}, '<slot></slot>', SLOT, '<slot></slot>'));
  expect(before).toBe('<p>&lt;slot&gt;&lt;/slot&gt;');
  expect(after).toBe('&lt;slot&gt;&lt;/slot&gt;</p>');
});
