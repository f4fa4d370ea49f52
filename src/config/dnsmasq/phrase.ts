// A stretch of a dnsmasq line that knows the column of each of its characters, quotes and escapes being gone.

/** What a quote protects: these lose their meaning as separators and as blanks to be trimmed. */
const GUARDED = ',:.# \t\n\r';
const GUARD = 0xe000;

/** A character out of quotes' reach of the separators; undone by {@link Phrase.plain}. */
export function guard(character: string): string {
  return GUARDED.includes(character) ? String.fromCharCode(GUARD + character.charCodeAt(0)) : character;
}

export class Phrase {
  /**
   * @param text characters, guarded where they were quoted
   * @param columns the column of each character, counted from 1, and one more for the end
   */
  constructor(
    readonly text: string,
    readonly columns: readonly number[],
  ) {}

  /** The text as it was meant, quoted characters included. */
  get plain(): string {
    return this.text.replace(/[\ue000-\ue07f]/g, character =>
      String.fromCharCode(character.charCodeAt(0) - GUARD),
    );
  }

  /** The same with quoted separators as good as others. */
  get unguarded(): Phrase {
    return new Phrase(this.plain, this.columns);
  }

  get column(): number {
    return this.columns[0];
  }

  /** Characters that it takes on its line. */
  get width(): number {
    return Math.max(1, this.columns[this.text.length] - this.column);
  }

  get isEmpty(): boolean {
    return this.text === '';
  }

  slice(from: number, to = this.text.length): Phrase {
    return new Phrase(this.text.slice(from, to), this.columns.slice(from, to + 1));
  }

  trimStart(): Phrase {
    return this.slice(this.text.length - this.text.trimStart().length);
  }

  /** Without blanks at its ends. */
  trim(): Phrase {
    return this.trimStart().slice(0, this.text.trim().length);
  }

  /** The parts between separators, blanks kept; the last of `most` parts is all the rest. */
  split(separator: string, most = Number.POSITIVE_INFINITY): Phrase[] {
    const parts: Phrase[] = [];
    let from = 0;
    for (
      let at = this.text.indexOf(separator);
      at >= 0 && parts.length + 1 < most;
      at = this.text.indexOf(separator, from)
    ) {
      parts.push(this.slice(from, at));
      from = at + separator.length;
    }
    parts.push(this.slice(from));
    return parts;
  }

  /** The parts between commas, without blanks around them. */
  fields(): Phrase[] {
    return this.split(',').map(part => part.trim());
  }
}
