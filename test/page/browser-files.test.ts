// What browsers are sent: small, alone, and without a way by which a text could become elements.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BUILT } from '../support/rondo.js';

const MOST_OCTETS = 60 * 1024;
const folder = new URL('browser/', BUILT);
const files = readdirSync(folder).map(name => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));

test('all files together are under 60 KB', () => {
  expect(files.map(({ name }) => name).sort()).toEqual(['icon.svg', 'page.css', 'page.js']);
  const octets = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  expect(octets).toBeLessThan(MOST_OCTETS);
});

test('they ask nobody else, and need nothing of Node', () => {
  for (const { text } of files) {
    const addresses = text.match(/\b(?:https?:)?\/\/[a-z][^"'\s)]*/g) ?? [];
    // The names of the namespaces of elements are no addresses that anybody asks.
    expect(addresses.filter(each => !each.startsWith('http://www.w3.org/'))).toEqual([]);
    expect(text).not.toMatch(/\bimport\b|@import|url\(|\bBuffer\b|\bprocess\b|\brequire\b/);
  }
});

test('scripts of the page write texts and attributes only', () => {
  const sources = join(import.meta.dirname, '../../src/page/browser');
  const forbidden =
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function|\.style\b/;
  const names = readdirSync(sources).filter(name => name.endsWith('.ts'));
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter(name => forbidden.test(readFileSync(join(sources, name), 'utf8')))).toEqual([]);
  expect(files.filter(({ text }) => forbidden.test(text)).map(({ name }) => name)).toEqual([]);
});
