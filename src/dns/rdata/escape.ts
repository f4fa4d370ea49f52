// Backslash escapes of character strings in master files (RFC 1035 §5.1), both ways.

/** A backslash is not followed by what an escape needs; the message says which. */
export class EscapeError extends Error {
  override readonly name = 'EscapeError';
}

const BACKSLASH = 0x5c;

function isDigit(octet: number | undefined): octet is number {
  return octet !== undefined && octet >= 48 && octet <= 57;
}

/** The octets that the text stands for; the text itself when it has no escape. @throws EscapeError */
export function resolveEscapes(text: Uint8Array): Uint8Array {
  if (!text.includes(BACKSLASH)) return text;
  const octets = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== BACKSLASH) {
      octets[length++] = text[at];
      continue;
    }
    if (++at >= text.length) throw new EscapeError('a backslash ends it');
    if (!isDigit(text[at])) {
      octets[length++] = text[at];
      continue;
    }
    const [, tens, ones] = text.subarray(at, at + 3);
    if (!isDigit(tens) || !isDigit(ones)) throw new EscapeError('an escape needs three digits, as in \\046');
    const octet = (text[at] - 48) * 100 + (tens - 48) * 10 + (ones - 48);
    if (octet > 255) throw new EscapeError(`the escape \\${octet} is over 255`);
    octets[length++] = octet;
    at += 2;
  }
  return octets.subarray(0, length);
}

/** The octets as a quoted string, printable on any terminal (as dig prints character strings). */
export function quotedText(octets: Uint8Array): string {
  let text = '"';
  for (const octet of octets) {
    if (octet < 0x20 || octet >= 0x7f) text += `\\${String(octet).padStart(3, '0')}`;
    else if (octet === 0x22 || octet === BACKSLASH) text += `\\${String.fromCharCode(octet)}`;
    else text += String.fromCharCode(octet);
  }
  return `${text}"`;
}
