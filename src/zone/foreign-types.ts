// Types of records that only some providers or programs have, and what to do in place of them.
const ALIAS_HINT = 'there is no such type: write CNAME, or beside other records the addresses themselves';
const REDIRECT_HINT = 'the DNS leads no browser to another page: that is for a web server';
const WINDOWS_HINT = 'this is for name servers of Windows alone: take the line out';

const OTHERS: Readonly<Record<string, string>> = {
  ALIAS: ALIAS_HINT,
  ANAME: ALIAS_HINT,
  FLATTEN: ALIAS_HINT,
  URL: REDIRECT_HINT,
  REDIRECT: REDIRECT_HINT,
  FORWARD: REDIRECT_HINT,
  WINS: WINDOWS_HINT,
  WINSR: WINDOWS_HINT,
  'WINS-R': WINDOWS_HINT,
};

/** What to do about a word that is a type elsewhere; undefined when it is not known. */
export function foreignType(word: string): string | undefined {
  const upper = word.toUpperCase();
  return Object.hasOwn(OTHERS, upper) ? OTHERS[upper] : undefined;
}
