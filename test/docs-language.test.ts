// The documents are read with ease: short sentences, plain words, and the name of a file above what stands in it.
import { expect, test } from 'vitest';
import { fileOf, type Page, readPages } from './support/markdown.js';
import { rondo } from './support/rondo.js';
import { countWords, sentencesIn, sentencesOf } from './support/sentences.js';

/** As many words as a person keeps in mind until the point comes. */
const MOST_WORDS = 20;

/** Words and phrases that a person with English from school does not know, or would take for something else. */
const REFUSED =
  /\b(?:out no more|no telling|cannot be had|takes? notice|passed over|anew|all the same|made up|thereby|whereof|whence|do as well|borne|stands? by|at home|of late|for ever|and its like)\b/i;

/** Pages for those who work on Rondo, with sentences that are still too long. */
const UNMENDED = /^docs\/decisions|^bench/;

const pages = readPages();
const mended = pages.filter(({ path }) => !UNMENDED.test(path));

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

test.each(mended)('$path: sentences are short', page => {
  const long = sentencesOf(page).filter(({ words }) => words > MOST_WORDS);
  expect(long.map(({ line, text, words }) => `${page.path}:${line}: ${words} words: ${text}`)).toEqual([]);
});

/** The lines with such a word, code left out. */
const oddLines = (text: string) =>
  text
    .replace(/(`+).+?\1/g, '')
    .split('\n')
    .filter(line => REFUSED.test(line));

test.each(mended)('$path: words are plain', ({ prose }) => {
  expect(oddLines(prose)).toEqual([]);
});

test('words of the manual are plain', async () => {
  const { stdout } = await rondo(['manual']);
  expect(stdout.length).toBeGreaterThan(1000);
  expect(oddLines(stdout)).toEqual([]);
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
