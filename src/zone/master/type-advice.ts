// What somebody may have meant who wrote something else where the type of a record belongs.
import { canonicalAddress } from '../../dns/endpoint.js';
import { TYPE_NAMES, typeFromText } from '../../dns/types.js';
import { nearest } from '../../source/suggest.js';
import { foreignType } from '../foreign-types.js';
import type { Entry } from './entry.js';

const COMMENT_HINT = 'a comment begins with ;';
const PERIOD_HINT = 'a TTL is a whole number with or without a unit, as 3600 or 1h30m';
const UNKNOWN_HINT =
  'a type that is not known by its name is written as TYPEnnn \\# LENGTH HEX, such as TYPE65280 \\# 2 ABCD';
const NUMBER_HINT = 'numbers of types go up to 65535';

/** Words that statements in a configuration of BIND open with. */
const STATEMENTS = /^(?:zone|options|include|key|acl|view|logging|controls|server|type|file)$/;

/** What to do about a word that is no type. */
export function typeAdvice(entry: Entry, at: number): string | undefined {
  const word = entry.text(at);
  const owner = entry.text(0);
  if (word.startsWith('$')) return 'a directive stands at the very start of its line';
  if (/^(?:#|\/\/|\/\*|--)/.test(owner)) return COMMENT_HINT;
  if (/^IN$/i.test(word)) return 'the class stands once, before the type';
  if (STATEMENTS.test(owner) && (entry.quoted[at] || /^[{"]/.test(word) || /[{;]$/.test(word)))
    return 'this looks like a configuration of BIND: `rondo import named.conf` reads those';
  // A type in capitals is hardly the name of a host.
  const misplaced = ownerAdvice(entry);
  if (misplaced !== undefined) return misplaced;
  const address = canonicalAddress(word);
  if (address !== undefined)
    return `the type is missing: write \`${address.includes(':') ? 'AAAA' : 'A'} ${word}\``;
  const strange = strangeLetter(Buffer.from(entry.bytes(at)).toString());
  if (strange !== undefined) return strange;
  const foreign = foreignType(word);
  if (foreign !== undefined) return foreign;
  if (/^[-+]?\d[\d.]*[a-z\d]*$/i.test(word) && hasType(entry, at + 1)) return PERIOD_HINT;
  if (/^(?:seconds?|minutes?|hours?|days?|weeks?)$/i.test(word)) return PERIOD_HINT;
  if (/^TYPE\d+$/i.test(word)) return NUMBER_HINT;
  if (/[\u00a0\u2000-\u200b\u202f\u3000]/.test(Buffer.from(entry.bytes(at)).toString()))
    return 'it has a character that only looks like a space: write a space or a tab';
  if (hasType(entry, at + 1)) return spacedOwner(entry, at);
  return nearType(entry, at);
}

/** A letter of another script among those of a type, which it may look like. */
function strangeLetter(text: string): string | undefined {
  const letter = [...text.slice(0, 16)].find(each => each > '\u007f' && /\p{L}/u.test(each));
  if (letter === undefined) return undefined;
  const code = letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return `${letter} (U+${code}) is no letter of ASCII: type it again`;
}

/** A word that stands before a type, where one belongs itself. */
function spacedOwner(entry: Entry, at: number): string | undefined {
  if (entry.indented && at === 0) return 'an owner name stands at the very start of its line';
  if (at === 1) return 'an owner name has no space in it';
  return nearType(entry, at);
}

function nearType(entry: Entry, at: number): string | undefined {
  const word = entry.text(at);
  const known = entry.quoted[at] || !/^[a-z]/i.test(word) ? undefined : nearest(word, TYPE_NAMES);
  if (known !== undefined) return `did you mean ${known}?`;
  if (!entry.indented && typeFromText(entry.text(0)) !== undefined) return misplacedType(entry);
  return /^[A-Z][A-Z0-9-]+$/.test(word) ? UNKNOWN_HINT : undefined;
}

function hasType(entry: Entry, at: number): boolean {
  if (at >= entry.count || entry.quoted[at]) return false;
  const word = entry.text(at);
  return typeFromText(word) !== undefined || (/^IN$/i.test(word) && hasType(entry, at + 1));
}

function misplacedType(entry: Entry): string {
  return `${entry.text(0)} stands where the owner name belongs; indent the line to continue the owner above`;
}

/** What to do about a line that opens with a type in capitals. */
export function ownerAdvice(entry: Entry): string | undefined {
  const owner = entry.text(0);
  const isType = !entry.indented && owner === owner.toUpperCase() && typeFromText(owner) !== undefined;
  return isType ? misplacedType(entry) : undefined;
}
