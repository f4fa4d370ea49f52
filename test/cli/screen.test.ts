// `rondo status --watch` on a terminal: what fits is shown, the rest is counted, and a resize draws it again.
import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { cutLine, lineText, plainLine } from '../../src/cli/lines.js';
import { fittedLines, Screen } from '../../src/cli/screen.js';

const lines = Array.from({ length: 10 }, (_, index) => plainLine(`line ${index} of ten`));
const texts = (rows: number, columns: number) =>
  fittedLines(lines, rows, columns).map(line => lineText(line, false));

class FakeTerminal extends EventEmitter {
  rows = 4;
  columns = 30;
  written: string[] = [];

  write(text: string): void {
    this.written.push(text);
  }

  /** What one write leaves on the screen. */
  get shown(): string[] {
    const [, ...pieces] = this.written.at(-1)!.split('\u001b');
    const text = pieces.map(piece => piece.replace(/^\[[0-9;]*[A-Za-z]/, '')).join('');
    return text.split('\n');
  }
}

describe('lines on a screen', () => {
  test('all of them, when there is room', () => {
    expect(texts(10, 80)).toEqual(lines.map(line => lineText(line, false)));
  });

  test('the first, and how many more there are', () => {
    expect(texts(3, 80)).toEqual([
      'line 0 of ten',
      'line 1 of ten',
      '… and 8 more lines: name pools, or enlarge the window',
    ]);
    expect(texts(1, 80)).toHaveLength(1);
  });

  test('are cut at the edge, with a mark, also within a colour', () => {
    expect(texts(2, 8)[0]).toBe('line 0 …');
    const line = [{ text: '12345', colour: 'red' as const }, { text: '67890' }];
    expect(lineText(cutLine(line, 4), true)).toBe('\u001b[31m123\u001b[0m…');
    expect(lineText(cutLine(line, 10), false)).toBe('1234567890');
  });
});

test('the screen is drawn again when its size changes, and never taller than it is', () => {
  const terminal = new FakeTerminal();
  const screen = new Screen(terminal, false);
  screen.draw(lines);
  expect(terminal.shown).toHaveLength(4);
  terminal.rows = 6;
  terminal.emit('resize');
  expect(terminal.written).toHaveLength(2);
  expect(terminal.shown).toHaveLength(6);
  expect(terminal.shown[4]).toBe('line 4 of ten');
});
