// What a page consists of, before it is text: elements, their attributes, and texts.

/** A value that is undefined or false leaves the attribute out; true gives it no value. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element. Names of tags and attributes are written in the code; only values and texts come from elsewhere. */
export interface Markup {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly children: readonly Content[];
}

/** Texts are shown as they are, whatever they contain; what is undefined or false is left out. */
export type Content = string | number | undefined | false | Markup | readonly Content[];

/** The attribute by which an element is the same one in the next drawing. */
export const KEY = 'data-key';

export function element(tag: string, attributes: Attributes = {}, ...children: readonly Content[]): Markup {
  return { tag, attributes, children };
}

/** Several words with blanks between them, as `class` takes them; what is undefined is left out. */
export function words(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}

/** A text without characters that are not seen and could reorder those beside them. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, character => (character === '\n' ? '\n' : '\u00b7'));
}

/** Elements and texts in a row; texts that follow each other are one. */
export function flattened(content: readonly Content[]): (string | Markup)[] {
  const flat: (string | Markup)[] = [];
  for (const each of content) {
    if (each === undefined || each === false) continue;
    const items = isList(each) ? flattened(each) : [typeof each === 'number' ? String(each) : each];
    for (const item of items) {
      const last = flat.at(-1);
      if (typeof item === 'string' && typeof last === 'string') flat[flat.length - 1] = last + item;
      else if (item !== '') flat.push(item);
    }
  }
  return flat;
}

function isList(content: Content): content is readonly Content[] {
  return Array.isArray(content);
}
