// The value of a label as the exposition format of metrics has it.

/** What stands between the quotes. */
export function escaped(text: string): string {
  return /["\\\n]/.test(text)
    ? text.replace(/["\\\n]/g, found => (found === '\n' ? '\\n' : `\\${found}`))
    : text;
}

/** A label with its value. */
export function labelText(name: string, value: string): string {
  return `${name}="${escaped(value)}"`;
}
