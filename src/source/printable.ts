// Text of others, made fit for a log line and a terminal.

/** The longest that is usual, in characters. */
export const MAX_TEXT = 120;

/**
 * Makes text of others fit for a log line and a terminal: one line, nothing invisible, bounded.
 * @param most characters
 */
export function printable(text: string, most = MAX_TEXT): string {
  const escaped = text
    .slice(0, 2 * most)
    .replace(
      /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
      character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    );
  const characters = [...escaped];
  return characters.length <= most ? escaped : `${characters.slice(0, most - 1).join('')}…`;
}
