// What somebody may have meant whose record cannot be read.
import { SVC_KEY_NAMES, UNSETTLED_SVC_KEYS } from '../dns/rdata/svc-key.js';
import { fieldsOf } from '../dns/rdata/table.js';
import { TYPE, typeToText } from '../dns/types.js';
import { familyAdvice } from '../source/address-advice.js';
import { spellingHint } from '../source/suggest.js';

/** What stands in the records of a type, to be said of those that lack something. */
const FORMS: ReadonlyMap<number, string> = new Map([
  [TYPE.NS, 'one host, as in `ns1`: write a line for each'],
  [TYPE.CNAME, 'one name, as in `www`'],
  [TYPE.PTR, 'one name, as in `www.example.org.`: write a line for each'],
  [TYPE.DNAME, 'one name, as in `example.net.`'],
  [TYPE.MX, 'a preference and a host, as in `10 mail`'],
  [TYPE.SRV, 'priority, weight, port (a number) and a host, as in `0 0 443 www`'],
  [TYPE.CAA, 'flags, a tag and a value, as in `0 issue "ca.example"`'],
  [TYPE.SOA, 'a server, a mailbox and five numbers: serial, refresh, retry, expire, minimum'],
  [TYPE.NAPTR, 'order, preference, flags, service, regexp and replacement'],
  [TYPE.TLSA, 'usage, selector, matching type and hexadecimal digits'],
  [TYPE.SSHFP, 'algorithm, type and hexadecimal digits'],
  [TYPE.DS, 'key tag, algorithm, digest type and hexadecimal digits'],
  [TYPE.SVCB, 'a priority, a host and parameters, as in `1 . alpn=h2`'],
  [TYPE.HTTPS, 'a priority, a host and parameters, as in `1 . alpn=h2`'],
]);

/**
 * What to do about RDATA that is no record of its type.
 * @param words all of the RDATA, without quotes
 * @param index the one that is wrong; their number when one is missing
 */
export function recordAdvice(type: number, words: readonly string[], index: number): string | undefined {
  const word = words[index];
  if (word !== undefined && /^(?:#|\/\/|--)/.test(word)) return 'a comment begins with ;';
  if (word === undefined) return formAdvice(type);
  if (words[0] === '\\#' && index > 0) return `octets are written as \`${typeToText(type)} \\# 2 ABCD\``;
  // In small letters it may be the name of a host.
  if ((index === 0 ? words[0].toUpperCase() : words[0]) === typeToText(type)) return 'the type stands once';
  if (type === TYPE.A || type === TYPE.AAAA) return addressAdvice(type, words, index);
  if ((type === TYPE.SVCB || type === TYPE.HTTPS) && index > 1) return paramAdvice(word);
  if (!fieldsOf.has(type))
    return `the type has no other form; two octets are written as \`${typeToText(type)} \\# 2 ABCD\``;
  if (/,$/.test(word)) return 'no comma stands between the words of a record';
  if (type === TYPE.SOA && index === 2 && /^\d+[-./]\d+/.test(word))
    return 'a serial is one number, such as 2024010100';
  return formAdvice(type);
}

function formAdvice(type: number): string | undefined {
  const form = FORMS.get(type);
  return form === undefined ? undefined : `${typeToText(type)} has ${form}`;
}

/** What to do about a record of an address. */
function addressAdvice(type: number, words: readonly string[], index: number): string | undefined {
  const [first] = words;
  if (index === 1 && words.length === 2 && /^(?:\d+[smhdw]?)+$/i.test(words[1]))
    return `a TTL stands before the type: \`${words[1]} ${typeToText(type)} ${first}\``;
  if (index > 0 || /[a-f\d],$|[.:]\w+,\w+[.:]/i.test(first))
    return 'a record has one address: write a line for each';
  if (/^IN$/i.test(first) || (words.length > 1 && /^\d+[smhdw]?$/i.test(first)))
    return 'TTL and class stand before the type';
  return familyAdvice(first, type === TYPE.A ? 4 : 6);
}

/** What to write in place of a SvcParam. */
function paramAdvice(word: string): string | undefined {
  const [, key, rest] = /^([A-Za-z0-9-]*)(.*)$/s.exec(word)!;
  if (rest.endsWith('\\') || rest.endsWith('\\"'))
    return 'a backslash in a list is written as \\\\\\\\ (RFC 9460 appendix A.1)';
  if (key === '' && rest.startsWith('=')) return 'no space stands before or behind =';
  if (Object.hasOwn(UNSETTLED_SVC_KEYS, key))
    return `the form of ${key} is not settled: write key${UNSETTLED_SVC_KEYS[key]}= and its octets`;
  const lower = key.toLowerCase();
  if (lower !== key && SVC_KEY_NAMES.includes(lower)) return `write the key in small letters: ${lower}`;
  if (SVC_KEY_NAMES.includes(key))
    return rest === '' ? `a value follows directly behind =, as in ${key}=VALUE` : undefined;
  return spellingHint(key, SVC_KEY_NAMES);
}
