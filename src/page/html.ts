// From the elements of a page to HTML text, with everything escaped that comes from elsewhere.
import { type Content, element, flattened, type Markup, visible } from './tree.js';

/** Elements that have no content and no end tag (HTML, section 13.1.2). */
const VOID = new Set(['input', 'link', 'meta', 'br', 'hr']);

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text in which nothing begins a tag or ends a quoted value. */
function escaped(text: string): string {
  return visible(text).replace(/[&<>"]/g, character => ENTITIES[character]);
}

function attributesText({ attributes }: Markup): string {
  let text = '';
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    text += value === true ? ` ${name}` : ` ${name}="${escaped(String(value))}"`;
  }
  return text;
}

/** The text of a content. */
export function htmlOf(...content: readonly Content[]): string {
  let text = '';
  for (const item of flattened(content)) {
    if (typeof item === 'string') text += escaped(item);
    else {
      text += `<${item.tag}${attributesText(item)}>`;
      if (!VOID.has(item.tag)) text += `${htmlOf(item.children)}</${item.tag}>`;
    }
  }
  return text;
}

/** Stands for what comes later. Texts are escaped, so none can be taken for it. */
export const SLOT: Markup = element('slot');

/** The text of a content before and after the {@link SLOT} in it; all of it when there is none. */
export function htmlAround(content: Content): readonly [before: string, after: string] {
  const [before, after = ''] = htmlOf(content).split(htmlOf(SLOT));
  return [before, after];
}
