// Draws the elements of a page into the document, and changes only what is not yet so.
import { type Content, flattened, KEY, type Markup, visible } from '../tree.js';

const SVG = 'http://www.w3.org/2000/svg';

/** What was drawn last, so that the same thing is not looked at again. */
const drawn = new WeakMap<Element, Markup>();

function create(tag: string, parent: Element): Element {
  const isSvg = tag === 'svg' || (parent.namespaceURI === SVG && parent.tagName !== 'foreignObject');
  return isSvg ? document.createElementNS(SVG, tag) : document.createElement(tag);
}

function setAttributes(target: Element, { attributes }: Markup): void {
  for (const name of target.getAttributeNames()) {
    const value = attributes[name];
    // Details that the reader has opened stay open.
    if ((value === undefined || value === false) && name !== 'open') target.removeAttribute(name);
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    const text = value === true ? '' : visible(String(value));
    if (target.getAttribute(name) !== text) target.setAttribute(name, text);
  }
  // What somebody has clicked goes over the attribute.
  if ('checked' in attributes) (target as HTMLInputElement).checked = attributes.checked === true;
}

function setElement(target: Element, markup: Markup): void {
  if (drawn.get(target) === markup) return;
  setAttributes(target, markup);
  drawChildren(target, markup.children);
  drawn.set(target, markup);
}

function keyOf({ attributes }: Markup): string | undefined {
  const key = attributes[KEY];
  return key === undefined ? undefined : String(key);
}

/** The children of the last drawing that can be used again, by their keys. Those that are not wanted go. */
function keyedChildren(parent: Element, items: readonly (string | Markup)[]): Map<string, Element> {
  const wanted = new Set(items.map(item => (typeof item === 'string' ? undefined : keyOf(item))));
  const kept = new Map<string, Element>();
  for (const child of [...parent.children]) {
    const key = child.getAttribute(KEY);
    if (key === null) continue;
    if (wanted.has(key)) kept.set(key, child);
    else child.remove();
  }
  return kept;
}

/** The element for an item, made if there is none that it can be. @param at the next node of the last drawing */
function elementFor(item: Markup, at: Node | null, kept: Map<string, Element>, parent: Element): Element {
  const key = keyOf(item);
  const found = key === undefined ? at : kept.get(key);
  if (found instanceof Element && found.tagName.toLowerCase() === item.tag.toLowerCase())
    if (key !== undefined || !found.hasAttribute(KEY)) return found;
  return create(item.tag, parent);
}

function drawText(text: string, at: Node | null, parent: Element): Node | null {
  if (at instanceof Text) {
    if (at.data !== text) at.data = text;
    return at.nextSibling;
  }
  parent.insertBefore(document.createTextNode(text), at);
  return at;
}

function drawChildren(parent: Element, children: readonly Content[]): void {
  const items = flattened(children);
  const kept = keyedChildren(parent, items);
  let at: Node | null = parent.firstChild;
  for (const item of items) {
    if (typeof item === 'string') {
      at = drawText(visible(item), at, parent);
      continue;
    }
    const target = elementFor(item, at, kept, parent);
    if (target === at) at = at.nextSibling;
    else parent.insertBefore(target, at);
    setElement(target, item);
  }
  while (at !== null) {
    const next: Node | null = at.nextSibling;
    at.parentNode?.removeChild(at);
    at = next;
  }
}

/** Makes the children of an element what is given. What is typed, chosen and focused stays. */
export function draw(parent: Element, ...content: readonly Content[]): void {
  const focused = document.activeElement;
  drawChildren(parent, content);
  // An element that has moved has lost it.
  if (focused instanceof HTMLElement && focused.isConnected && document.activeElement !== focused)
    focused.focus();
}

/** Has something drawn in the next frame, however often it is wanted until then. */
export function oncePerFrame(work: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      work();
    });
  };
}
