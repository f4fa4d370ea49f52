// The prose of a document in sentences, with the number of words that a reader counts in each.
import type { Page } from './markdown.js';

export interface Sentence {
  /** Line of the page at which its paragraph begins, counted from 1. */
  readonly line: number;
  readonly text: string;
  /** A piece of code counts as one word, and so does a link that is an address. */
  readonly words: number;
}

interface Paragraph {
  readonly line: number;
  readonly text: string;
}

/** Headings, rows of tables, pictures and fences are no prose. */
const NO_PROSE = /^\s*(?:#|\||!\[|```)/;
/** Each item of a list is a paragraph of its own. */
const ITEM = /^\s*(?:[-*]|\d+\.) /;

/** The paragraphs of a page, each in one line. */
function paragraphsOf({ lines }: Page): Paragraph[] {
  const paragraphs: { line: number; text: string }[] = [];
  let isOpen = false;
  let isFenced = false;
  lines.forEach((line, at) => {
    const isFence = line.startsWith('```');
    if (isFence) isFenced = !isFenced;
    if (isFenced || isFence || line.trim() === '' || NO_PROSE.test(line)) {
      isOpen = false;
    } else if (!isOpen || ITEM.test(line)) {
      paragraphs.push({ line: at + 1, text: line.replace(ITEM, '').trim() });
      isOpen = true;
    } else {
      paragraphs[paragraphs.length - 1].text += ` ${line.trim()}`;
    }
  });
  return paragraphs;
}

/** Code becomes one word, a link its text; emphasis goes. */
function spoken(text: string): string {
  return text
    .replace(/(`+).+?\1/g, 'CODE')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<(https?:[^>]*)>/g, 'LINK')
    .replace(/\*\*?|(?<!\w)_|_(?!\w)/g, '');
}

/** Points that end no sentence: those behind these. */
const ABBREVIATION = /(?:^|[\s(])(?:e\.g|i\.e|cf|etc|vs|No|approx|resp)\.$/;

/** Ends of sentences: a point and the like, perhaps with a bracket or quote, before a blank. */
export function sentencesIn(text: string): string[] {
  const sentences: string[] = [];
  let open = '';
  for (const piece of spoken(text).split(/(?<=[.!?…]["')\]]*)\s+/)) {
    open = open === '' ? piece : `${open} ${piece}`;
    if (ABBREVIATION.test(open)) continue;
    sentences.push(open);
    open = '';
  }
  return open === '' ? sentences : [...sentences, open];
}

/** Signs alone, such as a dash between words, are no words. */
export const countWords = (sentence: string) =>
  sentence.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length;

export function sentencesOf(page: Page): Sentence[] {
  return paragraphsOf(page).flatMap(({ line, text }) =>
    sentencesIn(text).map(sentence => ({ line, text: sentence, words: countWords(sentence) })),
  );
}
