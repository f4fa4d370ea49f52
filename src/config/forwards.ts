// Forward rules of rondo.yaml and of dnsmasq files become one list.
import { NameError, nameFromText, nameKey, nameToLabel, ROOT, sameName } from '../dns/name.js';
import type { ForwardTo } from './forward-to.js';
import type { Report } from './report.js';
import type { ConfigInput } from './schema.js';

type Entry = Exclude<NonNullable<ConfigInput['forward']>, 'off'>[number];
type Rule = Extract<Entry, { domain: string }>;

/** Reports at an entry of the list. */
export type ReportEntry = (index: number) => Report;

function isRule(entry: Entry): entry is Rule {
  return 'domain' in entry;
}

function readRule({ domain, to }: Rule, report: Report): ForwardTo | undefined {
  try {
    const name = nameFromText(domain);
    return { domain: sameName(name, ROOT) ? undefined : name, to };
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    report('error', `expected a domain name, found "${domain.slice(0, 60)}": ${error.message}`);
    return undefined;
  }
}

/** The rules of rondo.yaml; none when forwarding is off or not mentioned. */
export function configuredForwards(forward: ConfigInput['forward'], report: ReportEntry): ForwardTo[] {
  if (forward === undefined || forward === 'off') return [];
  const seen = new Set<string>();
  const plain = forward.flatMap(entry => (isRule(entry) ? [] : entry));
  const rules: ForwardTo[] = plain.length > 0 ? [{ domain: undefined, to: plain }] : [];
  if (plain.length > 0) seen.add('');
  for (const [index, entry] of forward.entries()) {
    const rule = isRule(entry) ? readRule(entry, report(index)) : undefined;
    if (rule === undefined) continue;
    const key = rule.domain === undefined ? '' : nameKey(rule.domain);
    if (seen.has(key)) report(index)('error', `${nameToLabel(rule.domain ?? ROOT)} has a rule above already`);
    seen.add(key);
    rules.push(rule);
  }
  return rules;
}

/** The rules of rondo.yaml go over those of dnsmasq files, which add up. */
export function mergeForwards(configured: readonly ForwardTo[], further: readonly ForwardTo[]): ForwardTo[] {
  const keyOf = ({ domain }: ForwardTo) => (domain === undefined ? '' : nameKey(domain));
  const merged = new Map(configured.map(rule => [keyOf(rule), rule]));
  const own = new Set(merged.keys());
  for (const rule of further) {
    const key = keyOf(rule);
    if (own.has(key)) continue;
    const former = merged.get(key)?.to;
    const to = Array.isArray(former) && Array.isArray(rule.to) ? [...former, ...rule.to] : rule.to;
    merged.set(key, { domain: rule.domain, to });
  }
  return [...merged.values()];
}
