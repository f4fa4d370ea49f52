// Lists that nearly always have one element.

/**
 * A list with one element more: the same list, but for an empty one, which may be shared by all. A list that begins with its first
 * element takes the memory of one; one that an element is pushed to takes that of many.
 */
export function withOneMore<Element>(list: readonly Element[], element: Element): readonly Element[] {
  if (list.length === 0) return [element];
  // It is not shared: it was made here.
  (list as Element[]).push(element);
  return list;
}
