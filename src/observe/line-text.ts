// What a line of the log says to a person: its message, and those of its fields that the message does not tell.

/** Fields of every line, which stand elsewhere. */
const ELSEWHERE: ReadonlySet<string> = new Set(['level', 'time', 'msg']);

/** The most characters of one value. */
const MAX_VALUE = 500;

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Whether the message has the value, and not only as a part of a longer word or number. */
function tells(message: string, text: string): boolean {
  for (let at = message.indexOf(text); at >= 0; at = message.indexOf(text, at + 1)) {
    const around = [message[at - 1] ?? ' ', message[at + text.length] ?? ' '];
    if (text === '' || around.every(character => !/[\p{L}\p{N}]/u.test(character))) return true;
  }
  return false;
}

/** Whether the message has all that there is to say of a value. */
function isTold(message: string, value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  return (Array.isArray(value) ? value : [value]).every(each => tells(message, valueText(each)));
}

function shown(key: string, value: unknown): string {
  if (value === true) return key;
  const text = valueText(value);
  const cut = text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
  return `${key}=${/[\s=]/.test(cut) ? JSON.stringify(cut) : cut}`;
}

/**
 * The message with what it does not tell as `key=value` behind it; a field that is true is its key alone, and one that is
 * false is left out.
 */
export function lineText(line: Readonly<Record<string, unknown>>): string {
  const message = String(line.msg ?? '');
  const untold = Object.entries(line).filter(
    ([key, value]) => !ELSEWHERE.has(key) && !isTold(message, value),
  );
  return [message, ...untold.map(([key, value]) => shown(key, value))].join(' ').trim();
}
