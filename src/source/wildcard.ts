// Patterns of names, with `*` and `?`, as a shell has them.

const STAR = 0x2a;
const QUESTION_MARK = 0x3f;

/** Whether the text is a pattern rather than a path. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

/**
 * Whether a name matches a segment: `*` stands for any characters or none, `?` for one. As in a shell, a leading dot is
 * matched only by a dot. Only the last `*` is ever tried again, so that the time is at most the product of both lengths.
 */
export function matchesSegment(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  let at = 0;
  let wanted = 0;
  // Behind the last star, and where what it stands for ends so far.
  let star = -1;
  let end = 0;
  while (at < name.length) {
    const code = pattern.charCodeAt(wanted);
    if (code === STAR) {
      star = ++wanted;
      end = at;
    } else if (code === QUESTION_MARK || code === name.charCodeAt(at)) {
      at++;
      wanted++;
    } else {
      if (star < 0) return false;
      at = ++end;
      wanted = star;
    }
  }
  while (pattern.charCodeAt(wanted) === STAR) wanted++;
  return wanted === pattern.length;
}
