// Forward rules of rondo.yaml and of dnsmasq files become one list.
import { type Name, nameKey, nameToLabel, ROOT, sameName } from '../dns/name.js';
import { entriesOf, type ForwardEntry } from './forward-keys.js';
import { readDomains } from './forward-settings.js';
import type { ForwardTo } from './forward-to.js';
import type { Report } from './report.js';
import type { ConfigInput } from './schema.js';
import { circleText, isCircle } from './upstream-address.js';

type Rule = Extract<ForwardEntry, { domain: string }>;

/** Reports at an entry of the list. */
export type ReportEntry = (index: number) => Report;

function isRule(entry: ForwardEntry): entry is Rule {
  return 'domain' in entry;
}

/** A prefix has a rule for each of its reverse zones. */
function readRule({ domain, to }: Rule, report: Report): ForwardTo[] {
  const settled = (name: Name) => ({ domain: sameName(name, ROOT) ? undefined : name, to });
  return readDomains(domain, report).map(settled);
}

/** The rules of rondo.yaml; none when forwarding is off or not mentioned. */
export function configuredForwards(forward: ConfigInput['forward'], report: ReportEntry): ForwardTo[] {
  const entries = entriesOf(forward);
  const seen = new Set<string>();
  const plain = entries.flatMap(entry => (isRule(entry) ? [] : entry));
  const rules: ForwardTo[] = plain.length > 0 ? [{ domain: undefined, to: plain }] : [];
  if (plain.length > 0) seen.add('');
  for (const [index, entry] of entries.entries()) {
    if (!isRule(entry)) continue;
    for (const rule of readRule(entry, report(index))) {
      const key = rule.domain === undefined ? '' : nameKey(rule.domain);
      if (seen.has(key))
        report(index)('error', `${nameToLabel(rule.domain ?? ROOT)} has a rule above already`);
      seen.add(key);
      rules.push(rule);
      const { domain, to } = rule;
      const own = typeof to === 'string' || domain === undefined ? [] : to;
      for (const { host } of own)
        if (host !== undefined && isCircle(domain!, host)) report(index)('error', circleText(host));
    }
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

/** Whether names that no rule covers have upstreams. */
export function hasDefault(forwards: readonly ForwardTo[]): boolean {
  return forwards.some(({ domain, to }) => domain === undefined && typeof to !== 'string');
}
