// Counts with their nouns, as people read them.

/** `1 member`, `1,024 members`. */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
