// Plain names and the rules of other lines: what each has to do with the other.
import { nameFromKey, nameKey, parentName } from '../../dns/name.js';
import { isPattern, patternOf } from '../../dns/name-pattern.js';
import { TYPE } from '../../dns/types.js';
import type { OtherRules } from './other-names.js';
import { SAYS } from './plain-entry.js';
import type { EntangledNames } from './plain-names.js';
import type { Rules } from './rules.js';

const NULLS = SAYS.NULL | SAYS.NULL_A | SAYS.NULL_AAAA;
const NULL_A = new Uint8Array(4);
const NULL_AAAA = new Uint8Array(16);

/** What the rules speak of. @param probed names of records that are probed, as {@link nameKey} */
export function otherRules(rules: Rules, probed: Iterable<string>): OtherRules {
  const aliases = [...rules.aliases.values()].flatMap(({ owner, rdata }) => [nameKey(owner), nameKey(rdata)]);
  const forwards = rules.forwards.flatMap(({ domain }) => (domain === undefined ? [] : nameKey(domain)));
  const isOfPattern = (key: string) => isPattern(nameFromKey(key));
  const domains = [...rules.subtrees.keys(), ...rules.localKeys];
  return {
    domains: [...domains, ...forwards.filter(isOfPattern)].flatMap(coveredBy),
    coversBareNames: coversBareNames(rules),
    forwards: forwards.filter(key => !isOfPattern(key)),
    names: [...rules.records.map(({ owner }) => nameKey(owner)), ...aliases, ...probed],
  };
}

/** What all names that a rule covers lie in; nothing for those of one label: see {@link coversBareNames}. */
function coveredBy(key: string): string[] {
  const name = nameFromKey(key);
  if (!isPattern(name)) return [key];
  return patternOf(name).isSingle ? [] : [nameKey(parentName(name))];
}

/** Whether rules cover names of one label by themselves. */
function coversBareNames(rules: Rules): boolean {
  const domains = [...rules.subtrees.values(), ...rules.locals, ...rules.forwards];
  return domains.some(
    ({ domain }) => domain !== undefined && isPattern(domain) && patternOf(domain).isSingle,
  );
}

/** Makes rules of plain names that have to do with others. */
export function rulesOf(rules: Rules): EntangledNames {
  return {
    domain(name, says, place) {
      if ((says & SAYS.NULL) !== 0) rules.addNull(name, place);
      if ((says & SAYS.NULL_A) !== 0) rules.addAddress(name, NULL_A, place);
      if ((says & SAYS.NULL_AAAA) !== 0) rules.addAddress(name, NULL_AAAA, place);
      if ((says & NULLS) === 0) rules.addLocal(name, place);
    },
    host(owner, address, place) {
      const type = address.length === 4 ? TYPE.A : TYPE.AAAA;
      rules.records.push({ owner, type, rdata: address.slice(), place });
    },
    pointer(owner, target, address, place) {
      if (rules.claimPointer(address))
        rules.records.push({ owner, type: TYPE.PTR, rdata: target, place, isImplied: true });
    },
  };
}
