// Labels in other scripts as the DNS has them: A-labels (RFC 5891 §4).
import { domainToASCII } from 'node:url';

const strict = new TextDecoder('utf-8', { fatal: true });

/** Quotes of word processors, which Unicode lets into a label and nobody means (RFC 5892 §2.6 excludes them). */
const QUOTES = /[\u00ab\u00bb\u2018-\u201f\u2039\u203a]/;

/** Labels, with the escapes in them, and the dots between them. */
const PARTS = /(?:\\.|[^\\.\u3002\uff0e\uff61])+|[.\u3002\uff0e\uff61]/gsu;

function aLabel(label: string): string | undefined {
  if (/^[\0-\x7f]*$/.test(label)) return label;
  if (label.includes('\\') || QUOTES.test(label)) return undefined;
  const ascii = domainToASCII(label);
  return ascii === '' ? undefined : ascii;
}

/**
 * A name in master-file form with its labels of other scripts turned into A-labels; the rest stays as it is.
 * @param text UTF-8
 * @returns undefined when it is not UTF-8, or a label is none in any script
 */
export function withALabels(text: Uint8Array): Uint8Array | undefined {
  let name: string;
  try {
    name = strict.decode(text);
  } catch {
    return undefined;
  }
  let ascii = '';
  for (const [part] of name.matchAll(PARTS)) {
    const label = /^[\u3002\uff0e\uff61]$/.test(part) ? '.' : aLabel(part);
    if (label === undefined) return undefined;
    ascii += label;
  }
  return Buffer.from(ascii);
}
