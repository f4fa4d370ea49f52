// The documents are read with ease: short sentences, plain words, and the name of a file above what stands in it.
import { expect, test } from 'vitest';
import { fileOf, type Page, readPages } from './support/markdown.js';
import { countWords, sentencesIn, sentencesOf } from './support/sentences.js';

/** As many words as a person keeps in mind until the point comes. */
const MOST_WORDS = 20;

/** Words and phrases that a person with English from school does not know, or would take for something else. */
const REFUSED: readonly RegExp[] = [/\bno more(?! than\b)\.?$/, /\bhand(?:s|ed)? (?:\w+ ){1,3}out no more\b/];

/** Pages with sentences that are still too long. */
const UNMENDED = /^docs\/(?:decisions\/.*|architecture|forwarding|running)\.md$|^bench/;

const pages = readPages();

test('a text is cut into sentences', () => {
  const text =
    'See `a. b` (RFC 1034 §4.3.2). It has [two](a.md#b) of 0.5 ms, e.g. **this.** And so on… "Why?" Yes';
  expect(sentencesIn(text)).toEqual([
    'See CODE (RFC 1034 §4.3.2).',
    'It has two of 0.5 ms, e.g. this.',
    'And so on…',
    '"Why?"',
    'Yes',
  ]);
  expect(countWords('One – two CODE, (three).')).toBe(4);
});

test('paragraphs, items of lists and what stands beside tables and blocks are told apart', () => {
  const lines = [
    '# Title',
    'One',
    'two.',
    '- Three',
    '  four',
    '- Five:',
    '```',
    'no',
    '```',
    'Six',
    '| no |',
    'Seven',
  ];
  const page: Page = { path: 'x.md', blocks: [], prose: '', lines };
  expect(sentencesOf(page).map(({ line, text }) => [line, text])).toEqual([
    [2, 'One two.'],
    [4, 'Three four'],
    [6, 'Five:'],
    [10, 'Six'],
    [12, 'Seven'],
  ]);
});

test.each(pages.filter(({ path }) => !UNMENDED.test(path)))('$path: sentences are short', page => {
  const long = sentencesOf(page).filter(({ words }) => words > MOST_WORDS);
  expect(long.map(({ line, text, words }) => `${page.path}:${line}: ${words} words: ${text}`)).toEqual([]);
});

test.each(pages)('$path: words are plain', page => {
  const odd = sentencesOf(page).filter(({ text }) => REFUSED.some(each => each.test(text)));
  expect(odd.map(({ line, text }) => `${page.path}:${line}: ${text}`)).toEqual([]);
});

test.each(pages)('$path: the line above the text of a file names it', page => {
  const unnamed = page.blocks.filter(block => {
    const file = fileOf(block);
    if (file === undefined) return false;
    const above = page.lines.slice(0, block.line - 1).findLast(line => line.trim() !== '') ?? '';
    return !above.includes(`\`${file}\``) && !above.includes(`[${file}]`);
  });
  expect(unnamed.map(({ line, info }) => `${page.path}:${line}: ${info}`)).toEqual([]);
});
