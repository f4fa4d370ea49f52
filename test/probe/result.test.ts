// Results as text: short, printable and bounded, whatever the other side sent.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resultToShortText, resultToText, toResult } from '../../src/probe/result.js';
import { MAX_TEXT } from '../../src/source/printable.js';

describe('a result', () => {
  it('reads as code, status and reason', () => {
    expect(resultToText(toResult({ code: 'L7STS', status: 503 }, 1))).toBe('L7STS 503');
    expect(resultToText(toResult({ code: 'L4CON', text: 'connection refused' }, 1))).toBe(
      'L4CON connection refused',
    );
    expect(resultToText(toResult({ code: 'L7RSP', status: 200, text: 'no header X' }, 1))).toBe(
      'L7RSP 200 no header X',
    );
    expect(resultToShortText(toResult({ code: 'L4CON', text: 'connection refused' }, 1))).toBe('L4CON');
  });

  it('is ok exactly when its code ends in OK', () => {
    for (const code of ['L4OK', 'L6OK', 'L7OK'] as const) expect(toResult({ code }, 1).ok).toBe(true);
    for (const code of ['L4CON', 'L4TOUT', 'L6RSP', 'L6TOUT', 'L7STS', 'L7RSP', 'L7TOUT', 'SOCKERR'] as const)
      expect(toResult({ code }, 1).ok).toBe(false);
  });

  it('escapes what a terminal or a log would obey', () => {
    expect(toResult({ code: 'L7RSP', text: 'a\r\n\x1b[31m\u202eb\u2028' }, 1).text).toBe(
      'a\\u{d}\\u{a}\\u{1b}[31m\\u{202e}b\\u{2028}',
    );
  });

  it('is one printable line of bounded length for any text', () => {
    const anyText = fc.string({
      unit: fc.integer({ min: 0, max: 0x10ffff }).map(c => String.fromCodePoint(c)),
      maxLength: 400,
    });
    fc.assert(
      fc.property(anyText, text => {
        const shown = toResult({ code: 'L7RSP', text }, 1).text;
        expect([...shown].length).toBeLessThanOrEqual(MAX_TEXT);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
