// What somebody may have meant whose record cannot be read.
import { SVC_KEY_NAMES, UNSETTLED_SVC_KEYS } from '../dns/rdata/svc-key.js';
import { fieldsOf } from '../dns/rdata/table.js';
import { TYPE, typeToText } from '../dns/types.js';
import { familyAdvice } from '../source/address-advice.js';
import { nearest } from '../source/suggest.js';

/** What to do about RDATA that is no record of its type. @param word the one that is wrong */
export function recordAdvice(type: number, word: string): string | undefined {
  if (type === TYPE.A) return familyAdvice(word, 4);
  if (type === TYPE.AAAA) return familyAdvice(word, 6);
  if (type === TYPE.SVCB || type === TYPE.HTTPS) return paramAdvice(word);
  if (!fieldsOf.has(type))
    return `the type has no other form; two octets are written as \`${typeToText(type)} \\# 2 ABCD\``;
  return undefined;
}

/** What to write in place of a SvcParam. */
function paramAdvice(word: string): string | undefined {
  const [, key, rest] = /^([A-Za-z0-9-]*)(.*)$/s.exec(word)!;
  if (word === '.') return 'a priority stands before the host, as in `1 . alpn=h2`';
  if (rest.endsWith('\\') || rest.endsWith('\\"'))
    return 'a backslash in a list is written as \\\\\\\\ (RFC 9460 appendix A.1)';
  if (key === '' && rest.startsWith('=')) return 'no space stands before or behind =';
  if (Object.hasOwn(UNSETTLED_SVC_KEYS, key))
    return `the form of ${key} is not settled: write key${UNSETTLED_SVC_KEYS[key]}= and its octets`;
  const lower = key.toLowerCase();
  if (lower !== key && SVC_KEY_NAMES.includes(lower)) return `write the key in small letters: ${lower}`;
  if (SVC_KEY_NAMES.includes(key))
    return rest === '' ? `a value follows directly behind =, as in ${key}=VALUE` : undefined;
  const near = nearest(key, SVC_KEY_NAMES);
  return near === undefined ? undefined : `did you mean \`${near}\`?`;
}
