// docs/architecture.md says what is there: every file that it names exists, and what it counts is right.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LEVELS } from './house/levels.js';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');

/** The paths of files that a text names, `src/` left out where it is theirs. */
function filesIn(text: string): string[] {
  return [...text.matchAll(/`((?:[a-z0-9-]+\/)*[a-z0-9.-]+\.ts)`/g)].map(match => match[1]);
}

function isThere(path: string): boolean {
  return existsSync(join(root, path.startsWith('test/') ? path : join('src', path)));
}

test('every file that is named is there', () => {
  const named = filesIn(page);
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter(path => !isThere(path))).toEqual([]);
});

test('every room is in the drawing and has a row, and there is no other', () => {
  const rooms = readdirSync(join(root, 'src'), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name);
  const rows = [...page.matchAll(/^\| `([a-z]+)\/` \|/gm)].map(match => match[1]);
  expect(rows.sort()).toEqual(rooms.sort());
  const [drawing = ''] = /```text\n {2}main[\s\S]*?```/.exec(page) ?? [];
  expect(rooms.filter(room => !new RegExp(`\\b${room}\\b`).test(drawing))).toEqual([]);
});

test('the drawing has the rooms on the levels that imports are held to', () => {
  const [drawing = ''] = /```text\n {2}main[\s\S]*?```/.exec(page) ?? [];
  const lines = drawing.split('\n').slice(1, -1);
  const rooms = new Set(LEVELS.flat());
  // The rooms of a line come first; words about them follow.
  const drawn = lines.map(line => {
    const words = line.trim().split(/\s+/);
    const end = words.findIndex(word => !rooms.has(word));
    return end < 0 ? words : words.slice(0, end);
  });
  expect(drawn).toEqual(LEVELS);
});

describe('the eleven walks', () => {
  const walks = page.split('## Eleven walks')[1].split('\n## ')[0].split('\n### ').slice(1);

  test('there are eleven', () => {
    expect(walks.length).toBe(11);
  });

  test.each(walks)('each step names a file: %s', walk => {
    const steps = walk.split(/^\d+\. /m).slice(1);
    expect(steps.length).toBeGreaterThan(4);
    expect(steps.filter(step => filesIn(step).length === 0)).toEqual([]);
  });
});

describe('how to add', () => {
  const recipes = page.split('## How to add')[1].split('\n## ')[0].split('\n### ').slice(1);

  test.each(recipes)('lists at least the files that it counts: %s', recipe => {
    const steps = recipe.split(/^\d+\. /m).slice(1);
    const counted = Number(/: (\d+) /.exec(recipe.split('\n')[0])?.[1]);
    expect(steps.length).toBeGreaterThanOrEqual(counted);
    expect(filesIn(recipe).length).toBeGreaterThanOrEqual(counted);
  });
});

test('questions where something would go have an answer that names a file', () => {
  const rows = page.split('## Where would it go?')[1].match(/^\| (?!wanted|---).*\|$/gm) ?? [];
  expect(rows.length).toBeGreaterThanOrEqual(15);
  expect(rows.filter(row => filesIn(row).length === 0)).toEqual([]);
});

test('each decision has a number of its own, which its title repeats', () => {
  const folder = join(root, 'docs', 'decisions');
  const files = readdirSync(folder);
  const numbers = files.map(file => Number(file.slice(0, 4)));
  expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
  const titles = files.map(file => readFileSync(join(folder, file), 'utf8').split('\n')[0]);
  expect(titles.map(title => Number(/^# (\d+)\. /.exec(title)?.[1]))).toEqual(numbers);
});
