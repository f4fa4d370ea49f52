// What lists say of a name, in words, with the line where they say it.
import { nameToLabel } from '../dns/name.js';
import type { LookupName } from '../image/lookup-name.js';
import type { NameSet } from '../image/name-set.js';

/** `the list ads (lists/ads.txt:7: ads.example and all below)` */
function sourceOf(names: NameSet, name: LookupName): string {
  const { label, file, line, isBelow } = names;
  const owner = nameToLabel(name.lower.slice(name.labelAt[label], name.length));
  const place = line === 0 ? file : `${file}:${line}`;
  const what = isBelow ? `${owner} and all below` : owner;
  return `the list ${names.labels[names.list]} (${place}: ${what})`;
}

/** What answers a name in place of a zone or an upstream: the rule that the set found last. */
export function ruleText(names: NameSet, name: LookupName): string {
  if (names.isBlocked) return `blocked by ${sourceOf(names, name)}`;
  if (names.isHome || names.file === undefined) return 'a name that stays at home';
  return `said by ${sourceOf(names, name)}`;
}

/** Why a name is not blocked although it may stand on a list; empty when none makes an exception of it. */
export function exceptionText(names: NameSet | undefined, name: LookupName): string {
  if (names?.find(name, name.labels, false) !== false || !names.isAllowed || names.isHome) return '';
  return `, not blocked because of ${sourceOf(names, name)}`;
}
